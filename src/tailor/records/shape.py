"""The fields of a record type as this company has it: the declared ones and its own."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace

from tailor.access.actors import Actor
from tailor.access.rights import brought_by
from tailor.kernel.remembering import remembered
from tailor.kernel.switching import switched_off
from tailor.records.fields import (
    Birthday,
    Choice,
    Choices,
    Date,
    Emails,
    Field,
    FieldError,
    Formula,
    Links,
    LongText,
    Moment,
    Money,
    Number,
    OwnFiles,
    Person,
    Phones,
    Reference,
    References,
    Rollup,
    Stage,
    Text,
    YesNo,
)
from tailor.records.fields.turning import form_of, key_of_form
from tailor.records.fields.wordings import OwnLabel
from tailor.records.inner_names import NAME
from tailor.records.models import OwnField, OwnIndex
from tailor.records.staging import with_stages, with_ways
from tailor.records.types import RecordType, declared_types
from tailor.records.words import renamed

RESERVED = frozenset(
    {"id", "version", "custom", "owner", "department", "created_at", "updated_at", "deleted_at", "sort", "columns",
     "group_by", "after", "before", "view", "page", "q", "pick", "all", "kind", "fields", "include", "limit", "count", "segment"}
)  # fmt: skip

MAKERS: dict[str, type[Field]] = {
    made.kind: made
    for made in (
        Text, Choice, Choices, LongText, Number, Money, Date, Moment, Birthday, YesNo, Links, Phones, Emails, Reference,
        References, Person, OwnFiles, Stage, Formula, Rollup,
    )
}  # fmt: skip


def fields_of(kind: RecordType, stamp: int | None = None) -> Mapping[str, Field]:
    """Every field by name, the declared ones first. Pass the request's stamp where there is one."""
    if not kind.own_able:
        return kind.declared
    return remembered(("fields", kind.code), lambda: _read(kind), stamp)


def _read(kind: RecordType) -> Mapping[str, Field]:
    return renamed(kind, {**with_ways(kind, kind.declared), **_own_fields(kind)})


def visible_fields(kind: RecordType, by: Actor, stamp: int | None = None) -> dict[str, Field]:
    """The fields this person may know of."""
    grant, without = by.grant(kind.code), by.role.without
    return {
        name: field for name, field in fields_of(kind, stamp).items()
        if grant.may_see(name) and (field.derivation is None or _sees_derived(kind, name, by))
        and not (without and _names_what_is_of(field, without))
    }  # fmt: skip


def _names_what_is_of(field: Field, modules: Collection[str]) -> bool:
    """Whether a field of the company's own names records that one of these modules brings. No record is without one that is
    required, so that one is seen."""
    return field.own and not field.required and brought_by(getattr(field, "to", "")) in modules


def _nobody_sees(kind: RecordType, name: str, by: Actor) -> bool:
    return False


_sees_derived: Callable[[RecordType, str, Actor], bool] = _nobody_sees


def judge_derived(judge: Callable[[RecordType, str, Actor], bool]) -> None:
    """Say how it is known whether somebody sees a derived field (`derived.rights`)."""
    global _sees_derived
    _sees_derived = judge


def _own_fields(kind: RecordType) -> dict[str, Field]:
    found = OwnField.objects.filter(record_type=kind.code, deleted_at=None).order_by("place", "id")
    rows = [row for row in found if NAME.match(row.name) and row.name not in kind.declared and not _to_what_is_off(row)]
    made = _with_indexes(kind, {row.name: make(row) for row in rows})
    return with_stages(made, {row.name: row.pipeline_id for row in rows if row.pipeline_id})


def _to_what_is_off(row: OwnField) -> bool:
    """Whether a field names records of a module that is switched off: then it is not there either, and keeps its values."""
    off = switched_off()
    return bool(off and row.to) and any(kind.code == row.to and kind.module in off for kind in declared_types())


def _with_indexes(kind: RecordType, fields: dict[str, Field]) -> dict[str, Field]:
    """Fields with the numbers of their indexes, as far as those are complete."""
    if not any(field.indexable for field in fields.values()):
        return fields
    numbers = dict(OwnIndex.objects.filter(record_type=kind.code, complete=True).values_list("field", "id"))
    return {
        name: replace(field, index=numbers[name]) if field.indexable and name in numbers else field
        for name, field in fields.items()
    }


def make(row: OwnField) -> Field:
    """The field an own definition stands for. What stands in it to begin with is left out where it does not fit any more."""
    maker, label, helping = MAKERS[row.kind], OwnLabel(row.label, row.labels or {}), OwnLabel(row.help, row.helps or {})
    if issubclass(maker, Formula):
        return maker.made(row, label, helping)
    made = maker(
        name=row.name, label=label, help=helping, own=True, searched=maker.wordy, **maker.own_settings(row)
    )  # fmt: skip
    if row.first_form and (form := form_of(made)) != row.first_form:
        made = replace(made, kept=key_of_form(row.name, form))
    try:
        return replace(made, preset=made.clean(row.preset)) if row.preset else made
    except FieldError:
        return made


def as_kept(row: OwnField) -> Field:
    """A field of no kind that reads what the definition's field keeps, be it a deleted one."""
    made = make(row)
    return Field(name=row.name, label="", own=True, kept=made.kept)
