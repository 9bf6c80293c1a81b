"""Which records somebody chose in a list: ticked ones, or all that a question finds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from tailor.access.actors import Actor
from tailor.access.rights import Scope
from tailor.kernel.numbers import whole_number
from tailor.records import reading
from tailor.records.fields.base import NEVER, Condition
from tailor.records.listing.askable import askable
from tailor.records.listing.conditions import conditions
from tailor.records.listing.counting import count_all, count_by_owner, ids_after
from tailor.records.listing.question import ask
from tailor.records.record import Record
from tailor.records.shape import visible_fields
from tailor.records.types import RecordType, record_type

PORTION = 200
MOST_TICKED = 5000


@dataclass(frozen=True, slots=True)
class Reach:
    """How far a person gets with what they chose: of `chosen` records they may do it to `may`; `theirs` tells whose the
    others are, as owner (None for nobody) and how many, most first; `gone` are there no longer."""

    chosen: int
    may: int
    theirs: tuple[tuple[int | None, int], ...] = ()
    gone: int = 0

    @property
    def kept_from(self) -> int:
        """How many of them are there, but not for this person to do it to."""
        return self.chosen - self.may - self.gone


@dataclass(frozen=True, slots=True)
class Selection:
    """`ids` are ticked records; without any, `question` (an address) says which. `action` is the right it needs."""

    kind: RecordType
    ids: tuple[int, ...]
    question: str
    action: str

    def plain(self) -> dict[str, Any]:
        """As a job's payload keeps it."""
        return {"kind": self.kind.code, "ids": list(self.ids), "question": self.question, "action": self.action}

    def where(self, by: Actor, action: str = "") -> Condition:
        action = action or self.action
        if self.ids:
            marks = ", ".join(["%s"] * len(self.ids))
            seen = reading.visible(self.kind, by, action=action)
            return Condition(f"t.id IN ({marks}) AND {seen.sql}", (*self.ids, *seen.params))
        asked = askable(self.kind, by)
        question = ask(self.kind, QueryDict(self.question.lstrip("?")), visible_fields(self.kind, by), asked)
        if question.left_out:
            return NEVER  # nothing is done to more than what was asked for
        return conditions(self.kind, question, asked, by, action)

    def count(self, by: Actor) -> int:
        """How many records the person may do it to."""
        return count_all(self.kind, self.where(by))

    def reach(self, by: Actor) -> Reach:
        """How many of what was chosen the person may do it to, and whose the others are. One statement."""
        scope, reaches = by.scope(self.kind.code, self.action), self.kind.visibility.reaches
        if scope is Scope.ALL or not self.kind.has_owner:
            seen = self.count(by)
            return self._told(seen, seen if reaches(by, scope, None, None) else 0, {})
        may, seen, theirs = 0, 0, dict[int | None, int]()
        for owner, department, count in count_by_owner(self.kind, self.where(by, "see")):
            seen += count
            if reaches(by, scope, owner, department):
                may += count
            else:
                theirs[owner] = theirs.get(owner, 0) + count
        return self._told(seen, may, theirs)

    def _told(self, seen: int, may: int, theirs: Mapping[int | None, int]) -> Reach:
        ticked = sum(map(bool, self.ids))
        most_first = sorted(theirs.items(), key=lambda one: (-one[1], one[0] or 0))
        return Reach(max(ticked, seen), may, tuple(most_first), max(0, ticked - seen))

    def portions(self, by: Actor, after: int = 0, size: int = PORTION) -> Iterator[list[Record]]:
        """Those the person may do it to by ascending id, in portions; `after` is the id to go on from."""
        where, scope = self.where(by), by.scope(self.kind.code, self.action)
        while ids := ids_after(self.kind, where, after, size):
            found = [
                one for one in reading.get_many(self.kind, ids, by, action=self.action)
                if self.kind.visibility.reaches(by, scope, one.owner_id, one.department_id)
            ]  # fmt: skip
            if found:
                yield found
            after = ids[-1]


def selection_of(kind: RecordType, data: Mapping[str, str], action: str) -> Selection:
    """What a list's form says is chosen."""
    getlist = getattr(data, "getlist", lambda name: [data[name]] if name in data else [])
    if data.get("all") == "1":
        return Selection(kind, (), data.get("question", ""), action)
    ids = tuple(filter(None, map(whole_number, getlist("pick")[:MOST_TICKED])))
    return Selection(kind, ids or (0,), "", action)


def from_plain(plain: Mapping[str, Any]) -> Selection:
    return Selection(record_type(plain["kind"]), tuple(plain["ids"]), plain["question"], plain["action"])
