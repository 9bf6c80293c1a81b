"""Under which scopes of the index of words a person's records stand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tailor.access.actors import Actor
from tailor.access.rights import Scope
from tailor.records import reading
from tailor.records.indexing.rows import department_scope, owner_scope
from tailor.records.names import named
from tailor.records.types import RecordType
from tailor.records.visibility import Scoped, ThroughParent

MOST_SCOPES = 40
AT_ONCE = 400


def scopes_for(kind: RecordType, by: Actor) -> list[str]:
    """Under which scopes this person's records stand; the whole kind where the index does not tell who sees a record."""
    scope = by.scope(kind.code, "see")
    if scope is Scope.NONE:
        return []
    if scope is Scope.ALL or not isinstance(kind.visibility, Scoped):
        return [kind.code]
    return _scopes_within(kind, by, scope)


def sees_but_some(kind: RecordType, by: Actor) -> bool:
    """Whether there may be living records of the kind that this person does not see."""
    if isinstance(kind.visibility, ThroughParent):
        return by.scope(kind.visibility.parent, "see") is not Scope.ALL
    return bool(kind.visibility.condition(by, by.scope(kind.code, "see"), "t").sql)


def likely_scopes(kind: RecordType, by: Actor) -> list[str]:
    """Where most of what a person sees of records that hang on others stands: under themselves, or their department."""
    if not (kind.has_owner and isinstance(kind.visibility, ThroughParent)):
        return []
    return _scopes_within(kind, by, by.scope(kind.visibility.parent, "see"))


def seen_among(kind: RecordType, ids: Sequence[int], by: Actor, limit: int) -> Iterator[int]:
    """Those of the ids that the person sees, in portions until there are so many."""
    left = limit
    for start in range(0, len(ids), AT_ONCE):
        portion = ids[start : start + AT_ONCE]
        seen = reading.titles(kind, portion, by)
        yield from (pk for pk in portion if pk in seen)
        left -= len(seen)
        if left <= 0:
            return


def _scopes_within(kind: RecordType, by: Actor, scope: Scope) -> list[str]:
    """The scopes of the index that make up a scope of rights short of everything."""
    owners, departments = {by.person_id}, frozenset[int]()
    if scope is Scope.DEPARTMENT:
        departments = by.departments
        owners |= {one.id for one in named("user").values() if one.department_id in departments}
    if len(owners) + len(departments) > MOST_SCOPES:
        return [kind.code]
    return [
        *(owner_scope(kind, owner) for owner in sorted(filter(None, owners))),
        *(department_scope(kind, department) for department in sorted(departments)),
    ]
