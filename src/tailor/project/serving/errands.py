"""Errands: what has to be done at once and takes but a moment. Readers follow the log, quick jobs are done, the worker is called
when there are long ones."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

from django.db import connection

from tailor.history import readers
from tailor.kernel.files.clearing import see_to_clearing
from tailor.kernel.jobs.running import PASSING, Lane
from tailor.kernel.sqlite.checkpoints import Checkpoints
from tailor.project.serving.worker import is_waiting, take_turns
from tailor.records.tasks import learn_left

log = logging.getLogger("tailor.errands")

LONGEST_REST = 60.0
PORTIONS = 20  # of a reader, before others and the quick jobs have their turn


def run_errands(*, alone: bool, call_worker: Callable[[], None] | None = None) -> None:
    """Follow the log and do quick jobs until SIGTERM. `alone` tells that no other machine works on this database;
    `call_worker` has long jobs done, where nobody waits for them all the time."""
    following, checkpoints = Following(), Checkpoints()

    def before() -> None:
        readers.begin()
        see_to_clearing()
        if call_worker is not None:
            learn_left()

    def meanwhile() -> None:
        if call_worker is not None and is_waiting(Lane.LONG):
            call_worker()
        following.read_on()
        checkpoints.keep_up()

    take_turns(Lane.QUICK, alone=alone, before=before, meanwhile=meanwhile)


class Following:
    """Remembers which reader stumbled, and when it is given the same again."""

    def __init__(self) -> None:
        self._failures: dict[str, int] = {}
        self._due: dict[str, float] = {}

    def read_on(self) -> None:
        """Have every reader that is not resting read what is new."""
        for name in readers.all_readers():
            if self._due.get(name, 0.0) <= time.monotonic():
                self._read(name)

    def _read(self, name: str) -> None:
        try:
            for _portion in range(PORTIONS):
                if not readers.read_on(name):
                    break
            self._failures.pop(name, None)
        except Exception as fault:
            log.exception("the reader %s of the log stumbled and is given the same again", name)
            if isinstance(fault, PASSING):
                connection.close()
            self._failures[name] = self._failures.get(name, 0) + 1
            self._due[name] = time.monotonic() + min(0.5 * 2 ** self._failures[name], LONGEST_REST)
