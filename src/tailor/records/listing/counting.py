"""How many records a list has, and which: what counts and walks over them without a page."""

from __future__ import annotations

from collections.abc import Hashable
from time import monotonic

from django.db import connection

from tailor.records.fields.base import Condition
from tailor.records.listing import indexed
from tailor.records.listing.indexed import plain
from tailor.records.record import meta_columns
from tailor.records.types import RecordType

CAP = 1000
BELIEVED = 60  # seconds
MOST_REMEMBERED = 1000
_many: dict[Hashable, float] = {}  # until when a list is believed to be longer than the cap


def count_upto(kind: RecordType, where: Condition, cap: int = CAP) -> int:
    """How many rows satisfy the condition, but never counting further than `cap` + 1.

    That there are more than the cap is believed for a minute: it hardly ever changes, and every page of a list asks.
    """
    asked = (connection.settings_dict["NAME"], kind.table, where.sql, *map(plain, where.params), cap)
    if _many.get(asked, 0) > monotonic():
        return cap + 1
    with connection.cursor() as cursor:
        cursor.execute(
            f'SELECT COUNT(*) FROM (SELECT 1 FROM "{kind.table}" t WHERE {where.sql} LIMIT {cap + 1}) few',
            list(where.params),
        )
        count = int(cursor.fetchone()[0])
    if count > cap:
        if len(_many) >= MOST_REMEMBERED:
            _many.clear()
        _many[asked] = monotonic() + BELIEVED
    return count


def forget() -> None:
    """Drop what is believed: between tests."""
    _many.clear()
    indexed.forget()


def count_all(kind: RecordType, where: Condition) -> int:
    """How many rows satisfy the condition, whatever it takes."""
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT COUNT(*) FROM "{kind.table}" t WHERE {where.sql}', list(where.params))
        return int(cursor.fetchone()[0])


def count_by_owner(kind: RecordType, where: Condition) -> list[tuple[int | None, int | None, int]]:
    """How many matching rows there are of each owner in each department: (owner, department, count)."""
    columns = [c if c in meta_columns(kind) else "NULL" for c in ("owner_id", "department_id")]
    with connection.cursor() as cursor:
        cursor.execute(
            f'SELECT {", ".join(columns)}, COUNT(*) FROM "{kind.table}" t WHERE {where.sql} GROUP BY 1, 2',
            list(where.params),
        )
        found: list[tuple[int | None, int | None, int]] = cursor.fetchall()
        return found


def ids_after(kind: RecordType, where: Condition, after: int, limit: int) -> list[int]:
    """Ids of matching rows beyond one, ascending: how long work walks over a selection."""
    with connection.cursor() as cursor:
        cursor.execute(
            f'SELECT t.id FROM "{kind.table}" t WHERE {where.sql} AND t.id > %s ORDER BY t.id LIMIT {limit}',
            [*where.params, after],
        )
        return [row[0] for row in cursor.fetchall()]
