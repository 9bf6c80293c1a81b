"""A role with or without a module: nothing but its rights over the records the module brings, all of them in one go."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from tailor.access.rights import Grant, Scope, grant
from tailor.access.roles import Role
from tailor.kernel.modules import Module, installed_modules
from tailor.records.fields.base import Label
from tailor.records.types import RecordType, all_types
from tailor.staff.rights.changing import declared_for, with_grant
from tailor.staff.roles import grantable

CHANGED = {"create", "edit"}


@dataclass(frozen=True, slots=True)
class Part:
    """A module that keeps records a role may be given, or a kind of record the company added. `icon` is of its first kind."""

    code: str
    label: Label
    icon: str
    kinds: tuple[RecordType, ...]

    def given_to(self, one: Role) -> bool:
        """Whether a role sees anything of it."""
        return any(one.grant(kind.code).see is not Scope.NONE for kind in self.kinds)


def parts() -> list[Part]:
    """What a role can do without. What the company's shape and rights hang on is not among it."""
    kinds = [kind for kind in all_types() if kind.shaping is None or grantable(kind) >= CHANGED]
    found = [_of_module(module, kinds) for module in installed_modules()]
    own = [Part(kind.code, kind.plural, kind.icon, (kind,)) for kind in kinds if kind.constants and kind.listed]
    return [part for part in found if part is not None] + own


def _of_module(module: Module, kinds: Collection[RecordType]) -> Part | None:
    theirs = [kind for kind in kinds if kind.module == module.label and not kind.constants and grantable(kind)]
    listed = [kind for kind in theirs if kind.listed and grantable(kind) >= CHANGED]
    for found in (theirs, listed):
        found.sort(key=lambda kind: (not kind.listed, kind.small))
    return Part(module.label, module.title, listed[0].icon, tuple(theirs)) if listed else None


def part(code: str) -> Part | None:
    return next((one for one in parts() if one.code == code), None)


def without(one: Role, taken: Part) -> Role:
    """The role with nothing of it."""
    for kind in taken.kinds:
        one = with_grant(one, kind, grant(""))
    return one


def having(one: Role, given: Part) -> Role:
    """The role with as much of it as is declared for it; where that is nothing, it sees it."""
    for kind in given.kinds:
        one = with_grant(one, kind, _usual(one, kind))
    return one


def _usual(one: Role, kind: RecordType) -> Grant | None:
    return grant("see") if declared_for(one, kind).see is Scope.NONE else None


def with_just(one: Role, codes: Collection[str]) -> Role:
    """The role with these modules and without the others; of what it has anyway it keeps what it has."""
    for each in parts():
        if each.given_to(one) != (each.code in codes):
            one = having(one, each) if each.code in codes else without(one, each)
    return one
