"""The index of own values: what records hold in own fields, by field and value, so that lists are sorted and narrowed down by
those without reading every record.

Every field has an index of a number of its own. Whoever writes an own field writes its rows in the same transaction, into
whichever index the field has by then: the statement finds it, so that nobody goes by what was remembered. That of a
new field is complete, for nobody has a value yet; one of a field that came back is filled in by a job, and nothing is
answered from it until that is done. Among those with one value records stand by the key of their usual order. Beside each stand
owner and department of the record, so that who sees some of them reads few others. Rows stand there of deleted records too: who asks
joins the records, and their owner and department decide.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

import orjson
from django.db import connection, transaction

from tailor.history.log import DELETE, RESTORE
from tailor.kernel import stamps
from tailor.kernel.exclusion import exclude
from tailor.kernel.remembering import remembered
from tailor.records.changes import Prepared
from tailor.records.fields.base import Field, bound
from tailor.records.models import OwnField, OwnIndex
from tailor.records.record import Record, own_values
from tailor.records.shape import fields_of
from tailor.records.types import OWN_COLUMN, RecordType, Values

PORTION, MOST_ROWS = 500, 2000  # records, and rows of the index, that are filled in at once
SWEPT_AT_ONCE = 2000
BEAT = 0.2  # seconds between two looks at what others are at

Row = tuple[str, Any, str, int, int | None, int | None]
"""A field, a value as it stands in the index, the key of a record in the usual order of its kind, the record; its owner and its
department."""
KEY = 4  # of these tell rows apart
Charge = tuple[int | None, int | None]
"""Who owns a record, and the department it is in."""
OF_ROW = (
    "value = %s AND sort_key = %s AND record_id = %s AND index_id IN "
    "(SELECT id FROM records_ownindex WHERE record_type = %s AND field = %s)"
)


def indexed_fields(kind: RecordType) -> Mapping[str, Field]:
    """The own fields of a kind whose values stand in the index, or will."""
    if not kind.own_able:
        return {}
    return remembered(
        ("indexed", kind.code),
        lambda: {name: field for name, field in fields_of(kind).items() if field.own and field.indexable},
    )


# kept with the records


def follow_written(kind: RecordType, prepared: Sequence[Prepared], ids: Sequence[int]) -> None:
    """Bring the index to what the gate has just written. A deleted record keeps its rows."""
    fields = indexed_fields(kind)
    if not fields:
        return
    before, after, new = set[Row](), set[Row](), set[Row]()
    for one, pk in zip(prepared, ids, strict=True):
        if one.change.action in (DELETE, RESTORE):
            continue
        names = _turning(kind, fields, one)
        now = _rows(kind, fields, names, one.after, pk, _charge(kind, one))
        if one.before:
            before |= _rows(kind, fields, names, one.before.values, pk, _charge(kind, one.before))
            after |= now
        else:
            new |= now
    turn(kind, before, after)
    _add(kind, sorted(new, key=_place), surely_new=True)


def _turning(kind: RecordType, fields: Mapping[str, Field], one: Prepared) -> Collection[str]:
    """The fields of a record whose rows may become others: all of them where it stands elsewhere from now on, or is somebody
    else's."""
    was = one.before
    if was and (_charge(kind, was) != _charge(kind, one) or kind.key_of(was.values) != kind.key_of(one.after)):
        return fields
    return [name for name in (*one.changes, *one.derived) if name in fields]


def follow_derived(kind: RecordType, turned: Iterable[tuple[Record, Values, Collection[str]]]) -> None:
    """Bring the index to derived fields that were written: each record with its values before, and the fields that
    changed."""
    fields = indexed_fields(kind)
    before, after = set[Row](), set[Row]()
    for record, was, changed in turned:
        names = [name for name in changed if name in fields]
        before |= _rows(kind, fields, names, was, record.id, _charge(kind, record))
        after |= _rows(kind, fields, names, record.values, record.id, _charge(kind, record))
    turn(kind, before, after)


def put_into_department(kind: RecordType, records: Iterable[Record], department_id: int | None) -> None:
    """Note another department beside the values of some records."""
    fields = indexed_fields(kind)
    rows = set[Row]()
    for record in records:
        rows |= _rows(kind, fields, fields, record.values, record.id, (record.owner_id, department_id))
    _hand_over(kind, sorted(rows, key=_place))


def _charge(kind: RecordType, one: Record | Prepared) -> Charge:
    return (one.owner_id, one.department_id) if kind.has_owner else (None, None)


def _rows(
    kind: RecordType, fields: Mapping[str, Field], names: Collection[str], values: Values, pk: int, charge: Charge
) -> set[Row]:
    if not (names and values):
        return set()
    sort_key = kind.key_of(values)
    return {
        (name, key, sort_key, pk, *charge)
        for name in names
        if not (field := fields[name]).is_nothing(value := values.get(name, field.nothing))
        for key in field.index_keys(field.to_own(value))
    }


def turn(kind: RecordType, before: set[Row], after: set[Row]) -> None:
    """Bring rows from what they were to what they are now, touching only what differs."""
    gone, new = sorted(before - after, key=_place), sorted(after - before, key=_place)
    stay = {row[:KEY] for row in gone} & {row[:KEY] for row in new}
    _remove(kind, [row for row in gone if row[:KEY] not in stay])
    _hand_over(kind, [row for row in new if row[:KEY] in stay])
    _add(kind, [row for row in new if row[:KEY] not in stay])


def _place(row: Row) -> tuple[str, str, Any, str, int]:
    """Values of one field are of one sort, but for what a broken record may hold."""
    name, value, sort_key, pk, *_charge = row
    return name, type(value).__name__, value, sort_key, pk


def _remove(kind: RecordType, rows: Sequence[Row]) -> None:
    if not rows:
        return
    with connection.cursor() as cursor:
        cursor.executemany(f"DELETE FROM records_ownvalue WHERE {OF_ROW}", [_told(kind, row) for row in rows])


def _hand_over(kind: RecordType, rows: Sequence[Row]) -> None:
    if not rows:
        return
    with connection.cursor() as cursor:
        cursor.executemany(
            f"UPDATE records_ownvalue SET owner_id = %s, department_id = %s WHERE {OF_ROW}",
            [(*row[KEY:], *_told(kind, row)) for row in rows],
        )


def _told(kind: RecordType, row: Row) -> tuple[Any, ...]:
    """What tells the row from others."""
    name, value, sort_key, pk, *_charge = row
    return bound(indexed_fields(kind)[name], value), sort_key, pk, kind.code, name


def _add(kind: RecordType, rows: Sequence[Row], *, surely_new: bool = False) -> None:
    """Rows that may be there already, but for those of a record this transaction makes: PostgreSQL puts one in in two steps where
    it may, which takes twice as long."""
    if not rows:
        return
    otherwise = "" if surely_new else " ON CONFLICT DO NOTHING"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            names = ("field", "value", "sort_key", "record_id", "owner_id", "department_id")
            given = orjson.dumps([dict(zip(names, row, strict=True)) for row in rows]).decode()
            cursor.execute(
                "INSERT INTO records_ownvalue (index_id, value, sort_key, record_id, owner_id, department_id) "
                "SELECT i.id, g.value, g.sort_key, g.record_id, g.owner_id, g.department_id "
                "FROM json_to_recordset(%s::json) AS g (field text, value jsonb, sort_key text, record_id bigint, "
                "owner_id bigint, department_id bigint) JOIN records_ownindex i ON i.record_type = %s AND i.field = g.field"
                + otherwise,
                [given, kind.code],
            )
        else:
            cursor.executemany(
                "INSERT OR IGNORE INTO records_ownvalue (index_id, value, sort_key, record_id, owner_id, department_id) "
                "SELECT id, %s, %s, %s, %s, %s FROM records_ownindex WHERE record_type = %s AND field = %s",
                [(*row[1:], kind.code, row[0]) for row in rows],
            )


# beginning and ending


def begin(definition: OwnField, *, new: bool) -> bool:
    """Give a field an index, if it has none; whether that is still to be filled in. Of a new field nobody has a value."""
    _index, made = OwnIndex.objects.get_or_create(
        record_type=definition.record_type, field=definition.name, defaults={"complete": new}
    )
    return made and not new


def end(definition: OwnField) -> int | None:
    """Take the index of a field away; its number, under which its rows are to be swept out once nobody reads them."""
    index = OwnIndex.objects.filter(record_type=definition.record_type, field=definition.name).first()
    if index is None:
        return None
    number: int = index.pk
    index.delete()
    return number


def sweep(number: int) -> int:
    """Remove some rows of an index that is no more; how many."""
    some = f"SELECT value, sort_key, record_id FROM records_ownvalue WHERE index_id = %s LIMIT {SWEPT_AT_ONCE}"
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            f"DELETE FROM records_ownvalue WHERE index_id = %s AND (value, sort_key, record_id) IN ({some})",
            [number, number],
        )
        return int(cursor.rowcount)


# filling in


def incomplete(kind: RecordType) -> dict[int, Field]:
    """The indexes of a kind that are to be filled in, by their numbers."""
    fields = indexed_fields(kind)
    rows = OwnIndex.objects.filter(record_type=kind.code, complete=False).order_by("id")
    return {row.pk: fields[row.field] for row in rows if row.field in fields}


def still_there(indexes: Mapping[int, Field]) -> dict[int, Field]:
    """Those of the indexes that were not taken away meanwhile."""
    left = set(OwnIndex.objects.filter(pk__in=list(indexes)).values_list("id", flat=True))
    return {number: field for number, field in indexes.items() if number in left}


def in_flight() -> frozenset[int]:
    """The transactions others are writing in, in this database. Who began before an index was there does not write into it."""
    if connection.vendor != "postgresql":
        return frozenset()  # writers take turns
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")  # within a transaction the first answer would be the last
        cursor.execute(
            "SELECT backend_xid::text::bigint FROM pg_stat_activity WHERE datname = current_database() "
            "AND backend_type = 'client backend' AND backend_xid IS NOT NULL AND pid <> pg_backend_pid()"
        )
        return frozenset(row[0] for row in cursor.fetchall())


def landed(others: frozenset[int]) -> Iterator[None]:
    """Wait until all these transactions have ended; a beat each time."""
    while others & in_flight():
        time.sleep(BEAT)
        yield


def fill(kind: RecordType, indexes: Mapping[int, Field], after: int) -> tuple[int, int]:
    """Write the rows of some records beyond one into indexes, deleted records too; the last of them and how many they were.
    Call it inside a transaction, which holds them until it ends."""
    portion = portion_of(indexes)
    sort_key = f't."{kind.sort_key}"' if kind.sort_key else "''"
    charge = "t.owner_id, t.department_id" if kind.has_owner else "NULL, NULL"
    hold = " FOR NO KEY UPDATE OF t" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(
            f'SELECT t.{OWN_COLUMN}, {sort_key}, t.id, {charge} FROM "{kind.table}" t WHERE t.id > %s{kind.and_rows("t")} '
            f"ORDER BY t.id LIMIT {portion}{hold}",
            [after],
        )
        found = [(own_values(custom), *beside) for custom, *beside in cursor.fetchall()]
    rows: list[tuple[Any, ...]] = []
    for number, field in indexes.items():
        name = field.own_key
        keys = [(key, *beside) for own, *beside in found if name in own for key in field.index_keys(own[name])]
        keys.sort(key=lambda key: (type(key[0]).__name__, *key[:3]))
        rows += [(number, bound(field, key), *beside) for key, *beside in keys]
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO records_ownvalue (index_id, value, sort_key, record_id, owner_id, department_id) "
            "VALUES (%s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING",
            rows,
        )
    return (found[-1][2] if found else after), len(found)


def portion_of(indexes: Mapping[int, Field]) -> int:
    """Of how many records the rows are written at once."""
    return min(PORTION, max(1, MOST_ROWS // max(1, len(indexes))))


def complete(numbers: Collection[int]) -> None:
    """Let lists be answered from these indexes. Call it inside a transaction."""
    exclude(stamps.SHAPE)
    OwnIndex.objects.filter(pk__in=numbers).update(complete=True)
    stamps.bump(stamps.SHAPE)
