"""Laying a draft over a shape that was changed meanwhile: what only one of the two changed is as that one has it; what both
changed is as the draft has it, and told."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from tailor.records.blueprint.document import Document, Key
from tailor.records.types import Values

Entries = Mapping[Key, Values]


@dataclass(frozen=True, slots=True)
class Clash:
    """An entry that the draft and somebody else changed, each in another way."""

    record_type: str
    key: Key


@dataclass(frozen=True, slots=True)
class Rebased:
    wanted: Document
    clashes: Sequence[Clash]


def rebased(base: Document, wanted: Document, now: Document) -> Rebased:
    """What the draft wants of the shape as it is now."""
    if now.entries == base.entries and _orders(now) == _orders(base):
        return Rebased(wanted, [])
    found, clashes = Document(), list[Clash]()
    for code in dict.fromkeys([*now.entries, *wanted.entries]):
        before, mine, theirs = (one.entries.get(code, {}) for one in (base, wanted, now))
        entries, both = _merged(before, mine, theirs)
        found.entries[code] = entries
        clashes += [Clash(code, key) for key in both]
    return Rebased(found, clashes)


def _orders(document: Document) -> list[list[Key]]:
    return [list(entries) for entries in document.entries.values() if entries]


def _merged(base: Entries, mine: Entries, theirs: Entries) -> tuple[dict[Key, Values], list[Key]]:
    found: dict[Key, Values] = {}
    clashes = []
    for key in _order(base, mine, theirs):
        one, other, first = mine.get(key), theirs.get(key), base.get(key)
        if one in (first, other):
            kept = other
        elif other == first:
            kept = one
        else:
            kept = _values(first or {}, one, other) if one is not None and other is not None else one
            clashes += [key] if _both(first or {}, one, other) else []
        if kept is not None:
            found[key] = kept
    return found, clashes


def _values(base: Values, mine: Values, theirs: Values) -> Values:
    """An entry both changed, value by value."""
    names = dict.fromkeys([*theirs, *mine])
    chosen = {name: theirs.get(name) if mine.get(name) == base.get(name) else mine.get(name) for name in names}
    return {name: value for name, value in chosen.items() if value is not None}


def _both(base: Values, mine: Values | None, theirs: Values | None) -> bool:
    """Whether something of an entry was changed by both, and not alike."""
    if mine is None or theirs is None:
        return True
    return any(
        base.get(name) != mine.get(name) != theirs.get(name) != base.get(name) for name in {*base, *mine, *theirs}
    )


def _order(base: Entries, mine: Entries, theirs: Entries) -> Iterator[Key]:
    """The order of whoever changed it, the draft first; what only the other has stands behind."""
    common = [key for key in mine if key in base]
    moved = common != [key for key in base if key in mine]
    first, then = (mine, theirs) if moved else (theirs, mine)
    return iter(dict.fromkeys([*first, *then]))
