"""A job worker: one job of its lane after another until told to stop, when the job in hand goes back into the queue."""

from __future__ import annotations

import fcntl
import logging
import resource
import signal
import time
from collections.abc import Callable
from typing import IO

from django.conf import settings
from django.db import connection
from django.db.models import F
from django.utils import timezone

from tailor.kernel.jobs.models import Job
from tailor.kernel.jobs.running import Lane, claim, release_leases, work
from tailor.records.tasks import learn_left

log = logging.getLogger("tailor.jobs")

PAUSE = 0.3
REST = 2.0
LOCKS = {Lane.LONG: "working.lock", Lane.QUICK: "errands.lock"}
IDLE = 3.0  # seconds without a job after which a worker that is watched goes home
GROWN = 40_000  # kilobytes above the start after which a worker makes room for a fresh one


class Told(BaseException):
    """Raised out of whatever the worker is doing: the open transaction is rolled back, what was committed stays."""


def tell(*_: object) -> None:
    raise Told


def run_worker(*, alone: bool, watched: bool = False) -> None:
    """Do long jobs until SIGTERM. `alone` tells that no other machine works on this database, `watched` that whoever
    started this process starts another once there are jobs again: then it ends when it has had nothing to do for a while, or
    has grown."""
    slim, busy_at = largest_size(), time.monotonic()

    def enough() -> bool:
        nonlocal busy_at
        if not watched:
            return False
        if is_waiting(Lane.LONG):
            busy_at = time.monotonic()
            return False
        return largest_size() - slim > GROWN or time.monotonic() - busy_at > IDLE

    take_turns(Lane.LONG, alone=alone, before=learn_left, enough=enough)


def take_turns(
    lane: Lane,
    *,
    alone: bool,
    before: Callable[[], object] = lambda: None,
    meanwhile: Callable[[], object] = lambda: None,
    enough: Callable[[], bool] = lambda: False,
) -> None:
    """Do the jobs of a lane until SIGTERM, or until it was `enough`. `before` is done once, `meanwhile` between any two jobs."""
    present = announce(lane)
    if alone and first(present):
        release_leases(lane)
    for number in (signal.SIGTERM, signal.SIGINT):
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, tell)
    job: Job | None = None
    try:
        before()
        while not enough():
            try:
                meanwhile()
                job = claim(lane) if is_waiting(lane) else None
                if job is None:
                    time.sleep(PAUSE)
                else:
                    work(job)
                    job = None
            except Exception:
                log.exception("the worker stumbled over a %s job and goes on", lane.value)
                job = None
                connection.close()
                time.sleep(REST)
    except Told:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        if job is not None:
            put_back(job)


def is_waiting(lane: Lane) -> bool:
    """Whether a look into the queue is worth it: claiming takes the write lock, this does not."""
    return lane.of(Job.ready(timezone.now()) | Job.objects.filter(state=Job.State.RUNNING)).exists()


def largest_size() -> int:
    """The most memory this process ever held: after a large file it does not give it back."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def put_back(job: Job) -> None:
    """Let the job be taken up again at once, from its last commit; being stopped is not a failed attempt."""
    connection.close()
    mine = Job.objects.filter(pk=job.pk, state=Job.State.RUNNING, holder=job.holder)
    mine.update(state=Job.State.QUEUED, attempts=F("attempts") - 1, leased_until=None)


def announce(lane: Lane) -> IO[str]:
    """A lock that everybody who does jobs of a lane in this data folder shares for as long as they live."""
    return (settings.TAILOR_HOME / LOCKS[lane]).open("w")


def first(present: IO[str]) -> bool:
    """Whether nobody else works here, so that a job still marked as running belongs to somebody who died."""
    try:
        fcntl.flock(present, fcntl.LOCK_EX | fcntl.LOCK_NB)
        alone = True
    except BlockingIOError:
        alone = False
    hold(present)
    return alone


def hold(present: IO[str]) -> None:
    fcntl.flock(present, fcntl.LOCK_SH)
