"""One page of a list: a single statement that costs the same at row 50 and at row 900,000."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from time import monotonic
from typing import Any

import orjson
from django.db import connection

from tailor.access.actors import Actor
from tailor.records.fields.base import Condition, Field
from tailor.records.listing.question import Question, for_person
from tailor.records.reading import visible
from tailor.records.record import meta_columns, quoted
from tailor.records.types import OWN_COLUMN, RecordType, SortOrder

SIZE = 50
CAP = 1000
BELIEVED = 60  # seconds
MOST_REMEMBERED = 1000
UNTYPED = Field(name="", label="")  # a column that is derived, like the key a name is sorted by
_many: dict[Hashable, float] = {}  # until when a list is believed to be longer than the cap


@dataclass(frozen=True, slots=True)
class Cursor:
    """A place in a list: the order's value and the id of the last row seen. `back` looks towards the beginning."""

    value: Any
    id: int
    back: bool = False

    def __str__(self) -> str:
        return base64.urlsafe_b64encode(orjson.dumps([self.value, self.id], default=str)).decode().rstrip("=")


def read_cursor(text: str, *, back: bool) -> Cursor | None:
    """A cursor out of an address; None for a mangled one, which then means the beginning."""
    try:
        value, pk = orjson.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except (ValueError, TypeError, binascii.Error):
        return None
    if not isinstance(pk, int) or isinstance(value, list | dict | bool) or not 0 <= pk < 2**63:
        return None
    return Cursor(value, pk, back)


@dataclass(frozen=True, slots=True)
class Page:
    """Raw rows by `columns`, with the cursors to either side."""

    columns: tuple[str, ...]
    rows: Sequence[Sequence[Any]]
    following: Cursor | None
    preceding: Cursor | None


def order_of(kind: RecordType, question: Question, fields: Mapping[str, Field]) -> tuple[SortOrder, str, bool]:
    """The order, its SQL, and whether it is descending."""
    name = question.sort.removeprefix("-")
    field = fields.get(name)
    if field is not None and field.own:
        order = SortOrder(name, field.label, name, empties=True)
        return order, field.order_expression("t"), question.sort.startswith("-")
    order = kind.order(name)
    descending = question.sort.startswith("-") if question.sort else order.descending
    return order, f't."{order.column}"', descending


def conditions(
    kind: RecordType, question: Question, fields: Mapping[str, Field], by: Actor, action: str = "see"
) -> Condition:
    """Everything a row has to satisfy: it lives, may be seen, and passes the filters."""
    seen = visible(kind, by, action=action)
    parts, params = [seen.sql], list(seen.params)
    for one in question.filters:
        field = fields[one.field]
        condition = field.condition(one.operator, for_person(one, field, by), "t", kind.code)
        parts.append(condition.sql)
        params += condition.params
    return Condition(" AND ".join(parts), tuple(params))


def read_page(
    kind: RecordType,
    question: Question,
    fields: Mapping[str, Field],
    shown: Sequence[Field],
    by: Actor,
    cursor: Cursor | None,
    *,
    size: int = SIZE,
    also: Sequence[str] = (),
) -> Page:
    """The rows after (or before) the cursor in the question's order; `also` names columns wanted beside the fields."""
    columns = (*_columns(kind, shown), *also)
    order, expression, descending = order_of(kind, question, fields)
    where = conditions(kind, question, fields, by)
    backwards = bool(cursor and cursor.back)
    field = _field_of(kind, order, fields)
    query = Query(kind, columns, where, order, field, expression, descending != backwards, size + 1)
    rows = query.rows(cursor)
    more = len(rows) > size
    rows = rows[:size]
    if backwards:
        rows.reverse()
    if not rows:
        return Page(columns, rows, None, None)
    first, last = _at(rows[0], field, back=True), _at(rows[-1], field, back=False)
    if backwards:
        return Page(columns, rows, last, first if more else None)
    return Page(columns, rows, last if more else None, first if cursor else None)


def _field_of(kind: RecordType, order: SortOrder, fields: Mapping[str, Field]) -> Field:
    """The field whose values an order follows."""
    own = fields.get(order.name)
    if own is not None and own.own:
        return own
    return next((field for field in kind.fields if field.db_column == order.column), UNTYPED)


def _columns(kind: RecordType, shown: Sequence[Field]) -> tuple[str, ...]:
    needed = [c for c in meta_columns(kind) if c not in ("created_at", "updated_at", "deleted_at", OWN_COLUMN)]
    face = [kind.declared[n].db_column for n in (kind.face.photo, kind.face.company) if n] if kind.face else []
    own = [OWN_COLUMN] if any(field.own for field in shown) else []
    wanted = [kind.title_column, *(field.db_column for field in shown if not field.own)]
    return tuple(dict.fromkeys([*needed, *own, *face, *wanted]))


def _at(row: Sequence[Any], field: Field, *, back: bool) -> Cursor:
    value = row[-1]
    if field.own and connection.vendor == "postgresql" and isinstance(value, str):
        value = orjson.loads(value)
    return Cursor(str(value) if hasattr(value, "isoformat") else value, row[0], back)  # a moment as SQLite keeps it


@dataclass(frozen=True, slots=True)
class Query:
    """The statement of a page. Its last selected column is the order's value.

    Rows without a value stand last whichever way the others are ordered, so a page may need a second statement.
    """

    kind: RecordType
    columns: tuple[str, ...]
    where: Condition
    order: SortOrder
    field: Field
    expression: str
    descending: bool
    limit: int

    def rows(self, cursor: Cursor | None) -> list[tuple[Any, ...]]:
        if not self.order.empties:
            return self._run(cursor, "", self.limit)
        filled, empty = f" AND {self.expression} IS NOT NULL", f" AND {self.expression} IS NULL"
        backwards = bool(cursor and cursor.back)
        phases = [empty, filled] if backwards else [filled, empty]
        if cursor and (cursor.value is None) != backwards:
            phases = phases[1:]
        found: list[tuple[Any, ...]] = []
        for phase in phases:
            own_phase = cursor if cursor and (cursor.value is None) == (phase == empty) else None
            found += self._run(own_phase, phase, self.limit - len(found), by_value=phase == filled)
            if len(found) >= self.limit:
                break
        return found

    def _run(self, cursor: Cursor | None, phase: str, limit: int, *, by_value: bool = True) -> list[tuple[Any, ...]]:
        direction = " DESC" if self.descending else ""
        ordering = f"{self.expression}{direction}, t.id{direction}" if by_value else f"t.id{direction}"
        keyset, params = self._beyond(cursor, by_value)
        sql = (
            f'SELECT {quoted(self.columns, "t")}, {self.expression} FROM "{self.kind.table}" t '
            f"WHERE {self.where.sql}{phase}{keyset} ORDER BY {ordering} LIMIT {limit}"
        )
        with connection.cursor() as database:
            database.execute(sql, [*self.where.params, *params])
            rows: list[tuple[Any, ...]] = database.fetchall()
            return rows

    def _beyond(self, cursor: Cursor | None, by_value: bool) -> tuple[str, list[Any]]:
        """The condition of rows behind the cursor. SQLite wants expressions spelt out to use their index."""
        if cursor is None:
            return "", []
        sign = "<" if self.descending else ">"
        if not by_value:
            return f" AND t.id {sign} %s", [cursor.id]
        value = self.field.order_value(cursor.value)
        if connection.vendor == "sqlite" and "(" in self.expression:
            e = self.expression
            return f" AND {e} {sign}= %s AND ({e} {sign} %s OR t.id {sign} %s)", [value, value, cursor.id]
        return f" AND ({self.expression}, t.id) {sign} (%s, %s)", [value, cursor.id]


def count_upto(kind: RecordType, where: Condition, cap: int = CAP) -> int:
    """How many rows satisfy the condition, but never counting further than `cap` + 1.

    That there are more than the cap is believed for a minute: it hardly ever changes, and every page of a list asks.
    """
    asked = (connection.settings_dict["NAME"], kind.table, where.sql, where.params, cap)
    if _many.get(asked, 0) > monotonic():
        return cap + 1
    with connection.cursor() as cursor:
        cursor.execute(
            f'SELECT COUNT(*) FROM (SELECT 1 FROM "{kind.table}" t WHERE {where.sql} LIMIT {cap + 1}) few',
            list(where.params),
        )
        count = int(cursor.fetchone()[0])
    if count > cap:
        if len(_many) >= MOST_REMEMBERED:
            _many.clear()
        _many[asked] = monotonic() + BELIEVED
    return count


def forget() -> None:
    """Drop what is believed: between tests."""
    _many.clear()


def count_all(kind: RecordType, where: Condition) -> int:
    """How many rows satisfy the condition, whatever it takes."""
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT COUNT(*) FROM "{kind.table}" t WHERE {where.sql}', list(where.params))
        return int(cursor.fetchone()[0])


def count_by_owner(kind: RecordType, where: Condition) -> list[tuple[int | None, int | None, int]]:
    """How many matching rows there are of each owner in each department: (owner, department, count)."""
    columns = [c if c in meta_columns(kind) else "NULL" for c in ("owner_id", "department_id")]
    with connection.cursor() as cursor:
        cursor.execute(
            f'SELECT {", ".join(columns)}, COUNT(*) FROM "{kind.table}" t WHERE {where.sql} GROUP BY 1, 2',
            list(where.params),
        )
        found: list[tuple[int | None, int | None, int]] = cursor.fetchall()
        return found


def ids_after(kind: RecordType, where: Condition, after: int, limit: int) -> list[int]:
    """Ids of matching rows beyond one, ascending: how long work walks over a selection."""
    with connection.cursor() as cursor:
        cursor.execute(
            f'SELECT t.id FROM "{kind.table}" t WHERE {where.sql} AND t.id > %s ORDER BY t.id LIMIT {limit}',
            [*where.params, after],
        )
        return [row[0] for row in cursor.fetchall()]
