"""Which of a list's questions are answered from an index, be it that of own values or of a column.

Either way the answer is the same, and the quick way depends on how many records are concerned. Those with one value are read in
the usual order where they stand in it. Otherwise few are looked up, and put in order if one is wanted. Where many are, the order of the list is followed until the page is full; SQLite then asks the index for
each record, which to PostgreSQL is dearer than reading the record's values. How many they are is found out by counting a little,
and believed for a minute.
"""

from __future__ import annotations

from collections.abc import Hashable
from functools import cache
from time import monotonic
from typing import Any

import orjson
from django.db import connection
from django.db.models import Model

from tailor.records.fields.base import INDEXED, Condition, Field, in_index
from tailor.records.fields.texts import SORTED_BY
from tailor.records.types import RecordType

FEW = 5000
FEW_IN_NO_ORDER = 20_000  # nothing is to be sorted then
MOST_CERTAIN = 20  # values a record is looked up by
WITHIN_BOUNDS = ("<", ">", "LIKE")
BELIEVED = 60  # seconds
MOST_REMEMBERED = 1000
VALUES = "records_ownvalue"
OF_ONE_VALUE = (f'(o."{INDEXED}" = %s)', f'(o."{INDEXED}" IN (%s))')
_known: dict[Hashable, tuple[float, bool]] = {}


def narrowed(
    kind: RecordType, field: Field, operator: str, argument: str, condition: Condition, *, in_order: bool
) -> Condition:
    """The condition of a filter with the alias t, which reads a record's values only where the index has it. `in_order` is for
    who goes through the records in the order of a list, and may stop soon."""
    sought = within(kind, field, operator, argument)
    if sought is None:
        return condition
    if _are_few(field, sought, FEW if in_order else FEW_IN_NO_ORDER):
        among = in_index(field, sought, "t")
        return Condition(f"{among.sql} AND {condition.sql}", (*among.params, *condition.params))
    stands = f't."{kind.sort_key}"' if kind.sort_key else "''"
    found = _one_by_one(field, sought, stands, "t.id") if in_order and connection.vendor == "sqlite" else None
    if found is None:
        return condition
    # this way, for SQLite would ask what is a statement by itself last
    return Condition(f"CASE WHEN {found.sql} THEN {condition.sql} ELSE FALSE END", (*found.params, *condition.params))


def beside(kind: RecordType, field: Field, operator: str, argument: str) -> Condition | None:
    """Which rows of the index of another field (``o``) are of records that satisfy a filter by certain values, which SQLite can
    tell without looking at the records; None where it cannot, or they are few, or the database is another."""
    sought = within(kind, field, operator, argument) if connection.vendor == "sqlite" else None
    if sought is None or _are_few(field, sought, FEW):
        return None
    return _one_by_one(field, sought, "o.sort_key", "o.record_id")


def leading(kind: RecordType, field: Field, operator: str, argument: str) -> Condition | None:
    """Of a filter by one value, the rows of the index (``o``) that stand in the usual order of the kind; None where they
    do not."""
    sought = within(kind, field, operator, argument) if kind.sort_key else None
    if sought is None or sought.sql not in OF_ONE_VALUE:
        return None
    return Condition(f"o.index_id = {field.index} AND {sought.sql}", sought.params)


def leads_to_few(leads: Condition) -> bool:
    """Whether these rows of the index are few."""
    return is_few(f"{VALUES} o WHERE {leads.sql}", leads.params, FEW)


def tells_all(kind: RecordType, field: Field, operator: str, argument: str) -> bool:
    """Whether a row of the index says all that a filter asks, so that the record's own value need not be looked at: of one value
    that is not cut off there."""
    sought = within(kind, field, operator, argument)
    return sought is not None and sought.sql in OF_ONE_VALUE and len(argument) < SORTED_BY


def within(kind: RecordType, field: Field, operator: str, argument: str) -> Condition | None:
    """Which rows of the field's index (``o``) a filter asks for; None where records that are not in it satisfy it, too."""
    sought = field.sought(operator, argument, kind.code)
    return sought and Condition(f"({sought.sql})", sought.params)


def _are_few(field: Field, sought: Condition, most: int) -> bool:
    return is_few(f"{VALUES} o WHERE o.index_id = {field.index} AND {sought.sql}", sought.params, most)


def followed(kind: RecordType, field: Field, condition: Condition, seen: Condition, order: str) -> Condition:
    """The condition of a filter that names values of a column, for who goes through the records in the order of another. SQLite
    would gather all that have any of them by an index that begins with the column, and sort those; of many, of all that are
    `seen`, it is kept from that, unless one value's stand there in that order. PostgreSQL judges by itself."""
    column = field.expression("t")
    if connection.vendor == "postgresql" or not condition.sql.startswith((f"{column} IN (", f"{column} = ")):
        return condition
    behind = _behind(kind.model, field.db_column)
    if not behind or (len(condition.params) == 1 and order in behind):
        return condition
    rows, params = f'"{kind.table}" t WHERE {seen.sql} AND {condition.sql}', (*seen.params, *condition.params)
    return condition if is_few(rows, params, FEW) else Condition(f"+{condition.sql}", condition.params)


@cache
def _behind(model: type[Model], column: str) -> frozenset[str]:
    """The columns that come second in the indexes of a table which begin with the column."""
    indexes = [[model._meta.get_field(name.lstrip("-")) for name in index.fields] for index in model._meta.indexes]
    columns = [[getattr(one, "column", "") for one in index] for index in indexes]
    return frozenset(index[1] if len(index) > 1 else "" for index in columns if index and index[0] == column)


def _one_by_one(field: Field, condition: Condition, sort_key: str, pk: str) -> Condition | None:
    """What the index says of each record by itself, which is worth it for many; None where the condition does not name certain
    values, by which the row of a record, told by its key and id, is looked up."""
    if len(condition.params) > MOST_CERTAIN or any(sign in condition.sql for sign in WITHIN_BOUNDS):
        return None
    asked = condition.sql.replace('o."', 'p."')
    found = f"SELECT 1 FROM {VALUES} p WHERE p.index_id = {field.index} AND {asked}"
    return Condition(f"EXISTS ({found} AND p.sort_key = {sort_key} AND p.record_id = {pk})", condition.params)


def is_few(rows: str, params: tuple[Any, ...], most: int) -> bool:
    """Whether these are few rows, or were within the last minute."""
    asked = (connection.settings_dict["NAME"], rows, *map(plain, params), most)
    known = _known.get(asked)
    if known is not None and known[0] > monotonic():
        return known[1]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT COUNT(*) FROM (SELECT 1 FROM {rows} LIMIT {most + 1}) few", list(params))
        few = int(cursor.fetchone()[0]) <= most
    if len(_known) >= MOST_REMEMBERED:
        _known.clear()
    _known[asked] = (monotonic() + BELIEVED, few)
    return few


def plain(param: Any) -> str:
    """A parameter as it can be told from others; the driver's wrapping of one as JSON cannot."""
    return str(getattr(param, "obj", param))


def held_values(field: Field) -> list[Any]:
    """Each value that any record has in a field, from one to the next."""
    one = f"SELECT n.value FROM {VALUES} n WHERE n.index_id = {field.index}"
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH RECURSIVE held (value) AS (SELECT * FROM ({one} ORDER BY n.value LIMIT 1) first "
            f"UNION ALL SELECT ({one} AND n.value > held.value ORDER BY n.value LIMIT 1) "
            "FROM held WHERE held.value IS NOT NULL) SELECT value FROM held WHERE value IS NOT NULL"
        )
        return [orjson.loads(row[0]) if connection.vendor == "postgresql" else row[0] for row in cursor.fetchall()]


def forget() -> None:
    """Drop what is believed: between tests."""
    _known.clear()
