"""When something was last used, noted seldom, so that reading stays free of writes."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import DateTimeField, Model
from django.utils import timezone

EVERY = timedelta(minutes=5)


def note_seen(model: type[Model], pk: object, column: str, before: object) -> None:
    """Note in a column, at most once in five minutes, that this was used now; `before` is what stands there."""
    seen, now = read_moment(model, column, before), timezone.now()
    if seen is None or now - seen > EVERY:
        model._default_manager.filter(pk=pk).update(**{column: now})


def read_moment(model: type[Model], column: str, raw: object) -> datetime | None:
    """A moment as either database driver gives it."""
    field = model._meta.get_field(column)
    assert isinstance(field, DateTimeField)
    moment: datetime | None = field.to_python(raw)
    if moment is None or timezone.is_aware(moment):
        return moment
    return timezone.make_aware(moment, timezone.get_default_timezone())
