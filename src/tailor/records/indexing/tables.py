"""The tables of the search index: rows go in and out sorted, so that its pages are visited one after another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from operator import itemgetter
from typing import Any

from django.db import connection

from tailor.kernel.inserting import Rows, insert_missing, insert_together
from tailor.records.indexing.rows import Row

KEY = 3  # of either table the first three columns are the key


@dataclass(frozen=True)
class Table:
    name: str
    columns: Mapping[str, str]

    def new(self, rows: Sequence[Row]) -> Rows:
        """Rows that are surely not there yet, to be inserted."""
        return Rows(self.name, self.columns, sorted(rows, key=itemgetter(0, 1, 2)))

    def add_new(self, rows: Sequence[Row]) -> None:
        insert_together(self.new(rows))

    def add_missing(self, rows: Sequence[Row]) -> None:
        insert_missing(self.name, self.columns, sorted(rows, key=itemgetter(0, 1, 2)))

    def remove(self, rows: Sequence[Row]) -> None:
        if not rows:
            return
        condition = " AND ".join(f"{name} = %s" for name in islice(self.columns, KEY))
        with connection.cursor() as cursor:
            cursor.executemany(f"DELETE FROM {self.name} WHERE {condition}", sorted(row[:KEY] for row in rows))

    def turn(self, before: set[Row], after: set[Row]) -> None:
        """Bring rows from what they were to what they are now, touching only what differs."""
        self.remove(list(before - after))
        self.add_missing(list(after - before))


WORDS = Table("records_searchword", {"scope": "text", "word": "text", "record_id": "bigint"})
DIGITS = Table(
    "records_searchdigits",
    {"record_type": "text", "digits": "text", "record_id": "bigint", "owner_id": "bigint", "department_id": "bigint"},
)


def words_in(rows: Sequence[Row] | set[Row]) -> set[Any]:
    """The words of rows of the table of words."""
    return {row[1] for row in rows}
