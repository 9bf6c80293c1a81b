from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("workshop", "0001_initial"),
    ]

    operations = [
        migrations.AddField(model_name="shapedraft", name="thrown", field=models.BooleanField(default=False)),
    ]
