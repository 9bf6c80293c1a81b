"""One page of a list: a single statement that costs the same at row 50 and at row 900,000."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from django.db import connection

from tailor.access.actors import Actor
from tailor.records.fields.base import INDEXED, Condition, Field, bound
from tailor.records.listing.conditions import conditions, order_of
from tailor.records.listing.indexed import VALUES, held_values
from tailor.records.listing.leads import Leads, about_few, in_own_order, leading_to
from tailor.records.listing.question import Question
from tailor.records.record import meta_columns, quoted
from tailor.records.types import OWN_COLUMN, RecordType, SortOrder
from tailor.records.visibility import EVERYTHING

SIZE = 50
UNTYPED = Field(name="", label="")  # a column that is derived, like the key a name is sorted by


@dataclass(frozen=True, slots=True)
class Cursor:
    """A place in a list: the order's value and the id of the last row seen, and between them the key of its usual order where
    rows with one value stand by that. `back` looks towards the beginning."""

    value: Any
    id: int
    back: bool = False
    sort_key: str = ""

    def __str__(self) -> str:
        told = [self.value, self.id, *filter(None, [self.sort_key])]
        return base64.urlsafe_b64encode(orjson.dumps(told, default=str)).decode().rstrip("=")


def read_cursor(text: str, *, back: bool) -> Cursor | None:
    """A cursor out of an address; None for a mangled one, which then means the beginning."""
    try:
        value, pk, *more = orjson.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except (ValueError, TypeError, binascii.Error):
        return None
    if not isinstance(pk, int) or isinstance(value, list | dict | bool) or not 0 <= pk < 2**63:
        return None
    if len(more) > 1 or not all(isinstance(one, str) for one in more):
        return None
    return Cursor(value, pk, back, "".join(more))


@dataclass(frozen=True, slots=True)
class Page:
    """Raw rows by `columns`, with the cursors to either side."""

    columns: tuple[str, ...]
    rows: Sequence[Sequence[Any]]
    following: Cursor | None
    preceding: Cursor | None


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
    query = _query(kind, question, fields, shown, by, size, also, backwards=bool(cursor and cursor.back))
    return _page(query, query.rows(cursor), cursor)


def read_first_pages(
    kind: RecordType,
    questions: Sequence[Question],
    fields: Mapping[str, Field],
    shown: Sequence[Field],
    by: Actor,
    *,
    size: int = SIZE,
    also: Sequence[str] = (),
) -> list[Page]:
    """The first page of each question: by one statement, unless a page of that order may need several."""
    queries = [_query(kind, question, fields, shown, by, size, also) for question in questions]
    return [_page(query, rows, None) for query, rows in zip(queries, rows_of_all(queries), strict=True)]


def _query(
    kind: RecordType, question: Question, fields: Mapping[str, Field], shown: Sequence[Field], by: Actor, size: int,
    also: Sequence[str], *, backwards: bool = False,
) -> Query:  # fmt: skip
    columns = (*_columns(kind, shown), *also)
    order, expression, descending = order_of(kind, question, fields)
    field = _field_of(kind, order, fields)
    few = in_own_order(field) and about_few(kind, conditions(kind, question, fields, by))
    leads = None if few else leading_to(kind, question, fields, by, order, field)
    led_by, in_order = leads.by if leads else (), None if few else order
    where = there = conditions(kind, question, fields, by, in_order=in_order, led_by=led_by)
    if leads and leads.knows:
        there = conditions(kind, question, fields, by, in_order=in_order, led_by=led_by, agreeing=True)
    return Query(kind, columns, where, there, order, field, expression, descending != backwards, size + 1, few, leads)


def _page(query: Query, rows: list[tuple[Any, ...]], cursor: Cursor | None) -> Page:
    """The rows as a page; that there is one more than fits tells that it goes on."""
    columns, size = query.columns, query.limit - 1
    backwards, more = bool(cursor and cursor.back), len(rows) > size
    rows = rows[:size]
    if backwards:
        rows.reverse()
    if not rows:
        return Page(columns, rows, None, None)
    first, last = _at(rows[0], query, back=True), _at(rows[-1], query, back=False)
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
    beside = [kind.declared[name].db_column for field in shown for name in field.hangs_on if name in kind.declared]
    return tuple(dict.fromkeys([*needed, *own, *face, *wanted, *beside]))


def _at(row: Sequence[Any], query: Query, *, back: bool) -> Cursor:
    value = row[-1]
    if query.field.own and connection.vendor == "postgresql" and isinstance(value, str):
        value = orjson.loads(value)
    if isinstance(value, bool):  # SQLite knows none
        value = int(value)
    value = str(value) if hasattr(value, "isoformat") else value  # a moment as SQLite keeps it
    return Cursor(value, row[0], back, row[-2] if query.tied else "")


@dataclass(frozen=True, slots=True)
class Phase:
    """Rows of a page that one statement reads: `where` tells them from the others, beside what the list asks; `value` is SQL
    of the order's value, by which they are sorted if they are `sorted`, and then by `tie`, if there is one, and `pk`. `at` is
    their value where it is the same for all of them. They are `led` to by the index of own values, or found without."""

    source: str
    where: Condition
    value: str
    tie: str = ""
    pk: str = "t.id"
    sorted: bool = True
    at: Any = None
    led: bool = False

    def holds(self, value: Any) -> bool:
        """Whether a row with that value of the order is one of these."""
        return value is not None if self.sorted else value == self.at


@dataclass(frozen=True, slots=True)
class Query:
    """The statement of a page. Its last selected column is the order's value; where records with one value of an own field are
    `tied` by their usual order, the key of that stands before it. By `leads` the list is read from the index of own values.

    Rows without a value stand last whichever way the others are ordered, so a page may need a second statement; and one for
    each value in its order where they are chosen from a few and found by the index of own values. Of what is found there it
    asks what is true `there`.
    """

    kind: RecordType
    columns: tuple[str, ...]
    where: Condition
    there: Condition
    order: SortOrder
    field: Field
    expression: str
    descending: bool
    limit: int
    few: bool = False
    leads: Leads | None = None

    @property
    def tied(self) -> str:
        return f't."{self.kind.sort_key}"' if self.field.own and self.kind.sort_key else ""

    def rows(self, cursor: Cursor | None) -> list[tuple[Any, ...]]:
        found: list[tuple[Any, ...]] = []
        for phase in self._phases(cursor):
            within = cursor if cursor and phase.holds(cursor.value) else None
            found += self._run(phase, within, self.limit - len(found))
            if len(found) >= self.limit:
                break
        return found

    def _phases(self, cursor: Cursor | None) -> list[Phase]:
        """Those from the cursor on, in their order."""
        table = self._found() if self.few else f'"{self.kind.table}" t'
        if self.leads is not None and not self.field.own:
            where = Condition(self.leads.rows.also, self.leads.rows.params)
            return [Phase(_from_index(table), where, "o.sort_key", pk="o.record_id", led=True)]
        if not self.order.empties:
            return [Phase(table, Condition(""), self.expression)]
        if in_own_order(self.field) and not self.few:
            filled = self._indexed(table, cursor)
        else:
            filled = [Phase(table, Condition(f" AND {self.expression} IS NOT NULL"), self.expression, self.tied)]
        empty = Phase(table, Condition(f" AND {self.expression} IS NULL"), self.expression, self.tied, sorted=False)
        phases = [empty, *filled] if cursor and cursor.back else [*filled, empty]
        if self.leads is not None and self.leads.by:
            phases.remove(empty)
        at = next((place for place, phase in enumerate(phases) if cursor and phase.holds(cursor.value)), 0)
        return phases[at:]

    def _found(self) -> str:
        """The few, so that nothing else is asked of the others."""
        table = f'"{self.kind.table}" t'
        return f"(SELECT t.id FROM {table} WHERE {self.where.sql}) few {_then()} {table} ON t.id = few.id"

    def _indexed(self, table: str, cursor: Cursor | None) -> list[Phase]:
        """Rows that have a value, in the order of the index."""
        source, tie = _from_index(table), "o.sort_key" if self.tied else ""
        leads = self.leads.rows if self.leads else EVERYTHING
        of_field = f" AND o.index_id = {self.field.index}{leads.also}"
        if not self.field.in_offered_order:
            return [Phase(source, Condition(of_field, leads.params), f"o.{INDEXED}", tie, "o.record_id", led=True)]
        places: dict[int, list[Any]] = {}
        for value in held_values(self.field):
            places.setdefault(self.field.place_of(value), []).append(value)
        if cursor and cursor.value is not None:
            places.setdefault(self.field.order_value(cursor.value), [])
        phases = []
        for place, values in sorted(places.items(), reverse=self.descending):
            marks = ", ".join(["%s"] * len(values)) or "NULL"
            given = (*leads.params, *(bound(self.field, value) for value in values))
            held = Condition(f"{of_field} AND o.{INDEXED} IN ({marks})", given)
            phases.append(Phase(source, held, str(place), tie, "o.record_id", sorted=False, at=place, led=True))
        return phases

    def _run(self, phase: Phase, cursor: Cursor | None, limit: int) -> list[tuple[Any, ...]]:
        sql, params = self._statement(phase, cursor, limit)
        with connection.cursor() as database:
            database.execute(sql, params)
            rows: list[tuple[Any, ...]] = database.fetchall()
            return rows

    def only_statement(self) -> tuple[str, list[Any]] | None:
        """What reads the first page; None where that may take more than one."""
        phases = self._phases(None)
        return self._statement(phases[0], None, self.limit) if len(phases) == 1 else None

    def _statement(self, phase: Phase, cursor: Cursor | None, limit: int) -> tuple[str, list[Any]]:
        direction, where = " DESC" if self.descending else "", self.there if phase.led else self.where
        ordered = [phase.value if phase.sorted else "", phase.tie, phase.pk]
        keyset, params = self._beyond(phase, cursor)
        selected = ", ".join(filter(None, [quoted(self.columns, "t"), phase.tie, phase.value]))
        sql = (
            f"SELECT {selected} FROM {phase.source} "
            f"WHERE {'TRUE' if self.few else where.sql}{phase.where.sql}{keyset} "
            f"ORDER BY {', '.join(f'{one}{direction}' for one in ordered if one)} LIMIT {limit}"
        )
        return sql, [*where.params, *phase.where.params, *params]

    def _beyond(self, phase: Phase, cursor: Cursor | None) -> tuple[str, list[Any]]:
        """The condition of rows behind the cursor. SQLite wants expressions spelt out to use their index."""
        if cursor is None:
            return "", []
        sign = "<" if self.descending else ">"
        names = [*filter(None, [phase.tie]), phase.pk]
        at = [cursor.sort_key, cursor.id] if phase.tie else [cursor.id]
        if not phase.sorted:
            return f" AND {_row(names)} {sign} {_row(['%s'] * len(at))}", at
        value = self.field.order_value(cursor.value)
        if connection.vendor == "sqlite" and "(" in phase.value:
            e, behind = phase.value, f"{_row(names)} {sign} {_row(['%s'] * len(at))}"
            return f" AND {e} {sign}= %s AND ({e} {sign} %s OR {behind})", [value, value, *at]
        return f" AND {_row([phase.value, *names])} {sign} {_row(['%s'] * (len(at) + 1))}", [value, *at]


def _row(parts: Sequence[str]) -> str:
    return f"({', '.join(parts)})"


def _from_index(table: str) -> str:
    return f"{VALUES} o {_then()} {table} ON t.id = o.record_id"


def _then() -> str:
    """A join that SQLite follows from the left to the right."""
    return "CROSS JOIN" if connection.vendor == "sqlite" else "JOIN"


def rows_of_all(queries: Sequence[Query]) -> list[list[tuple[Any, ...]]]:
    """The rows of the first page of each, one after another in one statement where each is one."""
    statements = [found for query in queries if (found := query.only_statement()) is not None]
    if len(statements) < len(queries) or len(queries) < 2:
        return [query.rows(None) for query in queries]
    parts = [f"SELECT {place}, one.* FROM ({sql}) one" for place, (sql, _params) in enumerate(statements)]
    rows: list[list[tuple[Any, ...]]] = [[] for _query in queries]
    with connection.cursor() as database:
        database.execute(" UNION ALL ".join(parts), [value for _sql, params in statements for value in params])
        for place, *row in database.fetchall():
            rows[place].append(tuple(row))
    return rows
