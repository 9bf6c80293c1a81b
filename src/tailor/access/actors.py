"""Who acts, and by which way: the value every read and every write is given."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from tailor.access.rights import Grant, Scope
from tailor.access.roles import SYSTEM_ROLE, Role


class Way(StrEnum):
    """By which road a change came."""

    WEB = "web"
    API = "api"
    ASSISTANT = "assistant"
    IMPORT = "import"
    FORM = "form"
    SOURCE = "source"
    AUTOMATION = "automation"
    PHONE = "phone"
    CLI = "cli"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Actor:
    """A person at work. `departments` are their own department and all below it.

    `person_id` is None only for Tailor itself. `behind` is who really sits there, while they work as this person or in
    this role, `until` how long at most: what is seen and may be done is this person's, what is done is done by them.
    `key_id` is the key, with fewer rights than their own, by which a program acts for them: of the files that hang nowhere it
    has those that came by it.
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
    behind: Actor | None = None
    until: datetime | None = None
    key_id: int | None = None

    @property
    def doer_id(self) -> int | None:
        """In whose name is done what this actor does."""
        return (self.behind or self).person_id

    @property
    def assumed(self) -> dict[str, Any]:
        """As whom somebody works who is not themselves, as it stands in the log; nothing for everybody else."""
        if self.behind is None:
            return {}
        return {"as": {"role": self.role.code} if self.person_id == self.doer_id else {"user": self.person_id}}

    def grant(self, record_type: str) -> Grant:
        return self.role.grant(record_type)

    def scope(self, record_type: str, action: str) -> Scope:
        """How far this person's right to `action` reaches."""
        return self.role.grant(record_type).scope(action)

    def works_with(self, dotted: str) -> bool:
        """Whether what the Python module of that name declares is there for this person."""
        return self.role.works_with(dotted)

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
