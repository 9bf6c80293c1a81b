"""What people do to tasks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tailor.access.models import User
from tailor.history.log import CREATE, UPDATE
from tailor.kernel.zones import zone_named
from tailor.planning import due as dues
from tailor.planning.records import TASK
from tailor.planning.recurrence import following, read
from tailor.records import gate
from tailor.records.changes import Change
from tailor.records.fields import Date, Person
from tailor.records.operations import change_all, operation
from tailor.records.record import Record

GOES_ALONG = ("title", "about", "priority", "owner", "watchers", "text")


@operation("task.done", on="task", label=_("Done"), icon="check", right="edit", bulk=True, key="x")
def done(act: gate.Step, records: Sequence[Record]) -> None:
    """Tasks are done; one that comes again makes the next one, to which its rule goes along."""
    now = timezone.now()
    still = [one for one in records if not one.values.get("done_at")]
    values = {"done_at": dues.moment(now), "done_by": act.by.doer_id}
    changes = [
        Change(TASK, UPDATE, one.id, {**values, **({"recurrence": ""} if one.values.get("recurrence") else {})},
               takes_back=True) for one in still
    ]  # fmt: skip
    saved = {one.id for one in gate.write_possible(act, changes) if one.changes}
    zones = zones_of({one.owner_id for one in still})
    coming = [next_of(one, zones.get(one.owner_id)) for one in still if one.id in saved]
    gate.write_possible(act, [Change(TASK, CREATE, values=given) for given in coming if given])


def zones_of(people: set[int | None]) -> dict[int | None, ZoneInfo]:
    """The zones people work in: ten o'clock is ten o'clock to whoever does it."""
    rows = User.objects.filter(pk__in=[pk for pk in people if pk]).values_list("pk", "time_zone")
    return {pk: zone_named(name) for pk, name in rows}


def next_of(record: Record, zone: ZoneInfo | None) -> dict[str, Any] | None:
    """The values of the task that comes after one; None when none does."""
    values = record.values
    rule, due = values.get("recurrence"), values.get("due")
    if not rule or not due:
        return None
    found = following(read(rule), dues.day_of(due, zone), timezone.localdate(timezone=zone))
    if found is None:
        return None
    day, goes_on = found
    return {
        **{name: values[name] for name in GOES_ALONG if values.get(name)},
        "due": dues.on(due, day, zone),
        "remind_at": _reminder(values.get("remind_at"), due, day, zone),
        "checklist": [{**line, "done": False} for line in values.get("checklist") or ()],
        "recurrence": str(goes_on) if goes_on else "",
    }


def _reminder(remind_at: str | None, due: str, day: date, zone: ZoneInfo | None) -> str | None:
    """As long before as it was, by the clock on the wall."""
    if not remind_at:
        return None
    at = dues.local(remind_at, zone)
    moved = datetime.combine(day + (at.date() - dues.day_of(due, zone)), at.time())
    return dues.moment(timezone.make_aware(moved, zone))


@operation("task.reopen", on="task", label=_("Not done yet"), icon="undo-2", right="edit", bulk=True)
def reopen(act: gate.Step, records: Sequence[Record]) -> None:
    """Tasks are to be done after all."""
    over = [one for one in records if one.values.get("done_at")]
    changes = [Change(TASK, UPDATE, one.id, {"done_at": None, "done_by": None}, takes_back=True) for one in over]
    gate.write_possible(act, changes)


def put_off(act: gate.Step, records: Sequence[Record], day: date) -> None:
    """To another day, at the same time where there is one; a reminder moves along."""
    changes = []
    for one in records:
        due, remind_at = one.values.get("due"), one.values.get("remind_at")
        values: dict[str, Any] = {"due": dues.on(due, day) if due else day.isoformat()}
        if due and remind_at:
            values["remind_at"] = _reminder(remind_at, due, day, None)
        changes.append(Change(TASK, UPDATE, one.id, values))
    gate.write_possible(act, changes)


@operation(
    "task.tomorrow", on="task", label=_("Move to tomorrow"), icon="chevron-right", right="edit", bulk=True, key="m",
    writes=("due",),
)  # fmt: skip
def tomorrow(act: gate.Step, records: Sequence[Record]) -> None:
    """Tasks are due tomorrow."""
    put_off(act, records, timezone.localdate() + timedelta(days=1))


@operation(
    "task.next_week", on="task", label=_("Move to next week"), icon="calendar", right="edit", bulk=True, writes=("due",)
)
def next_week(act: gate.Step, records: Sequence[Record]) -> None:
    """Tasks are due on Monday of next week."""
    today = timezone.localdate()
    put_off(act, records, today + timedelta(days=7 - today.weekday()))


@operation(
    "task.put_off",
    on="task",
    label=_("Put off to a day"),
    icon="calendar-clock",
    right="edit",
    bulk=True,
    writes=("due",),
)
def put_off_to(
    act: gate.Step, records: Sequence[Record], *, day: Annotated[str, Date(name="day", label=_("Day"), required=True)]
) -> None:
    """Tasks are due on a day somebody chooses."""
    put_off(act, records, date.fromisoformat(day))


@operation(
    "task.hand_over", on="task", label=_("Hand over"), icon="user-round", right="edit", bulk=True, key="o",
    writes=("owner",),
)  # fmt: skip
def hand_over(
    act: gate.Step,
    records: Sequence[Record],
    *,
    owner: Annotated[int, Person(name="owner", label=_("To whom"), required=True, owns="task")],
) -> None:
    """Let somebody else do tasks."""
    change_all(act, records, {"owner": owner})
