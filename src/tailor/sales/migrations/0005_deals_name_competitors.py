from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("sales", "0004_competitors")]

    operations = [
        migrations.RemoveField("deal", "competitors"),
        migrations.RenameField("deal", "against", "competitors"),
        migrations.AddField(
            "deal",
            "lost_to",
            models.ForeignKey(
                db_index=False, null=True, on_delete=models.deletion.PROTECT, related_name="+", to="sales.competitor"
            ),
        ),
    ]
