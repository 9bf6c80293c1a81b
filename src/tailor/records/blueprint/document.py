"""A blueprint in memory: for each section its entries, by the names they are known by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tailor.access.actors import Actor
from tailor.records import reading
from tailor.records.fields.base import Field
from tailor.records.fields.references import Reference
from tailor.records.record import Record
from tailor.records.types import RecordType, Shaping, Values, declared_types, record_type

Key = tuple[str, ...]
Names = Mapping[str, Mapping[int, str]]


@dataclass(slots=True)
class Document:
    """`entries` are, by record type and key, the values that say something, in plain form; records they name are named by
    their keys. The order of a section's entries means something where its type has a place."""

    entries: dict[str, dict[Key, Values]] = field(default_factory=dict)

    def of(self, kind: RecordType) -> dict[Key, Values]:
        return self.entries.setdefault(kind.code, {})


@dataclass(frozen=True, slots=True)
class ReadShape:
    """The records the shape is made of, deleted ones too, by type and key, and how each is named by others."""

    records: Mapping[str, Mapping[Key, Record]]
    names: Names

    def document(self) -> Document:
        """The shape as it stands."""
        document = Document()
        for kind, shaping in shaping_types():
            entries = document.of(kind)
            for key, record in self.records[kind.code].items():
                if record.deleted_at is None:
                    entries[key] = told(kind, shaping, record.values, self.names)
        return document


def shaping_types() -> list[tuple[RecordType, Shaping]]:
    """The record types that make up the shape, each after those its entries name. Those of modules that are off are among them:
    what is kept until a module is on again is no less of the shape."""
    found = {kind.code: (kind, kind.shaping) for kind in declared_types() if kind.shaping}
    ordered: dict[str, tuple[RecordType, Shaping]] = {}

    def put(code: str) -> None:
        if code in ordered:
            return
        kind, shaping = found[code]
        for name in (*shaping.key, *shaping.fields):
            if (named := target(kind.declared[name])) and named is not kind:
                put(named.code)
        ordered[code] = (kind, shaping)

    for code in sorted(found, key=lambda code: found[code][1].last):
        put(code)
    return list(ordered.values())


def read_shape(by: Actor) -> ReadShape:
    """Everything the shape is made of, as far as this person sees it. Of two records that go by one key it is the living
    one, or the last."""
    records: dict[str, dict[Key, Record]] = {}
    names: dict[str, dict[int, str]] = {}
    for kind, shaping in shaping_types():
        found = _all_of(kind, shaping, by)
        keys = {one.id: key_of(kind, shaping, one.values, names) for one in found}
        names[kind.code] = {pk: ".".join(key) for pk, key in keys.items()}
        living = [one for one in found if one.deleted_at is None]
        gone = {keys[one.id]: one for one in found if one.deleted_at is not None}
        records[kind.code] = {keys[one.id]: one for one in living}
        records[kind.code] |= {key: one for key, one in gone.items() if key not in records[kind.code]}
    return ReadShape(records, names)


def key_of(kind: RecordType, shaping: Shaping, values: Mapping[str, Any], names: Names) -> Key:
    return tuple(str(_told(kind.declared[name], values.get(name), names)) for name in shaping.key)


def told(kind: RecordType, shaping: Shaping, values: Mapping[str, Any], names: Names) -> Values:
    """What an entry says of a record: the values that are not nothing."""
    return {
        name: _told(kind.declared[name], values[name], names)
        for name in shaping.fields
        if name in values and not kind.declared[name].is_nothing(values[name])
    }


def target(one: Field) -> RecordType | None:
    """The type of record a field names, where that is part of the shape."""
    if not isinstance(one, Reference):
        return None
    kind = record_type(one.to)
    return kind if kind.shaping else None


def _all_of(kind: RecordType, shaping: Shaping, by: Actor) -> list[Record]:
    where = reading.visible(kind, by, gone=True)
    order = f"t.{kind.declared[shaping.place].db_column}, t.id" if shaping.place else "t.id"
    found = reading.select(kind, by, where.sql, where.params, order)
    return [one for one in found if shaping.counts(one.values)]


def _told(one: Field, value: Any, names: Names) -> Any:
    if isinstance(one, Reference):
        return names.get(one.to, {}).get(value, "") if value else ""
    return value
