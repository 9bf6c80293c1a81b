"""Readers of the log. On PostgreSQL every event from now on knows the transaction that wrote it."""

from django.db import migrations, models


def know_transactions(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("ALTER TABLE history_event ADD COLUMN tx bigint")
        schema_editor.execute(
            "ALTER TABLE history_event ALTER COLUMN tx SET DEFAULT (pg_current_xact_id()::text::bigint)"
        )
        schema_editor.execute("CREATE INDEX event_in_order ON history_event (tx, id)")


class Migration(migrations.Migration):
    dependencies = [("history", "0002_append_only")]
    operations = [
        migrations.CreateModel(
            name="LogPosition",
            fields=[
                ("reader", models.CharField(max_length=60, primary_key=True, serialize=False)),
                ("tx", models.BigIntegerField(default=0)),
                ("event_id", models.BigIntegerField(default=0)),
                ("moved_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.RunPython(know_transactions, migrations.RunPython.noop),
    ]
