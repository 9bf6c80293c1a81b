"""Where a company has no records of a kind yet, an example of one, to look at a shape with; it goes with the trial it is made in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils.functional import Promise

from tailor.access.actors import Actor
from tailor.records import gate, reading, trial
from tailor.records.fields.base import Field
from tailor.records.fields.references import PERSON
from tailor.records.layouts import caller_of, columns_of, quick_of
from tailor.records.moving import begin
from tailor.records.refusals import Refusal
from tailor.records.shape import fields_of
from tailor.records.types import RecordType, all_types, record_type

TRIES = 6


def shaped_kinds() -> list[RecordType]:
    """The kinds of record that can be cut to the business."""
    return [kind for kind in all_types() if kind.own_able and kind.listed and kind.shaping is None]


def show_example(kind: RecordType, by: Actor) -> bool:
    """Have an example there on trial, if there is no record of that kind; whether there is one now. Where the rules let none
    through there is none."""
    return trial.under_way() and _first(kind, by) is None and _Making(by).one(kind) is not None


def _first(kind: RecordType, by: Actor) -> int | None:
    where = reading.visible(kind, by)
    found = reading.select(kind, by, where.sql, where.params, "t.id", limit=1, only={kind.title})
    return found[0].id if found else None


@dataclass(slots=True)
class _Making:
    by: Actor
    begun: set[str] = field(default_factory=set)

    def one(self, kind: RecordType) -> int | None:
        """An example of a kind, with examples of what it has to name."""
        if kind.code in self.begun:
            return None
        self.begun.add(kind.code)
        values = self._values(kind)
        for _try in range(TRIES):
            try:
                with transaction.atomic(), trial.example_of(kind, self.by.person_id or 0):
                    return gate.create(kind, values, by=self.by).id
            except Refusal as refusal:
                if not values.keys() & refusal.errors.keys():
                    return None
                values = {name: value for name, value in values.items() if name not in refusal.errors}
        return None

    def _values(self, kind: RecordType) -> dict[str, Any]:
        fields = fields_of(kind)
        values = dict(kind.initial)
        begin(kind, values)
        for name in self._wanted(kind, fields):
            if name not in values and (value := fields[name].example(self._one_of)) is not None:
                values[name] = str(value) if isinstance(value, Promise) else value
        return values

    def _wanted(self, kind: RecordType, fields: Mapping[str, Field]) -> list[str]:
        """What is filled in: what the company added, and what of the rest has to be, or stands where one looks first."""
        at_first = {*columns_of(kind, fields, self.by), *quick_of(kind, fields, self.by)}
        at_first |= {one.field.name for one in caller_of(kind, fields, self.by)}
        return [
            name
            for name, one in fields.items()
            if one.editable
            and one.derivation is None
            and not (one.secret or one.beside)
            and (one.own or one.required or (name in at_first and one.nothing is not False))
        ]

    def _one_of(self, code: str) -> int | None:
        if code == PERSON:
            return self.by.person_id
        kind = record_type(code)
        found = _first(kind, self.by)
        return found if found or kind.shaping or kind.small else self.one(kind)
