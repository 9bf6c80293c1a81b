"""Readers of the log: what follows from a change once it is committed, each with a position of its own, so that a crash
loses nothing and does nothing twice. A module puts its readers into ``readers.py``; the errands process runs them.

On SQLite one process writes at a time, so events are committed in the order of their numbers. PostgreSQL hands out
numbers in another order than it commits them: there every event knows its transaction (`history/migrations/0003`), and
only those older than every transaction still under way are read (docs/decisions/0013-readers.md).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import orjson
from django.db import connection, transaction
from django.utils import timezone

from tailor.history.models import LogPosition
from tailor.kernel.switching import is_off

PORTION = 500

_SELECT = (
    "SELECT {tx}, e.id, e.at, e.record_type, e.record_id, e.action, e.version, e.changes, e.step_id, s.operation, "
    "s.subject, s.actor_id, s.way, s.undoes_id, s.details FROM history_event e JOIN history_step s ON s.id = e.step_id "
)
_AFTER = {
    "sqlite": "WHERE e.id > %s ORDER BY e.id LIMIT %s",
    "postgresql": (
        "WHERE (e.tx, e.id) > (%s, %s) AND (e.tx < pg_snapshot_xmin(pg_current_snapshot())::text::bigint "
        "OR e.tx = pg_current_xact_id_if_assigned()::text::bigint) ORDER BY e.tx, e.id LIMIT %s"
    ),
}
_END = {
    "sqlite": "SELECT 0, coalesce(max(id), 0) FROM history_event",
    "postgresql": "SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint, 0",
}


@dataclass(frozen=True, slots=True)
class Happened:
    """An event, and what matters of its step. `changes` is ``{field: [before, after]}`` in plain values."""

    tx: int
    id: int
    at: datetime
    record_type: str
    record_id: int
    action: str
    version: int
    changes: dict[str, list[Any]]
    step_id: int
    operation: str
    subject: str
    actor_id: int | None
    way: str
    undoes_id: int | None
    details: dict[str, Any]


Reader = Callable[[Sequence[Happened]], None]
_readers: dict[str, Reader] = {}


def reads_log(name: str) -> Callable[[Reader], Reader]:
    """Have a function read the log under a name. It is given what is new in portions of at most `PORTION` events, in the
    transaction that moves its position: whatever it writes is written once. It talks to nobody outside, and is quick.
    When it raises it is given the same again, later. One that is new begins at the end of the log."""

    def listed(reader: Reader) -> Reader:
        _readers[name] = reader
        return reader

    return listed


def all_readers() -> list[str]:
    return list(_readers)


def begin() -> None:
    """Give readers that were never here a position: the end of the log as it is now."""
    known = set(LogPosition.objects.values_list("reader", flat=True))
    for name in _readers.keys() - known:
        tx, event_id = _end()
        LogPosition.objects.bulk_create([LogPosition(reader=name, tx=tx, event_id=event_id)], ignore_conflicts=True)


def read_on(name: str) -> int:
    """Give a reader the next portion; how many events it was. 0 also when another process is just reading for it."""
    position = LogPosition.objects.filter(reader=name).first()
    if position is None or not _after(position, 1):
        return 0
    with transaction.atomic():
        held = LogPosition.objects.filter(reader=name)
        if connection.features.has_select_for_update_skip_locked:
            held = held.select_for_update(skip_locked=True)
        if (position := held.first()) is None:
            return 0
        happened = _after(position, PORTION)
        if happened:
            reader = _readers[name]
            if not is_off(reader.__module__ or ""):  # what happens meanwhile is none of its business, then or later
                reader(happened)
            position.tx, position.event_id, position.moved_at = happened[-1].tx, happened[-1].id, timezone.now()
            position.save()
        return len(happened)


def catch_up() -> int:
    """Have all readers read, in this process, all they can read now; how many events they read."""
    begin()
    read = 0
    for name in _readers:
        while portion := read_on(name):
            read += portion
    return read


def event(pk: int) -> Happened | None:
    """What happened, by its number in the log."""
    sql = _SELECT.format(tx="e.tx" if connection.vendor == "postgresql" else "0")
    with connection.cursor() as cursor:
        cursor.execute(f"{sql}WHERE e.id = %s", [pk])
        row = cursor.fetchone()
    return _happened(row) if row else None


def _after(position: LogPosition, most: int) -> list[Happened]:
    postgresql = connection.vendor == "postgresql"
    place = [position.tx, position.event_id] if postgresql else [position.event_id]
    sql = _SELECT.format(tx="e.tx" if postgresql else "0") + _AFTER[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(sql, [*place, most])
        return [_happened(row) for row in cursor.fetchall()]


def _happened(row: Sequence[Any]) -> Happened:
    tx, pk, at, record_type, record_id, action, version, changes, *of_step = row
    step_id, operation, subject, actor_id, way, undoes_id, details = of_step
    return Happened(
        tx=tx, id=pk, at=at if at.tzinfo else at.replace(tzinfo=UTC), record_type=record_type, record_id=record_id,
        action=action, version=version, changes=orjson.loads(changes), step_id=step_id, operation=operation,
        subject=subject, actor_id=actor_id, way=way, undoes_id=undoes_id, details=orjson.loads(details),
    )  # fmt: skip


def _end() -> tuple[int, int]:
    with connection.cursor() as cursor:
        cursor.execute(_END[connection.vendor])
        tx, event_id = cursor.fetchone()
        return int(tx), int(event_id)
