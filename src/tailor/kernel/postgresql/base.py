"""The database engine of the settings: Django's for PostgreSQL, but moments are read by the driver's own fast code.

Django reads each of them in Python, to put a zone of its own in the place of the connection's. Here both are UTC.
"""

from __future__ import annotations

import time
from typing import Any

from django.db.backends.postgresql import base
from psycopg.types.datetime import TimestamptzLoader

FOR_SHORT_QUESTIONS = "SET max_parallel_workers_per_gather = 0; SET jit = off"
IDLE = 1.0  # seconds after which a connection may have been closed from the other side unnoticed


class DatabaseWrapper(base.DatabaseWrapper):
    """One connection. The settings name no zone for it, so that it speaks UTC."""

    _used_at = 0.0

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        connection = super().get_new_connection(conn_params)
        connection.adapters.register_loader("timestamptz", TimestamptzLoader)
        return connection

    def init_connection_state(self) -> None:
        """A page's questions read little. To begin helpers for one, or to compile it, takes longer than to answer it, which the
        planner cannot know where a page is full long before its estimate is reached."""
        super().init_connection_state()
        assert self.connection is not None
        self.connection.execute(FOR_SHORT_QUESTIONS)
        self.connection.commit()

    def create_cursor(self, name: Any = None) -> Any:
        assert self.connection is not None
        if name:
            return self.connection.cursor(name, scrollable=False, withhold=self.autocommit)
        return self.connection.cursor()

    def _start_transaction_under_autocommit(self) -> None:
        """Begin a transaction by a statement, which goes with those after it: where the driver begins one by itself, it waits
        for the answer even in a pipeline."""
        with self.cursor() as cursor:
            cursor.execute("BEGIN")

    def _set_autocommit(self, autocommit: bool) -> None:
        """Transactions leave the driver as it is; telling it so once more would have it ask the server how it stands."""
        assert self.connection is not None
        if self.connection.autocommit is not autocommit:
            with self.wrap_database_errors:
                self.connection.autocommit = autocommit

    def close_if_health_check_failed(self) -> None:
        """Ask the connection whether it lives only where it has been idle: otherwise the question costs every page a turn to
        the server. One that breaks within that second fails one request, as it would if it broke during it."""
        now = time.monotonic()
        if now - self._used_at > IDLE:
            super().close_if_health_check_failed()
        self._used_at = now
