"""What was typed as the competitors of deals, taken through the migration and back: used within a process of its own too, for
a database in memory cannot be emptied of what the log holds."""

from __future__ import annotations

from typing import Any

import orjson
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

BEFORE = [("sales", "0003_plans_and_indexes")]
LONG = "A very long one " * 12


def there_and_back(texts: list[str]) -> tuple[list[list[str]], list[str]]:
    """The names of the records made of each text, and the texts made of those again."""
    _migrate(BEFORE)
    deal = MigrationExecutor(connection).loader.project_state(BEFORE).apps.get_model("sales", "Deal")  # type: ignore[arg-type]
    at = "2026-11-01T00:00:00Z"
    for text in texts:
        deal.objects.create(title="Roof", sort_title="roof", competitors=text, created_at=at, updated_at=at)
    _migrate(MigrationExecutor(connection).loader.graph.leaf_nodes())
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, name FROM sales_competitor")
        names = dict(cursor.fetchall())
    made = [[names[pk] for pk in orjson.loads(raw)] for raw in _kept()]
    _migrate(BEFORE)
    back = _kept()
    _migrate(MigrationExecutor(connection).loader.graph.leaf_nodes())
    return made, back


def _migrate(targets: Any) -> None:
    MigrationExecutor(connection).migrate(targets)


def _kept() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT competitors FROM sales_deal ORDER BY id")
        return [row[0] for row in cursor.fetchall()]
