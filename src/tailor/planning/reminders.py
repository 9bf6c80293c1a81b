"""Reminders: a job waits for the moment of each, and whoever does the task is told once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tailor.kernel.jobs.running import Run, enqueue, task
from tailor.notifications.kinds import NotificationKind, register_kind
from tailor.notifications.telling import notify
from tailor.planning.models import Reminded, Task
from tailor.records.types import Written

REMIND = "planning.remind"
TOO_LATE = timedelta(days=2)  # nobody is reminded of what was to be remembered long ago

DUE = register_kind(
    NotificationKind(
        "task.reminder", _("A task I asked to be reminded of"), "clock", _("Do not forget: %(what)s"), own=True
    )
)
DONE = register_kind(
    NotificationKind("task.done", _("A task I gave or watch is done"), "square-check", _("%(who)s did %(what)s"))
)


def plan_reminders(written: Sequence[Written]) -> None:
    """Wait for the moments that are new."""
    now = timezone.now()
    moments = {
        at for one in written
        if (at := one.after["remind_at"]) and not one.after["done_at"] and (one.before is None or one.before["remind_at"] != at)
    }  # fmt: skip
    for at in sorted(moments):
        if (moment := datetime.fromisoformat(at)) > now - TOO_LATE:
            enqueue(REMIND, {}, title="", by_id=None, not_before=moment)


@task(REMIND, quick=True)
def remind(run: Run) -> None:
    """Remind of all that is due by now; what was reminded of is noted, so that it comes once."""
    now = timezone.now()
    due = Task.objects.filter(remind_at__lte=now, remind_at__gt=now - TOO_LATE, done_at=None, deleted_at=None)
    for pk, person, at in due.values_list("id", "owner_id", "remind_at"):
        _noted, new = Reminded.objects.get_or_create(task_id=pk, at=at)
        if new and person:
            notify(DUE, [person], record=("task", pk), at=now)
