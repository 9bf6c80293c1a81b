"""Beginning an import: the file is opened once, its columns are guessed, nothing is written yet."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

from django.conf import settings
from django.utils.translation import override

from tailor.access.actors import Actor
from tailor.exchange.files import open_table
from tailor.exchange.files.tables import SourceTable
from tailor.exchange.headings import normalised
from tailor.exchange.models import Import, RememberedColumn, RememberedSheet
from tailor.exchange.recognition import Guess, recognise
from tailor.exchange.targets import NEW, recognisable
from tailor.kernel.files.models import StoredFile
from tailor.kernel.files.storing import path_of
from tailor.records.shape import visible_fields
from tailor.records.types import RecordType

SAMPLED = 400
SHOWN = 5


def begin(kind: RecordType, stored: StoredFile, by: Actor, sheet: str = "") -> Import:
    """An import with its columns guessed, of a named sheet or the one that was read last time. Raises `UnreadableFile`."""
    load = Import(record_type=kind.code, file=stored, created_by_id=by.person_id or 0)
    look_into(load, kind, by, sheet)
    return load


def look_into(load: Import, kind: RecordType, by: Actor, sheet: str = "") -> None:
    """Read a sheet of an import's file and guess its columns anew. Raises `UnreadableFile`."""
    stored = load.file
    table = open_table(path_of(stored), stored.name, sheet=sheet)
    load.sheets = load.sheets or table.sheets
    if not sheet and (remembered := _remembered_sheet(kind, table)):
        table = open_table(path_of(stored), stored.name, sheet=remembered)
    sampled = [cells for _number, cells in islice(table.rows, SAMPLED)]
    guesses = guess(kind, table.columns, sampled, by)
    total = table.total if table.total is not None else len(sampled) + sum(1 for _row in table.rows)
    load.file_kind, load.encoding, load.delimiter = table.kind, table.encoding, table.delimiter
    load.sheet, load.columns, load.samples = table.sheet, table.columns, _samples(table, sampled)
    load.mapping, load.total, load.plan = _mapping(kind, table, guesses, by), total, {}
    load.save()


def _remembered_sheet(kind: RecordType, table: SourceTable) -> str:
    """A sheet of this file that was read out of an earlier one; "" when the first will do."""
    if len(table.sheets) < 2:
        return ""
    known = RememberedSheet.objects.filter(record_type=kind.code, name__in=table.sheets).order_by("-id")
    return next((one.name for one in known if one.name != table.sheet), "")


def guess(kind: RecordType, columns: Sequence[str], rows: Sequence[Sequence[str]], by: Actor) -> list[Guess]:
    remembered = dict(RememberedColumn.objects.filter(record_type=kind.code).values_list("heading", "target"))
    known = {
        column: remembered[normalised(column)[:200]] for column in columns if normalised(column)[:200] in remembered
    }
    return recognise(list(columns), [list(row) for row in rows], recognisable(kind, by), known)


def _mapping(kind: RecordType, table: SourceTable, guesses: Sequence[Guess], by: Actor) -> list[str | None]:
    """The guessed places. What has no place goes where the kind of record keeps the rest."""
    keys, foreign = [one.key for one in guesses], kind.foreign
    if foreign.named_by in keys and not {kind.title, *foreign.parts} & set(keys):
        keys[keys.index(foreign.named_by)] = kind.title
    ours = unfillable(kind, by)
    keys = [None if normalised(column) in ours else key for column, key in zip(table.columns, keys, strict=True)]
    if foreign.rest:
        keys = [
            key or (foreign.rest if one.filled and one.by == "none" and normalised(one.column) not in ours else None)
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
    """Keep how headings were understood, and which sheet was read, for the next file. Where a field is yet to be made of
    a column, nothing is known of its heading."""
    if len(load.sheets) > 1:
        RememberedSheet.objects.filter(record_type=load.record_type, name__in=load.sheets).delete()
        RememberedSheet.objects.create(record_type=load.record_type, name=load.sheet)
    for column, target in zip(load.columns, mapping, strict=True):
        if target == NEW:
            continue
        RememberedColumn.objects.update_or_create(
            record_type=load.record_type, heading=normalised(column)[:200], defaults={"target": target}
        )
