"""Tasks as plain rows for the pages that show many: one statement each, answered from an index."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from django.utils import timezone

from tailor.access.actors import Actor
from tailor.kernel.statements import Statement, sending
from tailor.planning import due as dues
from tailor.planning.records import TASK
from tailor.records import reading
from tailor.records.fields.anything import parted
from tailor.records.fields.dates import IS
from tailor.records.fields.periods import OVERDUE, STILL_TODAY
from tailor.records.record import Record
from tailor.records.showing import Show

MOST = 300
SHOWN = frozenset({"title", "about", "due", "priority", "owner", "recurrence", "checklist", "done_at"})


class Told(NamedTuple):
    """What a line about a task says."""

    record: Record
    due: str
    late: bool
    about: Any
    may_do: bool


@dataclass(frozen=True, slots=True)
class Day:
    """What somebody has to do: by when, and what they did today. What lies behind now is late, and not again of today. `more`
    tells that not all of it is here."""

    late: Sequence[Told]
    today: Sequence[Told]
    tomorrow: Sequence[Told]
    later: Sequence[Told]
    undated: Sequence[Told]
    done: Sequence[Told]
    more: bool


def select(by: Actor, where: str, params: Sequence[Any], order: str, limit: int = MOST) -> list[Record]:
    """Tasks this person sees, by a condition."""
    seen = reading.visible(TASK, by)
    return reading.select(TASK, by, f"{seen.sql} AND {where}", [*seen.params, *params], order, limit=limit, only=SHOWN)


def told(records: Iterable[Record], show: Show) -> list[Told]:
    """Lines about tasks; the names of what they are about are read in one go for each type."""
    records = list(records)
    show.prepare(named for one in records if (named := parted(one.values.get("about"))))
    return [_told(one, show) for one in records]


def _told(record: Record, show: Show) -> Told:
    values, by = record.values, show.actor
    due = values.get("due") or ""
    about = parted(values.get("about"))
    scope = by.scope(TASK.code, "edit")
    return Told(
        record,
        TASK.declared["due"].near(due, show) if due else "",  # type: ignore[attr-defined]
        bool(due) and not values.get("done_at") and dues.is_late(due, show.now),
        show.link(*about) if about else "",
        TASK.visibility.reaches(by, scope, record.owner_id, record.department_id),
    )


def my_day(show: Show) -> Day:
    """What is to be done by this person, and what they did today."""
    me = show.actor.person_id
    still = "t.owner_id = %s AND t.done_at IS NULL AND t.due IS"
    midnight = timezone.make_aware(datetime.combine(show.today, datetime.min.time()), show.zone)
    ended = TASK.declared["done_at"].to_db(dues.moment(midnight))
    with sending() as send:
        dated = send(_mine(show, f"{still} NOT NULL", [me], "t.due, t.id"))
        undated = send(_mine(show, f"{still} NULL", [me], "t.id"))
        done_today = send(_mine(show, "t.owner_id = %s AND t.done_at >= %s", [me, ended], "t.done_at DESC"))
        found, done = [*dated(), *undated()], done_today()
    lines = told([*found, *done], show)
    parts: dict[str, list[Told]] = {name: [] for name in ("late", "today", "tomorrow", "later", "undated")}
    for one in lines[: len(found)]:
        parts[_part(one, show)].append(one)
    return Day(**parts, done=lines[len(found) :], more=len(found) >= MOST)


def due_until_tonight(show: Show, limit: int) -> Statement[list[Record]]:
    """Asks what is to be done by this person until the day is over: overdue first, and each by when it is due."""
    late, still = (TASK.declared["due"].condition(IS, period, "t", TASK.code) for period in (OVERDUE, STILL_TODAY))
    # the first comparison is a wider one that the index answers
    where = f"t.owner_id = %s AND t.done_at IS NULL AND t.due < %s AND ({late.sql} OR {still.sql})"
    edge = (show.today + timedelta(days=2)).isoformat()
    params = [show.actor.person_id, edge, *late.params, *still.params, *late.params]
    return _mine(show, where, params, f"CASE WHEN {late.sql} THEN 0 ELSE 1 END, t.due, t.id", limit)


def _mine(show: Show, where: str, params: Sequence[Any], order: str, limit: int = MOST) -> Statement[list[Record]]:
    """What is mine I see, if I see tasks at all: the index of assignees answers it."""
    own = "t.deleted_at IS NULL" if show.actor.scope(TASK.code, "see") else "1 = 0"
    return reading.selecting(TASK, show.actor, f"{own} AND {where}", params, order, limit=limit, only=SHOWN)


def _part(one: Told, show: Show) -> str:
    due = one.record.values.get("due")
    if not due:
        return "undated"
    if one.late:
        return "late"
    apart = (dues.day_of(due, show.zone) - show.today).days
    return {0: "today", 1: "tomorrow"}.get(apart, "later")


def between(by: Actor, first: date, beyond: date, people: Collection[int]) -> list[Record]:
    """Open tasks due on days from `first` to before `beyond`, of these people; and those done in that time that were due."""
    edges = [(first - timedelta(days=1)).isoformat(), (beyond + timedelta(days=1)).isoformat()]
    marks = ", ".join(["%s"] * len(people))
    found = select(
        by, f"t.due >= %s AND t.due < %s AND t.owner_id IN ({marks or 'NULL'})", [*edges, *people], "t.due, t.id", 1000
    )
    return [one for one in found if first <= dues.day_of(one.values["due"]) < beyond]
