"""Who acts, and by which way: the value every read and every write is given."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from tailor.access.rights import Grant, Scope
from tailor.access.roles import SYSTEM_ROLE, Role


class Way(StrEnum):
    """By which road a change came."""

    WEB = "web"
    API = "api"
    ASSISTANT = "assistant"
    IMPORT = "import"
    AUTOMATION = "automation"
    PHONE = "phone"
    CLI = "cli"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Actor:
    """A person at work. `departments` are their own department and all below it.

    `person_id` is None only for Tailor itself.
    """

    person_id: int | None
    name: str
    role: Role
    department_id: int | None = None
    departments: frozenset[int] = frozenset()
    way: Way = Way.WEB
    language: str = "en"
    time_zone: str = "UTC"
    theme: str = "auto"

    def grant(self, record_type: str) -> Grant:
        return self.role.grant(record_type)

    def scope(self, record_type: str, action: str) -> Scope:
        """How far this person's right to `action` reaches."""
        return self.role.grant(record_type).scope(action)

    def reaches(self, scope: Scope, owner_id: int | None, department_id: int | None) -> bool:
        """Whether a record of that owner and department lies within `scope` of this person."""
        if scope is Scope.ALL:
            return True
        own = owner_id is not None and owner_id == self.person_id
        if scope is Scope.OWN:
            return own
        return scope is Scope.DEPARTMENT and (own or department_id in self.departments)

    def by(self, way: Way) -> Actor:
        """The same person acting by another way."""
        return replace(self, way=way)


TAILOR = Actor(None, "Tailor", SYSTEM_ROLE, way=Way.SYSTEM)
