"""Whether a record keeps to the rules of its kind; asked by the gate."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from tailor.kernel.remembering import remembered
from tailor.records.fields.base import FieldError
from tailor.records.fields.wordings import OwnLabel
from tailor.records.formulas.about import known_of, values_of
from tailor.records.formulas.faults import NotAFormula
from tailor.records.formulas.language import Formula, read
from tailor.records.formulas.types import Type
from tailor.records.models import OwnRule
from tailor.records.shape import fields_of
from tailor.records.types import RecordType


@dataclass(frozen=True, slots=True)
class Rule:
    """`field` is where the message stands; "" is the record as a whole."""

    formula: Formula
    field: str
    message: str


def broken(kind: RecordType, after: Mapping[str, Any], touched: Collection[str] | None) -> dict[str, FieldError]:
    """What is wrong with a record by the rules of its kind: of all of them, or of those that read what is `touched`. Who
    mends a phone number is not asked for what was wrong before."""
    errors: dict[str, FieldError] = {}
    for rule in rules_of(kind):
        if touched is not None and not any(path[0] in touched for path in rule.formula.reads):
            continue
        if rule.formula.of(values_of(kind, after)) is not True:
            errors.setdefault(rule.field, FieldError(rule.message))
    return errors


def rules_of(kind: RecordType) -> list[Rule]:
    """The rules of a kind. One whose formula is none any more, for a field went, is no rule until that comes back."""
    return remembered(("rules", kind.code), lambda: _read(kind))


def _read(kind: RecordType) -> list[Rule]:
    known, found = known_of(kind), []
    rows = OwnRule.objects.filter(record_type=kind.code, deleted_at=None).order_by("place", "id")
    for formula, field, message, messages in rows.values_list("formula", "field", "message", "messages"):
        try:
            at = field if field in fields_of(kind) else ""  # nobody would read it at a field that went
            found.append(Rule(read(formula, known, Type.YESNO), at, OwnLabel(message, messages)))
        except NotAFormula:
            continue
    return found
