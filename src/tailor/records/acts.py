"""What is done beside the records, to doors, programs and mail, and stands in the history all the same: by whom, when, to
what. It is not taken back there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.utils.translation import gettext_lazy as _

from tailor.access.actors import Actor
from tailor.records import gate
from tailor.records.fields.base import Label

DOORS = "doors"
"""Before the point of the code of an act: among what the history tells it."""
AMONG: dict[str, Label] = {DOORS: _("Doors and programs")}
_acts: dict[str, Label] = {}


def act(among: str, code: str, label: Label) -> str:
    """Declare an act by what the history says of it, which the name of what it was done to follows; its whole code. Raises
    ValueError when it is taken."""
    whole = f"{among}.{code}"
    if whole in _acts:
        raise ValueError(f"{whole!r} is declared already")
    _acts[whole] = label
    return whole


def label_of(code: str) -> Label | None:
    return _acts.get(code)


@contextmanager
def noted(by: Actor, code: str, subject: str) -> Iterator[None]:
    """What is done within the block is one transaction with its line in the history."""
    with gate.step(by, code, subject=subject) as step:
        yield
        step.enter(subject)()
