"""Which records somebody chose in a list: ticked ones, or all that a question finds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from tailor.access.actors import Actor
from tailor.kernel.numbers import whole_number
from tailor.records import reading
from tailor.records.fields.base import Condition
from tailor.records.listing.page import conditions, count_all, ids_after
from tailor.records.listing.question import ask
from tailor.records.record import Record
from tailor.records.shape import visible_fields
from tailor.records.types import RecordType, record_type

PORTION = 200
MOST_TICKED = 5000


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

    def where(self, by: Actor) -> Condition:
        if self.ids:
            marks = ", ".join(["%s"] * len(self.ids))
            seen = reading.visible(self.kind, by, action=self.action)
            return Condition(f"t.id IN ({marks}) AND {seen.sql}", (*self.ids, *seen.params))
        fields = visible_fields(self.kind, by)
        question = ask(self.kind, QueryDict(self.question.lstrip("?")), fields)
        return conditions(self.kind, question, fields, by, self.action)

    def count(self, by: Actor) -> int:
        """How many records the person may do it to."""
        return count_all(self.kind, self.where(by))

    def portions(self, by: Actor, after: int = 0, size: int = PORTION) -> Iterator[list[Record]]:
        """The records by ascending id, in portions; `after` is the id to go on from."""
        where = self.where(by)
        while ids := ids_after(self.kind, where, after, size):
            yield reading.get_many(self.kind, ids, by, action=self.action)
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
