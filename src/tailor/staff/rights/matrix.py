"""What every role may do with every kind of record, as a table: read off the same grants that reading and the gate ask."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy

from tailor.access.rights import ACTIONS, Scope
from tailor.access.roles import Role
from tailor.records.fields.base import Label
from tailor.records.shape import fields_of
from tailor.records.types import RecordType, all_types, record_type
from tailor.records.visibility import Open, Shared, ThroughParent

ACTION_LABELS: dict[str, Label] = {
    "see": pgettext_lazy("right", "See"),
    "create": pgettext_lazy("right", "Create"),
    "edit": pgettext_lazy("right", "Change"),
    "delete": pgettext_lazy("right", "Delete"),
    "export": pgettext_lazy("right", "Export"),
}
SCOPE_LABELS: dict[Scope, Label] = {
    Scope.ALL: pgettext_lazy("scope", "all"),
    Scope.DEPARTMENT: pgettext_lazy("scope", "department"),
    Scope.OWN: pgettext_lazy("scope", "own"),
    Scope.NONE: pgettext_lazy("scope", "none"),
}
LEGEND = (
    (Scope.ALL, _("all records")),
    (Scope.DEPARTMENT, _("those of one’s department and the ones below it")),
    (Scope.OWN, _("those one owns")),
    (Scope.NONE, _("none")),
)
EXPORTING = "tailor.exchange"
"""Whose files the right to export is about; without that module nobody exports, and the right waits."""


@dataclass(frozen=True, slots=True)
class Cell:
    """How far one right reaches. `label` says it where the scope alone would not tell the truth."""

    scope: Scope
    label: Label


@dataclass(frozen=True, slots=True)
class Fields:
    """Names of the fields of a kind that a role does not see, and that it does not change."""

    hidden: tuple[str, ...]
    read_only: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One right over one kind of record, for each role in turn."""

    action: str
    label: Label
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """One kind of record: its rights, and the fields that not every role has."""

    kind: RecordType
    lines: tuple[Line, ...]
    fields: tuple[Fields, ...]

    @property
    def narrowed(self) -> bool:
        return any(one.hidden or one.read_only for one in self.fields)


def matrix(roles: Sequence[Role]) -> list[Block]:
    """Every kind of record there is, the ones in the menu first."""
    kinds = sorted(all_types(), key=lambda kind: (not kind.listed, kind.small))
    return [block(kind, roles) for kind in kinds]


def block(kind: RecordType, roles: Sequence[Role]) -> Block:
    lines = tuple(
        Line(action, ACTION_LABELS[action], tuple(cell(kind, role, action) for role in roles)) for action in ACTIONS
    )
    return Block(kind, lines, tuple(fields(kind, role) for role in roles))


def cell(kind: RecordType, role: Role, action: str) -> Cell:
    scope = reach(kind, role, action)
    if action == "see" and scope is not Scope.NONE:
        if isinstance(kind.visibility, Shared):
            return Cell(scope, pgettext("scope", "own and shared"))
        if isinstance(kind.visibility, ThroughParent) and scope is not Scope.ALL:
            return Cell(scope, pgettext("scope", "with: %(what)s") % {"what": within(str(parent_of(kind).label))})
    return Cell(scope, SCOPE_LABELS[scope])


def reach(kind: RecordType, role: Role, action: str) -> Scope:
    """How far a right reaches in truth: what hangs on a record is seen as far as that record is."""
    scope = role.grant(kind.code).scope(action)
    if action == "export" and not exports(role):
        return Scope.NONE
    if scope is Scope.NONE or (action != "see" and reach(kind, role, "see") is Scope.NONE):
        return Scope.NONE
    rule = kind.visibility
    if isinstance(rule, Open):
        return Scope.ALL
    if action != "see":
        return scope
    if isinstance(rule, Shared):
        return Scope.OWN
    return reach(parent_of(kind), role, "see") if isinstance(rule, ThroughParent) else scope


def exports(role: Role) -> bool:
    """Whether there is anything by which a role could use its right to export."""
    return role.works_with(EXPORTING)


def parent_of(kind: RecordType) -> RecordType:
    assert isinstance(kind.visibility, ThroughParent)
    return record_type(kind.visibility.parent)


def fields(kind: RecordType, role: Role) -> Fields:
    grant = role.grant(kind.code)
    return Fields(_labels(kind, grant.hidden), _labels(kind, grant.read_only - grant.hidden))


def _labels(kind: RecordType, names: Iterable[str]) -> tuple[str, ...]:
    wanted = set(names)
    return tuple(within(str(field.label)) for name, field in fields_of(kind).items() if name in wanted)


def within(label: str) -> str:
    """A label as it stands within a sentence; what is written in capitals stays so."""
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]
