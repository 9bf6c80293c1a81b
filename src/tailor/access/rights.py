"""What a role may do with a kind of record: one answer for a list and for a single record."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import IntEnum

ACTIONS = ("see", "create", "edit", "delete", "export")


class Scope(IntEnum):
    """How far a right reaches. Ordered: a wider scope contains the narrower ones."""

    NONE = 0
    OWN = 1
    DEPARTMENT = 2
    ALL = 3


@dataclass(frozen=True, slots=True)
class Grant:
    """The rights of one role over one record type."""

    see: Scope = Scope.NONE
    create: Scope = Scope.NONE
    edit: Scope = Scope.NONE
    delete: Scope = Scope.NONE
    export: Scope = Scope.NONE
    hidden: frozenset[str] = frozenset()
    read_only: frozenset[str] = frozenset()

    def scope(self, action: str) -> Scope:
        scope: Scope = getattr(self, action)
        return scope

    def may_see(self, field: str) -> bool:
        return field not in self.hidden

    def may_change(self, field: str) -> bool:
        return field not in self.hidden and field not in self.read_only


NOTHING = Grant()
EVERYTHING = Grant(Scope.ALL, Scope.ALL, Scope.ALL, Scope.ALL, Scope.ALL)


def grant(text: str, *, hidden: tuple[str, ...] = (), read_only: tuple[str, ...] = ()) -> Grant:
    """A grant written as words: ``grant("see=all create edit=own")``; an action without a scope means all.

    Raises ValueError for a word that names no action or no scope.
    """
    scopes: dict[str, Scope] = {}
    for word in text.split():
        action, _, scope = word.partition("=")
        if action not in ACTIONS:
            raise ValueError(f"{action!r} is no action; actions are {', '.join(ACTIONS)}")
        scopes[action] = Scope[scope.upper()] if scope else Scope.ALL
    return Grant(**scopes, hidden=frozenset(hidden), read_only=frozenset(read_only))


def words_of(given: Grant) -> str:
    """A grant's scopes as `grant` reads them: ``"see=department create edit=own"``."""
    scopes = ((action, given.scope(action)) for action in ACTIONS)
    return " ".join(
        action if scope is Scope.ALL else f"{action}={scope.name.lower()}" for action, scope in scopes if scope
    )


_declared: dict[str, Mapping[str, Grant]] = {}
_modules: dict[str, str] = {}
_find_more: list[Callable[[str], Mapping[str, Grant]]] = []


def declare_grants(record_type: str, grants: Mapping[str, Grant], module: str = "") -> None:
    """Say which rights each built-in role has over a record type, by role code, and which module brings it."""
    _declared[record_type], _modules[record_type] = grants, module


def brought_by(record_type: str) -> str:
    """The label of the module that brings a record type; "" for those the company added."""
    return _modules.get(record_type, "")


def find_more_grants(finder: Callable[[str], Mapping[str, Grant]]) -> None:
    """Say how the rights over record types that were not declared, as the company added them itself, are found."""
    _find_more.append(finder)


def _grants(record_type: str) -> Mapping[str, Grant]:
    if (declared := _declared.get(record_type)) is not None:
        return declared
    return next((found for finder in _find_more if (found := finder(record_type))), {})


def declared_actions(record_type: str) -> frozenset[str]:
    """What some built-in role that does not rule may do with such records at all."""
    given = _grants(record_type).values()
    return frozenset(action for action in ACTIONS if any(one.scope(action) for one in given))


def declared_grant(record_type: str, role: str) -> Grant:
    """The rights of a built-in role; nothing where nothing was declared."""
    return _grants(record_type).get(role, NOTHING)
