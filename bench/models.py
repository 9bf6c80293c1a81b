"""Plain models on the tables of parties: what a Django application without a gate would have."""

from __future__ import annotations

from typing import Any

from django.db import models

from tailor.clients.models import Party
from tailor.kernel.columns import CompactJSONField


def columns_of_party(*, json_as_text: bool) -> dict[str, Any]:
    """Copies of the columns, foreign keys as plain numbers; JSON as text where only text is wanted of it."""
    columns: dict[str, Any] = {}
    for column in Party._meta.concrete_fields:
        if column.is_relation:
            columns[column.column] = models.BigIntegerField(null=True)
        elif json_as_text and isinstance(column, CompactJSONField | models.JSONField):
            columns[column.name] = models.TextField()
        else:
            columns[column.name] = column.clone()
    return columns


def unmanaged(called: str, columns: dict[str, Any]) -> type[models.Model]:
    meta = type("Meta", (), {"managed": False, "db_table": Party._meta.db_table, "app_label": "bench"})
    return type(called, (models.Model,), {"__module__": __name__, "Meta": meta, **columns})


PlainParty: Any = unmanaged("PlainParty", columns_of_party(json_as_text=False))
TextParty: Any = unmanaged("TextParty", columns_of_party(json_as_text=True))
