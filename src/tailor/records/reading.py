"""The one door for reading records: what a person may not see does not exist for them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from django.db import connection
from django.http import Http404

from tailor.access.actors import Actor
from tailor.records.fields.base import Condition, Field
from tailor.records.record import Record, build, columns_for, quoted
from tailor.records.shape import visible_fields
from tailor.records.types import RecordType


class NotVisible(Http404):
    """There is no such record, or this person may not see it; nobody is told which."""


def visible(kind: RecordType, by: Actor, alias: str = "t", action: str = "see") -> Condition:
    """The condition of rows that live and that the person may `action`, always also see."""
    parts: list[str] = []
    params: list[Any] = []
    for wanted in dict.fromkeys(("see", action)):
        condition = kind.visibility.condition(by, by.scope(kind.code, wanted), alias)
        if condition.sql:
            parts.append(condition.sql)
            params += condition.params
    if "deleted_at" in {f.column for f in kind.model._meta.concrete_fields}:
        parts.insert(0, f"{alias}.deleted_at IS NULL")
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
    ids = [pk for pk in ids if 0 < pk < 2**63]
    if not ids:
        return []
    where = visible(kind, by, action=action)
    marks = ", ".join(["%s"] * len(ids))
    return select(kind, by, f"t.id IN ({marks}) AND {where.sql}", [*ids, *where.params], "t.id", stamp=stamp)


def select(
    kind: RecordType,
    by: Actor,
    where: str,
    params: Sequence[Any],
    order: str,
    *,
    limit: int | None = None,
    stamp: int | None = None,
) -> list[Record]:
    """Records by a condition that already contains `visible(...)`; for the rooms above, never for pages."""
    fields: list[Field] = [f for f in visible_fields(kind, by, stamp).values() if f.kind != "secret"]
    columns = columns_for(kind, fields)
    tail = f" LIMIT {int(limit)}" if limit is not None else ""
    with connection.cursor() as cursor:
        cursor.execute(
            f'SELECT {quoted(columns, "t")} FROM "{kind.table}" t WHERE {where} ORDER BY {order}{tail}', list(params)
        )
        return [build(kind, fields, columns, row) for row in cursor.fetchall()]


def titles(kind: RecordType, ids: Collection[int], by: Actor) -> dict[int, str]:
    """Names of those records that the person may see."""
    if not ids:
        return {}
    where = visible(kind, by)
    marks = ", ".join(["%s"] * len(ids))
    with connection.cursor() as cursor:
        cursor.execute(
            f'SELECT t.id, t."{kind.title_column}" FROM "{kind.table}" t WHERE t.id IN ({marks}) AND {where.sql}',
            [*ids, *where.params],
        )
        return {pk: str(title) for pk, title in cursor.fetchall()}
