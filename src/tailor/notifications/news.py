"""What of the notifications moved, for pages that stand open: blocking, asked by one thread again and again."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from django.db.models import Count

from tailor.notifications.kinds import Heard
from tailor.notifications.models import Choice, Notification

OVERLAP = timedelta(seconds=10)  # looked at again: what began earlier may be committed later


class Moved(NamedTuple):
    """Somebody's corner: how many they have not looked at, the newest that just came (0 when none did), what it is about,
    and whether they want to hear it."""

    person_id: int
    unread: int
    newest: int
    about: str
    sound: bool


class Watch:
    """Remembers what was told and answers what is new since."""

    def __init__(self) -> None:
        self._after = datetime(2000, 1, 1, tzinfo=UTC)
        self._known: dict[int, datetime] = {}

    def start(self) -> None:
        """Take what is there now as known."""
        last = Notification.objects.order_by("-changed_at").values_list("changed_at", flat=True).first()
        self._after, self._known = last or self._after, {}
        self._fresh()

    def read(self) -> list[Moved]:
        fresh = self._fresh()
        if not fresh:
            return []
        counts = unread({one.person_id for one in fresh})
        loud = set(Choice.objects.filter(heard=Heard.SOUND).values_list("person_id", "kind"))
        newest = {one.person_id: one for one in fresh if one.read_at is None and one.shown}
        return [
            Moved(person, counts.get(person, 0), one.pk, _about(one), (person, one.kind) in loud)
            if (one := newest.get(person)) else Moved(person, counts.get(person, 0), 0, "", sound=False)
            for person in sorted({one.person_id for one in fresh})
        ]  # fmt: skip

    def _fresh(self) -> list[Notification]:
        rows = list(Notification.objects.filter(changed_at__gt=self._after - OVERLAP).order_by("changed_at", "id"))
        fresh = [one for one in rows if self._known.get(one.pk) != one.changed_at]
        self._known = {one.pk: one.changed_at for one in rows}
        self._after = max([self._after, *self._known.values()])
        return fresh


def unread(people: Collection[int]) -> dict[int, int]:
    """How many each of them has not looked at; who has none is left out."""
    rows = Notification.objects.filter(person_id__in=people, read_at=None, shown=True)
    return dict(rows.values("person_id").annotate(n=Count("id")).values_list("person_id", "n"))


def _about(one: Notification) -> str:
    if one.job_id:
        return f"job:{one.job_id}"
    return f"{one.record_type}:{one.record_id}" if one.record_id and not one.joint.startswith("step:") else ""
