"""What the people of a role gain and lose when it is changed, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from tailor.access.models import OwnRole, User
from tailor.access.rights import ACTIONS, Scope
from tailor.access.roles import BUILT_IN, Role, made
from tailor.history.log import CREATE, DELETE, RESTORE
from tailor.kernel.sayings import Saying
from tailor.records.fields.base import Label
from tailor.records.own_modules import titles
from tailor.records.types import RecordType, all_types
from tailor.records.visibility import Open, Shared, ThroughParent
from tailor.staff.rights import sentences
from tailor.staff.rights.matrix import fields, parent_of, reach

LOSES: Mapping[str, Label] = {
    "see": _("No longer sees these."),
    "create": _("No longer creates new ones."),
    "edit": _("No longer changes these."),
    "delete": _("No longer deletes these."),
    "export": _("No longer exports these."),
}
HAS: Mapping[str, sentences.Said] = {
    "see": sentences.SEES,
    "create": sentences.CREATES,
    "edit": sentences.CHANGES,
    "delete": sentences.DELETES,
    "export": sentences.EXPORTS,
}


def differences(before: Role, after: Role) -> list[Saying]:
    """What changes for people when one role becomes the other: its modules, and kind of record by kind of record."""
    return [*_of_modules(before, after), *_of_kinds(before, after)]


def _of_modules(before: Role, after: Role) -> list[Saying]:
    said = (
        (after.without - before.without, _("Works without from now on: %(modules)s.")),
        (before.without - after.without, _("Works with again: %(modules)s.")),
    )
    return [Saying(message, modules=titles(labels)) for labels, message in said if labels]


def _of_kinds(before: Role, after: Role) -> list[Saying]:
    return [
        Saying("%(what)s: %(said)s", what=kind.plural, said=said)
        for kind in all_types()
        for said in of_kind(kind, before, after)
    ]


def of_kind(kind: RecordType, before: Role, after: Role) -> Iterator[Label | Saying]:
    for action in ACTIONS:
        was, now = reach(kind, before, action), reach(kind, after, action)
        if was is not now:
            yield LOSES[action] if now is Scope.NONE else _has(kind, action, now)
    if reach(kind, after, "see") is not Scope.NONE:
        yield from _of_fields(kind, before, after)


def _has(kind: RecordType, action: str, scope: Scope) -> Label | Saying:
    if action == "create" and isinstance(kind.visibility, Open):
        return _("Creates new ones.")
    if action == "see" and isinstance(kind.visibility, Shared):
        return _("Sees their own and those shared with them.")
    if action == "see" and isinstance(kind.visibility, ThroughParent) and scope is not Scope.ALL:
        return Saying(_("Sees those that belong to what they see in “%(what)s”."), what=parent_of(kind).plural)
    return HAS[action][scope]


def _of_fields(kind: RecordType, before: Role, after: Role) -> Iterator[Saying]:
    was, now = fields(kind, before), fields(kind, after)
    seen_before = reach(kind, before, "see") is not Scope.NONE
    hidden, shown = set(now.hidden) - set(was.hidden), set(was.hidden) - set(now.hidden)
    fixed, free = set(now.read_only) - set(was.read_only), set(was.read_only) - set(now.read_only) - set(now.hidden)
    said = (
        (hidden, _("No longer sees: %(fields)s.") if seen_before else _("Does not see: %(fields)s.")),
        (shown, _("Sees from now on: %(fields)s.")),
        (fixed, _("No longer changes: %(fields)s.") if seen_before else _("Sees but does not change: %(fields)s.")),
        (free, _("May change from now on: %(fields)s.")),
    )
    for names, message in said:
        if names:
            yield Saying(message, fields=", ".join(sorted(names)))


def touches(action: str, values: Mapping[str, Any], changes: Mapping[str, Sequence[Any]]) -> list[Saying]:
    """The same of a change of a role as a record; of a new one nothing, for nobody has it."""
    code = str(values["code"])
    built_in = BUILT_IN.get(code)
    if built_in is None and action in (CREATE, RESTORE):
        return []
    now = built_in if action in (CREATE, RESTORE) and built_in else of_values(values)
    then = of_values({**values, **{name: new for name, (_old, new) in changes.items()}})
    if action == DELETE:
        then = built_in or now
    found = differences(now, then)
    count = User.objects.filter(role=code, is_active=True, deleted_at=None).count()
    return [*found, Saying(_("People who have this role: %(count)s."), count=str(count))] if found and count else found


def of_values(values: Mapping[str, Any]) -> Role:
    """The role plain values stand for."""
    known = {one.attname for one in OwnRole._meta.concrete_fields}
    return made(OwnRole(**{name: value for name, value in values.items() if name in known and value is not None}))
