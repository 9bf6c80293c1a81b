"""Rows in and out of the tables of records, by statements put together once for each record type."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.db import connection
from django.db.models import Field as Column

from tailor.access.actors import Actor
from tailor.history.log import CREATE, DELETE, RESTORE
from tailor.kernel import stamps
from tailor.kernel.exclusion import exclude
from tailor.kernel.inserting import insert_new
from tailor.kernel.numbers import MOST_ID
from tailor.records import trial
from tailor.records.changes import Prepared
from tailor.records.fields.base import Condition, Field
from tailor.records.fields.turning import without_forms
from tailor.records.reading import visible
from tailor.records.record import Record, all_fields, builder, columns_for, quoted
from tailor.records.shape import fields_of
from tailor.records.types import OWN_COLUMN, RecordType


def lock(kind: RecordType, ids: Sequence[int], by: Actor | None, *, gone: bool = False) -> dict[int, Record]:
    """Records as they stand, with every field, held until the transaction ends; only those the person may see.

    `gone` finds deleted ones too. Without a person it is any of them, gone too: what follows others is asked for so.
    """
    ids = [pk for pk in ids if 0 < pk <= MOST_ID]
    if not ids:
        return {}
    _alone_with_shape(kind)
    fields = all_fields(kind)
    columns = columns_for(kind, fields)
    where = visible(kind, by, gone=gone) if by else Condition(kind.rows("t"))
    hold = " FOR UPDATE OF t" if connection.vendor == "postgresql" and connection.in_atomic_block else ""
    marks = ", ".join(["%s"] * len(ids))
    with connection.cursor() as cursor:
        cursor.execute(
            f'SELECT {quoted(columns, "t")} FROM "{kind.table}" t WHERE t.id IN ({marks}){where.also} ORDER BY t.id{hold}',
            [*ids, *where.params],
        )
        found = list(map(builder(kind, fields, columns), cursor.fetchall()))
    return {record.id: record for record in found}


def write(kind: RecordType, prepared: Sequence[Prepared], now: datetime) -> list[int]:
    """Insert and update rows; the ids in the order given."""
    _alone_with_shape(kind)
    known = [one.change.id for one in prepared if one.change.action != CREATE]
    if len(set(known)) < len(known):
        raise ValueError("two changes of one record in a batch: the second would not know of the first")
    new = [one for one in prepared if one.change.action == CREATE]
    new_ids = iter(_insert(kind, new, now) if new else ())
    _change([one for one in prepared if one.change.action != CREATE], kind, now)
    return [next(new_ids) if one.change.action == CREATE else one.change.id or 0 for one in prepared]


# inserting


@dataclass(frozen=True)
class Plan:
    """How a prepared change becomes the parameters of an INSERT: a row of what every column holds when nothing is given,
    and the places of what may be."""

    columns: tuple[str, ...]
    blank: tuple[Any, ...]
    fields: Mapping[str, tuple[int, Field]]
    places: Mapping[str, int]

    def row(self, one: Prepared, derived: Mapping[str, Any], moment: Any) -> list[Any]:
        """A new record's changes are all its fields that hold something."""
        row = list(self.blank)
        for name in one.changes:
            if name in self.fields:
                place, field = self.fields[name]
                row[place] = field.to_db(one.after[name])
        for column, value in (*derived.items(), *self._given(one, moment)):
            row[self.places[column]] = value
        return row

    def _given(self, one: Prepared, moment: Any) -> Iterator[tuple[str, Any]]:
        """What the gate itself knows of a new record."""
        yield from (("created_at", moment), ("updated_at", moment), ("version", 1))
        if "owner_id" in self.places:
            yield "owner_id", one.owner_id
            if "department" not in one.change.kind.declared:
                yield "department_id", one.department_id
        if one.derived or any(name not in self.fields for name in one.changes):
            yield OWN_COLUMN, own_column(one.change.kind.model._meta.get_field(OWN_COLUMN), one)  # type: ignore[arg-type]


@lru_cache(maxsize=128)
def _plan(kind: RecordType, vendor: str) -> Plan:
    by_column: dict[str, Field] = {field.db_column: field for field in kind.fields if not field.secret}
    columns = [column for column in kind.model._meta.concrete_fields if not column.primary_key]
    names = tuple(str(column.column) for column in columns)
    blank = tuple(
        kind.constants[name] if name in kind.constants
        else by_column[name].to_db(by_column[name].nothing) if name in by_column
        else column.get_db_prep_save(column.get_default(), connection)
        for column, name in zip(columns, names, strict=True)
    )  # fmt: skip
    places = {name: place for place, name in enumerate(names)}
    fields = {field.name: (places[name], field) for name, field in by_column.items() if name in places}
    return Plan(names, blank, fields, places)


def _alone_with_shape(kind: RecordType) -> None:
    """Where such records are part of what every process remembers, one transaction at a time holds or writes any: two that
    took several, trials of drafts too, each in its own order, would wait for each other for ever."""
    if kind.small or kind.shapes:
        exclude(stamps.SHAPE)


def own_column(column: Column[Any, Any], one: Prepared) -> Any:
    """The JSON column of own fields, without those that hold nothing. Values of deleted fields stay for their return;
    what a value was when its field was of another kind goes once somebody changes it."""
    left = without_forms(one.before.unread, one.changes) if one.before else None
    return column.get_db_prep_save(_own(one.change.kind, one.after, left), connection)


def _own(kind: RecordType, values: Mapping[str, Any], unread: Mapping[str, Any] | None) -> dict[str, Any]:
    own = dict(unread or {})
    for name, field in fields_of(kind).items():
        if field.own and name in values and not field.is_nothing(values[name]):
            own[field.own_key] = field.to_own(values[name])
    return own


def _insert(kind: RecordType, new: Sequence[Prepared], now: datetime) -> list[int]:
    plan = _plan(kind, connection.vendor)
    moment = connection.ops.adapt_datetimefield_value(now)
    rows = [plan.row(one, _derived(kind, one), moment) for one in new]
    table = connection.ops.quote_name(kind.table)
    marks = ", ".join(["%s"] * len(plan.columns))
    with connection.cursor() as cursor:
        if len(rows) == 1:
            if pk := trial.number_of(kind, new[0].after):
                insert_new(kind.table, ("id", *plan.columns), [[pk, *rows[0]]])
                return [pk]
            cursor.execute(f"INSERT INTO {table} ({quoted(plan.columns)}) VALUES ({marks}) RETURNING id", rows[0])
            return [cursor.fetchone()[0]]
        ids = _next_ids(cursor, kind.table, len(rows))
    insert_new(kind.table, ("id", *plan.columns), [[pk, *row] for pk, row in zip(ids, rows, strict=True)])
    return ids


def _next_ids(cursor: Any, table: str, count: int) -> list[int]:
    """Ids that nobody else will get. On SQLite the write lock of the transaction guards them."""
    if connection.vendor == "postgresql":
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)", [f'"{table}"', count]
        )
        return [row[0] for row in cursor.fetchall()]
    cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
    row = cursor.fetchone()
    last = row[0] if row else 0
    return list(range(last + 1, last + 1 + count))


def _derived(kind: RecordType, one: Prepared) -> dict[str, Any]:
    return kind.derive(one.after) if kind.derive else {}


# changing


def _change(prepared: Sequence[Prepared], kind: RecordType, now: datetime) -> None:
    if not prepared:
        return
    by_statement: dict[str, list[list[Any]]] = {}
    for one in prepared:
        columns = _changed_columns(kind, one, now)
        sets = ", ".join(f"{connection.ops.quote_name(name)} = %s" for name in columns)
        table = connection.ops.quote_name(kind.table)
        sql = f"UPDATE {table} SET version = version + 1, {sets} WHERE id = %s AND version = %s"
        assert one.before is not None
        by_statement.setdefault(sql, []).append([*columns.values(), one.before.id, one.before.version])
    with connection.cursor() as cursor:
        for sql, rows in by_statement.items():
            if len(rows) == 1:
                cursor.execute(sql, rows[0])
            else:
                cursor.executemany(sql, rows)


def _changed_columns(kind: RecordType, one: Prepared, now: datetime) -> dict[str, Any]:
    moment = connection.ops.adapt_datetimefield_value(now)
    columns: dict[str, Any] = {"updated_at": moment}
    if one.change.action == DELETE:
        return {**columns, "deleted_at": moment}
    if one.change.action == RESTORE:
        return {**columns, "deleted_at": None}
    fields = fields_of(kind)
    for name in one.changes:
        if not fields[name].own:
            columns[fields[name].db_column] = fields[name].to_db(one.after[name])
    if one.derived or any(fields[name].own for name in one.changes):
        column = kind.model._meta.get_field(OWN_COLUMN)
        columns[OWN_COLUMN] = own_column(column, one)  # type: ignore[arg-type]
    if kind.has_owner and "owner" in one.changes:
        columns["owner_id"], columns["department_id"] = one.owner_id, one.department_id
    columns.update(_derived(kind, one))
    return columns


# following


def owned_after(kind: RecordType, owner_id: int, after: int, limit: int) -> list[int]:
    """Ids of what a person owns, deleted too, beyond one, ascending; all portions together read the table once."""
    with connection.cursor() as cursor:
        cursor.execute(
            f'SELECT t.id FROM "{kind.table}" t WHERE t.owner_id = %s AND t.id > %s{kind.and_rows("t")} '
            f"ORDER BY t.id LIMIT {limit}",
            [owner_id, after],
        )
        return [row[0] for row in cursor.fetchall()]


def referring(kind: RecordType, field: Field, pk: int, after: int, limit: int) -> list[int]:
    """Ids of what names a record in a field, deleted too, beyond one, ascending."""
    naming = field.naming(pk, "t")
    with connection.cursor() as cursor:
        cursor.execute(
            f'SELECT t.id FROM "{kind.table}" t WHERE {naming.sql} AND t.id > %s{kind.and_rows("t")} '
            f"ORDER BY t.id LIMIT {limit}",
            [*naming.params, after],
        )
        return [row[0] for row in cursor.fetchall()]


def put_into_department(kind: RecordType, ids: Sequence[int], department_id: int | None) -> None:
    """The department of a record is derived from its owner: it has no version and no event."""
    marks = ", ".join(["%s"] * len(ids))
    with connection.cursor() as cursor:
        cursor.execute(f'UPDATE "{kind.table}" SET department_id = %s WHERE id IN ({marks})', [department_id, *ids])


def keep_own(kind: RecordType, records: Sequence[Record]) -> None:
    """Put the own values of records as they stand here into their rows, which are held. What is derived has no version and
    no event."""
    column: Any = kind.model._meta.get_field(OWN_COLUMN)
    rows = [(column.get_db_prep_save(_own(kind, one.values, one.unread), connection), one.id) for one in records]
    if rows:
        with connection.cursor() as cursor:
            cursor.executemany(f'UPDATE "{kind.table}" SET {OWN_COLUMN} = %s WHERE id = %s', rows)


def keep_first_form(definition: int, form: str) -> None:
    """Note in which form the values of an own field stand under its name. Where things are kept has no version and no
    event."""
    exclude(stamps.SHAPE)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE records_ownfield SET first_form = %s WHERE id = %s", [form, definition])
    stamps.bump(stamps.SHAPE)
