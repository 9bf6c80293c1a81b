"""A role with or without a module. Without one, nothing of it is there for the role, as it is for everybody where the company
does without it; the rights over its records stay, and hold again once it is back. Of a kind of record the company added a
role is without by having no right to it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

from tailor.access.actors import Actor
from tailor.access.rights import Grant, Scope, grant
from tailor.access.roles import Role
from tailor.kernel.modules import Module
from tailor.kernel.sayings import Saying
from tailor.kernel.switching import switched_off, with_those_that_need
from tailor.records.fields.base import Label
from tailor.records.menu import pages_for
from tailor.records.own_modules import WITH_IT, out_of_menu, title_of, titles
from tailor.records.types import RecordType, all_types
from tailor.staff.rights.changing import declared_for, with_grant
from tailor.staff.roles import CHANGED, grantable, to_do_without


@dataclass(frozen=True, slots=True)
class Part:
    """What a role can do without: a module, with the kinds of record it brings that a role may be given, or such a kind the
    company added."""

    code: str
    label: Label
    kinds: tuple[RecordType, ...] = ()
    added: bool = False

    def given_to(self, one: Role) -> bool:
        """Whether a role sees anything of it."""
        if self.added or self.kinds:
            return any(one.grant(kind.code).see is not Scope.NONE for kind in self.kinds)
        return one.rules or self.code not in one.without


def parts() -> list[Part]:
    """What a role can do without. What the company's shape and rights hang on is not among it."""
    kinds = [kind for kind in all_types() if kind.shaping is None or grantable(kind) >= CHANGED]
    found = [_of_module(module, kinds) for module in to_do_without() if module.label not in switched_off()]
    return found + [Part(kind.code, kind.plural, (kind,), True) for kind in kinds if kind.constants and kind.listed]


def _of_module(module: Module, kinds: Collection[RecordType]) -> Part:
    theirs = [kind for kind in kinds if kind.module == module.label and not kind.constants and grantable(kind)]
    theirs.sort(key=lambda kind: (not kind.listed, kind.small))
    return Part(module.label, title_of(module), tuple(theirs))


def part(code: str) -> Part | None:
    return next((one for one in parts() if one.code == code), None)


def part_off(one: Role, kind: RecordType) -> Part | None:
    """The module of a kind, if the role is without it: then its rights over the kind do not hold."""
    return part(kind.module) if kind.module in one.without else None


def without(one: Role, taken: Part) -> Role:
    """The role with nothing of it, nor of what cannot do without it."""
    if taken.added:
        return with_grant(one, taken.kinds[0], grant(""))
    return replace(one, without=with_those_that_need(one.without | {taken.code}))


def having(one: Role, given: Part) -> Role:
    """The role with it and with what it needs: as it had it before, or as much as is declared for it; where that is nothing, it
    sees it."""
    if not given.added:
        needed = {label for label in one.without if given.code in with_those_that_need({label})}
        one = replace(one, without=one.without - needed)
    if given.kinds and not given.given_to(one):
        for kind in given.kinds:
            one = with_grant(one, kind, _usual(one, kind))
    return one


def _usual(one: Role, kind: RecordType) -> Grant | None:
    return grant("see") if declared_for(one, kind).see is Scope.NONE else None


def with_just(one: Role, codes: Collection[str]) -> Role:
    """The role with these modules and without the others, nor what cannot do without those; of what it has anyway it keeps
    what it has."""
    for each in parts():
        if each.given_to(one) and each.code not in codes:
            one = without(one, each)
    gone = with_those_that_need(one.without.difference(codes))
    for each in parts():
        if each.code in codes and each.code not in gone and not each.given_to(one):
            one = having(one, each)
    return one


def out_of_sight(one: Role, taken: Part) -> list[Saying]:
    """What goes with a module a role is to be without: modules that need it, and pages out of its menu."""
    then = without(one, taken)
    also = titles(then.without - one.without - {taken.code})
    before, after = (pages_for(Actor(0, "", role)) for role in (one, then))
    said = [Saying(WITH_IT, modules=also)] if also else []
    lists = [kind.plural for kind in taken.kinds if kind.listed and one.grant(kind.code).see is not Scope.NONE]
    return out_of_menu([*lists, *(page.label for page in before if page not in after)]) + said
