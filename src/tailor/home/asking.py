"""What blocks ask: questions as lists are asked them, so that a figure is the count of the list it leads to.

The figures of a page are one statement, and none counts beyond the cap of lists.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from django.http import QueryDict

from tailor.access.actors import Actor
from tailor.access.models import User
from tailor.access.rights import Scope
from tailor.kernel.remembering import remembered
from tailor.kernel.statements import Rows, Statement
from tailor.records import reading
from tailor.records.fields import Number
from tailor.records.fields.base import Condition, Field
from tailor.records.listing.askable import askable
from tailor.records.listing.conditions import conditions
from tailor.records.listing.counting import CAP
from tailor.records.listing.question import Question, ask
from tailor.records.record import Record
from tailor.records.shape import visible_fields
from tailor.records.showing import Show
from tailor.records.types import RecordType, record_type

NOT_FILTERS = ("sort", "columns", "group_by")


@dataclass(frozen=True, slots=True)
class Asked:
    """Records of a type that a list with this `query` finds; `total` names the field whose values are added up in the place
    of counting."""

    record_type: str
    query: str = ""
    total: str = ""

    @property
    def url(self) -> str:
        return f"/{record_type(self.record_type).slug}/" + (f"?{self.query}" if self.query else "")

    def of(self, person: int) -> Asked:
        """Only what one person is in charge of."""
        return Asked(self.record_type, f"owner=is:{person}&{self.query}".rstrip("&"), self.total)


def may_ask(asked: Asked, by: Actor) -> bool:
    """Whether this person may ask all of it: of a part a figure would be another one."""
    return _asked(asked, by) is not None


def may_read(code: str, *names: str) -> Callable[[Actor], bool]:
    """For who may have a block: whether somebody sees records of a type, and these fields of them."""
    return lambda by: by.scope(code, "see") is not Scope.NONE and all(map(by.grant(code).may_see, names))


def _asked(asked: Asked, by: Actor) -> tuple[RecordType, Question, Mapping[str, Field]] | None:
    key = ("home", asked, by.person_id, by.role.code, by.departments)
    return remembered(key, lambda: _read(asked, by))


def _read(asked: Asked, by: Actor) -> tuple[RecordType, Question, Mapping[str, Field]] | None:
    kind = record_type(asked.record_type)
    if by.scope(kind.code, "see") is Scope.NONE:
        return None
    fields = {name: one for name, one in visible_fields(kind, by).items() if not one.secret}
    known = askable(kind, by)
    question = ask(kind, QueryDict(asked.query), fields, known)
    wanted = [name for name, _value in parse_qsl(asked.query) if name not in NOT_FILTERS]
    whole = len(question.filters) == len(wanted) and (not asked.total or asked.total in fields)
    return (kind, question, known) if whole else None


def condition_of(asked: Asked, by: Actor) -> tuple[RecordType, Condition]:
    """The type and the condition of what is asked, the rights of the person within it. Raises `NotVisible`."""
    found = _asked(asked, by)
    if found is None:
        raise reading.NotVisible
    kind, question, known = found
    return kind, conditions(kind, question, known, by)


def numbers(asked: Iterable[Asked], by: Actor) -> Statement[dict[Asked, int]]:
    """How many there are of each, never counting beyond the cap and one, or what they come to in smallest parts: all of them
    by one statement, in which what is asked twice stands once."""
    wanted, parts, params = list(dict.fromkeys(asked)), list[str](), list[Any]()
    for one in wanted:
        sql, given = _number(one, by)
        parts.append(sql)
        params += given

    def take(rows: Rows) -> dict[Asked, int]:
        return {one: int(number or 0) for one, number in zip(wanted, rows[0], strict=False)}

    return Statement(f"SELECT {', '.join(parts) or 0}", params, take)


def numbers_of(asked: Sequence[Asked], people: Collection[int], by: Actor) -> Statement[dict[int, list[int]]]:
    """The same for each of these people, of what they are in charge of: one statement for all of them."""
    parts, params = [], list[Any]()
    for one in asked:
        sql, given = _number(one, by, " AND t.owner_id = p.id")
        parts.append(sql)
        params += given
    marks = ", ".join(["%s"] * len(people)) or "NULL"
    return Statement(
        f'SELECT {", ".join(["p.id", *parts])} FROM "{User._meta.db_table}" p WHERE p.id IN ({marks})',
        [*params, *people],
        lambda rows: {row[0]: [int(number or 0) for number in row[1:]] for row in rows},
    )


def _number(asked: Asked, by: Actor, also: str = "") -> tuple[str, Sequence[Any]]:
    kind, where = condition_of(asked, by)
    rows = f'FROM "{kind.table}" t WHERE {where.sql}{also}'
    if asked.total:
        column = visible_fields(kind, by)[asked.total].expression("t")
        return f"(SELECT SUM({column}) {rows})", where.params
    return f"(SELECT COUNT(*) FROM (SELECT 1 {rows} LIMIT {CAP + 1}) few)", where.params


def first(asked: Asked, by: Actor, order: str, limit: int, only: Collection[str]) -> Statement[list[Record]]:
    """The first records of what is asked."""
    kind, where = condition_of(asked, by)
    return reading.selecting(kind, by, where.sql, where.params, order, limit=limit, only=frozenset(only))


def said(asked: Asked, number: int, show: Show) -> str:
    """A number as it is read: an amount in the company's currency, a count as lists tell it."""
    if asked.total:
        field = record_type(asked.record_type).declared[asked.total]
        text = field.text(field.from_db(number), show)
        return f"{text}\u00a0{field.behind}" if isinstance(field, Number) and field.behind else text
    return f"{show.number(CAP)}+" if number > CAP else show.number(number)
