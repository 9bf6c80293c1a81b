"""Beginning an import: the file is opened once, its columns are guessed, nothing is written yet."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

from django.conf import settings
from django.utils.translation import override

from tailor.access.actors import Actor
from tailor.exchange.files import open_table
from tailor.exchange.files.tables import SourceTable
from tailor.exchange.models import Import, RememberedColumn
from tailor.exchange.recognition import Guess, normalised, recognise
from tailor.exchange.targets import REST, recognisable
from tailor.kernel.files.models import StoredFile
from tailor.kernel.files.storing import path_of
from tailor.records.shape import visible_fields
from tailor.records.types import RecordType

SAMPLED = 400
SHOWN = 5
NAME_PARTS = frozenset({"name", "last_name", "first_name"})


def begin(kind: RecordType, stored: StoredFile, by: Actor) -> Import:
    """An import with its columns guessed. Raises `UnreadableFile`."""
    table = open_table(path_of(stored), stored.name)
    sampled = [cells for _number, cells in islice(table.rows, SAMPLED)]
    guesses = guess(kind, table.columns, sampled, by)
    total = table.total if table.total is not None else len(sampled) + sum(1 for _row in table.rows)
    return Import.objects.create(
        record_type=kind.code, file=stored, file_kind=table.kind, encoding=table.encoding, delimiter=table.delimiter,
        columns=table.columns, samples=_samples(table, sampled), mapping=_mapping(kind, table, guesses, by), total=total,
        created_by_id=by.person_id or 0,
    )  # fmt: skip


def guess(kind: RecordType, columns: Sequence[str], rows: Sequence[Sequence[str]], by: Actor) -> list[Guess]:
    remembered = dict(RememberedColumn.objects.filter(record_type=kind.code).values_list("heading", "target"))
    known = {
        column: remembered[normalised(column)[:200]] for column in columns if normalised(column)[:200] in remembered
    }
    return recognise(list(columns), [list(row) for row in rows], recognisable(kind, by), known)


def _mapping(kind: RecordType, table: SourceTable, guesses: Sequence[Guess], by: Actor) -> list[str | None]:
    """The guessed places. A file of organisations has no other name; what has no place goes into the rest."""
    keys = [one.key for one in guesses]
    if not NAME_PARTS & set(filter(None, keys)) and "company" in keys and kind.title == "name":
        keys[keys.index("company")] = "name"
    ours = unfillable(kind, by)
    keys = [None if normalised(column) in ours else key for column, key in zip(table.columns, keys, strict=True)]
    if REST in kind.declared:
        keys = [
            key or (REST if one.filled and one.by == "none" and normalised(one.column) not in ours else None)
            for key, one in zip(keys, guesses, strict=True)
        ]
    return keys


def unfillable(kind: RecordType, by: Actor) -> set[str]:
    """Headings of our own exports that no file fills: when a record was made, its last contact."""
    headings = set()
    for code, _name in settings.LANGUAGES:
        with override(code):
            fields = visible_fields(kind, by).values()
            headings |= {normalised(str(field.label)) for field in fields if not field.editable}
    return headings


def _samples(table: SourceTable, rows: Sequence[Sequence[str]]) -> list[list[str]]:
    """A few distinct values of each column."""
    found: list[list[str]] = []
    for index in range(len(table.columns)):
        distinct = dict.fromkeys(row[index][:60].replace("\n", " / ") for row in rows if row[index])
        found.append(list(islice(distinct, SHOWN)))
    return found


def remember(load: Import, mapping: Sequence[str | None]) -> None:
    """Keep how headings were understood for the next file."""
    for column, target in zip(load.columns, mapping, strict=True):
        RememberedColumn.objects.update_or_create(
            record_type=load.record_type, heading=normalised(column)[:200], defaults={"target": target}
        )
