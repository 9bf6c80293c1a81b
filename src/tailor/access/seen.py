"""When something was last used, noted seldom, so that reading stays free of writes."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db.models import DateTimeField, Model, QuerySet
from django.utils import timezone

EVERY = timedelta(minutes=5)


def note_seen(row: QuerySet[Any], column: str, before: object) -> None:
    """Note in a column, at most once in five minutes, that this was used now; `before` is what stands there."""
    seen, now = read_moment(row.model, column, before), timezone.now()
    if seen is None or now - seen > EVERY:
        row.update(**{column: now})


def read_moment(model: type[Model], column: str, raw: object) -> datetime | None:
    """A moment as either database driver gives it."""
    field = model._meta.get_field(column)
    assert isinstance(field, DateTimeField)
    moment: datetime | None = field.to_python(raw)
    if moment is None or timezone.is_aware(moment):
        return moment
    return timezone.make_aware(moment, timezone.get_default_timezone())
