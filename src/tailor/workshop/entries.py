"""Entries of the shape that there is one of for each key: the layout of a role, the words for a field, the switch of a module."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tailor.access.actors import Actor
from tailor.history.log import CREATE, RESTORE, UPDATE
from tailor.records import gate, reading
from tailor.records.changes import Change
from tailor.records.record import Record
from tailor.records.types import RecordType


def entry(part: RecordType, by: Actor, key: Mapping[str, str], *, gone: bool = False) -> Record | None:
    """The entry of that key; with `gone` also one that was removed."""
    where = reading.visible(part, by, gone=gone)
    asked = [f"t.{part.declared[name].db_column} = %s" for name in key]
    condition = " AND ".join(filter(None, (where.sql, *asked)))
    found = reading.select(part, by, condition, [*where.params, *key.values()], "t.id")
    return found[0] if found else None


def put(act: gate.Step, part: RecordType, key: Mapping[str, str], values: Mapping[str, Any]) -> None:
    """Have the entry of that key say this: made, changed, or brought back with nothing else of what it said. Raises `Refusal`."""
    now = entry(part, act.by, key, gone=True)
    if now is None:
        gate.write(act, [Change(part, CREATE, values={**key, **values})])
        return
    if now.deleted_at is not None:
        assert part.shaping is not None
        gate.write(act, [Change(part, RESTORE, now.id)])
        values = {**{name: part.declared[name].nothing for name in part.shaping.fields}, **values}
    gate.write(act, [Change(part, UPDATE, now.id, dict(values))])
