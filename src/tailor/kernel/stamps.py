"""Numbers that grow when something everybody keeps a copy of has changed, so that every process notices.

Within one act (a request, a batch of a job, a step of the gate) the number is read once and held, so that the act sees
one state and pays for one query.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import connection, models

SHAPE = "shape"  # groups, people, departments, own fields: small tables kept in memory

_held: ContextVar[dict[str, int] | None] = ContextVar("held_stamps", default=None)


class Stamp(models.Model):
    name = models.CharField(max_length=40, primary_key=True)
    value = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.name} {self.value}"


@contextmanager
def held(**known: int) -> Iterator[None]:
    """Hold stamps for the length of one act. An act within an act keeps what the outer one holds."""
    if _held.get() is not None and not known:
        yield
        return
    token = _held.set(dict(known))
    try:
        yield
    finally:
        _held.reset(token)


def bump(name: str) -> None:
    """Make every process drop its copy of what `name` stands for, once this transaction is committed."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO kernel_stamp (name, value) VALUES (%s, 1) "
            "ON CONFLICT (name) DO UPDATE SET value = kernel_stamp.value + 1",
            [name],
        )
    if (stamps := _held.get()) is not None:
        stamps.pop(name, None)


def current(name: str) -> int:
    """The present value; 0 when it was never bumped."""
    stamps = _held.get()
    if stamps is not None and name in stamps:
        return stamps[name]
    with connection.cursor() as cursor:
        cursor.execute("SELECT value FROM kernel_stamp WHERE name = %s", [name])
        row = cursor.fetchone()
    value = int(row[0]) if row else 0
    if stamps is not None:
        stamps[name] = value
    return value
