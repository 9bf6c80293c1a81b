"""Exports: exactly what a list shows, or all there is, as xlsx, csv or vCard."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO

from django.http import QueryDict
from django.utils.translation import override

from tailor.access.actors import Actor
from tailor.exchange.files.vcard_writing import CardData, write_vcards
from tailor.exchange.files.writing import write_csv, write_xlsx
from tailor.kernel.files.models import StoredFile
from tailor.kernel.files.storing import store
from tailor.records import layouts
from tailor.records.fields import Field
from tailor.records.fields.contacts import Contacts
from tailor.records.listing.question import ask
from tailor.records.record import Record
from tailor.records.selection import Selection
from tailor.records.shape import visible_fields
from tailor.records.showing import Show
from tailor.records.types import RecordType, record_type

INLINE = 3000
LIMIT = 2_000_000_000
FORMS = {"xlsx": "xlsx", "csv": "csv", "xlsx-all": "xlsx", "csv-all": "csv", "vcard": "vcf"}
TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "vcf": "text/vcard; charset=utf-8",
}

CardMaker = Callable[[Record, Show], CardData]
_card_makers: dict[str, CardMaker] = {}


def makes_cards(code: str) -> Callable[[CardMaker], CardMaker]:
    """Register how records of a type become vCards."""

    def register(maker: CardMaker) -> CardMaker:
        _card_makers[code] = maker
        return maker

    return register


def has_cards(code: str) -> bool:
    return code in _card_makers


@dataclass(frozen=True, slots=True)
class Column:
    """A column of an export: a field, or one type of contact of it."""

    heading: str
    field: Field
    type: str = ""

    def value(self, record: Record, show: Show) -> Any:
        value = record.values.get(self.field.name, self.field.nothing)
        if self.type:
            return "\n".join(self.field.shown(one) for one in value or () if one.get("type") == self.type)  # type: ignore[attr-defined]
        field = self.field.for_record(record.values) if self.field.hangs_on else self.field
        return field.file_value(value, show)


def columns_of(kind: RecordType, by: Actor, question: str, *, everything: bool) -> list[Column]:
    """The columns a list shows; or every field with contacts apart by type, so that loading them again loses nothing."""
    fields = {n: f for n, f in visible_fields(kind, by).items() if f.exported and not f.secret}
    if not everything:
        asked = ask(kind, QueryDict(question.lstrip("?")), fields)
        names = dict.fromkeys((kind.title, *(asked.columns or layouts.columns_of(kind, fields, by))))
        return [Column(str(fields[name].label), fields[name]) for name in names if name in fields]
    found: list[Column] = []
    for field in fields.values():
        if isinstance(field, Contacts):
            found += [Column(f"{field.label}, {label}", field, code) for code, label in field.types]
        else:
            found.append(Column(str(field.label), field))
    return found


def export(
    stream: BinaryIO, selection: Selection, form: str, by: Actor, noted: Callable[[int], None] | None = None
) -> None:
    """Write the records the person may export. `noted` is told how many rows are written."""
    with override(by.language):
        show = Show(by)
        records = _records(selection, by, show, noted)
        if form == "vcard":
            maker = _card_makers[selection.kind.code]
            write_vcards(stream, (maker(record, show) for record in records))
            return
        columns = columns_of(selection.kind, by, selection.question, everything=form.endswith("-all"))
        headings = [column.heading for column in columns]
        rows = ([column.value(record, show) for column in columns] for record in records)
        if form.startswith("csv"):
            write_csv(stream, headings, rows)
        else:
            write_xlsx(stream, headings, rows, str(selection.kind.plural))


def _records(selection: Selection, by: Actor, show: Show, noted: Callable[[int], None] | None) -> Iterator[Record]:
    done = 0
    for portion in selection.portions(by):
        _read_titles(portion, by, show)
        yield from portion
        done += len(portion)
        if noted:
            noted(done)


def _read_titles(portion: Sequence[Record], by: Actor, show: Show) -> None:
    if not portion:
        return
    fields = visible_fields(portion[0].kind, by)
    show.prepare(
        reference
        for record in portion
        for name, value in record.values.items()
        for reference in fields[name].references(value)
    )


def file_name(kind: RecordType, form: str) -> str:
    return f"{kind.slug}.{FORMS[form]}"


def export_file(payload: dict[str, Any], by: Actor, noted: Callable[[int], None]) -> StoredFile:
    """Write an export into a stored file of the person who asked."""
    kind = record_type(payload["kind"])
    with tempfile.TemporaryFile() as out:
        export(out, Selection(kind, (), payload["question"], "export"), payload["form"], by, noted)
        out.seek(0)
        chunks = iter(lambda: out.read(1 << 20), b"")
        return store(chunks, file_name(kind, payload["form"]), by_id=by.person_id, limit=LIMIT)
