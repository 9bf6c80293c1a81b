"""The files of a company into a migrated and seeded database: indexes are taken down first and built afterwards.

Run inside of a process of that database: ``python -m bench.loading FOLDER``.
"""

# ruff: noqa: PLC0415 - Django is set up before its models are imported

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from django.db import connection

TABLES = {
    "party": "clients_party",
    "interaction": "clients_interaction",
    "event": "history_event",
    "words": "records_searchword",
    "digits": "records_searchdigits",
    "vocabulary": "records_vocabulary",
}
EVENT = ("step_id", "record_type", "record_id", "action", "version", "changes", "at")


def columns_of(name: str) -> Sequence[str]:
    from tailor.clients.models import Interaction, Party

    if name in ("party", "interaction"):
        model = {"party": Party, "interaction": Interaction}[name]
        return [column.column for column in model._meta.concrete_fields]
    return {
        "event": EVENT,
        "words": ("scope", "word", "record_id"),
        "digits": ("record_type", "digits", "record_id", "owner_id", "department_id"),
        "vocabulary": ("word",),
    }[name]


def load(folder: Path) -> None:
    fill = into_postgresql if connection.vendor == "postgresql" else into_sqlite
    fill(folder)
    index_own_values()


def index_own_values() -> None:
    """The rows of own fields, whose indexes take themselves for complete: the records did not pass the gate."""
    from django.db import transaction

    from tailor.records.indexing import own_values
    from tailor.records.models import OwnIndex
    from tailor.records.types import record_type

    OwnIndex.objects.filter(record_type="party").update(complete=False)
    kind, after, count = record_type("party"), 0, 1
    wanted = own_values.incomplete(kind)
    while count:
        with transaction.atomic():
            after, count = own_values.fill(kind, wanted, after)
    own_values.complete(list(wanted))
    print("  records_ownvalue", file=sys.stderr, flush=True)


# SQLite


def rows_of(path: Path) -> Iterator[list[Any]]:
    with path.open() as lines:
        for line in lines:
            yield [None if part == "\\N" else part.replace("\\\\", "\\") for part in line[:-1].split("\t")]


def into_sqlite(folder: Path) -> None:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA journal_mode=OFF")
        cursor.execute("PRAGMA synchronous=OFF")
        cursor.execute("PRAGMA foreign_keys=OFF")
        cursor.execute("PRAGMA cache_size=-1000000")
        for name, table in TABLES.items():
            cursor.execute(
                "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = %s AND sql IS NOT NULL",
                [table],
            )
            indexes = cursor.fetchall()
            for index, _sql in indexes:
                cursor.execute(f'DROP INDEX "{index}"')
            columns = columns_of(name)
            marks = ", ".join(["%s"] * len(columns))
            quoted = ", ".join(f'"{column}"' for column in columns)
            cursor.execute("BEGIN")
            cursor.executemany(
                f"INSERT OR IGNORE INTO {table} ({quoted}) VALUES ({marks})", rows_of(folder / f"{name}.tsv")
            )
            for _index, sql in indexes:
                cursor.execute(sql)
            cursor.execute("COMMIT")
            print(f"  {table}", file=sys.stderr, flush=True)
        cursor.execute("ANALYZE")
        cursor.execute("PRAGMA journal_mode=WAL")


# PostgreSQL


def into_postgresql(folder: Path) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("SET maintenance_work_mem = '1GB'")
        cursor.execute("SET synchronous_commit = off")
        for name, table in TABLES.items():
            again = take_down(cursor, table)
            source = folder / f"{name}.tsv"
            columns = ", ".join(f'"{column}"' for column in columns_of(name))
            if name == "vocabulary":
                cursor.execute("CREATE TEMP TABLE fresh (word text)")
                copy_into(cursor, "fresh", "word", source)
                cursor.execute("INSERT INTO records_vocabulary (word) SELECT word FROM fresh ON CONFLICT DO NOTHING")
            else:
                copy_into(cursor, table, columns, source)
            for statement in again:
                cursor.execute(statement)
            if name in ("party", "interaction"):
                cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))")
            print(f"  {table}", file=sys.stderr, flush=True)
        cursor.execute("VACUUM ANALYZE")
        cursor.execute("CHECKPOINT")


def take_down(cursor: Any, table: str) -> list[str]:
    """Drop the indexes that are no constraints; for the search tables the key too, for the vocabulary nothing but its
    trigrams. The statements that build them again."""
    again: list[str] = []
    if table in ("records_searchword", "records_searchdigits"):
        cursor.execute(f"DELETE FROM {table} WHERE false")
        cursor.execute(
            "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = %s::regclass AND contype = 'p'",
            [table],
        )
        for name, definition in cursor.fetchall():
            cursor.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
            again.append(f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {definition}')
    cursor.execute(
        "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = %s AND indexname NOT IN "
        "(SELECT conname FROM pg_constraint)",
        [table],
    )
    for name, definition in cursor.fetchall():
        cursor.execute(f'DROP INDEX "{name}"')
        again.append(definition)
    return again


def copy_into(cursor: Any, table: str, columns: str, source: Path) -> None:
    with source.open("rb") as file, cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
        while part := file.read(1 << 20):
            copy.write(part)


if __name__ == "__main__":
    import django

    django.setup()
    load(Path(sys.argv[1]))
