"""Reading the log of one record. Who may see the record, and which of its fields, is for the caller to know."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime
from typing import Any, NamedTuple

import orjson
from django.db import connection
from django.db.models import Max

from tailor.history.models import Event
from tailor.kernel.statements import Rows, Statement, answered


class Told(NamedTuple):
    """An event with the person, the way and the operation of its step, and whether nothing else happened in it."""

    id: int
    at: datetime
    action: str
    changes: dict[str, list[Any]]
    alone: bool
    step_id: int
    actor_id: int | None
    way: str
    operation: str


_EVENTS = (
    "SELECT e.id, e.at, e.action, e.changes, "
    "NOT EXISTS (SELECT 1 FROM history_event o WHERE o.step_id = e.step_id AND o.id <> e.id), e.step_id, s.actor_id, s.way, s.operation "
    "FROM history_event e JOIN history_step s ON s.id = e.step_id "
    "WHERE e.record_type = %s AND e.record_id = %s{before} ORDER BY e.at DESC, e.id DESC LIMIT %s"
)


def asking_events(
    record_type: str, record_id: int, before: tuple[datetime, int] | None, limit: int
) -> Statement[list[Told]]:
    """The latest events of a record, newest first; those older than a moment and an id of that moment."""
    sql = _EVENTS.format(before="")
    params: list[Any] = [record_type, record_id, limit]
    if before is not None:
        sql = _EVENTS.format(before=" AND (e.at, e.id) < (%s, %s)")
        params[2:2] = [connection.ops.adapt_datetimefield_value(before[0]), before[1]]
    return Statement(sql, params, _told)


events_of = answered(asking_events)
"""The same, asked at once."""


def _told(rows: Rows) -> list[Told]:
    return [
        Told(pk, at if at.tzinfo else at.replace(tzinfo=UTC), action, orjson.loads(changes), alone == 1, *step)
        for pk, at, action, changes, alone, *step in rows
    ]


_TOUCHED = (
    "SELECT e.record_type, e.record_id FROM "
    "(SELECT id, at FROM history_step WHERE actor_id = %s ORDER BY at DESC, id DESC LIMIT %s) s "
    "JOIN history_event e ON e.id = (SELECT o.id FROM history_event o WHERE o.step_id = s.id LIMIT 1) "
    "ORDER BY s.at DESC, s.id DESC"
)


def last_touched(actor_id: int | None, steps: int) -> list[tuple[str, int]]:
    """What somebody's latest steps were about, as (record type, id), the latest first, each once. Of a step in which much
    happened it is one record."""
    with connection.cursor() as cursor:
        cursor.execute(_TOUCHED, [actor_id, steps])
        return list(dict.fromkeys((str(kind), int(pk)) for kind, pk in cursor.fetchall()))


def last_changed(record_type: str, ids: Collection[int], field: str) -> dict[int, datetime]:
    """Since when each of the records has what it has in a field, as far as the log knows. A text that was written
    somewhere else stands there with its quotation marks escaped, so that it is never taken for the field."""
    named = field.replace("\\", "\\\\").replace("_", "\\_").replace("%", "\\%")
    found = Event.objects.filter(record_type=record_type, record_id__in=list(ids))
    changed = found.extra(where=["changes LIKE %s ESCAPE '\\'"], params=[f'%"{named}":[%'])
    return dict(changed.order_by().values_list("record_id").annotate(last=Max("at")))
