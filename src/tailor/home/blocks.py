"""The blocks of home pages. A module declares its own in a file `home.py`; the page knows none of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache
from html import escape
from typing import Any

from markupsafe import Markup

from tailor.access.actors import Actor
from tailor.home.asking import Asked, numbers
from tailor.kernel.statements import Statement, sending
from tailor.records.fields.base import Label
from tailor.records.showing import Show

EVERY_ROLE = "*"


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with what it counts, and the list behind it. `part` is the share of a plan reached, in per cent, and `beside`
    what stands below the label."""

    label: str
    value: str
    url: str
    tone: str = ""
    beside: str = ""
    part: int | None = None

    @property
    def link(self) -> Markup:
        """The number, leading to its list. A page has a hundred of them."""
        tone = f" {escape(self.tone)}" if self.tone else ""
        return Markup(f'<a class="num{tone}" href="{escape(self.url)}">{escape(self.value)}</a>')  # noqa: S704 - escaped here


@dataclass(frozen=True, slots=True)
class Row:
    """One record on the page: what it is, what is quietly said of it, and what stands at the end of its line."""

    title: str
    url: str
    sub: str | Markup = ""
    side: str = ""
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """Figures of several things: a cell is a text, or a text with the address of the list behind it."""

    heads: Sequence[str]
    lines: Sequence[tuple[str | Markup, Sequence[Figure | None]]]


@dataclass(frozen=True, slots=True)
class Filled:
    """What a block shows now. One without rows, table or anything `drawn` says `nothing`, which teaches what will stand there;
    `more` is the address of all of it."""

    figures: Sequence[Figure] = ()
    rows: Sequence[Row] = ()
    table: Table | None = None
    drawn: Markup = field(default_factory=Markup)
    nothing: str = ""
    more: str = ""

    @property
    def bare(self) -> bool:
        return not (self.rows or self.drawn or (self.table and self.table.lines))


Question = Asked | Statement[Any]


def ask_nothing(show: Show) -> Sequence[Question]:
    return ()


@dataclass(frozen=True, slots=True)
class HomeBlock:
    """`roles` are the built-in ones whose people begin with it (`EVERY_ROLE` for all), in the order of `place`; `seen` tells
    who may have it at all. What it `asks` is sent together with what others ask, what is to be counted as one statement;
    `fill` is given the answers, in that order, and says what the block shows. A `wide` one takes the whole width."""

    key: str
    label: Label
    icon: str
    roles: tuple[str, ...]
    seen: Callable[[Actor], bool]
    fill: Callable[[Show, Sequence[Any]], Filled]
    asks: Callable[[Show], Sequence[Question]] = ask_nothing
    wide: bool = False
    place: int = 50

    def usual(self, by: Actor) -> bool:
        return bool({EVERY_ROLE, by.role.like or by.role.code} & set(self.roles))


_blocks: dict[str, HomeBlock] = {}


def register_block(block: HomeBlock) -> HomeBlock:
    """Offer a block. Raises ValueError when its key is taken."""
    if block.key in _blocks:
        raise ValueError(f"home block {block.key!r} is taken")
    _blocks[block.key] = block
    return block


def filled(blocks: Sequence[HomeBlock], show: Show) -> list[tuple[HomeBlock, Filled]]:
    """Each with what it shows now. All questions are sent before the first answer is waited for, what is to be counted as the
    last, and a block that counts nothing is made while the database still counts for the others."""
    with sending() as send:
        sent = {
            block.key: [one if isinstance(one, Asked) else send(one) for one in block.asks(show)] for block in blocks
        }
        counted = [one for some in sent.values() for one in some if isinstance(one, Asked)]
        counts = cache(send(numbers(counted, show.actor))) if counted else dict[Asked, int]
        found = {
            block.key: block.fill(show, [counts()[one] if isinstance(one, Asked) else one() for one in sent[block.key]])
            for block in sorted(blocks, key=lambda one: any(isinstance(asked, Asked) for asked in sent[one.key]))
        }
    return [(block, found[block.key]) for block in blocks]


def all_blocks() -> list[HomeBlock]:
    """Every block there is, in their order."""
    return sorted(_blocks.values(), key=lambda block: block.place)


def blocks_for(by: Actor) -> dict[str, HomeBlock]:
    """The blocks this person may have, by key, in their order."""
    return {one.key: one for one in all_blocks() if by.works_with(one.fill.__module__) and one.seen(by)}
