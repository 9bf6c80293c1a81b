"""How much an import writes at once, so that nobody waits long for their turn to write."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path

from django.db import connection, transaction

from tailor.kernel.sqlite.checkpoints import AT_MOST, checkpoint

LEAST, MOST = 40, 1000  # rows of a portion
LOCKED = 0.07  # seconds a portion may hold SQLite's write lock; twice that is still well within 200 ms
HELD = 0.12  # the same on PostgreSQL, where nobody waits but for the very records that are changed
BETWEEN_CHECKPOINTS = 1.0  # seconds


class Pace:
    """Portions as large as can be written in time."""

    def __init__(self, least: int = LEAST, most: int = MOST) -> None:
        self.alone = connection.vendor == "sqlite"
        self.locked = LOCKED if self.alone else HELD
        self.least, self.most = least, most
        self.size = least if self.alone else min(most, least * 5)
        self.tidy: Callable[[], None] = lambda: None

    def next_size(self) -> int:
        return self.size

    @contextmanager
    def kept(self) -> Iterator[None]:
        """For the length of an import: on SQLite the log of writes is put into the file beside the work, not by whoever
        happens to commit."""
        with ExitStack() as until_the_end:
            until_the_end.enter_context(without_collecting())
            if not connection.in_atomic_block:
                until_the_end.enter_context(flushed_at_the_end())
            if self.alone and Path(name := str(connection.settings_dict["NAME"])).is_file():
                self.tidy = until_the_end.enter_context(checkpoints(name)).submit
            yield

    @contextmanager
    def writing(self, rows: int, *, whole: bool = True) -> Iterator[None]:
        """A transaction that writes that many rows. What is not the `whole` of the work on them tells only whether they
        were too many. Waiting for the lock is not counted: smaller portions would only wait more often."""
        with transaction.atomic():
            begun = time.perf_counter()
            yield
        self._learn(rows, time.perf_counter() - begun, self.size // 4 if whole else 0)
        self.tidy()

    def _learn(self, rows: int, took: float, growth: int) -> None:
        """Shrink fast, grow slowly: one slow portion may be followed by another."""
        fitting = int(rows * self.locked / max(took, 0.001))
        self.size = max(self.least, self.size // 2, min(self.most, fitting, self.size + growth))


@contextmanager
def without_collecting() -> Iterator[None]:
    """Rows are many, and gone with their portion without any search for cycles, which would go through the whole of
    Django every few portions: a quarter of an import's time."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


@contextmanager
def flushed_at_the_end() -> Iterator[None]:
    """Portions are not flushed to the disk one by one. After a power cut the last ones may be gone together with the note
    how far the import came, and it goes on from there; whatever anybody else commits is flushed as ever, with all before."""
    less, usual = (
        ("PRAGMA synchronous = NORMAL", "PRAGMA synchronous = FULL")
        if connection.vendor == "sqlite"
        else ("SET synchronous_commit = off", "RESET synchronous_commit")
    )
    with connection.cursor() as cursor:
        cursor.execute(less)
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(usual)


class Checkpoints:
    """Checkpoints in a thread of their own, seldom: a page that many portions touch is put into the file once."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.pool = ThreadPoolExecutor(1)
        self.running: Future[None] | None = None
        self.due = 0.0

    def submit(self) -> None:
        now = time.monotonic()
        if now >= self.due and (self.running is None or self.running.done()):
            self.due = now + BETWEEN_CHECKPOINTS
            self.running = self.pool.submit(checkpoint, self.name)


@contextmanager
def checkpoints(name: str) -> Iterator[Checkpoints]:
    """Take the checkpoints off this connection while the block runs."""
    beside = Checkpoints(name)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_autocheckpoint = 0")
    try:
        yield beside
    finally:
        beside.pool.shutdown()
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA wal_autocheckpoint = {AT_MOST}")
