"""What is wrong with definitions of derived fields beside all others there are: with what they read, and with each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress

from django.utils.translation import gettext_lazy as _

from tailor.records.derived.definitions import NotInPlace, Shape, circle, judged, known_of, sources_of
from tailor.records.fields.base import Field, FieldError
from tailor.records.formulas.faults import NotAFormula
from tailor.records.formulas.language import read
from tailor.records.formulas.types import Type
from tailor.records.models import OwnRule
from tailor.records.shape import fields_of
from tailor.records.types import RecordType, all_types, record_type

Defined = tuple[RecordType, str, Field | None]
"""A kind, the name of an own field of it, and the field; None where it goes."""


def faults(wanted: Sequence[Defined]) -> list[Mapping[str, FieldError]]:
    """What is wrong with each, once all of them are there or gone."""
    shape = _shape_with(wanted)
    return [_gone(kind, name, wanted) if field is None else _there(kind, field, shape) for kind, name, field in wanted]


def _shape_with(wanted: Sequence[Defined]) -> Shape:
    put: dict[str, dict[str, Field]] = {}
    out: set[tuple[str, str]] = set()
    for kind, name, field in wanted:
        if field is None:
            out.add((kind.code, name))
        else:
            put.setdefault(kind.code, {})[name] = field

    def shape(kind: RecordType) -> Mapping[str, Field]:
        fields = {**fields_of(kind), **put.get(kind.code, {})}
        return {name: field for name, field in fields.items() if (kind.code, name) not in out}

    return shape


def _there(kind: RecordType, field: Field, shape: Shape) -> Mapping[str, FieldError]:
    if field.derivation is None:
        return {}
    try:
        judged(kind, field, shape)
    except NotInPlace as fault:
        return {fault.setting: _with_letter(fault)}
    if way := circle(kind, field, shape):
        names = " → ".join(f"“{_called(code, name, shape)}”" for code, name in way)
        return {"formula": FieldError(_("This goes round in a circle: %(names)s."), names=names)}
    return {}


def _with_letter(fault: NotInPlace) -> FieldError:
    cause = fault.__cause__
    at = cause.at if isinstance(cause, NotAFormula) else 0
    if not at:
        return FieldError(fault.message, **fault.params)
    return FieldError(_("%(fault)s (letter %(at)s)"), fault=fault.saying, at=at)


def _called(code: str, name: str, shape: Shape) -> str:
    with suppress(KeyError):
        kind = record_type(code)
        if field := shape(kind).get(name):
            return str(field.label)
    return name


def _gone(kind: RecordType, name: str, wanted: Sequence[Defined]) -> Mapping[str, FieldError]:
    """A field that a formula reads cannot go before the formula."""
    readers = list(readers_of(kind, name, wanted))
    if not readers:
        return {}
    names = ", ".join(f"“{label}”" for label in readers)
    return {"": FieldError(_("This field is read by %(names)s. Change or delete that first."), names=names)}


def readers_that_fail(kind: RecordType, name: str, field: Field) -> list[str]:
    """What the derived fields and the rules are called that read a field and make no sense once it is this one."""
    after = _shape_with([(kind, name, field)])
    found = [
        str(other.label) for of in all_types() if of.own_able for other in fields_of(of).values()
        if other.derivation and (kind.code, name) in sources_of(of, other) and not _makes_sense(of, other, after)
    ]  # fmt: skip
    return found + _rules_that_fail(kind, name, after)


def _makes_sense(kind: RecordType, field: Field, shape: Shape) -> bool:
    try:
        judged(kind, field, shape)
    except FieldError:
        return False
    return True


def _rules_that_fail(kind: RecordType, name: str, shape: Shape) -> list[str]:
    """Rules that are out of use already are none of it."""
    kinds, found = {one.code: one for one in all_types()}, []
    rows = OwnRule.objects.filter(deleted_at=None, formula__contains=name)
    for code, formula, message in rows.values_list("record_type", "formula", "message"):
        if code in kinds and _reads(formula, kinds[code], fields_of) and not _reads(formula, kinds[code], shape):
            found.append(message)
    return found


def _reads(formula: str, kind: RecordType, shape: Shape) -> bool:
    try:
        read(formula, known_of(kind, shape), Type.YESNO)
    except NotAFormula:
        return False
    return True


def readers_of(kind: RecordType, name: str, wanted: Sequence[Defined] = ()) -> list[str]:
    """How the derived fields that read a field are called, but for those that go as well."""
    before = _shape_with([one for one in wanted if one[2] is not None])
    out = {(of.code, gone) for of, gone, field in wanted if field is None}
    return [
        str(field.label) for of in all_types() for other, field in before(of).items()
        if field.derivation and (of.code, other) not in out and (kind.code, name) in sources_of(of, field, before)
    ]  # fmt: skip
