"""Merging two records: field by field, with everything that hangs on them, as one step that is undone without loss."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tailor.access.actors import Actor
from tailor.history.log import DELETE, UPDATE
from tailor.records import gate, reading, storage
from tailor.records.changes import Change, Saved
from tailor.records.fields.base import Field
from tailor.records.record import Record
from tailor.records.shape import fields_of, visible_fields
from tailor.records.types import RecordType, all_types

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
        for other, field in referring_to(kind):
            move(act, other, field, drop, keep)
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
        if not field.editable or field.secret:
            continue
        chosen = choices.get(name) or usual_choice(field, kept, dropped)
        if chosen == FIRST or dropped.values[name] == kept.values[name]:
            continue
        if not grant.may_change(name):
            continue
        values[name] = field.joined(kept.values[name], dropped.values[name]) if chosen == BOTH else dropped.values[name]
    return values


def usual_choice(field: Field, kept: Record, dropped: Record) -> str:
    """What is chosen unless somebody chooses: all contacts and texts of both, else whichever is filled in."""
    mine, theirs = kept.values[field.name], dropped.values[field.name]
    if field.is_nothing(mine) and not field.is_nothing(theirs):
        return SECOND
    return BOTH if field.joins and not field.is_nothing(theirs) and mine != theirs else FIRST


def referring_to(kind: RecordType) -> list[tuple[RecordType, Field]]:
    """Everything that can hang on a record of this kind: the fields of any kind, own ones too, that name one."""
    return [
        (other, naming)
        for other in all_types()
        for field in fields_of(other).values()
        if (naming := field.of_kind(kind.code))
    ]


def move(act: gate.Step, kind: RecordType, field: Field, source: int, target: int) -> None:
    """Let records that refer to one record refer to another, those too that the person does not see, or that were deleted
    and may come back: nothing is to hang on a record that is gone."""
    after = 0
    while found := storage.referring(kind, field, source, after, PORTION):
        after = found[-1]
        held = storage.lock(kind, found, None) if field.many else {}
        values = {pk: held[pk].values[field.name] for pk in held}
        gate.write(
            act,
            [
                Change(
                    kind,
                    UPDATE,
                    pk,
                    {field.name: field.moved(values.get(pk), source, target)},
                    granted=True,
                    unseen=True,
                )
                for pk in found
            ],
        )
