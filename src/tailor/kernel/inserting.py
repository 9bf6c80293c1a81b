"""Many rows into one table by one statement, in whichever way the database takes them fastest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from operator import methodcaller
from typing import Any

import orjson
from django.db import connection

from tailor.kernel.pipelining import in_pipeline

FEW = 40  # rows for which PostgreSQL is not asked to open a copy

NOTHING = "\\N"  # NULL as COPY reads it

Row = Sequence[Any]


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows for one table, with the type PostgreSQL knows each column by; with `missing`, only those that are not there."""

    table: str
    columns: Mapping[str, str]
    rows: Sequence[Row]
    missing: bool = False


def insert_together(*parts: Rows) -> None:
    """Rows of several tables that do not refer to one another; a few rows of each go by one statement."""
    parts = tuple(part for part in parts if part.rows)
    if connection.vendor == "postgresql" and len(parts) > 1 and all(len(part.rows) <= FEW for part in parts):
        *first, last = [_recordset(part) for part in parts]
        before = ", ".join(f"part{number} AS ({sql})" for number, sql in enumerate(first))
        with connection.cursor() as cursor:
            cursor.execute(f"WITH {before} {last}", [_content(part) for part in parts])
        return
    for part in parts:
        (insert_missing if part.missing else insert_new)(part.table, part.columns, part.rows)


def insert_new(table: str, columns: Mapping[str, str] | Sequence[str], rows: Sequence[Row]) -> None:
    """Rows that are surely not there yet; IntegrityError otherwise. A few rows go faster when `columns` gives the type
    PostgreSQL knows each by."""
    if not rows:
        return
    names = ", ".join(map(connection.ops.quote_name, columns))
    if connection.vendor == "postgresql" and len(rows) > FEW and not in_pipeline():
        _copy(table, names, rows)
    elif connection.vendor == "postgresql" and isinstance(columns, Mapping):
        _insert_recordset(Rows(table, columns, rows))
    elif len(rows) == 1:
        with connection.cursor() as cursor:
            cursor.execute(_statement(table, names, len(columns)), rows[0])
    else:
        with connection.cursor() as cursor:
            cursor.executemany(_statement(table, names, len(columns)), rows)


def insert_missing(table: str, columns: Mapping[str, str], rows: Sequence[Row]) -> None:
    """Those of the rows, of texts and numbers, that are not there yet. `columns` gives each column the type PostgreSQL knows it by.

    By one statement: where a trigger follows each row, SQLite makes a savepoint of every statement, and letting go of one takes
    the longer the more its transaction has done.
    """
    if not rows:
        return
    if connection.vendor == "postgresql":
        _insert_recordset(Rows(table, columns, rows, missing=True))
        return
    names = ", ".join(map(connection.ops.quote_name, columns))
    cells = ", ".join(f"json_extract(one.value, '$[{place}]')" for place in range(len(columns)))
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {connection.ops.quote_name(table)} ({names}) "
            f"SELECT {cells} FROM json_each(%s) one WHERE TRUE ON CONFLICT DO NOTHING",
            [orjson.dumps(rows).decode()],
        )


def _copy(table: str, names: str, rows: Sequence[Row]) -> None:
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY {connection.ops.quote_name(table)} ({names}) FROM STDIN") as copy,
    ):
        if text := _as_copied(rows):
            copy.write(text)
        else:
            for row in rows:
                copy.write_row(row)


def _insert_recordset(part: Rows) -> None:
    """All rows by one statement that is the same however many there are."""
    with connection.cursor() as cursor:
        cursor.execute(_recordset(part), [_content(part)])


def _recordset(part: Rows) -> str:
    names = ", ".join(map(connection.ops.quote_name, part.columns))
    typed = ", ".join(f"{connection.ops.quote_name(name)} {kind}" for name, kind in part.columns.items())
    otherwise = " ON CONFLICT DO NOTHING" if part.missing else ""
    return (
        f"INSERT INTO {connection.ops.quote_name(part.table)} ({names}) "
        f"SELECT * FROM json_to_recordset(%s::json) AS given ({typed}){otherwise}"
    )


def _content(part: Rows) -> str:
    return orjson.dumps([dict(zip(part.columns, row, strict=True)) for row in part.rows]).decode()


def _as_copied(rows: Sequence[Row]) -> str:
    """Rows of words and numbers as COPY reads them, several times faster than row by row; "" when there is anything in
    them that would have to be escaped."""
    if not all(cell is None or type(cell) in (str, int) for cell in rows[0]):
        return ""
    nulls = sum(map(methodcaller("count", None), rows))
    if nulls:
        rows = [tuple(NOTHING if cell is None else cell for cell in row) for row in rows]
    line = "\t".join(["%s"] * len(rows[0]))
    text = "\n".join([line % tuple(row) for row in rows])
    expected = (len(rows) * (len(rows[0]) - 1), len(rows) - 1, nulls)
    sound = (text.count("\t"), text.count("\n"), text.count("\\")) == expected
    return f"{text}\n" if sound and "\r" not in text else ""


def _statement(table: str, names: str, width: int) -> str:
    marks = ", ".join(["%s"] * width)
    return f"INSERT INTO {connection.ops.quote_name(table)} ({names}) VALUES ({marks})"
