from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("access", "0005_work_as")]

    operations = [migrations.AddField("signin", "both", models.BooleanField(default=False))]
