"""Whoever gave a task or watches it is told that it is done."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from tailor.history.readers import Happened, reads_log
from tailor.notifications.telling import notify
from tailor.planning.models import Concerned, Task
from tailor.planning.records import TASK
from tailor.planning.reminders import DONE


@reads_log("planning")
def tell_of_done(happened: Sequence[Happened]) -> None:
    """Each of them once for a task; not who did it, nor whose task it is."""
    done = {
        one.record_id: one for one in happened
        if one.record_type == TASK.code and (change := one.changes.get("done_at")) and change[1] and one.undoes_id is None
    }  # fmt: skip
    still = dict(Task.objects.filter(id__in=done, done_at__isnull=False).values_list("id", "owner_id"))
    people: dict[int, list[int]] = defaultdict(list)
    for pk, person in Concerned.objects.filter(task_id__in=still).values_list("task_id", "person_id"):
        people[pk].append(person)
    for pk, owner in still.items():
        told = {person for person in people[pk] if person != owner}
        event = done[pk]
        notify(DONE, told, by=event.actor_id, record=(TASK.code, pk), step=event.step_id, at=event.at)
