"""The database engine of the settings: Django's for SQLite, but writers of one file take turns."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

from django.db.backends.sqlite3 import base

from tailor.kernel.sqlite.turns import Turns

WRITING = ("INSERT", "UPDATE", "DELETE", "REPLACE")


class Cursor(base.SQLiteCursorWrapper):
    """Waits its turn for what is written outside of a transaction."""

    def __init__(self, connection: Any, turns: Turns | None) -> None:
        super().__init__(connection)
        self.turns = turns

    def execute(self, query: str, params: Any = None) -> Any:
        if not self._asks_for_turn(query):
            return super().execute(query, params)
        with self._turn():
            return super().execute(query, params)

    def executemany(self, query: str, param_list: Any) -> Any:
        if not self._asks_for_turn(query):
            return super().executemany(query, param_list)
        with self._turn():
            return super().executemany(query, param_list)

    def _asks_for_turn(self, query: str) -> bool:
        return self.turns is not None and query.startswith(WRITING) and not self.connection.in_transaction

    @contextmanager
    def _turn(self) -> Iterator[None]:
        assert self.turns is not None
        self.turns.take()
        try:
            yield
        finally:
            self.turns.give_back()


def _turns_of(name: str, patience: float) -> Turns | None:
    """The turns of a file; none where no lock may be written beside it, for then it is only read."""
    try:
        return Turns(name, patience)
    except OSError:
        return None


class DatabaseWrapper(base.DatabaseWrapper):
    """One connection to the file; a database in memory has but one, and needs no turns. What begins and ends a
    transaction is not in Django's type stubs."""

    turns: Turns | None = None

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        connection = super().get_new_connection(conn_params)
        if not self.is_in_memory_db():
            self.turns = _turns_of(str(conn_params["database"]), float(conn_params.get("timeout", 5)))
        return connection

    def create_cursor(self, name: Any = None) -> Any:
        return self.connection.cursor(factory=partial(Cursor, turns=self.turns))

    def _start_transaction_under_autocommit(self) -> None:
        if self.turns is not None:
            self.turns.take()
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]
        except BaseException:
            self._give_back()
            raise

    def _commit(self) -> None:
        super()._commit()  # type: ignore[misc]
        self._give_back()

    def _rollback(self) -> None:
        try:
            super()._rollback()  # type: ignore[misc]
        finally:
            self._give_back()

    def _close(self) -> None:
        try:
            super()._close()  # type: ignore[misc]
        finally:
            if self.turns is not None:
                self.turns.close()
                self.turns = None

    def _give_back(self) -> None:
        if self.turns is not None:
            self.turns.give_back()
