from django.db import migrations, models

import tailor.kernel.columns


class Migration(migrations.Migration):
    dependencies = [("access", "0006_both_factors")]

    operations = [
        migrations.CreateModel(
            name="OwnRole",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=40, unique=True)),
                ("label", models.CharField(default="", max_length=120)),
                ("labels", tailor.kernel.columns.CompactJSONField(default=dict)),
                ("like", models.CharField(default="", max_length=40)),
                ("oversees", models.BooleanField(default=False)),
                ("home", models.CharField(default="", max_length=200)),
                ("entries", tailor.kernel.columns.CompactJSONField(default=list)),
                ("rights", tailor.kernel.columns.CompactJSONField(default=dict)),
                ("place", models.IntegerField(default=0)),
                ("version", models.IntegerField(default=1)),
                ("created_at", models.DateTimeField()),
                ("updated_at", models.DateTimeField()),
                ("deleted_at", models.DateTimeField(null=True)),
            ],
        ),
    ]
