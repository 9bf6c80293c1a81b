"""What is gone: the ids of records that were deleted since a moment, for programs that keep a copy. Found in the log by when it
was done, and told of no record that its person would not see if it were still there."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.db import connection
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from tailor.access.actors import Actor
from tailor.api.asking import MOST
from tailor.api.presenting import Plain, told_at
from tailor.api.problems import wrong_question
from tailor.history.log import DELETE
from tailor.kernel.numbers import whole_number
from tailor.records import reading
from tailor.records.record import meta_columns
from tailor.records.types import RecordType

_GONE = (  # CROSS: SQLite then begins with the steps since that moment, and not with all events of the type
    "SELECT e.record_id, s.at, e.id, s.id FROM history_step s CROSS JOIN history_event e "
    'JOIN "{table}" t ON t.id = e.record_id '
    "WHERE e.step_id = s.id AND s.at >= %s AND (s.at, e.id) > (%s, %s) AND e.record_type = %s AND e.action = %s "
    "AND t.deleted_at IS NOT NULL AND {seen} ORDER BY s.at, e.id LIMIT %s"
)


def deleted_of(kind: RecordType, params: QueryDict, by: Actor) -> Plain:
    """A page of what was deleted, the oldest first. A record that was deleted, brought back and deleted stands there twice."""
    since, place = _since(params)
    rows = _gone(kind, since, place, by) if "deleted_at" in meta_columns(kind) else []
    page, last = rows[:MOST], rows[MOST - 1] if len(rows) > MOST else None
    return {
        "items": [{"id": pk, "deleted_at": told_at(at), "step": step} for pk, at, _event, step in page],
        "next": f"{_aware(last[1]).isoformat()}~{last[2]}" if last else None,
    }


def _gone(kind: RecordType, since: datetime, place: int, by: Actor) -> list[tuple[Any, ...]]:
    seen = reading.visible(kind, by, gone=True)
    sql = _GONE.format(table=kind.table, seen=seen.sql)
    moment = connection.ops.adapt_datetimefield_value(since)
    with connection.cursor() as cursor:
        cursor.execute(sql, [moment, moment, place, kind.code, DELETE, *seen.params, MOST + 1])
        return list(cursor.fetchall())


def _since(params: QueryDict) -> tuple[datetime, int]:
    """From what moment on; on a further page also beyond which event. Raises `Problem`."""
    faults = [{"field": name[:60], "message": _("There is no “%(name)s” here.") % {"name": name[:60]}}
              for name in params if name not in ("since", "after")]  # fmt: skip
    after = params.get("after", "")
    moment, _sign, number = (after or f"{params.get('since', '')}~0").rpartition("~")
    since, place = _moment(moment), whole_number(number)
    if since is None or place is None:
        message = (
            _("This is no cursor of this list.") if after else _("A moment is expected, like 2026-11-23T23:59:00Z.")
        )
        faults.append({"field": "after" if after else "since", "message": message})
    if faults or since is None or place is None:
        raise wrong_question(faults)
    return since, place


def _moment(text: str) -> datetime | None:
    """By the clock of the token's person where no zone is said; a plus that the address turned into a space is one."""
    try:
        moment = _aware(datetime.fromisoformat(text.replace(" ", "+")), timezone.get_current_timezone())
        return moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _aware(moment: datetime | str, zone: Any = UTC) -> datetime:
    read = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
    return read if read.tzinfo else read.replace(tzinfo=zone)
