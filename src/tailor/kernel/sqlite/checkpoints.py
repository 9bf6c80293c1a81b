"""Putting what was written into SQLite's file, beside those who write.

A writer would do it itself once its log has a thousand pages, some twenty creations: one save in twenty took several times as
long as the others. Errands do it meanwhile; a writer only once the log is `AT_MOST` pages long, where no errands run.
"""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing, suppress
from pathlib import Path

from django.db import connection

AT_MOST = 10_000  # pages of 4 kB
EVERY = 3.0  # seconds


def checkpoint(name: str) -> None:
    """Put what was written into the file of that name, hindering nobody; what somebody still reads waits for the next time."""
    with suppress(sqlite3.Error), closing(sqlite3.connect(name)) as beside:  # or somebody else is at it
        beside.execute("PRAGMA wal_checkpoint(PASSIVE)")


class Checkpoints:
    """Checkpoints of the database of the settings, every few seconds in which somebody wrote."""

    def __init__(self) -> None:
        self._due = 0.0
        self._written = 0.0

    def keep_up(self) -> None:
        """Nothing, where it is not time yet, nobody wrote, or the database is another."""
        if connection.vendor != "sqlite" or time.monotonic() < self._due:
            return
        self._due = time.monotonic() + EVERY
        name = str(connection.settings_dict["NAME"])
        with suppress(OSError):
            written = Path(f"{name}-wal").stat().st_mtime
            if written != self._written:
                self._written = written
                checkpoint(name)
