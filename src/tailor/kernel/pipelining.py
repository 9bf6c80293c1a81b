"""Statements sent one after another without waiting for each one's answer, where the database knows that."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

from tailor.kernel.transactions import blocks_under_way


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


def in_pipeline() -> bool:
    """Whether there is one; nothing is copied into a table within it."""
    driver: Any = connection.connection
    return driver is not None and connection.vendor == "postgresql" and driver.pgconn.pipeline_status != 0
