from django.db import migrations, models

import tailor.kernel.columns


def column(name, field):
    return migrations.AddField("ownfield", name, field)


class Migration(migrations.Migration):
    dependencies = [("records", "0012_words_layouts_modules")]
    operations = [
        column("formula", models.TextField(default="")),
        column("gives", models.CharField(default="", max_length=10)),
        column("through", models.CharField(default="", max_length=82)),
        column("summary", models.CharField(default="", max_length=10)),
        column("condition", models.TextField(default="")),
        migrations.CreateModel(
            name="ToReckon",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "record_type",
                        "link",
                        "source_id",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("record_type", tailor.kernel.columns.CodePointField()),
                ("link", tailor.kernel.columns.CodePointField()),
                ("source_id", models.BigIntegerField()),
                ("after", models.BigIntegerField(default=0)),
            ],
        ),
    ]
