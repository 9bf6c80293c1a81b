"""Model columns that Tailor's tables need beyond Django's own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper


class CodePointField(models.TextField):  # type: ignore[type-arg]
    """Text ordered by code point on both databases, so that a prefix is a range of the index."""

    def db_parameters(self, connection: BaseDatabaseWrapper) -> dict[str, Any]:
        parameters = super().db_parameters(connection)
        if connection.vendor == "postgresql":
            parameters["collation"] = "C"
        return parameters


if TYPE_CHECKING:
    JSONText = models.Field[Any, Any]
else:
    JSONText = models.TextField


class CompactJSONField(JSONText):
    """JSON kept as text and never searched inside by the database: half the cost of a JSONField both ways."""

    def from_db_value(self, value: str | None, expression: object, connection: object) -> Any:
        return None if value is None else orjson.loads(value)

    def to_python(self, value: Any) -> Any:
        return orjson.loads(value) if isinstance(value, str) else value

    def get_prep_value(self, value: Any) -> str | None:
        return None if value is None else orjson.dumps(value).decode()

    def value_to_string(self, obj: models.Model) -> str:
        return self.get_prep_value(self.value_from_object(obj)) or ""
