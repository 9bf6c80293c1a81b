"""A proposal beside the shape there is: added to it, or put in its place."""

from __future__ import annotations

from tailor.access.actors import Actor
from tailor.records.blueprint.applying import apply
from tailor.records.blueprint.document import Document, ReadShape, read_shape
from tailor.records.blueprint.planning import Plan, plan
from tailor.records.blueprint.text import from_text
from tailor.records.blueprint.versions import shaped_by_somebody
from tailor.workshop.drafts import begin_with, drafter

ADD, REPLACE = "add", "replace"


def planned(text: str, by: Actor, how: str = ADD) -> Plan:
    """What accepting a proposal would do. Raises `NotABlueprint` where what is there and what is proposed do not go
    together."""
    shape = read_shape(by)
    return plan(_wanted(text, shape, how), by, shape)


def _wanted(text: str, shape: ReadShape, how: str) -> Document:
    proposed = from_text(text)
    return proposed if how == REPLACE else beside(shape, proposed)


def draft(text: str, by: Actor, how: str = ADD, *, subject: str = "") -> None:
    """Open a proposal as a draft in the workshop. Raises `NotABlueprint`."""
    begin_with(by, _wanted(text, read_shape(drafter(by)), how), subject)


def accept(text: str, by: Actor, how: str = ADD, *, subject: str = "") -> int | None:
    """Do it, as one step. Raises `NotABlueprint`, `Forbidden`."""
    return apply(planned(text, by, how), by, subject=subject)


def beside(shape: ReadShape, proposed: Document) -> Document:
    """What there is, as it is, and of the proposal what is not there yet. A pipeline that is there keeps its stages."""
    now = shape.document()
    found = Document({code: dict(some) for code, some in now.entries.items()})
    ways = {".".join(key) for key in now.entries.get("pipeline", {})}
    for code, some in proposed.entries.items():
        entries = found.entries.setdefault(code, {})
        for key, values in some.items():
            if key not in entries and not (code == "stage" and key[0] in ways):
                entries[key] = values
    return found


def is_shaped(by: Actor) -> bool:
    """Whether there is a shape already that a proposal could be put in the place of."""
    return shaped_by_somebody() and any(read_shape(by).document().entries.values())
