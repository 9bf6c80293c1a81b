"""What is new in the database, and for whom: jobs that moved and steps of the log. Blocking; one thread calls it."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from django.db import connection
from django.db.models import Case, Q, When
from django.utils import timezone

from tailor.access.models import SignIn
from tailor.history.models import Step
from tailor.kernel.jobs.models import Job

ACTIVE = (Job.State.QUEUED, Job.State.RUNNING)
WINDOW = 100  # steps looked at again: PostgreSQL hands out numbers in another order than it commits them
JOB, STEP = "job", "step"


class Item(NamedTuple):
    """One piece of news: whose, of which kind, and the id of what it is about."""

    person_id: int
    event: str
    id: int


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


def under_way(person_id: int) -> list[Item]:
    """What a page that just came must know: it may have missed how its jobs moved."""
    jobs = Job.objects.filter(created_by_id=person_id, state__in=ACTIVE).values_list("id", flat=True)
    return [Item(person_id, JOB, pk) for pk in jobs]


class News:
    """Remembers what was told and answers what is new since."""

    def __init__(self) -> None:
        self._data_version = -1
        self._jobs: dict[int, tuple[int, str, int, int]] = {}
        self._last_job = 0
        self._steps: set[int] = set()
        self._last_step = 0

    def start(self) -> None:
        """Take what is there now as known."""
        self._last_job = Job.objects.order_by("-id").values_list("id", flat=True).first() or 0
        self._last_step = Step.objects.order_by("-id").values_list("id", flat=True).first() or 0
        self._data_version = -1
        self.read()

    def read(self) -> list[Item]:
        return [*self._read_jobs(), *self._read_steps()] if self._is_changed() else []

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
        return [Item(job[0], JOB, pk) for pk, job in (over | moved).items()]

    def _read_steps(self) -> list[Item]:
        rows = list(Step.objects.filter(id__gt=self._last_step - WINDOW).values_list("id", "actor_id"))
        fresh = [Item(person or 0, STEP, pk) for pk, person in rows if pk not in self._steps]
        self._steps = {pk for pk, _person in rows}
        self._last_step = max(self._last_step, *self._steps, 0)
        return fresh
