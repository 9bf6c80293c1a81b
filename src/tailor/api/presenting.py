"""Records as the API shows them: their plain values beside ``id``, ``version`` and when they were written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from tailor.access.actors import Actor
from tailor.api.asking import WRITTEN
from tailor.records import reading
from tailor.records.fields import Field, Moment
from tailor.records.listing.page import Page
from tailor.records.record import Record, own_values
from tailor.records.types import OWN_COLUMN, record_type

_moment = Moment(name="", label="")

Plain = dict[str, Any]


def items_of(page: Page, shown: Sequence[Field]) -> list[Plain]:
    """The rows of a list, column by column, without a record in between: it is read by programs, fifty at a time."""
    place = {name: index for index, name in enumerate(page.columns)}
    heads = ["id", *(name for name in ("version", *WRITTEN) if name in place)]
    rows = page.rows
    columns = [[row[place[name]] for row in rows] if name not in WRITTEN
               else [_moment.from_db(row[place[name]]) for row in rows] for name in heads]  # fmt: skip
    own = [own_values(row[place[OWN_COLUMN]]) for row in rows] if any(field.own for field in shown) else []
    columns += [
        _own_column(field, own) if field.own else _column(field, rows, place[field.db_column]) for field in shown
    ]
    names = [*heads, *(field.name for field in shown)]
    return [dict(zip(names, values, strict=True)) for values in zip(*columns, strict=True)]


def _column(field: Field, rows: Sequence[Sequence[Any]], at: int) -> list[Any]:
    if type(field).from_db is Field.from_db:
        return [row[at] for row in rows]
    return [field.from_db(row[at]) for row in rows]


def _own_column(field: Field, values: Sequence[Mapping[str, Any]]) -> list[Any]:
    return [field.from_own(one[field.own_key]) if field.own_key in one else field.nothing for one in values]


def item_of(record: Record, shown: Sequence[Field], times: Sequence[str] = WRITTEN) -> Plain:
    """One record, with the fields that are asked for."""
    written = {name: _moment.from_db(at) for name in times if (at := getattr(record, name)) is not None}
    return {"id": record.id, "version": record.version, **written,
            **{field.name: record.values[field.name] for field in shown if field.name in record.values}}  # fmt: skip


def included_with(items: Sequence[Plain], include: Sequence[Field], by: Actor) -> dict[str, dict[str, Plain]]:
    """The records that items refer to by some fields, as far as this person sees them: by type and id."""
    wanted: dict[str, set[int]] = {}
    for field in include:
        for code, pk in (named for item in items for named in field.references(item.get(field.name))):
            wanted.setdefault(code, set()).add(pk)
    return {code: {str(one.id): item_of(one, _shown(one)) for one in reading.get_many(record_type(code), sorted(ids), by)}
            for code, ids in wanted.items()}  # fmt: skip


def _shown(record: Record) -> list[Field]:
    fields = record.kind.declared
    return [fields[name] for name in record.values if name in fields]


def etag(version: int) -> str:
    return f'"{version}"'


def as_read(field: Field, value: Any) -> Any:
    """A plain value as it comes back once it was written: a moment to the second, a number to its places."""
    if not value and value == field.nothing:
        return value
    if field.own:
        return field.from_own(field.to_own(value))
    return value if type(field).from_db is Field.from_db else field.from_db(field.to_db(value))


def told_at(moment: datetime | None) -> Any:
    return _moment.from_db(moment)
