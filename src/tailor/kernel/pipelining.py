"""Statements sent one after another without waiting for each one's answer, where the database knows that."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection
from django.db.backends.utils import CursorWrapper

from tailor.kernel.transactions import blocks_under_way

READABLE = 1  # as the driver's generators say that they wait for something to read


@contextmanager
def pipelined() -> Iterator[None]:
    """Around a transaction: within it PostgreSQL answers only where somebody asks for rows, and at the end. What it does
    not take is therefore said there, as the error it is. Within a larger transaction, which may catch that and go on,
    nothing is pipelined."""
    if connection.vendor != "postgresql" or in_pipeline() or blocks_under_way():
        yield
        return
    connection.close_if_health_check_failed()
    connection.ensure_connection()
    pipeline: Any = connection.connection.pipeline()
    with connection.wrap_database_errors, pipeline:
        yield


def arriving(cursor: CursorWrapper) -> Callable[[], None]:
    """Have PostgreSQL tell what it found by this cursor as soon as it has; what is given waits for that, while the answers
    to what was sent later are still being looked for.

    The driver by itself waits for all that was sent: it has no word for "until this one is here", only for the turn of
    sending and receiving that every statement takes. An answer that takes longer than a tenth of a second is left to it.
    """
    if not in_pipeline():
        return lambda: None
    driver: Any = connection.connection
    driver.pgconn.send_flush_request()
    driver.pgconn.flush()
    answer = cursor.cursor

    def wait() -> None:
        with driver.lock:
            while not answer.pgresult and driver.wait(_turn(driver)):
                pass

    return wait


def _turn(driver: Any) -> Generator[int, int, bool]:
    """Receives what has come, once something has; whether it did before the driver lost patience."""
    ready = yield READABLE
    if ready:
        yield from driver._pipeline._communicate_gen()
    return bool(ready)


def in_pipeline() -> bool:
    """Whether there is one; nothing is copied into a table within it."""
    driver: Any = connection.connection
    return driver is not None and connection.vendor == "postgresql" and driver.pgconn.pipeline_status != 0
