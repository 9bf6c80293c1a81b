"""Every write adds a step: an index of what it undoes holds those that undo something, and that of who did it is the beginning of
another. By plain statements, for Django would make SQLite's table anew, without the triggers that keep it from being changed."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

DROPPED = ("history_step_actor_id_b578e8b8", "history_step_undoes_id_17153b47")


class Migration(migrations.Migration):
    dependencies = [("history", "0003_readers"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]
    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                *(migrations.RunSQL(f'DROP INDEX IF EXISTS "{name}"', migrations.RunSQL.noop) for name in DROPPED),
                migrations.RunSQL(
                    "CREATE INDEX step_undoes ON history_step (undoes_id) WHERE undoes_id IS NOT NULL",
                    "DROP INDEX step_undoes",
                ),
            ],
            state_operations=[
                migrations.AlterField(
                    "step",
                    "actor",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        db_index=False,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AlterField(
                    "step",
                    "undoes",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="undone_by",
                        db_index=False,
                        to="history.step",
                    ),
                ),
                migrations.AddIndex(
                    "step",
                    models.Index(
                        fields=["undoes"], name="step_undoes", condition=models.Q(("undoes__isnull", False))
                    ),
                ),
            ],
        ),
    ]
