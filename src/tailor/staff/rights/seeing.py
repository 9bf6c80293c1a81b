"""Who can see one record, and why. The answer comes from the very condition by which each of them reads it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import connection
from django.utils.translation import gettext as _

from tailor.access import departments
from tailor.access.actors import Actor
from tailor.access.rights import Scope
from tailor.access.roles import all_roles, role
from tailor.kernel import stamps
from tailor.records import reading
from tailor.records.fields.base import Condition
from tailor.records.names import Named, named
from tailor.records.record import Record
from tailor.records.types import RecordType
from tailor.records.visibility import Open, Shared, ThroughParent

AT_ONCE = 40  # conditions asked in one statement
BY_ROLE = 2


@dataclass(frozen=True, slots=True)
class Viewer:
    """Somebody who sees a record, and what else they may do with it."""

    person: Named
    edits: bool
    deletes: bool


@dataclass(frozen=True, slots=True)
class Group:
    """People who see a record for the same reason."""

    reason: str
    people: list[Viewer]


def may_ask(record: Record, by: Actor) -> bool:
    """Those who rule, and those who answer for others, of what belongs to somebody."""
    return record.kind.has_owner and (by.role.rules or by.role.oversees)


def who_sees(record: Record) -> list[Group]:
    """Everybody who works here and sees the record, by the reason why; the owner first."""
    people = [actor_of(one) for one in named("user").values() if one.active]
    ranks = {one.code: place for place, one in enumerate(all_roles())}
    groups: dict[tuple[int, int, str], Group] = {}
    for actor in seeing(record.kind, record.id, people):
        place, reason = why(record, actor)
        rank = ranks.get(actor.role.code, len(ranks)) if place == BY_ROLE else 0
        group = groups.setdefault((place, rank, reason), Group(reason, []))
        group.people.append(_viewer(record, actor))
    return [groups[key] for key in sorted(groups)]


def actor_of(person: Named) -> Actor:
    """An employee as they would act now."""
    below = departments.below(person.department_id, stamps.current(stamps.SHAPE))
    return Actor(person.id, person.title, role(person.role), person.department_id, below)


def seeing(kind: RecordType, pk: int, people: Sequence[Actor]) -> list[Actor]:
    """Those of the people who see the living record of that id."""
    rules = [reading.visible(kind, actor) for actor in people]
    holds = _holding(kind, pk, list(dict.fromkeys(rules)))
    return [actor for actor, rule in zip(people, rules, strict=True) if rule in holds]


def _holding(kind: RecordType, pk: int, rules: Sequence[Condition]) -> set[Condition]:
    """Which of the conditions hold for one row."""
    found: set[Condition] = set()
    for start in range(0, len(rules), AT_ONCE):
        some = rules[start : start + AT_ONCE]
        asked = ", ".join(f"CASE WHEN {rule.sql} THEN 1 ELSE 0 END" for rule in some)
        params = [param for rule in some for param in rule.params]
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT {asked} FROM "{kind.table}" t WHERE t.id = %s', [*params, pk])
            row: Iterable[int] = cursor.fetchone() or ()
        found |= {rule for rule, held in zip(some, row, strict=False) if held}
    return found


def why(record: Record, actor: Actor) -> tuple[int, str]:
    """Why somebody who sees a record does, in words; and at which place that stands among other reasons."""
    kind, scope = record.kind, actor.scope(record.kind.code, "see")
    if record.owner_id is not None and record.owner_id == actor.person_id:
        return 0, _("Owner of this record")
    if isinstance(kind.visibility, ThroughParent):
        return 4, _("See the record this one belongs to")
    if isinstance(kind.visibility, Shared):
        return 3, _("It is shared with them")
    if scope is Scope.ALL or isinstance(kind.visibility, Open):
        return BY_ROLE, _("See all by their role: %(role)s") % {"role": actor.role.label}
    if kind.visibility.beyond and not actor.reaches(scope, record.owner_id, record.department_id):
        return 3, str(kind.visibility.beyond)
    return 1, _in_department(record, actor)


def _in_department(record: Record, actor: Actor) -> str:
    names = named("department")
    mine = names.get(actor.department_id or 0)
    title = mine.title if mine else ""
    if actor.department_id == record.department_id:
        return _("Department %(name)s, to which it belongs") % {"name": title}
    return _("Department %(name)s, above the one to which it belongs") % {"name": title}


def _viewer(record: Record, actor: Actor) -> Viewer:
    kind = record.kind
    edits, deletes = (
        kind.visibility.reaches(actor, actor.scope(kind.code, action), record.owner_id, record.department_id)
        for action in ("edit", "delete")
    )
    return Viewer(named("user")[actor.person_id or 0], edits, deletes)
