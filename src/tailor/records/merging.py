"""Merging two records: field by field, with everything that hangs on them, as one step that is undone without loss."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tailor.access.actors import Actor
from tailor.history.log import DELETE, UPDATE
from tailor.records import gate, reading
from tailor.records.changes import Change, Saved
from tailor.records.fields.base import Field
from tailor.records.record import Record
from tailor.records.shape import visible_fields
from tailor.records.types import RecordType, record_type

PORTION = 200
FIRST, SECOND, BOTH = "first", "second", "both"


def merge(kind: RecordType, keep: int, drop: int, choices: Mapping[str, str], *, by: Actor) -> Saved:
    """Make one of two records: `choices` says for each field whose value stays (both, for contacts and long texts).

    Raises `NotVisible`, `Forbidden`, `Refusal`; then nothing was changed.
    """
    kept, dropped = reading.get(kind, keep, by), reading.get(kind, drop, by)
    values = merged_values(kind, kept, dropped, choices, by)
    with gate.step(by, f"{kind.code}.merge", subject=kept.title, details={"keep": keep, "drop": drop}) as act:
        saved = gate.write(act, [Change(kind, UPDATE, keep, values, kept.version)])[0]
        for code, field in kind.attached:
            move(act, record_type(code), field, drop, keep)
        gate.write(act, [Change(kind, DELETE, drop)])
    saved.step_id = act.id
    return saved


def merged_values(
    kind: RecordType, kept: Record, dropped: Record, choices: Mapping[str, str], by: Actor
) -> dict[str, Any]:
    """The values that change in the record that stays."""
    values: dict[str, Any] = {}
    grant = by.grant(kind.code)
    for name, field in visible_fields(kind, by).items():
        if not field.editable or field.kind == "secret":
            continue
        chosen = choices.get(name) or usual_choice(field, kept, dropped)
        if chosen == FIRST or dropped.values[name] == kept.values[name]:
            continue
        if not grant.may_change(name):
            continue
        values[name] = both(field, kept.values[name], dropped.values[name]) if chosen == BOTH else dropped.values[name]
    return values


def usual_choice(field: Field, kept: Record, dropped: Record) -> str:
    """What is chosen unless somebody chooses: all contacts and texts of both, else whichever is filled in."""
    mine, theirs = kept.values[field.name], dropped.values[field.name]
    if field.is_nothing(mine) and not field.is_nothing(theirs):
        return SECOND
    can_both = (field.many or field.kind == "longtext") and not field.is_nothing(theirs)
    return BOTH if can_both and mine != theirs else FIRST


def both(field: Field, mine: Any, theirs: Any) -> Any:
    if field.many:
        return [*mine, *theirs]
    return theirs if mine in theirs else mine if theirs in mine else f"{mine}\n{theirs}"


def move(act: gate.Step, kind: RecordType, field_name: str, source: int, target: int) -> None:
    """Let records that refer to one record refer to another."""
    column = kind.declared[field_name].db_column
    where = reading.visible(kind, act.by)
    after = 0
    while True:
        found = reading.select(
            kind, act.by, f't."{column}" = %s AND t.id > %s AND {where.sql}', [source, after, *where.params], "t.id",
            limit=PORTION,
        )  # fmt: skip
        if not found:
            return
        after = found[-1].id
        gate.write(act, [Change(kind, UPDATE, record.id, {field_name: target}, granted=True) for record in found])
