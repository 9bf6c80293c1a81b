"""Which records of a type a person may see, edit, delete or export: the same rule for a list and for one record."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from tailor.access.actors import Actor
from tailor.access.rights import Scope
from tailor.records.fields.base import NEVER, Condition, Label

EVERYTHING = Condition("")


class Visibility:
    """How a scope becomes a condition on the rows of a table. `beyond` says why somebody sees a record that lies outside
    their scope, where the rule lets them."""

    beyond: ClassVar[Label] = ""

    def condition(self, actor: Actor, scope: Scope, alias: str) -> Condition:
        """Rows within `scope` of the person; an empty condition for all of them."""
        raise NotImplementedError

    def of_own(self, actor: Actor, scope: Scope, alias: str) -> Condition:
        """What of `condition` is still to be asked of rows the person is in charge of."""
        return self.condition(actor, scope, alias)

    def by_charge(self, actor: Actor, scope: Scope, alias: str) -> Condition:
        """What of `condition` owner and department tell by themselves, as rows of an index that knows no more."""
        return EVERYTHING

    def within(self, actor: Actor, scope: Scope, alias: str) -> Condition:
        """Rows, of those the person sees, within the `scope` of what they may do with them: `reaches` for many."""
        return self.condition(actor, scope, alias)

    def reaches(self, actor: Actor, scope: Scope, owner_id: int | None, department_id: int | None) -> bool:
        """Whether a single record the person already sees lies within `scope`."""
        return actor.reaches(scope, owner_id, department_id)


class Scoped(Visibility):
    """By the owner and the department of the record itself."""

    def condition(self, actor: Actor, scope: Scope, alias: str) -> Condition:
        if scope is Scope.ALL:
            return EVERYTHING
        if scope is Scope.OWN:
            return Condition(f"{alias}.owner_id = %s", (actor.person_id,))
        if scope is Scope.DEPARTMENT:
            ids = tuple(sorted(actor.departments))
            if not ids:
                return Condition(f"{alias}.owner_id = %s", (actor.person_id,))
            if len(ids) == 1:
                return Condition(f"{alias}.department_id = %s", ids)
            return Condition(f"{alias}.department_id IN ({', '.join(['%s'] * len(ids))})", ids)
        return NEVER

    def by_charge(self, actor: Actor, scope: Scope, alias: str) -> Condition:
        return self.condition(actor, scope, alias)

    def of_own(self, actor: Actor, scope: Scope, alias: str) -> Condition:
        """Nothing: whatever the scope, one's own lies within it, for records are in the department of their owner."""
        return NEVER if scope is Scope.NONE else EVERYTHING


class Open(Visibility):
    """Whoever has the right at all has it for every record: lists of groups, departments, colleagues."""

    def condition(self, actor: Actor, scope: Scope, alias: str) -> Condition:
        return NEVER if scope is Scope.NONE else EVERYTHING

    def reaches(self, actor: Actor, scope: Scope, owner_id: int | None, department_id: int | None) -> bool:
        return scope is not Scope.NONE


@dataclass(frozen=True)
class ThroughParent(Visibility):
    """Seen by whoever sees the living record it hangs on; the parent's table and rule decide."""

    parent: str
    table: str
    column: str
    rule: Visibility

    def condition(self, actor: Actor, scope: Scope, alias: str) -> Condition:
        if scope is Scope.NONE:
            return NEVER
        above = f"{alias}p"  # rules nest: the line of an order of a client
        parent = self.rule.condition(actor, actor.scope(self.parent, "see"), above)
        return Condition(
            f'EXISTS (SELECT 1 FROM "{self.table}" {above} WHERE {above}.id = {alias}."{self.column}" '
            f"AND {above}.deleted_at IS NULL{parent.also})",
            parent.params,
        )

    def within(self, actor: Actor, scope: Scope, alias: str) -> Condition:
        return Scoped().condition(actor, scope, alias)


class Shared(Visibility):
    """By what the record itself says: mine, my department's, everybody's."""

    def condition(self, actor: Actor, scope: Scope, alias: str) -> Condition:
        if scope is Scope.NONE:
            return NEVER
        mine = f"{alias}.owner_id = %s OR {alias}.sharing = 'all'"
        ids = tuple(sorted(actor.departments))
        if not ids:
            return Condition(f"({mine})", (actor.person_id,))
        marks = ", ".join(["%s"] * len(ids))
        both = f"({mine} OR ({alias}.sharing = 'department' AND {alias}.department_id IN ({marks})))"
        return Condition(both, (actor.person_id, *ids))

    def of_own(self, actor: Actor, scope: Scope, alias: str) -> Condition:
        return Scoped().of_own(actor, scope, alias)

    def within(self, actor: Actor, scope: Scope, alias: str) -> Condition:
        return Scoped().condition(actor, scope, alias)
