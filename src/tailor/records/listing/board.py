"""A board: the records a list's question finds, in columns by the stage they stand at."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from django.db import connection

from tailor.access.actors import Actor
from tailor.kernel.statements import Statement
from tailor.records.fields.base import Condition, Field
from tailor.records.fields.chosen import IS, NOT
from tailor.records.fields.stages import Stage, StageOption
from tailor.records.listing.conditions import conditions
from tailor.records.listing.page import Cursor, Page, read_first_pages, read_page
from tailor.records.listing.question import Filter, Question
from tailor.records.types import RecordType

SIZE = 10  # a column of tickets as tall as most screens; more come as one scrolls
NEWEST = "created"
NOWHERE = "-"
"""In addresses: the column of what stands at no stage; no stage has such an inner name."""


@dataclass(frozen=True, slots=True)
class Column:
    """`stage` is None for what stands at no stage, or at one that was taken away. `total` is what the values of the summed
    field come to, as they are kept."""

    stage: StageOption | None
    count: int
    total: int | None

    @property
    def key(self) -> str:
        return self.stage.value if self.stage else ""


Totals = dict[Any, tuple[int, int | None]]


def summed(fields: Mapping[str, Field]) -> Field | None:
    """The field whose values are added up over each column: the first of those that can be."""
    return next((field for field in fields.values() if field.adds_up), None)


def in_order(kind: RecordType, question: Question) -> Question:
    """The newest come first where nothing else was asked for."""
    newest = any(order.name == NEWEST for order in kind.orders)
    return question.sorted_by(f"-{NEWEST}") if newest and not question.sort else question


def narrowed(question: Question, field: Stage, stage: str) -> Question:
    """The question about one column; "" is that of what stands at no stage there is."""
    wanted = (
        Filter(field.name, IS, stage) if stage else Filter(field.name, NOT, ",".join(o.value for o in field.stages))
    )
    return replace(question.grouped_by(""), filters=(*question.filters, wanted))


def within(question: Question, field: Stage) -> Question:
    """The question about the records of one board, where there are several over one field."""
    only = field.board_filter
    return replace(question, filters=(*question.filters, Filter(field.name, *only))) if only else question


def first_pages(
    kind: RecordType, question: Question, fields: Mapping[str, Field], shown: Sequence[Field], by: Actor, field: Stage
) -> dict[str, Page]:
    """The first records at each stage: one statement."""
    asked = {stage.value: _asked(kind, question, field, stage.value) for stage in field.stages}
    pages = read_first_pages(kind, list(asked.values()), fields, shown, by, size=SIZE, also=_also(kind))
    return dict(zip(asked, pages, strict=True))


def counting(
    kind: RecordType, question: Question, fields: Mapping[str, Field], by: Actor, field: Stage
) -> Statement[list[Column]]:
    """How many records stand at each stage and what they come to, over all that the person sees."""
    within_board = conditions(kind, within(question, field), fields, by)
    if field.own or question.filters:
        return _grouped(kind, within_board, field, summed(fields)).then(lambda totals: _columns(field, totals))
    places = [*_at_each(conditions(kind, question, fields, by), field, field.stages), *_at_none(within_board, field)]
    return _counted(kind, places, summed(fields)).then(lambda totals: _columns(field, totals))


def _columns(field: Stage, totals: Totals) -> list[Column]:
    found = [Column(stage, *totals.pop(stage.value, (0, None))) for stage in field.stages]
    if totals:
        rest = sum(count for count, _sum in totals.values()), sum(part or 0 for _count, part in totals.values())
        found.insert(0, Column(None, *rest))
    return found


def further(
    kind: RecordType, question: Question, fields: Mapping[str, Field], shown: Sequence[Field], by: Actor, field: Stage,
    stage: str, cursor: Cursor | None,
) -> Page:  # fmt: skip
    """The records of one column behind the cursor."""
    asked = _asked(kind, question, field, stage)
    return read_page(kind, asked, fields, shown, by, cursor, size=SIZE, also=_also(kind))


def _asked(kind: RecordType, question: Question, field: Stage, stage: str) -> Question:
    """The question of one column. A stage says by itself which board it is on."""
    return in_order(kind, narrowed(question if stage else within(question, field), field, stage))


def _also(kind: RecordType) -> Sequence[str]:
    return ("owner_id",) if kind.has_owner else ()


def totals(
    kind: RecordType, where: Condition, field: Stage, fields: Mapping[str, Field], stages: Sequence[StageOption]
) -> Statement[Totals]:
    """By stage, how many records of a condition stand at these stages and what they come to."""
    return _counted(kind, _at_each(where, field, stages), summed(fields))


def _at_each(where: Condition, field: Stage, stages: Sequence[StageOption]) -> list[tuple[str, Condition]]:
    here = f"{where.sql} AND {field.expression('t')} = %s"
    return [(one.value, Condition(here, (*where.params, one.value))) for one in stages]


def _at_none(where: Condition, field: Stage) -> list[tuple[str, Condition]]:
    """What stands at none of the stages: between them, as the index has them in order. SQLite goes by the bounds it reads
    first, so those of a gap stand before those of the board, within which it would read everything for each gap."""
    value, known = field.expression("t"), sorted(one.value for one in field.stages)
    edges = [(f"{value} < %s", known[:1]), (f"{value} > %s", known[-1:])]
    between = [(f"{value} > %s AND {value} < %s", list(pair)) for pair in pairwise(known)]
    return [("", Condition(f"{gap} AND {where.sql}", (*ends, *where.params))) for gap, ends in (*edges, *between)]


def _counted(kind: RecordType, places: Sequence[tuple[str, Condition]], added: Field | None) -> Statement[Totals]:
    """What satisfies each of these conditions, by its name; nothing of what nothing satisfies. Each stage is a run of the
    index and added up by itself, which takes half as long as to group them all."""
    parts = " UNION ALL ".join(
        f'SELECT {number}, COUNT(*), {_sum(added)} FROM "{kind.table}" t WHERE {where.sql}'
        for number, (_name, where) in enumerate(places)
    )
    params = [value for _name, where in places for value in where.params]
    return Statement(
        parts or "SELECT 0, 0, 0", params,
        lambda rows: _together((places[number][0], count, total) for number, count, total in rows if count),
    )  # fmt: skip


def _grouped(kind: RecordType, where: Condition, field: Stage, added: Field | None) -> Statement[Totals]:
    """The same where no index has the stages in runs, or where something else is asked that is not to be asked of each."""
    sql = f'SELECT {_as_text(field)}, COUNT(*), {_sum(added)} FROM "{kind.table}" t WHERE {where.sql} GROUP BY 1'
    return Statement(sql, where.params, _together)


def _together(rows: Iterable[Sequence[Any]]) -> Totals:
    found: Totals = {}
    for name, count, total in rows:
        others, rest = found.get(name, (0, None))
        added = rest if total is None else int(total) + (rest or 0)
        found[name] = others + int(count), added
    return found


def _sum(added: Field | None) -> str:
    return f"SUM({_as_number(added)})" if added else "NULL"


def _as_text(field: Field) -> str:
    value = field.expression("t")
    return f"({value} #>> '{{}}')" if field.own and connection.vendor == "postgresql" else value


def _as_number(field: Field) -> str:
    value = field.expression("t")
    return f"{value}::numeric" if field.own and connection.vendor == "postgresql" else value
