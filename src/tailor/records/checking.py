"""Is the data right: each field by its kind, then what records refer to."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from tailor.access.actors import Actor
from tailor.history.log import DELETE
from tailor.records import reading
from tailor.records.changes import Prepared, Refused
from tailor.records.fields.base import Field, FieldError
from tailor.records.fields.references import Reference
from tailor.records.fields.several import References
from tailor.records.names import named
from tailor.records.refusals import Refusal
from tailor.records.shape import fields_of
from tailor.records.types import Intended, RecordType, record_type


def clean_values(
    kind: RecordType, given: Mapping[str, Any], by: Actor, *, creating: bool, free: bool = False, plain: bool = False
) -> dict[str, Any]:
    """Plain values of what came in. Raises `Refusal` with every fault at once.

    `free` is for taking back a step, which may touch fields nobody edits by hand; `plain` for values that their fields
    cleaned already.
    """
    fields, grant = fields_of(kind), by.grant(kind.code)
    cleaned: dict[str, Any] = {}
    errors: dict[str, FieldError] = {}
    for name, raw in given.items():
        field = fields.get(name)
        if field is None or field.secret:
            errors[name] = FieldError(_("There is no such field."))
        elif not (grant.may_change(name) and (free or field.editable)):
            errors[name] = FieldError(_("You may not change this field."))
        elif plain and not (field.required and field.is_nothing(raw)):
            cleaned[name] = raw
        else:
            _clean_one(field, raw, cleaned, errors, empty=free and field.own)
    if creating:
        missing = [
            name for name, field in fields.items() if field.required and name not in given and field.preset is None
        ]
        errors.update({name: FieldError(_("This has to be filled in.")) for name in missing})
    if errors:
        raise Refusal(errors)
    return cleaned


def _clean_one(
    field: Field, raw: Any, cleaned: dict[str, Any], errors: dict[str, FieldError], *, empty: bool = False
) -> None:
    """`empty` lets a value be nothing again that has to be filled in since."""
    try:
        value = field.clean(raw)
    except FieldError as error:
        errors[field.name] = error
        return
    if field.required and not empty and field.is_nothing(value):
        errors[field.name] = FieldError(_("This has to be filled in."))
        return
    cleaned[field.name] = value


def check_references(kind: RecordType, found: Sequence[Prepared | Refused], by: Actor) -> list[Prepared | Refused]:
    """Refuse changes that newly refer to a record that is not there for this person. One query a large type."""
    found = check_of_any_type(kind, found, by)
    references = [f for f in fields_of(kind).values() if isinstance(f, Reference | References)]
    if not references:
        return list(found)
    known, unfit = _known(found, references, by)
    checked: list[Prepared | Refused] = []
    for one in found:
        wrong = [
            field for field in references
            if isinstance(one, Prepared) and field.name in one.changes
            and any(pk not in known[field.to] and (field.to, pk) not in one.change.vouched for pk in _newly(one, field))
        ]  # fmt: skip
        errors = {field.name: FieldError(_("This is not there, or no longer.")) for field in wrong}
        errors |= {
            f.name: FieldError(f.only_says) for f in references if isinstance(f, Reference) and _unfit(one, f, unfit)
        }
        if errors:
            checked.append(Refused(one.change, Refusal(errors)))
        else:
            checked.append(one)
    return checked


def check_of_any_type(kind: RecordType, found: Sequence[Prepared | Refused], by: Actor) -> Sequence[Prepared | Refused]:
    """The same for fields that say by each value what type of record it names."""
    fields = [f for f in fields_of(kind).values() if f.refers and not isinstance(f, Reference | References)]
    newly = {
        (id(one), field.name): {
            *field.references(one.after[field.name])
        }.difference(field.references(one.changes[field.name][0]), one.change.vouched)
        for one in found if isinstance(one, Prepared) and not one.change.unseen
        for field in fields if field.name in one.changes
    }  # fmt: skip
    wanted: set[tuple[str, int]] = set().union(*newly.values())
    if not wanted:
        return found
    gone = wanted - {(code, pk) for code in {code for code, _pk in wanted} for pk in _there(code, wanted, by)}
    return [
        Refused(one.change, Refusal({name: FieldError(_("This is not there, or no longer.")) for name in wrong}))
        if (wrong := [field.name for field in fields if newly.get((id(one), field.name), set()) & gone])
        else one
        for one in found
    ]


def _there(code: str, wanted: set[tuple[str, int]], by: Actor) -> Collection[int]:
    """Those of a type that are there for this person."""
    target = record_type(code)
    if target.small:
        return [one.id for one in named(code).values() if one.active]
    return reading.titles(target, {pk for of, pk in wanted if of == code}, by)


def _newly(one: Prepared, field: Reference | References) -> list[int]:
    """The records a field names now and did not before."""
    before, after = one.changes[field.name]
    if isinstance(field, Reference):
        return [] if after is None else [after]
    return [pk for pk in after or () if pk not in (before or ())]


def _unfit(one: Prepared | Refused, field: Reference, unfit: set[tuple[str, int]]) -> bool:
    """Whether somebody chose what is not of the sort that may be chosen; what only follows from a merge, or is taken back,
    nobody chose."""
    if not field.only or not isinstance(one, Prepared) or field.name not in one.changes:
        return False
    return (field.name, one.after[field.name]) in unfit and not (one.change.unseen or one.change.takes_back)


def _known(
    found: Sequence[Any], references: Sequence[Reference | References], by: Actor
) -> tuple[dict[str, set[int]], set[tuple[str, int]]]:
    """The records that are newly referred to and there for this person, by type; and those of them, by field, that are not
    of the sort the field takes."""
    known: dict[str, set[int]] = {}
    unfit: set[tuple[str, int]] = set()
    for to in {field.to for field in references}:
        target = record_type(to)
        if target.small:
            known[to] = {one.id for one in named(to).values() if one.active}
            continue
        naming = [field for field in references if field.to == to]
        ids = {
            pk for one in found if isinstance(one, Prepared) for field in naming if field.name in one.changes
            for pk in _newly(one, field) if pk
        }  # fmt: skip
        picky = [field for field in naming if isinstance(field, Reference) and field.only]
        if ids and picky:
            records = reading.get_many(target, ids, by)
            known[to] = {record.id for record in records}
            unfit |= {(f.name, one.id) for f in picky for one in records if not one.values.get(f.only, True)}
        else:
            known[to] = set(reading.titles(target, ids, by)) if ids else set()
    return known, unfit


def check_beside_others(kind: RecordType, found: Sequence[Prepared | Refused]) -> list[Prepared | Refused]:
    """Refuse what the guard of the record type does not let pass; it sees all that passed so far at once."""
    passed = [one for one in found if isinstance(one, Prepared) and not one.change.unseen]
    if kind.guard is None or not passed:
        return list(found)
    wrong = dict(zip(map(id, passed), kind.guard([_intended(one) for one in passed]), strict=True))
    return [Refused(one.change, Refusal(errors)) if (errors := wrong.get(id(one))) else one for one in found]


def _intended(one: Prepared) -> Intended:
    before = one.before if one.before and one.before.deleted_at is None else None
    return Intended(
        one.change.id, before.values if before else None, None if one.change.action == DELETE else one.after
    )
