"""Jobs: how work is handed to the background, and how a worker does it.

A task is a function ``(run: Run) -> None`` registered under a name. It works in small transactions and calls
``run.advance(position)`` inside each of them, so that after a kill it resumes exactly behind the last commit.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from tailor.kernel.jobs.models import Job

log = logging.getLogger("tailor.jobs")

LEASE = timedelta(seconds=30)
MAX_ATTEMPTS = 5

Task = Callable[["Run"], None]
_tasks: dict[str, Task] = {}


class Stopped(Exception):
    """Somebody asked the job to stop; what was committed stays."""


def task(name: str) -> Callable[[Task], Task]:
    """Register the decorated function as the work of jobs called `name`."""

    def register(function: Task) -> Task:
        _tasks[name] = function
        return function

    return register


def enqueue(name: str, payload: dict[str, Any], *, title: str, by_id: int | None, total: int = 0) -> Job:
    """Put a job into the queue; it starts once the present transaction is committed."""
    if name not in _tasks:
        raise LookupError(f"no task is called {name!r}")
    return Job.objects.create(task=name, payload=payload, title=title, created_by_id=by_id, total=total)


@dataclass
class Run:
    """One running of a job, given to its task."""

    job: Job
    renewed: float = 0.0

    @property
    def payload(self) -> dict[str, Any]:
        payload: dict[str, Any] = self.job.payload
        return payload

    def advance(self, position: int, *, total: int | None = None, counts: dict[str, int] | None = None) -> None:
        """Note how far the work is. Call it inside the transaction that did the work. Raises `Stopped`."""
        job = self.job
        if position > job.position:
            job.attempts = 1  # only crashes on one spot count
        job.position = position
        if total is not None:
            job.total = total
        if counts is not None:
            job.counts = counts
        job.leased_until = timezone.now() + LEASE
        job.save(update_fields=["position", "total", "counts", "leased_until", "payload", "attempts"])
        if Job.objects.filter(pk=job.pk, stop_asked=True).exists():
            raise Stopped


def claim() -> Job | None:
    """Take the oldest waiting job, or one whose worker died; None when there is nothing to do."""
    now = timezone.now()
    with transaction.atomic():
        waiting = Job.objects.filter(state=Job.State.QUEUED)
        dead = Job.objects.filter(state=Job.State.RUNNING, leased_until__lt=now)
        jobs = (waiting | dead).order_by("id")
        if connection.features.has_select_for_update_skip_locked:
            jobs = jobs.select_for_update(skip_locked=True)
        job = jobs.first()
        if job is None:
            return None
        job.state = Job.State.RUNNING
        job.attempts += 1
        job.started_at = job.started_at or now
        job.leased_until = now + LEASE
        job.save(update_fields=["state", "attempts", "started_at", "leased_until"])
        return job


def work(job: Job) -> None:
    """Do a claimed job to its end, its failure or its stop."""
    try:
        if job.attempts > MAX_ATTEMPTS:
            raise RuntimeError(f"given up after {MAX_ATTEMPTS} attempts")
        _tasks[job.task](Run(job))
    except Stopped:
        finish(job, Job.State.STOPPED)
    except Exception as error:
        log.exception("job %s failed", job)
        finish(job, Job.State.FAILED, f"{type(error).__name__}: {error}"[:2000])
    else:
        finish(job, Job.State.DONE)


def finish(job: Job, state: Job.State, error: str = "") -> None:
    job.state, job.error, job.finished_at = state, error, timezone.now()
    job.save(update_fields=["state", "error", "finished_at"])


def work_off() -> int:
    """Do all waiting jobs now, in this process; how many there were."""
    done = 0
    while job := claim():
        work(job)
        done += 1
    return done


def release_leases() -> int:
    """Let jobs that a killed worker of this machine held be taken up at once; only the single worker may call it."""
    return Job.objects.filter(state=Job.State.RUNNING).update(leased_until=timezone.now() - LEASE)
