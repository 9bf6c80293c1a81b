"""A trial of another shape: what is read and written within is as though the shape were so, and then nothing of it was.

It is one transaction that is always rolled back, in which the shape is changed through the gate like anywhere else; so what
is on trial has passed every check, and every page draws it as it draws what is real. Only the shape can be changed there, but
for an example record where there are no others to look at it with.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from hashlib import blake2b
from typing import Any, TypeVar

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tailor.kernel import stamps
from tailor.records.refusals import Forbidden
from tailor.records.types import RecordType

View = TypeVar("View", bound=Callable[..., Any])
NOT_HERE = _("This is a draft of the shape: clients and the like are not changed here. Leave the draft first.")
FIRST_ID = 2**50  # ids of what a trial makes: beyond what a company ever counts to, and exact in every browser

_example: ContextVar[tuple[str, int]] = ContextVar("kind_of_the_example_and_whose", default=("", 0))
_undo_url: ContextVar[str] = ContextVar("undo_url_of_the_trial", default="")


@contextmanager
def on_trial(undo_url: str) -> Iterator[None]:
    """Nothing that is written within stays. `undo_url` is where the latest change of what is tried is taken back."""
    with transaction.atomic():
        token = _undo_url.set(undo_url)
        try:
            yield
        finally:
            _undo_url.reset(token)
            transaction.set_rollback(True)
            stamps.look_again(stamps.SHAPE)


def under_way() -> bool:
    return bool(undo_url())


def undo_url() -> str:
    """Where a change made on trial is taken back; "" where there is no trial."""
    return _undo_url.get()


def for_real(view: View) -> View:
    """Answer this view as things are, also for somebody who has a shape on trial."""
    view.for_real = True  # type: ignore[attr-defined]
    return view


def shapes(view: View) -> View:
    """Whatever this view changes is part of the shape, and may be put on trial."""
    view.shapes = True  # type: ignore[attr-defined]
    return view


def require_shape(kind: RecordType) -> None:
    """Raises `Forbidden` where a trial is under way and such records are no part of the shape, nor an example of it."""
    if under_way() and kind.shaping is None and _example.get()[0] != kind.code:
        raise Forbidden(NOT_HERE)


@contextmanager
def example_of(kind: RecordType, person_id: int) -> Iterator[None]:
    """Within it, on trial, that person may make one record of that kind to look at the shape with; it goes with the trial."""
    token = _example.set((kind.code, person_id) if under_way() else ("", 0))
    try:
        yield
    finally:
        _example.reset(token)


def is_made_up(pk: int) -> bool:
    """Whether only a trial gives such ids."""
    return pk >= FIRST_ID


def number_of(kind: RecordType, values: Mapping[str, Any]) -> int | None:
    """The id of a new record on trial, the same in every trial of one shape, so that addresses and forms outlast them;
    None where the database counts."""
    if not under_way() or (kind.shaping is None and _example.get()[0] != kind.code):
        return None
    key = [str(values.get(name)) for name in kind.shaping.key] if kind.shaping else ["example", str(_example.get()[1])]
    said = "\0".join([kind.code, *key])
    return FIRST_ID + int.from_bytes(blake2b(said.encode(), digest_size=6).digest())
