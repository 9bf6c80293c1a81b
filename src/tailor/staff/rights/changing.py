"""Changing what roles are and may: each change is one step of the log, and undone as one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import pgettext

from tailor.access.actors import Actor
from tailor.access.doors import ask_second_of
from tailor.access.models import OwnRole, User
from tailor.access.rights import ACTIONS, Grant, Scope, declared_grant
from tailor.access.roles import BUILT_IN, Role, role
from tailor.history.log import CREATE, DELETE, RESTORE, UPDATE
from tailor.records import gate
from tailor.records.changes import Change, Saved
from tailor.records.fields.base import Label
from tailor.records.shape import fields_of
from tailor.records.types import RecordType, Values, record_type
from tailor.records.visibility import Open, Shared, ThroughParent
from tailor.staff.records import USER
from tailor.staff.rights.matrix import SCOPE_LABELS, parent_of, within
from tailor.staff.roles import ROLE, grantable, having, hideable, kept_grant

SETTABLE = ("label", "labels", "oversees", "home", "entries", "without", "rights")
HIDDEN, READ_ONLY, FREE = "hidden", "read_only", "free"


# a role as it stands


def values_of(one: Role) -> Values:
    """What the company says of a role today; of a built-in one it never changed, what that is."""
    row = OwnRole.objects.filter(code=one.code, deleted_at=None).first()
    return as_it_is(one.code) if row is None else {name: getattr(row, name) for name in SETTABLE}


def as_it_is(code: str) -> Values:
    """A built-in role that nobody changed."""
    nothing: Values = {"label": "", "labels": {}, "home": "", "entries": [], "without": [], "rights": {}}
    return {**nothing, "oversees": BUILT_IN[code].oversees}


def declared_for(one: Role, kind: RecordType) -> Grant:
    """What the role may where nothing else was said."""
    return declared_grant(kind.code, one.like or one.code)


# what there is to choose


def offered(kind: RecordType, action: str) -> list[tuple[Scope, Label]]:
    """The reaches a right can have over a kind of record, the least first."""
    if action not in grantable(kind):
        return []
    none, every = (Scope.NONE, SCOPE_LABELS[Scope.NONE]), (Scope.ALL, SCOPE_LABELS[Scope.ALL])
    if isinstance(kind.visibility, Open):
        return [none, every]
    if action == "see" and isinstance(kind.visibility, Shared):
        return [none, (Scope.ALL, pgettext("scope", "own and shared"))]
    if action == "see" and isinstance(kind.visibility, ThroughParent):
        return [none, (Scope.ALL, pgettext("scope", "with: %(what)s") % {"what": within(str(parent_of(kind).label))})]
    return [(scope, SCOPE_LABELS[scope]) for scope in Scope]


def chosen(kind: RecordType, action: str, given: Grant) -> Scope:
    """The one of these that holds."""
    scopes = [scope for scope, _label in offered(kind, action)]
    scope = given.scope(action)
    return scope if scope in scopes or not scopes else max(scopes)


def fields_to_choose(kind: RecordType, given: Grant) -> list[tuple[str, Label, str, bool]]:
    """Fields that may be hidden or only seen: name, label, how it stands, and whether it may be hidden."""
    hidden = hideable(kind)
    return [
        (
            name, field.label, HIDDEN if name in given.hidden else READ_ONLY if name in given.read_only else FREE,
            name in hidden,
        )
        for name, field in fields_of(kind).items()
        if not field.secret
    ]  # fmt: skip


def grant_asked(kind: RecordType, now: Grant, data: Mapping[str, str]) -> Grant:
    """The rights a form asks for; what it does not speak of stays. Nothing is done with what is not seen."""
    scopes = {action: _scope_asked(kind, action, now, data.get(action, "")) for action in ACTIONS}
    if scopes["see"] is Scope.NONE:
        scopes = dict.fromkeys(ACTIONS, Scope.NONE)
    hidden, read_only = set(now.hidden), set(now.read_only)
    for name, _label, _state, may_hide in fields_to_choose(kind, now):
        asked = data.get(f"field.{name}")
        if asked in (READ_ONLY, FREE) or (asked == HIDDEN and may_hide):
            hidden.discard(name)
            read_only.discard(name)
            hidden |= {name} if asked == HIDDEN else set()
            read_only |= {name} if asked == READ_ONLY else set()
    return Grant(**scopes, hidden=frozenset(hidden), read_only=frozenset(read_only))


def _scope_asked(kind: RecordType, action: str, now: Grant, word: str) -> Scope:
    scopes = {scope.name.lower(): scope for scope, _label in offered(kind, action)}
    if word not in scopes or scopes[word] is chosen(kind, action, now):
        return now.scope(action) if scopes else Scope.NONE
    return scopes[word]


def with_grant(one: Role, kind: RecordType, given: Grant | None) -> Role:
    """The role with other rights over one kind; with those that are declared for it where None is given."""
    others = {code: held for code, held in one.given.items() if code != kind.code}
    same = given is None or kept_grant(given) == kept_grant(declared_for(one, kind))
    return replace(one, given=others if same or given is None else {**others, kind.code: given})


# steps


def give(one: Role, changed: Role, by: Actor) -> Saved:
    """Let the role have the rights and the modules of the changed one. Raises `Refusal`."""
    return change(one, given_anew(one, changed), by)


def given_anew(one: Role, changed: Role) -> Values:
    """The rights and modules of the changed role, as they are kept; modules as they were said where they are the same."""
    same = one.without == changed.without
    return {"rights": kept_rights(changed), **({} if same else {"without": sorted(changed.without)})}


def kept_rights(one: Role) -> dict[str, dict[str, Any]]:
    """The rights the company gave a role, as they are kept."""
    return {code: kept_grant(given) for code, given in sorted(one.given.items())}


def change(one: Role, values: Values, by: Actor) -> Saved:
    """Change what a role is. A built-in one gets a record with the first change, and loses it with the last. Raises
    `Refusal`."""
    with gate.step(by, "role.update", subject=str(one.label)) as act:
        row = OwnRole.objects.filter(code=one.code).first()
        wanted = {**values_of(one), **values}
        if row is None:
            return gate.write(act, [Change(ROLE, CREATE, values={"code": one.code, **wanted})])[0]
        if row.deleted_at is not None:
            gate.write(act, [Change(ROLE, RESTORE, row.pk)])
        elif one.code in BUILT_IN and wanted == as_it_is(one.code):
            return gate.write(act, [Change(ROLE, DELETE, row.pk)])[0]
        return gate.write(act, [Change(ROLE, UPDATE, row.pk, wanted)])[0]


def copy(one: Role, values: Values, by: Actor) -> Saved:
    """A new role that may what another one may, and of which the same is asked at the door. Raises `Refusal`."""
    like = one.like or (one.code if one.code in BUILT_IN else "")
    same = {name: value for name, value in values_of(one).items() if name not in ("label", "labels")}
    place = max(OwnRole.objects.values_list("place", flat=True), default=0) + 1
    saved = gate.create(ROLE, {**same, "like": like, "place": place, **values}, by=by)
    ask_second_of(saved.after["code"], one.code)
    return saved


def remove(one: Role, heir: str, by: Actor) -> Saved:
    """Take a role away; whoever has it gets the role `heir`. Raises `Refusal`."""
    row = OwnRole.objects.get(code=one.code, deleted_at=None)
    with gate.step(by, "role.delete", subject=str(one.label)) as act:
        people: QuerySet[User] = having(one.code) if heir else User.objects.none()
        for pk in people.values_list("id", flat=True):
            gate.write(act, [Change(USER, UPDATE, pk, {"role": heir})])
        return gate.write(act, [Change(ROLE, DELETE, row.pk)])[0]


def back_to_declared(one: Role, by: Actor) -> Saved:
    """Give a role the rights declared for it, or for the one it was made after, and every module. Raises `Refusal`."""
    return change(one, {"rights": {}, "without": []}, by)


def known_kind(code: str) -> RecordType | None:
    """A kind of record by its code, if the company has it."""
    try:
        kind = record_type(code)
    except KeyError:
        return None
    return None if kind.gone else kind


def known_role(code: str) -> Role | None:
    """A role that may be changed."""
    one = role(code)
    known = code in BUILT_IN or OwnRole.objects.filter(code=code, deleted_at=None).exists()
    return one if known and not one.rules else None
