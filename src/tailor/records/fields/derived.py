"""Kinds of own field that nobody fills in: a formula over the record and what it names, a summary of what names it.

What stands in a record is a field of what the formula gives (a number, a text, a date), told apart by its `derivation` only;
so it is kept, shown, filtered, sorted and exported like those. How it is reckoned is the affair of `records.derived`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from django.utils.translation import pgettext_lazy

from tailor.records.fields.base import Derivation, Field, Label
from tailor.records.fields.choices import YesNo
from tailor.records.fields.dates import Date, Moment
from tailor.records.fields.numbers import Number
from tailor.records.fields.texts import Text

if TYPE_CHECKING:
    from tailor.records.models import OwnField

NUMBER = "number"
COUNT, SUM, AVERAGE, LEAST, MOST, FIRST, LAST = "count", "sum", "average", "least", "most", "first", "last"
GIVEN: Mapping[str, type[Field]] = {NUMBER: Number, "text": Text, "date": Date, "moment": Moment, "yesno": YesNo}


@dataclass(frozen=True, kw_only=True)
class Formula(Field):
    """What a formula gives, reckoned from other fields of the record and of those it names."""

    kind: ClassVar[str] = "formula"
    called: ClassVar[Label] = pgettext_lazy("kind of field", "Formula")
    takes: ClassVar[frozenset[str]] = frozenset({"formula", "gives", "unit", "places"})
    wordy: ClassVar[bool] = True

    @classmethod
    def made(cls, definition: OwnField, label: Label, helping: Label) -> Field:
        """The field that stands for it in a record."""
        maker = GIVEN.get(definition.gives, Number)
        more: dict[str, Any] = {}
        if issubclass(maker, Number):
            more = {"unit": definition.unit}
            if definition.places is not None:
                more["places"] = definition.places
        elif issubclass(maker, Text):
            more = {"limit": Text.longest_own}
        said = cls.said_in(definition)
        return maker(
            name=definition.name, label=label, help=helping, own=True, editable=False, searched=maker.wordy,
            derivation=said, **more,
        )  # fmt: skip

    @classmethod
    def said_in(cls, definition: OwnField) -> Derivation:
        return Derivation(definition.formula)


@dataclass(frozen=True, kw_only=True)
class Rollup(Formula):
    """A summary of the records that name this one: how many they are, the sum of a field of theirs, the last."""

    kind: ClassVar[str] = "rollup"
    called: ClassVar[Label] = pgettext_lazy("kind of field", "Roll-up of other records")
    takes: ClassVar[frozenset[str]] = Formula.takes | {"through", "summary", "condition"}

    @classmethod
    def said_in(cls, definition: OwnField) -> Derivation:
        summary = definition.summary or COUNT
        formula = "" if summary == COUNT else definition.formula
        return Derivation(formula, definition.through, summary, definition.condition)
