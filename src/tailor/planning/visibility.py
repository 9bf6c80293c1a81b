"""Who sees a task: whom it concerns, and whoever sees the tasks of its assignee."""

from __future__ import annotations

from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from tailor.access.actors import Actor
from tailor.access.rights import Scope
from tailor.records.fields.base import Condition, Label
from tailor.records.visibility import Scoped, Visibility

CONCERNED = "{alias}.id IN (SELECT c.task_id FROM planning_concerned c WHERE c.person_id = %s)"


class OfConcern(Visibility):
    """By the assignee and their department as other records; and by who made it or watches it."""

    beyond: ClassVar[Label] = _("They gave it or watch it")

    def condition(self, actor: Actor, scope: Scope, alias: str) -> Condition:
        owned = Scoped().condition(actor, scope, alias)
        if scope in (Scope.NONE, Scope.ALL):
            return owned
        concerned = Condition(CONCERNED.format(alias=alias), (actor.person_id,))
        if scope is Scope.OWN:
            return concerned  # the assignee is among them
        return Condition(f"({owned.sql} OR {concerned.sql})", (*owned.params, *concerned.params))

    def of_own(self, actor: Actor, scope: Scope, alias: str) -> Condition:
        return Scoped().of_own(actor, scope, alias)

    def within(self, actor: Actor, scope: Scope, alias: str) -> Condition:
        return Scoped().condition(actor, scope, alias)
