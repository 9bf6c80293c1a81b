"""The plan: what would be created, changed and removed to make the shape what a blueprint says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from tailor.access.actors import Actor
from tailor.history.log import CREATE, DELETE, RESTORE, UPDATE
from tailor.kernel.sayings import Text
from tailor.records.blueprint.document import Document, Key, ReadShape, read_shape, shaping_types
from tailor.records.record import Record
from tailor.records.types import RecordType, Shaping, Values


@dataclass(frozen=True, slots=True)
class Planned:
    """One record of the shape that would change. `changes` are ``{field: [now, then]}`` as the blueprint says them; `id` is
    None for a new one. What was deleted under that name before comes back, with what it held."""

    kind: RecordType
    key: Key
    action: str
    id: int | None
    changes: Mapping[str, Sequence[Any]]
    place: int | None = None
    touches: tuple[Text, ...] = ()
    """What of the company's data would be touched, in words."""

    @property
    def path(self) -> Key:
        assert self.kind.shaping is not None
        return (self.kind.shaping.section, *self.key)


@dataclass(slots=True)
class Plan:
    """Everything that would be done, in the order in which it can be."""

    changes: list[Planned] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.changes)

    def count(self, *actions: str) -> int:
        return sum(one.action in actions for one in self.changes)


def plan(wanted: Document, by: Actor, shape: ReadShape | None = None, *, touching: bool = True) -> Plan:
    """What there is to do until the shape is as wanted, unless `touching` is False with what of the data that touches.
    Sections the document does not have are emptied: it is the whole shape or nothing."""
    shape = shape or read_shape(by)
    today = shape.document()
    made: list[Planned] = []
    gone: list[Planned] = []
    for kind, shaping in shaping_types():
        now, then = today.of(kind), wanted.entries.get(kind.code, {})
        records = shape.records[kind.code]
        places = _places(shaping, list(then), records)
        for key, values in then.items():
            if one := _planned(kind, shaping, key, values, now.get(key), records.get(key), places.get(key)):
                made.append(one)
        gone += [
            Planned(kind, key, DELETE, records[key].id, {name: [value, None] for name, value in now[key].items()})
            for key in now
            if key not in then
        ]
    changes = [*made, *reversed(gone)]
    return Plan([_touching(one, shape) for one in changes] if touching else changes)


def _touching(one: Planned, shape: ReadShape) -> Planned:
    """With what of the company's data it touches."""
    shaping = one.kind.shaping
    if shaping is None or shaping.touches is None:
        return one
    named = dict(zip(shaping.key, one.key, strict=True))
    values = shape.records[one.kind.code][one.key].values if one.id is not None else named
    return replace(one, touches=tuple(shaping.touches(one.action, values, one.changes)))


def _places(shaping: Shaping, wanted: Sequence[Key], records: Mapping[Key, Record]) -> dict[Key, int]:
    """The places to be given so that the entries stand as wanted. The file knows an order only among those under one
    heading, as the stages of one pipeline: what comes to one leaves those of the others where they stand."""
    if not shaping.place:
        return {}
    headings: dict[Key, list[Key]] = {}
    for key in wanted:
        headings.setdefault(key[:-1], []).append(key)
    under = [_places_under(shaping.place, keys, records) for keys in headings.values()]
    return {key: place for places in under for key, place in places.items()}


def _places_under(name: str, wanted: Sequence[Key], records: Mapping[Key, Record]) -> dict[Key, int]:
    """The same under one heading; none where they stand as wanted, new ones behind the others."""
    kept = {key: (int(records[key].values[name] or 0), records[key].id) for key in wanted if key in records}
    behind = [key for key in wanted if key not in kept]
    if list(kept) + behind == list(wanted) and list(kept.values()) == sorted(kept.values()):
        last = max((place for place, _id in kept.values()), default=-1)
        return {key: last + number for number, key in enumerate(behind, 1)}
    return {key: place for place, key in enumerate(wanted) if key not in kept or kept[key][0] != place}


def _planned(
    kind: RecordType,
    shaping: Shaping,
    key: Key,
    values: Values,
    now: Values | None,
    record: Record | None,
    place: int | None,
) -> Planned | None:
    if record is None or now is None:
        action, pk = (CREATE, None) if record is None else (RESTORE, record.id)
        held = [name for name in shaping.fields if record and not kind.declared[name].is_nothing(record.values[name])]
        said = [name for name in shaping.fields if name in values or name in held]  # of what it held, only what is said
        return Planned(kind, key, action, pk, {name: [None, values.get(name)] for name in said}, place)
    names = [name for name in shaping.fields if now.get(name) != values.get(name)]
    if not names and place is None:
        return None
    return Planned(kind, key, UPDATE, record.id, {name: [now.get(name), values.get(name)] for name in names}, place)
