"""Telling people: any module calls `notify` within the transaction of what happened."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils import timezone

from tailor.access.models import User
from tailor.access.roles import role
from tailor.kernel.sayings import Text, kept
from tailor.notifications.errands import plan
from tailor.notifications.kinds import MAIL, PUSH, Heard, NotificationKind
from tailor.notifications.models import Choice, Notification

LASTS = timedelta(days=90)
AWHILE = timedelta(minutes=30)
MOST_DETAILS = 12


def notify(
    kind: NotificationKind,
    people: Collection[int],
    *,
    by: int | None = None,
    record: tuple[str, int] | None = None,
    step: int | None = None,
    job: int | None = None,
    count: int = 1,
    text: Text = "",
    details: Mapping[str, list[str]] | None = None,
    url: str = "",
    at: datetime | None = None,
) -> None:
    """Tell people of one thing, or of `count` records of a step. While nobody looked, what is alike is joined: more of the
    same step, or the same record again (also what was looked at a short while ago). `details` are lists that grow together. Whoever did it is not told, unless the
    kind is about one's own doings; neither is who left, nor who does not want to hear of it."""
    for person, heard in _who_hears(kind, {one for one in people if kind.own or one != by}):
        _tell(
            person,
            heard,
            Notification(
                kind=kind.code, doer_id=by, record_type=record[0] if record else "", record_id=record[1] if record else None,
                step_id=step, job_id=job, count=count, text=kept(text), details=dict(details or {}), url=url,
                joint=_joint(record, step, count), at=at or timezone.now(), shown=heard.shown,
            ),
        )  # fmt: skip


def withdraw(step: int) -> None:
    """What nobody looked at yet of a step that was taken back is no news any more."""
    unread = Notification.objects.filter(step_id=step, read_at=None)
    unread.filter(joint__startswith="step:").update(read_at=Now(), changed_at=Now())
    unread.filter(count=1).update(read_at=Now(), changed_at=Now())


class Chosen(NamedTuple):
    """How somebody hears of a kind: in the corner, and in which further ways."""

    shown: bool = True
    ways: tuple[str, ...] = ()


def _who_hears(kind: NotificationKind, people: set[int]) -> list[tuple[int, Chosen]]:
    """Those who are here, whose role is told things and who want to hear of it in any way. Two statements."""
    if not people:
        return []
    rows = Choice.objects.filter(kind=kind.code, person_id__in=people).values_list("person_id", "heard", "mail", "push")
    chosen = {
        pk: Chosen(heard != Heard.OFF, tuple(way for way, on in ((MAIL, mail), (PUSH, push)) if on))
        for pk, heard, mail, push in rows
    }
    there = User.objects.filter(id__in=people, is_active=True, deleted_at=None)
    told = [pk for pk, code in there.order_by("id").values_list("id", "role") if role(code).works_with(__name__)]
    found = [(pk, chosen.get(pk, Chosen())) for pk in told]
    return [(pk, one) for pk, one in found if one.shown or one.ways]


def _joint(record: tuple[str, int] | None, step: int | None, count: int) -> str:
    if record is not None and count == 1:
        return f"{record[0]}:{record[1]}"
    return f"step:{step}" if step else ""


def _tell(person: int, heard: Chosen, new: Notification) -> None:
    known = _join(person, new)
    if known is not None:
        plan(person, known.pk, heard.ways if known.news else ())
        return
    Notification.objects.filter(changed_at__lt=timezone.now() - LASTS).delete()
    fresh = {name: getattr(new, name) for name in _GIVEN}
    plan(person, Notification.objects.create(person_id=person, changed_at=Now(), **fresh).pk, heard.ways)


_GIVEN = (
    "kind", "doer_id", "record_type", "record_id", "step_id", "job_id", "count", "text", "details", "url", "joint", "at",
    "shown",
)  # fmt: skip


class Joined(NamedTuple):
    """The notification that tells of one more now; `news` again where it was looked at before."""

    pk: int
    news: bool


def _join(person: int, new: Notification) -> Joined | None:
    """One alike, which tells of both now: one that was not looked at, or of the same record not long ago, which is news
    again."""
    places = {f"step:{new.step_id}" if new.step_id else "", new.joint} - {""}
    recent = Q(read_at__gt=timezone.now() - AWHILE, joint=new.joint, record_id__isnull=False)
    alike = Notification.objects.filter(person_id=person, kind=new.kind, doer_id=new.doer_id)
    known = alike.filter(Q(read_at=None) | recent, joint__in=places).order_by("-at").first() if places else None
    if known is None:
        return None
    there = Notification.objects.filter(pk=known.pk, read_at__isnull=known.read_at is None)
    before = known.details if known.read_at is None else {}
    details = {
        name: list(dict.fromkeys([*before.get(name, ()), *more]))[-MOST_DETAILS:] for name, more in new.details.items()
    }
    moved = there.update(
        count=F("count") + new.count if known.read_at is None else new.count, at=new.at, step_id=new.step_id,
        text=new.text, details={**before, **details}, read_at=None, changed_at=Now(), shown=new.shown,
    )  # fmt: skip
    return Joined(known.pk, known.read_at is not None) if moved else None
