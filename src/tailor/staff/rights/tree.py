"""Departments as the tree that rights follow: who works in each, who leads it, how much it keeps."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.db import connection

from tailor.access.actors import Actor
from tailor.access.models import Department
from tailor.access.rights import Scope
from tailor.access.roles import role
from tailor.kernel.text import sort_key
from tailor.records import reading
from tailor.records.listing.counting import CAP
from tailor.records.names import Named, named
from tailor.records.types import RecordType, all_types
from tailor.records.visibility import Scoped


@dataclass(slots=True)
class Branch:
    """A department: its people, those who lead first, how many records of each kind it keeps, and what is under it."""

    id: int
    title: str
    parent_id: int | None
    leading: list[Named] = field(default_factory=list)
    people: list[Named] = field(default_factory=list)
    counts: list[tuple[RecordType, int]] = field(default_factory=list)
    branches: list[Branch] = field(default_factory=list)


def counted_kinds(by: Actor) -> list[RecordType]:
    """Kinds of records that belong to departments and stand in this person's menu."""
    return [
        kind for kind in all_types()
        if kind.listed and isinstance(kind.visibility, Scoped) and by.scope(kind.code, "see") is not Scope.NONE
    ]  # fmt: skip


def tree(by: Actor) -> tuple[list[Branch], list[Named]]:
    """The departments at the top with all under them, and the people who work in none."""
    rows = Department.objects.filter(deleted_at=None).values_list("id", "name", "parent_id")
    all_of_them = {pk: Branch(pk, name, parent) for pk, name, parent in sorted(rows, key=lambda row: sort_key(row[1]))}
    nowhere = _put_people(all_of_them)
    counts = [(kind, _counts(kind, by)) for kind in counted_kinds(by)]
    under: dict[int | None, list[Branch]] = defaultdict(list)
    for branch in all_of_them.values():
        branch.counts = [(kind, of_kind[branch.id]) for kind, of_kind in counts]
        under[branch.parent_id if branch.parent_id in all_of_them else None].append(branch)
    for branch in all_of_them.values():
        branch.branches = under[branch.id]
    return under[None], nowhere


def _put_people(branches: dict[int, Branch]) -> list[Named]:
    nowhere = []
    for person in named("user").values():
        if not person.active:
            continue
        branch = branches.get(person.department_id or 0)
        if branch is None:
            nowhere.append(person)
        elif role(person.role).oversees and not role(person.role).rules:
            branch.leading.append(person)
        else:
            branch.people.append(person)
    return nowhere


def _counts(kind: RecordType, by: Actor) -> dict[int, int]:
    """How many of each department this person sees; one more than the cap for any more, so that no count is a long one."""
    where = reading.visible(kind, by)
    with connection.cursor() as cursor:
        cursor.execute(
            f"""SELECT d.id, (SELECT COUNT(*) FROM (
                    SELECT 1 FROM "{kind.table}" t WHERE t.department_id = d.id AND {where.sql} LIMIT {CAP + 1}) few)
                FROM access_department d WHERE d.deleted_at IS NULL""",
            list(where.params),
        )
        return dict(cursor.fetchall())


def flat(branches: list[Branch], depth: int = 0) -> Iterator[tuple[int, Branch]]:
    """Every department with how deep it stands, from the top down."""
    for branch in branches:
        yield depth, branch
        yield from flat(branch.branches, depth + 1)


def below(branch: Branch) -> set[int]:
    """A department and all under it: where it cannot be moved to."""
    return {one.id for _depth, one in flat([branch])}
