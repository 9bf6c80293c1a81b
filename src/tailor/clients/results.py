"""The results a call or a meeting may have, kept in memory, and the next step that one proposes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from tailor.clients.models import CallResult
from tailor.kernel.remembering import remembered
from tailor.records.fields.wordings import OwnLabel

SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Result:
    """How a call or a meeting may end; `name` and `step` say it in the language of whoever reads."""

    id: int
    called: OwnLabel
    of: str
    colour: str
    proposes: OwnLabel
    after_days: int | None
    at_hour: int | None

    @property
    def name(self) -> str:
        return str(self.called)

    @property
    def step(self) -> str:
        return str(self.proposes)


@dataclass(frozen=True, slots=True)
class Proposal:
    """A next step and when it would be due; no `at` where no day is proposed."""

    text: str
    at: datetime | None


def results(of: str = "") -> Sequence[Result]:
    """Those of the company in their order: of calls, of meetings, or all."""
    found: Sequence[Result] = remembered("results of calls", _read)
    return [one for one in found if not of or one.of == of]


def _read() -> list[Result]:
    rows = CallResult.objects.filter(deleted_at=None).order_by("place", "id")
    return [
        Result(one.id, OwnLabel(one.name, one.labels), one.of, one.colour, OwnLabel(one.step, one.steps), one.after_days, one.at_hour)
        for one in rows
    ]  # fmt: skip


def proposed(outcome: int | None, now: datetime) -> Proposal | None:
    """What a result proposes; None where that is nothing. `now` is in the zone of whoever is to do it; what would fall on
    a weekend waits until Monday."""
    one = next((one for one in results() if one.id == outcome), None)
    if one is None or not one.step:
        return None
    if one.after_days is None:
        return Proposal(one.step, None)
    day = now.date() + timedelta(days=one.after_days)
    day += timedelta(days=max(0, 7 - day.weekday()) if day.weekday() >= SATURDAY and one.after_days else 0)
    clock = (
        now.time().replace(second=0, microsecond=0) if one.at_hour is None else now.time().replace(one.at_hour, 0, 0, 0)
    )
    return Proposal(one.step, timezone.make_aware(datetime.combine(day, clock), now.tzinfo))


def outcomes(language: str) -> list[tuple[str, list[tuple[Any, str]]]]:
    """What the note box offers: for calls and for meetings, which results there are; the first of each is none."""
    found = [(of, [(one.id, one.name) for one in results(of)]) for of in ("call", "meeting")]
    return [(of, [("", _("how it ended")), *options]) for of, options in found if options]
