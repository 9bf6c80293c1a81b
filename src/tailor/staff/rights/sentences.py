"""What a role may do, in words. Each sentence stands whole for each reach, so that every language can say it in its own
way; what is spoken of stands before them as a heading."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tailor.access.rights import ACTIONS, Scope
from tailor.access.roles import Role
from tailor.records.fields.base import Label
from tailor.records.own_modules import titles
from tailor.records.types import RecordType
from tailor.records.visibility import Open, Shared, ThroughParent
from tailor.staff.rights.matrix import fields, parent_of, reach

Said = dict[Scope, Label]

SEES: Said = {
    Scope.ALL: _("Sees all."),
    Scope.DEPARTMENT: _("Sees those of their department and of the ones below it."),
    Scope.OWN: _("Sees only their own."),
}
CREATES: Said = {
    Scope.ALL: _("Creates new ones, for anybody."),
    Scope.DEPARTMENT: _("Creates new ones within their department."),
    Scope.OWN: _("Creates new ones for themselves."),
}
CHANGES_AND_DELETES: Said = {
    Scope.ALL: _("Changes and deletes all they see."),
    Scope.DEPARTMENT: _("Changes and deletes those of their department."),
    Scope.OWN: _("Changes and deletes their own."),
}
CHANGES: Said = {
    Scope.ALL: _("Changes all they see."),
    Scope.DEPARTMENT: _("Changes those of their department."),
    Scope.OWN: _("Changes their own."),
}
DELETES: Said = {
    Scope.ALL: _("Deletes any they see."),
    Scope.DEPARTMENT: _("Deletes those of their department."),
    Scope.OWN: _("Deletes their own."),
}
EXPORTS: Said = {
    Scope.ALL: _("Exports all they see."),
    Scope.DEPARTMENT: _("Exports those of their department."),
    Scope.OWN: _("Exports their own."),
}


def of_role(role: Role) -> str:
    """What a role is beside its rights to records."""
    if not role.without:
        return _answering(role)
    return f"{_answering(role)} {gettext('Works without: %(modules)s.') % {'modules': titles(role.without)}}"


def _answering(role: Role) -> str:
    if role.rules:
        return gettext("Sees and changes all the company has, and shapes the system: people, roles, settings.")
    if role.oversees:
        return gettext("Answers for their department and the ones below it: sees what its people did, and may undo it.")
    return gettext("Sees in the history what they did themselves, and may undo it.")


def about(kind: RecordType, role: Role) -> str:
    """What a role may do with one kind of record."""
    return " ".join(_sentences(kind, role))


def _sentences(kind: RecordType, role: Role) -> Iterator[str]:
    scopes = {action: reach(kind, role, action) for action in ACTIONS}
    if scopes["see"] is Scope.NONE:
        yield gettext("Has no right to these.")
        return
    if set(scopes.values()) == {Scope.ALL}:
        yield gettext("Sees, creates, changes, deletes and exports all.")
    else:
        yield _seeing(kind, scopes["see"])
        yield from _doing(kind, scopes)
    narrowed = fields(kind, role)
    if narrowed.hidden:
        yield gettext("Does not see: %(fields)s.") % {"fields": ", ".join(narrowed.hidden)}
    if narrowed.read_only:
        yield gettext("Sees but does not change: %(fields)s.") % {"fields": ", ".join(narrowed.read_only)}


def _seeing(kind: RecordType, scope: Scope) -> str:
    if isinstance(kind.visibility, Shared):
        return gettext("Sees their own and those shared with them.")
    if isinstance(kind.visibility, ThroughParent) and scope is not Scope.ALL:
        return gettext("Sees those that belong to what they see in “%(what)s”.") % {"what": parent_of(kind).plural}
    return str(SEES[scope])


def _doing(kind: RecordType, scopes: dict[str, Scope]) -> Iterator[str]:
    create, edit, delete, export = (scopes[action] for action in ("create", "edit", "delete", "export"))
    if create is Scope.NONE and edit is Scope.NONE and delete is Scope.NONE:
        yield gettext("Changes nothing.")
    if create is not Scope.NONE:
        yield gettext("Creates new ones.") if isinstance(kind.visibility, Open) else str(CREATES[create])
    if edit is delete and edit is not Scope.NONE:
        yield str(CHANGES_AND_DELETES[edit])
    else:
        yield from (str(said[scope]) for said, scope in ((CHANGES, edit), (DELETES, delete)) if scope in said)
    if export in EXPORTS:
        yield str(EXPORTS[export])
    else:
        yield gettext("Exports none.")
