"""Numbers that grow when something everybody keeps a copy of has changed, so that every process notices.

Within one act (a request, a batch of a job, a step of the gate) the number is read once and held, so that the act sees
one state and pays for one query.

A transaction that bumped a number goes by one of its own until it ends. Nobody finds again what was remembered under
it, so nothing of what was rolled back stays in memory, when the next bump gives the same number to something else.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from itertools import count

from django.db import connection, models
from django.db.transaction import Atomic

from tailor.kernel.transactions import blocks_under_way

SHAPE = "shape"  # groups, people, departments, own fields: small tables kept in memory

_held: ContextVar[dict[str, int] | None] = ContextVar("held_stamps", default=None)
_own_numbers = count(-2, -1)  # below anything a database gives, and below -1, which says that nothing is remembered
_bumped: ContextVar[dict[str, Bumped] | None] = ContextVar("bumped_stamps", default=None)


@dataclass(slots=True)
class Bumped:
    """In which transaction and which of its savepoints, from the outside, a stamp was bumped; its number since."""

    blocks: list[Atomic]
    number: int


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
    if blocks := blocks_under_way():
        _bumped.set({**(_bumped.get() or {}), name: Bumped(blocks, next(_own_numbers))})
    if (stamps := _held.get()) is not None:
        stamps.pop(name, None)


def known(name: str, value: int | None) -> int:
    """A value that was read at the beginning of a request, unless this transaction has bumped it since."""
    own = _own_number(name)
    return own if own is not None else current(name) if value is None else value


def _own_number(name: str) -> int | None:
    """The number a transaction under way goes by since it bumped; a new one once the savepoint that did has ended, for
    that may have taken it back."""
    bumped = _bumped.get()
    if not bumped or (one := bumped.get(name)) is None:
        return None
    present = blocks_under_way()
    left = [block for block in one.blocks if any(block is other for other in present)]
    if not left:
        _bumped.set({other: kept for other, kept in bumped.items() if other != name})
        return None
    if len(left) < len(one.blocks):
        one.blocks, one.number = left, next(_own_numbers)
    return one.number


def look_again(name: str) -> None:
    """Read the number anew when it is next asked for, although an act is under way."""
    if (stamps := _held.get()) is not None:
        stamps.pop(name, None)


def current(name: str) -> int:
    """The present value; 0 when it was never bumped, and less within a transaction that bumped it."""
    if (own := _own_number(name)) is not None:
        return own
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
