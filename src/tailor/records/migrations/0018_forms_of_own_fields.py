from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("records", "0017_own_values"),
    ]

    operations = [
        migrations.AddField(
            model_name="ownfield", name="first_form", field=models.CharField(default="", max_length=60)
        ),
    ]
