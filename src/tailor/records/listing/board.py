"""A board: the records a list's question finds, in columns by the stage they stand at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db import connection

from tailor.access.actors import Actor
from tailor.records.fields.base import Condition, Field
from tailor.records.fields.chosen import IS, NOT
from tailor.records.fields.stages import Stage, StageOption
from tailor.records.listing.page import Cursor, Page, conditions, read_first_pages, read_page
from tailor.records.listing.question import Filter, Question
from tailor.records.types import RecordType

SIZE = 12  # a column of tickets as tall as most screens; more come as one scrolls
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
    page: Page | None

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


def columns(
    kind: RecordType, question: Question, fields: Mapping[str, Field], shown: Sequence[Field], by: Actor, field: Stage
) -> list[Column]:
    """Every stage with its first records, how many there are in all and what they come to. One statement counts, and one
    reads for all columns that have any."""
    where = conditions(kind, within(question, field), fields, by)
    totals = _totals(kind, where, field, summed(fields))
    counted: list[tuple[StageOption | None, tuple[int, int | None]]] = [
        (stage, totals.pop(stage.value, (0, None))) for stage in field.stages
    ]
    if totals:
        rest = sum(count for count, _sum in totals.values()), sum(part or 0 for _count, part in totals.values())
        counted.insert(0, (None, rest))
    asked = [_asked(kind, question, field, stage.value if stage else "") for stage, (count, _sum) in counted if count]
    pages = iter(read_first_pages(kind, asked, fields, shown, by, size=SIZE, also=_also(kind)))
    return [Column(stage, count, added, next(pages) if count else None) for stage, (count, added) in counted]


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


def totals(kind: RecordType, where: Condition, field: Stage, fields: Mapping[str, Field]) -> Totals:
    """By stage, how many records of a condition there are and what they come to."""
    return _totals(kind, where, field, summed(fields))


def _totals(kind: RecordType, where: Condition, field: Stage, added: Field | None) -> dict[Any, tuple[int, int | None]]:
    """By stage, how many records there are and what they come to, over all that the person sees."""
    parts = f"SUM({_as_number(added)})" if added else "NULL"
    with connection.cursor() as cursor:
        cursor.execute(
            f'SELECT {_as_text(field)}, COUNT(*), {parts} FROM "{kind.table}" t WHERE {where.sql} GROUP BY 1',
            list(where.params),
        )
        rows = cursor.fetchall()
    return {stage: (int(count), None if total is None else int(total)) for stage, count, total in rows}


def _as_text(field: Field) -> str:
    value = field.expression("t")
    return f"({value} #>> '{{}}')" if field.own and connection.vendor == "postgresql" else value


def _as_number(field: Field) -> str:
    value = field.expression("t")
    return f"{value}::numeric" if field.own and connection.vendor == "postgresql" else value
