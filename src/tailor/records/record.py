"""One record as it is read: plain values by field name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import orjson
from django.db import connection

from tailor.records.fields.base import Field
from tailor.records.shape import fields_of
from tailor.records.types import OWN_COLUMN, RecordType


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

    @property
    def title(self) -> str:
        return str(self.values.get(self.kind.title) or "")

    @property
    def url(self) -> str:
        return f"/{self.kind.slug}/{self.id}/"


META = ("id", "version", "created_at", "updated_at", "deleted_at")


@lru_cache(maxsize=256)
def meta_columns(kind: RecordType) -> tuple[str, ...]:
    """The columns every record is read with."""
    present = {f.column for f in kind.model._meta.concrete_fields}
    return tuple(c for c in (*META, "owner_id", "department_id", OWN_COLUMN) if c in present)


def columns_for(kind: RecordType, fields: Sequence[Field]) -> list[str]:
    """All columns to select so that `build` can make records with these fields."""
    wanted = [field.db_column for field in fields if not field.own]
    return list(dict.fromkeys([*meta_columns(kind), *wanted]))


def build(kind: RecordType, fields: Sequence[Field], columns: Sequence[str], row: Sequence[Any]) -> Record:
    """A record out of one row selected by `columns`."""
    raw = dict(zip(columns, row, strict=True))
    own = own_values(raw.get(OWN_COLUMN))
    values = {
        field.name: own.get(field.name, field.nothing) if field.own else field.from_db(raw[field.db_column])
        for field in fields
    }
    return Record(
        kind, raw["id"], raw.get("version", 1), values, raw.get("owner_id"), raw.get("department_id"),
        raw.get("created_at"), raw.get("updated_at"), raw.get("deleted_at"),
    )  # fmt: skip


def own_values(raw: Any) -> dict[str, Any]:
    """The JSON column, as whichever form the database driver gives it in."""
    if not raw or raw == "{}":
        return {}
    if isinstance(raw, dict):
        return raw

    loaded: dict[str, Any] = orjson.loads(raw)
    return loaded


def all_fields(kind: RecordType, stamp: int | None = None) -> list[Field]:
    return [field for field in fields_of(kind, stamp).values() if field.kind != "secret"]


def quoted(columns: Sequence[str], alias: str = "") -> str:
    """Column names for a SELECT or an INSERT."""
    return _quoted(tuple(columns), alias)


@lru_cache(maxsize=512)
def _quoted(columns: tuple[str, ...], alias: str) -> str:
    """Both databases quote names in the same way."""
    prefix = f"{alias}." if alias else ""
    return ", ".join(prefix + connection.ops.quote_name(column) for column in columns)
