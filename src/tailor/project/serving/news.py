"""What is new in the database, and for whom: jobs that moved, steps of the log and the records they touched, notifications,
and who has what open. Blocking; one thread calls it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import timedelta
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Case, Q, When
from django.utils import timezone

from tailor.access.actors import Way
from tailor.access.models import SignIn, User
from tailor.access.rights import Scope
from tailor.access.signing_in import actor_of
from tailor.history.log import CREATE
from tailor.history.models import Event, Step
from tailor.kernel import stamps
from tailor.kernel.jobs.models import Job
from tailor.notifications import news as notifications
from tailor.presence import opened
from tailor.presence.opened import Shown
from tailor.records import reading
from tailor.records.derived.following import FOLLOW, TURNED
from tailor.records.fields.anything import AnyRecord, parted
from tailor.records.types import RecordType, all_types
from tailor.records.visibility import ThroughParent

ACTIVE = (Job.State.QUEUED, Job.State.RUNNING)
WINDOW = 100  # steps looked at again: PostgreSQL hands out numbers in another order than it commits them
MOST_TOUCHED = 300  # records of steps that pages in sight are told of; a change of very many is looked up by a reload
FEW = 20  # new records of a kind that lists in sight are told of; while thousands are brought in, they stay as they are
ARRIVAL = 3.0  # seconds that a page may take from being read to listening: it is told of what happened meanwhile
NEW = 0  # in place of an id: some new record of the kind, for lists that may have to show it
JOB, STEP, NOTIFICATION, RECORD, HERE, OUT = "job", "step", "notification", "record", "here", "out"


class Item(NamedTuple):
    """One piece of news: whose, of which kind, the id of what it is about, and what else there is to say."""

    person_id: int
    event: str
    id: int | str
    more: tuple[tuple[str, Any], ...] = ()


class Touched(NamedTuple):
    """A record that a step changed, on which something new hangs, or some of which followed from another; and by whom."""

    record_type: str
    record_id: int
    by: int | None

    @property
    def ref(self) -> str:
        return f"{self.record_type}:{self.record_id}"


def person_of(hashed: str) -> int | None:
    """Who is signed in with the key of that hash, or as whom they work there; None for a stranger."""
    return people_of([hashed]).get(hashed)


def people_of(hashes: Collection[str]) -> dict[str, int]:
    """The same for many; strangers are left out."""
    now = timezone.now()
    another = Q(as_until__gt=now, as_user__is_active=True, as_user__deleted_at=None)
    valid = SignIn.objects.filter(expires_at__gt=now, user__is_active=True, user__deleted_at=None)
    whose = valid.annotate(whose=Case(When(another, then="as_user_id"), default="user_id"))
    return dict(whose.filter(key_hash__in=hashes).values_list("key_hash", "whose"))


def in_sight(person_id: int, shown: Sequence[Shown]) -> list[Shown]:
    """What of that a person may see now: of nothing else are they told that it moves, or who has it open. A page may go on
    showing what was taken out of their sight since, and is told, so that it learns so."""
    if not shown:
        return []
    user = User.objects.filter(pk=person_id, is_active=True, deleted_at=None).first()
    if user is None:
        return []
    with stamps.held():
        by, known = actor_of(user, Way.WEB, stamps.current(stamps.SHAPE)), {kind.code: kind for kind in all_types()}
        wanted: dict[str, set[int]] = {}
        for one in shown:
            if one.record_type in known:
                wanted.setdefault(one.record_type, set()).add(one.record_id)
        seen = {
            (code, pk) for code, ids in wanted.items() for pk in (*reading.titles(known[code], ids - {NEW}, by), NEW)
            if pk or by.scope(code, "see") is not Scope.NONE
        }  # fmt: skip
    return [one for one in shown if (one.record_type, one.record_id) in seen]


def under_way(person_id: int) -> list[Item]:
    """What a page that just came must know: it may have missed how its jobs moved, and how much is in the corner."""
    jobs = Job.objects.filter(created_by_id=person_id, state__in=ACTIVE).values_list("id", flat=True)
    corner = (("unread", notifications.unread([person_id]).get(person_id, 0)),)
    return [Item(person_id, NOTIFICATION, 0, corner), *[Item(person_id, JOB, pk) for pk in jobs]]


def touched_by(steps: Collection[int]) -> list[Touched]:
    """The records that steps changed, and those on which what they made hangs."""
    rows = Event.objects.filter(step_id__in=steps).order_by("-id")
    events = list(rows.values_list("record_type", "record_id", "step__actor_id", "action")[:MOST_TOUCHED])
    found = {Touched(code, pk, by) for code, pk, by, _action in events}
    made = Counter((code, by) for code, _pk, by, action in events if action == CREATE)
    found |= {Touched(code, NEW, by) for (code, by), count in made.items() if count <= FEW}
    for kind in all_types():
        doers: dict[int, int | None] = {pk: by for code, pk, by, _action in events if code == kind.code}
        if doers and isinstance(kind.visibility, ThroughParent):
            found |= _above(kind, kind.visibility, doers)
        for field in kind.fields if doers else ():
            found |= _named_by(kind, field, doers) if isinstance(field, AnyRecord) else set()
    return sorted(found, key=lambda one: one.ref)


def _above(kind: RecordType, hangs: ThroughParent, doers: dict[int, int | None]) -> set[Touched]:
    rows = kind.model._default_manager.filter(pk__in=doers).values_list("pk", hangs.column)
    return {Touched(hangs.parent, above, doers[pk]) for pk, above in rows if above}


def _named_by(kind: RecordType, field: AnyRecord, doers: dict[int, int | None]) -> set[Touched]:
    """What a task or a talk is about: it stands on that record's card."""
    rows = kind.model._default_manager.filter(pk__in=doers).values_list("pk", field.name)
    named = [(parted(about), doers[pk]) for pk, about in rows if about]
    return {Touched(*about, by) for about, by in named if about}


def followed_in(jobs: Collection[int]) -> list[Touched]:
    """The records whose derived fields jobs reckoned anew: nobody did that, so no step tells of it."""
    rows = Job.objects.filter(pk__in=jobs, task=FOLLOW).values_list("payload", flat=True) if jobs else ()
    return [Touched(code, pk, None) for payload in rows for code, pk in payload.get(TURNED, ())]


class News:
    """Remembers what was told and answers what is new since."""

    def __init__(self) -> None:
        self._data_version = -1
        self._jobs: dict[int, tuple[int, str, int, int]] = {}
        self._last_job = 0
        self._steps: set[int] = set()
        self._last_step = 0
        self._corners = notifications.Watch()
        self.touched: list[Touched] = []  # by what was new at the last reading
        self.open: opened.At = {}  # who had what open then
        self.moved = False  # whether anybody may have written anything since the reading before

    def start(self) -> None:
        """Take what is there now as known; what happened a moment ago is told of as touched."""
        self._last_job = Job.objects.order_by("-id").values_list("id", flat=True).first() or 0
        self._last_step = Step.objects.order_by("-id").values_list("id", flat=True).first() or 0
        self._data_version = -1
        self._corners.start()
        self.open = {}
        self.read()
        moment = timezone.now() - timedelta(seconds=ARRIVAL)
        ended = Job.objects.filter(id__gt=self._last_job - WINDOW, finished_at__gte=moment)
        self.touched = touched_by([pk for pk, at in self._newest_steps("id", "at") if at >= moment])
        self.touched += followed_in(list(ended.values_list("id", flat=True)))

    def read(self) -> list[Item]:
        self.touched, self.moved = [], self._is_changed()
        if not self.moved:
            return []
        self.open = opened.everywhere()
        return [*self._read_jobs(), *self._read_steps(), *self._read_corners()]

    def _read_corners(self) -> list[Item]:
        return [
            Item(
                one.person_id,
                NOTIFICATION,
                one.newest,
                (("unread", one.unread), ("about", one.about), ("sound", one.sound)),
            )
            for one in self._corners.read()
        ]

    def _is_changed(self) -> bool:
        """SQLite tells by a number whether anybody wrote; PostgreSQL has to be asked for the rows themselves."""
        if connection.vendor != "sqlite":
            return True
        with connection.cursor() as cursor:
            version = cursor.execute("PRAGMA data_version").fetchone()[0]
        changed, self._data_version = version != self._data_version, version
        return bool(changed)

    def _read_jobs(self) -> list[Item]:
        rows = Job.objects.filter(Q(state__in=ACTIVE) | Q(id__gt=self._last_job))
        now = {
            pk: (person or 0, state, position, total)
            for pk, person, state, position, total in rows.values_list(
                "id", "created_by_id", "state", "position", "total"
            )
        }
        over = {pk: job for pk, job in self._jobs.items() if pk not in now}
        moved = {pk: job for pk, job in now.items() if self._jobs.get(pk) != job}
        self._jobs = {pk: job for pk, job in now.items() if job[1] in ACTIVE}
        self._last_job = max(self._last_job, *now, 0)
        told = over | moved
        self.touched += followed_in([pk for pk in told if pk not in self._jobs])
        return [Item(job[0], JOB, pk) for pk, job in told.items()]

    def _read_steps(self) -> list[Item]:
        rows = self._newest_steps("id", "actor_id")
        fresh = [Item(person or 0, STEP, pk) for pk, person in rows if pk not in self._steps]
        self._steps = {pk for pk, _person in rows}
        self._last_step = max(self._last_step, *self._steps, 0)
        self.touched += touched_by([int(one.id) for one in fresh]) if fresh else []
        return fresh

    def _newest_steps(self, *names: str) -> list[tuple[Any, ...]]:
        return list(Step.objects.filter(id__gt=self._last_step - WINDOW).values_list(*names))
