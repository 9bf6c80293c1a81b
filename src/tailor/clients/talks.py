"""What talks hang on besides the client: the kinds of record on whose cards calls and notes are written down."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from markupsafe import Markup

from tailor.access.actors import Actor
from tailor.records.record import Record
from tailor.records.showing import Show


def usual_plan(text: str, at: datetime | str | None) -> dict[str, Any]:
    """The values that plan a next step in a record that has the fields for it."""
    return {"next_step": text, "next_step_at": at}


def party_named(record: Record) -> int | None:
    """The client a record names in its field ``party``."""
    found: int | None = record.values.get("party")
    return found


@dataclass(frozen=True, slots=True)
class TalkedAbout:
    """A kind of record that people talk about: `party` says with which client, where there is one, `planned` by which values
    the next step is planned, and `writes` which fields those are."""

    code: str
    party: Callable[[Record], int | None] = party_named
    planned: Callable[[str, datetime | str | None], Mapping[str, Any]] = usual_plan
    writes: tuple[str, ...] = ("next_step", "next_step_at")


TAKES_CALLS = frozenset({"operator"})
"""The roles, and those like them, that are mostly called; the others call."""


def usual_direction(by: Actor) -> str:
    """Which way a call goes unless somebody says otherwise."""
    return "in" if (by.role.like or by.role.code) in TAKES_CALLS else "out"


_kinds: dict[str, TalkedAbout] = {}


def talked_about(one: TalkedAbout) -> TalkedAbout:
    """Let calls, letters and notes be written down on the cards of a kind."""
    _kinds[one.code] = one
    return one


def talked_about_as(code: str) -> TalkedAbout | None:
    return _kinds.get(code)


def kinds_talked_about() -> list[str]:
    """The codes of all of them but clients, on whom every talk hangs anyway."""
    return [code for code in _kinds if code != "party"]


talked_about(TalkedAbout("party", party=lambda record: record.id))


Beside = Callable[[Record, Record | None, Show], Markup | None]
_beside: list[Beside] = []


def beside_call(part: Beside) -> Beside:
    """Let a module show something beside whom one calls: given the record, the client behind it where there is one, and who
    asks. It obeys their rights."""
    _beside.append(part)
    return part


def beside_calls(by: Actor) -> list[Beside]:
    """Those of the modules this person works with."""
    return [part for part in _beside if by.works_with(part.__module__)]
