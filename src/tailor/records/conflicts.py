"""What others changed in a record since somebody looked at it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from tailor.history.models import Event
from tailor.records.record import Record


@dataclass(frozen=True, slots=True)
class Merged:
    """A field somebody else changed meanwhile, and its present value."""

    field: str
    value: Any
    who: str
    at: datetime

    @property
    def sentence(self) -> str:
        return _("%(who)s changed this meanwhile.") % {"who": self.who}


def changed_since(record: Record, version: int) -> list[Merged]:
    """Fields changed after `version`, each with its present value and who changed it last."""
    events = (
        Event.objects.filter(record_type=record.kind.code, record_id=record.id, version__gt=version)
        .order_by("version", "id")
        .values_list("changes", "step__actor__name", "at")
    )
    latest = {
        name: Merged(name, record.values.get(name), who or "Tailor", at)
        for changes, who, at in events
        for name in changes
    }
    return list(latest.values())
