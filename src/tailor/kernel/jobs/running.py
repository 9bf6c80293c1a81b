"""Jobs: how work is handed to the background, and how a worker does it.

A task is a function ``(run: Run) -> None`` registered under a name. It works in small transactions and calls
``run.advance(position)`` inside each of them, so that after a kill it resumes exactly behind the last commit. Quick tasks
(seconds at most) have a lane of their own, so that no letter waits for an import of an hour.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import Any
from uuid import uuid4

import orjson
from django.conf import settings
from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _

from tailor.kernel.jobs.models import Job
from tailor.kernel.sayings import Saying, Text, kept
from tailor.kernel.switching import tasks_of_off_modules

log = logging.getLogger("tailor.jobs")

LEASE = timedelta(seconds=30)
MAX_ATTEMPTS = 5
PASSING = (OperationalError, InterfaceError)  # the connection is lost, a lock was not to be had: not the task's fault
PAUSE = 0.5  # seconds after the first of them, and twice as long after each that follows on the same spot
GIVEN_UP = _(
    "This was begun several times and ended each time before it was through. What was done stays and can be undone; "
    "whoever looks after Tailor finds the reason in its log."
)
SORRY = _(
    "Something went wrong that Tailor did not expect. What was done before stays and can be undone. Try it once more; if "
    "it happens again, give whoever looks after Tailor the number of this work: %(number)s."
)

Task = Callable[["Run"], None]
Ended = Callable[[Job], None]
_tasks: dict[str, Task] = {}
_quick: set[str] = set()
_ended: dict[str, Ended] = {}
_told: list[Ended] = []


class Lane(Enum):
    """Which jobs a worker takes."""

    LONG = "long"
    QUICK = "quick"

    def of(self, jobs: QuerySet[Job]) -> QuerySet[Job]:
        """Those of the jobs that go this way."""
        return jobs.filter(task__in=_quick) if self is Lane.QUICK else jobs.exclude(task__in=_quick)


class Stopped(Exception):
    """Somebody asked the job to stop; what was committed stays."""


class TakenOver(Exception):
    """The lease ran out and another worker has the job now: whoever held it writes nothing more."""


class Halt(Exception):
    """A task cannot go on for a reason its person should read. The message, which is read in whatever language, ends the
    job."""

    def __init__(self, message: Text) -> None:
        super().__init__(message)
        self.message = message


def task(name: str, *, ended: Ended | None = None, quick: bool = False) -> Callable[[Task], Task]:
    """Register the decorated function as the work of jobs called `name`. `ended` is told of a job that failed or was
    stopped, in the transaction that says so. `quick` tasks take seconds at most."""

    def register(function: Task) -> Task:
        _tasks[name] = function
        if quick:
            _quick.add(name)
        if ended:
            _ended[name] = ended
        return function

    return register


def on_end(function: Ended) -> Ended:
    """Have a function told of every job that ended, well or not, in the transaction that says so."""
    _told.append(function)
    return function


def enqueue(
    name: str,
    payload: dict[str, Any],
    *,
    title: Any,
    by_id: int | None,
    total: int = 0,
    not_before: datetime | None = None,
) -> Job:
    """Put a job into the queue; it starts once the present transaction is committed, but not before that moment. `title`
    is a text, or a kept one."""
    if name not in _tasks:
        raise LookupError(f"no task is called {name!r}")
    spoken = {"language": get_language() or settings.LANGUAGE_CODE, **payload}
    return Job.objects.create(
        task=name, payload=spoken, titled=kept(title), created_by_id=by_id, total=total, not_before=not_before
    )


_RENEW = (
    "UPDATE kernel_job SET position = %s, total = %s, counts = %s, payload = %s, attempts = %s, leased_until = %s "
    "WHERE id = %s AND state = %s AND holder = %s RETURNING stop_asked"
)


_KEEP = "UPDATE kernel_job SET leased_until = %s WHERE id = %s AND state = %s AND holder = %s RETURNING stop_asked"


@dataclass
class Run:
    """One running of a job, given to its task."""

    job: Job

    @property
    def payload(self) -> dict[str, Any]:
        payload: dict[str, Any] = self.job.payload
        return payload

    def advance(self, position: int, *, total: int | None = None, counts: dict[str, int] | None = None) -> None:
        """Note how far the work is. Call it inside the transaction that did the work. Raises `Stopped`, `TakenOver`."""
        job = self.job
        if position > job.position:
            job.attempts = 1  # only crashes on one spot count
        job.position = position
        job.total = job.total if total is None else total
        job.counts = job.counts if counts is None else counts
        if self._renew():
            raise Stopped

    def wait(self) -> None:
        """Keep the lease of a job that goes on without anything to note. Call it outside of transactions, every few
        seconds. Raises `Stopped`, `TakenOver`."""
        lease = timezone.now() + LEASE
        moment = connection.ops.adapt_datetimefield_value
        with connection.cursor() as cursor:
            cursor.execute(_KEEP, [moment(lease), self.job.pk, Job.State.RUNNING.value, self.job.holder])
            found = cursor.fetchone()
        if found is None:
            raise TakenOver
        self.job.leased_until = lease
        if found[0]:
            raise Stopped

    def _renew(self) -> bool:
        """Write the state of the job under a new lease, if the old one is still ours; whether a stop was asked."""
        job, lease = self.job, timezone.now() + LEASE
        moment = connection.ops.adapt_datetimefield_value
        row: list[Any] = [job.position, job.total, _json(job.counts), _json(job.payload), job.attempts, moment(lease)]
        with connection.cursor() as cursor:
            cursor.execute(_RENEW, [*row, job.pk, Job.State.RUNNING.value, job.holder])
            found = cursor.fetchone()
        if found is None:
            raise TakenOver
        job.leased_until = lease
        return bool(found[0])


def claim(lane: Lane | None = None) -> Job | None:
    """Take the oldest waiting job (of a lane, or of any), or one whose worker died; None when there is nothing to do."""
    now = timezone.now()
    with transaction.atomic():
        waiting = Job.ready(now)
        dead = Job.objects.filter(state=Job.State.RUNNING, leased_until__lt=now)
        jobs = (waiting | dead).exclude(tasks_of_off_modules()).order_by("id")
        if lane is not None:
            jobs = lane.of(jobs)
        if connection.features.has_select_for_update_skip_locked:
            jobs = jobs.select_for_update(skip_locked=True)
        job = jobs.first()
        if job is None:
            return None
        job.state = Job.State.RUNNING
        job.attempts += 1
        job.started_at = job.started_at or now
        job.leased_until, job.holder = now + LEASE, uuid4().hex
        job.save(update_fields=["state", "attempts", "started_at", "leased_until", "holder"])
        return job


def work(job: Job) -> None:
    """Do a claimed job to its end, its failure or its stop, in the language of whoever asked for it."""
    with override(job.payload.get("language", settings.LANGUAGE_CODE)):
        _work(job)


def _work(job: Job) -> None:
    try:
        _through(job)
    except Stopped:
        finish(job, Job.State.STOPPED)
    except TakenOver:
        log.warning("job %s was taken over by another worker", job)
    except Halt as why:
        finish(job, Job.State.FAILED, why.message)
    except Exception:
        log.exception("job %s failed", job)
        finish(job, Job.State.FAILED, Saying(SORRY, number=job.pk))
    else:
        finish(job, Job.State.DONE)


def _through(job: Job) -> None:
    """Do the task, and once more from its last note whenever the database was not there for it."""
    while True:
        if job.attempts > MAX_ATTEMPTS:
            raise Halt(GIVEN_UP)
        try:
            return _tasks[job.task](Run(job))
        except PASSING:
            log.warning("job %s met a passing fault of the database and goes on", job, exc_info=True)
        time.sleep(PAUSE * 2**job.attempts)
        _take_up_again(job)


def _take_up_again(job: Job) -> None:
    """Go back to what the job noted last, as soon as the database answers. Raises `TakenOver`."""
    while True:
        connection.close_if_unusable_or_obsolete()
        try:
            present = Job.objects.filter(pk=job.pk, state=Job.State.RUNNING, holder=job.holder)
            attempts, lease = F("attempts") + 1, timezone.now() + LEASE
            if not present.update(attempts=attempts, leased_until=lease):
                raise TakenOver
            return job.refresh_from_db()
        except PASSING:
            time.sleep(PAUSE * 2**MAX_ATTEMPTS)


def finish(job: Job, state: Job.State, error: Text = "") -> None:
    """End a job that is still ours; one that somebody else took over is theirs to end."""
    job.state, job.fault, job.finished_at = state, kept(error), timezone.now()
    mine = Job.objects.filter(pk=job.pk, state=Job.State.RUNNING, holder=job.holder)
    early = _ended.get(job.task) if state != Job.State.DONE else None
    with transaction.atomic():
        if mine.update(state=state, fault=job.fault, finished_at=job.finished_at):
            for told in (*([early] if early else []), *_told):
                told(job)


def _json(value: Any) -> str:
    return orjson.dumps(value).decode()


def work_off() -> int:
    """Do all waiting jobs now, in this process; how many there were."""
    done = 0
    while job := claim():
        work(job)
        done += 1
    return done


def release_leases(lane: Lane) -> int:
    """Let jobs that a killed worker of this machine held be taken up at once; only the single worker of a lane may call
    it."""
    return lane.of(Job.objects.filter(state=Job.State.RUNNING)).update(leased_until=timezone.now() - LEASE)
