"""The job worker: one job after another until told to stop, when the job in hand goes back into the queue."""

from __future__ import annotations

import fcntl
import logging
import resource
import signal
import time
from typing import IO

from django.conf import settings
from django.db import connection
from django.db.models import F
from django.utils import timezone

from tailor.kernel.jobs.models import Job
from tailor.kernel.jobs.running import claim, release_leases, work
from tailor.records.tasks import learn_left

log = logging.getLogger("tailor.jobs")

PAUSE = 0.3
REST = 2.0
GROWN = 40_000  # kilobytes above the start after which a worker makes room for a fresh one


class Told(BaseException):
    """Raised out of whatever the worker is doing: the open transaction is rolled back, what was committed stays."""


def tell(*_: object) -> None:
    raise Told


def run_worker(*, alone: bool, watched: bool = False) -> None:
    """Work until SIGTERM. `alone` tells that no other machine works on this database, `watched` that whoever started
    this process starts another when it ends."""
    present = announce()
    if alone and first(present):
        release_leases()
    for number in (signal.SIGTERM, signal.SIGINT):
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, tell)
    slim = largest_size()
    job: Job | None = None
    try:
        learn_left()
        while not (watched and largest_size() - slim > GROWN and not is_waiting()):
            try:
                job = claim() if is_waiting() else None
                if job is None:
                    time.sleep(PAUSE)
                else:
                    work(job)
                    job = None
            except Exception:
                log.exception("the job worker stumbled and goes on")
                job = None
                connection.close()
                time.sleep(REST)
    except Told:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        if job is not None:
            put_back(job)


def is_waiting() -> bool:
    """Whether a look into the queue is worth it: claiming takes the write lock, this does not."""
    return (Job.ready(timezone.now()) | Job.objects.filter(state=Job.State.RUNNING)).exists()


def largest_size() -> int:
    """The most memory this process ever held: after a large file it does not give it back."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def put_back(job: Job) -> None:
    """Let the job be taken up again at once, from its last commit; being stopped is not a failed attempt."""
    connection.close()
    mine = Job.objects.filter(pk=job.pk, state=Job.State.RUNNING, holder=job.holder)
    mine.update(state=Job.State.QUEUED, attempts=F("attempts") - 1, leased_until=None)


def announce() -> IO[str]:
    """A lock that everybody who works in this data folder shares for as long as they live."""
    return (settings.TAILOR_HOME / "working.lock").open("w")


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
