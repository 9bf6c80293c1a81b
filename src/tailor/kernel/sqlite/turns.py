"""Writers of one SQLite file take turns.

SQLite itself lets whoever asks first after the lock is free have it, and lets waiters sleep ever longer between two looks: one
that writes portion after portion starves all others. Here a writer takes two locks, the place at the head of the queue and then
the turn itself, and leaves the head of the queue once it has the turn. Whoever has just written finds the head of the queue
taken by who waits, and comes behind them. The locks are the operating system's, go with the process that holds them, and only
order the writers; that one writes at a time is still SQLite's own affair.
"""

from __future__ import annotations

import fcntl
import os
import time
from contextlib import suppress
from pathlib import Path
from weakref import WeakSet

PAUSE = 0.001  # seconds between two looks
SUFFIXES = ("-queue", "-turn")


class Turns:
    """The turns of one connection; locks of their own, so that connections of one process wait for each other too.
    `patience` is how many seconds it waits before it tries its luck with SQLite."""

    def __init__(self, name: str, patience: float) -> None:
        self.patience = patience
        self.taken = self.closed = False
        self.queue, self.turn = (_opened(name, f"{name}{suffix}") for suffix in SUFFIXES)
        _all.add(self)

    def take(self) -> None:
        """Wait for the turn."""
        if self.taken or self.closed:
            return
        deadline = time.monotonic() + self.patience
        if _locked(self.queue, deadline):
            self.taken = _locked(self.turn, deadline)
            fcntl.flock(self.queue, fcntl.LOCK_UN)

    def give_back(self) -> None:
        if self.taken:
            self.taken = False
            fcntl.flock(self.turn, fcntl.LOCK_UN)

    def close(self) -> None:
        self.give_back()
        self.leave()

    def leave(self) -> None:
        """Close the locks without giving back anything: in a fork, whose parent goes on holding them."""
        if not self.closed:
            self.taken, self.closed = False, True
            for descriptor in (self.queue, self.turn):
                with suppress(OSError):
                    os.close(descriptor)


def _opened(database: str, name: str) -> int:
    """A file that whoever may write the database may lock. Raises OSError where nothing may be written."""
    descriptor = os.open(name, os.O_RDWR | os.O_CREAT, 0o600)
    with suppress(OSError):
        of_database, mine = Path(database).stat(), os.fstat(descriptor)
        if os.geteuid() == 0 and mine.st_uid != of_database.st_uid:
            os.fchown(descriptor, of_database.st_uid, of_database.st_gid)
        os.fchmod(descriptor, of_database.st_mode & 0o666)
    return descriptor


_all: WeakSet[Turns] = WeakSet()


def _leave_all() -> None:
    for turns in list(_all):
        turns.leave()


os.register_at_fork(after_in_child=_leave_all)


def _locked(descriptor: int, deadline: float) -> bool:
    """Whether the lock could be had in time."""
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > deadline:
                return False
            time.sleep(PAUSE)
        else:
            return True
