"""The one door for reading records: what a person may not see does not exist for them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import Any

from django.http import Http404

from tailor.access.actors import Actor
from tailor.kernel.among import among_ids
from tailor.kernel.numbers import MOST_ID
from tailor.kernel.remembering import remembered
from tailor.kernel.statements import Statement, answered
from tailor.records.fields.base import Condition, Field
from tailor.records.record import Record, builder, columns_for, meta_columns, quoted
from tailor.records.shape import visible_fields
from tailor.records.types import RecordType


class NotVisible(Http404):
    """There is no such record, or this person may not see it; nobody is told which."""


def visible(
    kind: RecordType, by: Actor, alias: str = "t", action: str = "see", *, gone: bool = False, own: bool = False
) -> Condition:
    """The condition of rows that live, or are `gone` too, and that the person may `action`, always also see. Where all of them
    are the person's `own`, as something else says, less is to be asked."""
    parts: list[str] = []
    params: list[Any] = []
    rule = kind.visibility
    see = rule.of_own if own else rule.condition
    for wanted, rows in {"see": see, action: see if action == "see" else rule.within}.items():
        condition = rows(by, by.scope(kind.code, wanted), alias)
        if condition.sql:
            parts.append(condition.sql)
            params += condition.params
    if not gone and "deleted_at" in meta_columns(kind):
        parts.insert(0, f"{alias}.deleted_at IS NULL")
    if kind.constants:
        parts.insert(0, kind.rows(alias))
    return Condition(" AND ".join(parts) or "1 = 1", tuple(params))


def get(kind: RecordType, pk: int, by: Actor, *, stamp: int | None = None) -> Record:
    """The record of that id. Raises `NotVisible`."""
    found = get_many(kind, [pk], by, stamp=stamp)
    if not found:
        raise NotVisible
    return found[0]


def get_many(
    kind: RecordType, ids: Collection[int], by: Actor, *, action: str = "see", stamp: int | None = None
) -> list[Record]:
    """Those of the records that the person may `action`, by id."""
    ids = [pk for pk in ids if 0 < pk <= MOST_ID]
    if not ids:
        return []
    where = visible(kind, by, action=action)
    marks = ", ".join(["%s"] * len(ids))
    return select(kind, by, f"t.id IN ({marks}) AND {where.sql}", [*ids, *where.params], "t.id", stamp=stamp)


def selecting(
    kind: RecordType,
    by: Actor,
    where: str,
    params: Sequence[Any],
    order: str,
    *,
    limit: int | None = None,
    stamp: int | None = None,
    only: Collection[str] = (),
) -> Statement[list[Record]]:
    """Records by a condition that already contains `visible(...)`; for the rooms above, never for pages.

    `only` names the fields that are wanted of many; the records then hold no others, nor the times they were written.
    """
    wanted = ("reader", kind.code, by.role.code, frozenset(only))
    columns, build = remembered(wanted, lambda: _reader(kind, by, stamp, only))
    tail = f" LIMIT {int(limit)}" if limit is not None else ""
    sql = f'SELECT {columns} FROM "{kind.table}" t WHERE {where} ORDER BY {order}{tail}'
    return Statement(sql, params, lambda rows: list(map(build, rows)))


select = answered(selecting)
"""The same, asked at once."""


def _reader(
    kind: RecordType, by: Actor, stamp: int | None, only: Collection[str]
) -> tuple[str, Callable[[Sequence[Any]], Record]]:
    """The columns a role may read of a kind, and what makes a record out of them."""
    fields: list[Field] = [
        f for f in visible_fields(kind, by, stamp).values() if not f.secret and (not only or f.name in only)
    ]
    columns = columns_for(kind, fields, brief=bool(only))
    return quoted(columns, "t"), builder(kind, fields, columns)


def naming(kind: RecordType, ids: Collection[int], by: Actor) -> Statement[dict[int, str]]:
    """Names of those records that the person may see."""
    where = visible(kind, by)
    one_of, given = among_ids("t.id", ids)
    return Statement(
        f'SELECT t.id, t."{kind.title_column}" FROM "{kind.table}" t WHERE {one_of} AND {where.sql}',
        [given, *where.params],
        lambda rows: {pk: str(title) for pk, title in rows},
    )


def titles(kind: RecordType, ids: Collection[int], by: Actor) -> dict[int, str]:
    """The same, asked now; of no records nothing is asked."""
    return naming(kind, ids, by).answer() if ids else {}
