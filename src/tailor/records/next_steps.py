"""The next step of a record that has the fields ``next_step`` and ``next_step_at``."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from tailor.records.record import Record
from tailor.records.showing import Show


def next_step(record: Record, show: Show) -> dict[str, Any]:
    """The next step and how near it is: late, today, later."""
    text, due = record.values.get("next_step", ""), record.values.get("next_step_at")
    if not text or not due:
        return {"text": text, "due": "", "tone": ""}
    moment = datetime.fromisoformat(due)
    late = moment < show.now
    near = show.near(moment)
    return {"text": text, "due": _("since %(when)s") % {"when": near} if late else near, "tone": "late" if late else ""}
