"""Moving through the stages of pipelines: what a move is asked for, whichever way it comes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from tailor.access.actors import Actor
from tailor.access.roles import role
from tailor.records.fields.base import Field, FieldError
from tailor.records.fields.stages import Stage, StageOption, is_ticked
from tailor.records.shape import fields_of
from tailor.records.types import RecordType, Values

Errors = Mapping[str, FieldError]


def stages_in(fields: Mapping[str, Field]) -> list[Stage]:
    """The fields by which records stand in pipelines."""
    return [field for field in fields.values() if isinstance(field, Stage)]


def boards_in(fields: Mapping[str, Field]) -> list[Stage]:
    """The same for each pipeline that has stages."""
    return [board for field in stages_in(fields) for board in field.boards]


def begin(kind: RecordType, values: Values) -> None:
    """Put a new record at the first open stage where nothing else was said."""
    for field in stages_in(fields_of(kind)):
        values[field.name] = values.get(field.name) or field.first


def asked_at(kind: RecordType, values: Mapping[str, Any]) -> frozenset[str]:
    """The fields without which a record with these values does not stand at its stages."""
    found = ((field, values.get(field.name)) for field in stages_in(fields_of(kind)))
    return frozenset(name for field, value in found if (stage := field.stage(value)) for name in stage.requires)


def faults(kind: RecordType, before: Values | None, after: Values, by: Actor) -> Errors:
    """Why the record may not go where it would, by the fields that are to blame; nothing where it stays."""
    fields, found = fields_of(kind), dict[str, FieldError]()
    for field in stages_in(fields):
        was, now = (before or {}).get(field.name, ""), after.get(field.name, "")
        if was != now:
            found |= _refused(field, was, now, by) or _missing(kind, field, was, now, after, by)
    return found


def _refused(field: Stage, was: str, now: str, by: Actor) -> Errors:
    """Why this person does not move it there at all."""
    to = field.stage(now)
    if to is None:
        return {field.name: FieldError(_("It has to stand at some stage."))}
    if was and to.enters_from and was not in to.enters_from:
        message = _("From “%(was)s” nothing goes straight to “%(now)s”.")
        return {field.name: FieldError(message, was=_called(field, was), now=to.label)}
    if to.roles and by.role.code not in to.roles and not by.role.rules:
        names = ", ".join(str(role(code).label) for code in to.roles)
        return {field.name: FieldError(_("To “%(stage)s” move: %(roles)s."), stage=to.label, roles=names)}
    return {}


def _called(field: Stage, value: str) -> Any:
    option = field.option(value)
    return option.label if option else value


def _missing(kind: RecordType, field: Stage, was: str, now: str, after: Values, by: Actor) -> Errors:
    """What has to be filled in or ticked before."""
    to, left = field.stage(now), field.stage(was)
    assert to is not None
    found = _unfilled(kind, field, to, after, by)
    if left is not None and field.is_onward(left, to):
        unticked = [line for line in left.checklist if not is_ticked(left, line, after, field)]
        if unticked:
            found[field.ticks] = FieldError(_("Not ticked yet: %(lines)s."), lines="; ".join(unticked))
    return found


def _unfilled(kind: RecordType, field: Stage, to: StageOption, after: Values, by: Actor) -> dict[str, FieldError]:
    fields, grant = fields_of(kind), by.grant(kind.code)
    found = dict[str, FieldError]()
    for name in to.requires:
        wanted = fields.get(name)
        if wanted is None or not wanted.is_nothing(after.get(name, wanted.nothing)):
            continue
        if grant.may_see(name):
            message = _("“%(stage)s” asks for: %(field)s.")
            found[name] = FieldError(message, stage=to.label, field=wanted.label)
        else:
            found[field.name] = FieldError(_("“%(stage)s” asks for something you do not see."), stage=to.label)
    return found
