"""One record as it is read: plain values by field name."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import orjson
from django.db import connection
from django.utils.translation import get_language

from tailor.records.fields.base import Field
from tailor.records.shape import fields_of
from tailor.records.types import OWN_COLUMN, WORDED, RecordType


@dataclass(slots=True)
class Record:
    """`values` holds what the reader may see of it."""

    kind: RecordType
    id: int
    version: int
    values: dict[str, Any]
    owner_id: int | None = None
    department_id: int | None = None
    created_at: Any = None
    updated_at: Any = None
    deleted_at: Any = None
    unread: dict[str, Any] | None = None
    """What the JSON column holds beside the fields there are: values of own fields that were deleted, and what values
    were before their field became of another kind."""

    @property
    def title(self) -> str:
        """What it is called, in the language of whoever reads where the company said so."""
        title = str(self.values.get(self.kind.title) or "")
        if title and self.kind.worded:
            title = (self.values.get(WORDED) or {}).get(get_language() or "") or title
        return title or (self.kind.untitled(self.values) if self.kind.untitled else "")

    @property
    def url(self) -> str:
        return f"/{self.kind.slug}/{self.id}/"


TIMES = ("created_at", "updated_at", "deleted_at")
META = ("id", "version", *TIMES)


@lru_cache(maxsize=256)
def meta_columns(kind: RecordType) -> tuple[str, ...]:
    """The columns every record is read with."""
    present = {f.column for f in kind.model._meta.concrete_fields}
    return tuple(c for c in (*META, "owner_id", "department_id", OWN_COLUMN) if c in present)


def columns_for(kind: RecordType, fields: Sequence[Field], *, brief: bool = False) -> list[str]:
    """All columns to select so that `builder` can make records with these fields; `brief` leaves out the times."""
    wanted = [field.db_column for field in fields if not field.own]
    return list(dict.fromkeys([*(c for c in meta_columns(kind) if not brief or c not in TIMES), *wanted]))


def builder(kind: RecordType, fields: Sequence[Field], columns: Sequence[str]) -> Callable[[Sequence[Any]], Record]:
    """Makes a record out of a row selected by `columns`; put together once for all rows."""
    place = {column: index for index, column in enumerate(columns)}
    as_stored = [(f.name, place[f.db_column]) for f in fields if not f.own and type(f).from_db is Field.from_db]
    turned = [
        (f.name, place[f.db_column], f.from_db) for f in fields if not f.own and type(f).from_db is not Field.from_db
    ]
    own = [(f.name, f.own_key, f.nothing, f.from_own) for f in fields if f.own]
    owned = {f.own_key for f in fields if f.own}
    meta = [place.get(name) for name in ("owner_id", "department_id", "created_at", "updated_at", "deleted_at")]
    order = {f.name: None for f in fields}
    custom, version = place.get(OWN_COLUMN), place.get("version")

    def build(row: Sequence[Any]) -> Record:
        values: dict[str, Any] = order.copy()
        for name, at in as_stored:
            values[name] = row[at]
        for name, at, from_db in turned:
            values[name] = from_db(row[at])
        unread = None
        given = own_values(row[custom]) if custom is not None else {}
        for name, key, nothing, from_own in own:
            values[name] = from_own(given[key]) if key in given else nothing
        if not given.keys() <= owned:
            unread = {name: kept for name, kept in given.items() if name not in owned}
        made = Record(
            kind,
            row[0],
            1 if version is None else row[version],
            values,
            *[None if at is None else row[at] for at in meta],
        )
        made.unread = unread
        return made

    return build


def references_of(record: Record) -> Iterator[tuple[str, int]]:
    """Every record this one names, as (record type, id)."""
    fields = fields_of(record.kind)
    return (one for name, value in record.values.items() for one in fields[name].references(value))


def own_values(raw: Any) -> dict[str, Any]:
    """The JSON column, as whichever form the database driver gives it in."""
    if not raw or raw == "{}":
        return {}
    if isinstance(raw, dict):
        return raw

    loaded: dict[str, Any] = orjson.loads(raw)
    return loaded


def all_fields(kind: RecordType, stamp: int | None = None) -> list[Field]:
    return [field for field in fields_of(kind, stamp).values() if not field.secret]


def quoted(columns: Sequence[str], alias: str = "") -> str:
    """Column names for a SELECT or an INSERT."""
    return _quoted(tuple(columns), alias)


@lru_cache(maxsize=512)
def _quoted(columns: tuple[str, ...], alias: str) -> str:
    """Both databases quote names in the same way."""
    prefix = f"{alias}." if alias else ""
    return ", ".join(prefix + connection.ops.quote_name(column) for column in columns)
