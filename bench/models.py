"""Plain models on the tables of parties: what a Django application without a gate would have."""

from __future__ import annotations

from typing import Any

from django.db import models

from tailor.clients.models import Party
from tailor.kernel.columns import CompactJSONField


def columns_of_party(*, json_as_text: bool) -> dict[str, Any]:
    """Copies of the columns; JSON ones as text where only text is wanted of them."""
    columns: dict[str, Any] = {}
    for column in Party._meta.concrete_fields:
        as_text = json_as_text and isinstance(column, CompactJSONField | models.JSONField)
        columns[column.name] = models.TextField(db_column=column.column) if as_text else column.clone()
    return columns


def unmanaged(name: str, **columns: Any) -> type[models.Model]:
    meta = type("Meta", (), {"managed": False, "db_table": Party._meta.db_table, "app_label": "bench"})
    return type(name, (models.Model,), {"__module__": __name__, "Meta": meta, **columns})


PlainParty: Any = unmanaged("PlainParty", **columns_of_party(json_as_text=False))
TextParty: Any = unmanaged("TextParty", **columns_of_party(json_as_text=True))
