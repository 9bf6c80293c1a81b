"""What is told by mail and push: noted in the transaction of the notification, done by a job when it is due, and never twice."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone, translation

from tailor.access.actors import Way
from tailor.access.models import User
from tailor.access.roles import role
from tailor.access.signing_in import actor_of
from tailor.kernel import stamps
from tailor.kernel.jobs.running import Run, enqueue, task
from tailor.kernel.zones import zone_named
from tailor.notifications import hours, letters, push
from tailor.notifications.kinds import MAIL
from tailor.notifications.models import Errand, Notification
from tailor.notifications.reading import Line, told
from tailor.records.showing import Show

TELL, PUSH_ON = "notifications.tell", "notifications.push"
MOST = 100  # in one letter; the others go in the next one
PUSH_TRIES = 3
LATER = timedelta(minutes=2)


def plan(person: int, notification: int, ways: Collection[str]) -> None:
    """Note that somebody is to be told in these ways; what waits already takes it along."""
    if not ways:
        return
    zone = User.objects.filter(pk=person).values_list("time_zone", flat=True).first() or "UTC"
    wanted, now = hours.wanted_by(person, zone), timezone.now()
    for way in ways:
        waiting = Errand.objects.filter(person_id=person, way=way, done_at=None, due_at__gt=now)
        known = waiting.order_by("due_at").values_list("due_at", flat=True).first() if way == MAIL else None
        due = known or wanted.due(way, now)
        _errand, new = Errand.objects.get_or_create(
            notification_id=notification, way=way, done_at=None, defaults={"person_id": person, "due_at": due}
        )
        if new and known is None:
            _ask(person, way, due)


def _ask(person: int, way: str, due: datetime) -> None:
    enqueue(TELL, {"person": person, "way": way}, title="", by_id=None, not_before=due)


@task(TELL, quick=True)
def tell(run: Run) -> None:
    """Tell one person in one way what is due by now; in quiet hours, at their end."""
    person, way = run.payload["person"], run.payload["way"]
    user = User.objects.filter(pk=person, is_active=True, deleted_at=None).first()
    now = timezone.now()
    due = Errand.objects.filter(person_id=person, way=way, done_at=None, due_at__lte=now)
    if user is None or not role(user.role).works_with(__name__):
        due.update(done_at=now)
        return
    later = hours.wanted_by(person, user.time_zone).awake(now)
    if later > now:
        if due.update(due_at=later):
            _ask(person, way, later)
        return
    if _tell_some(user, way, now) and due.exists():
        _ask(person, way, now)


@transaction.atomic
def _tell_some(user: User, way: str, now: datetime) -> bool:
    """What is noted as told and what is told are one transaction: whatever is killed, nothing goes twice."""
    due = Errand.objects.select_for_update().filter(person_id=user.pk, way=way, done_at=None, due_at__lte=now)
    claimed = {one.pk: one.notification_id for one in due.order_by("pk")[:MOST]}
    Errand.objects.filter(pk__in=claimed).update(done_at=now)
    rows = list(Notification.objects.filter(pk__in=claimed.values(), read_at=None).order_by("at", "id"))
    with translation.override(user.language), timezone.override(zone_named(user.time_zone)):
        lines = told(rows, Show(actor_of(user, Way.WEB, stamps.current(stamps.SHAPE))))
        if way == MAIL:
            letters.send(user, lines)
        else:
            _push(user, lines)
    return bool(claimed)


def _push(user: User, lines: Sequence[Line]) -> None:
    """One job for each browser: a push service that does not answer holds up no other. The words are sealed until then."""
    for line in lines:
        for browser in push.browsers_of(user.pk):
            payload = {"browser": browser, "sealed": push.sealed(line), "tries": 0}
            enqueue(PUSH_ON, payload, title="", by_id=None)


@task(PUSH_ON, quick=True)
def push_on(run: Run) -> None:
    """Give one message to one push service; again in a while where that is busy."""
    tries = run.payload["tries"] + 1
    if push.deliver(run.payload["browser"], run.payload["sealed"]) or tries >= PUSH_TRIES:
        return
    payload = {"browser": run.payload["browser"], "sealed": run.payload["sealed"], "tries": tries}
    enqueue(PUSH_ON, payload, title="", by_id=None, not_before=timezone.now() + LATER * tries)
