from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("access", "0004_providers")]

    operations = [
        migrations.AddField(
            "signin",
            "as_user",
            models.ForeignKey(null=True, on_delete=models.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField("signin", "as_role", models.CharField(default="", max_length=40)),
        migrations.AddField("signin", "as_until", models.DateTimeField(null=True)),
    ]
