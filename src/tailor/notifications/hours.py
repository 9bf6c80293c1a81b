"""When somebody is told: not in their quiet hours, and letters once a day where they want it so. Hours are those of the clock
on their wall, whatever summer time does to it."""

from __future__ import annotations

import zoneinfo
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from tailor.kernel.zones import zone_named
from tailor.notifications.kinds import MAIL
from tailor.notifications.models import Hours

BUNDLE = timedelta(minutes=3)  # what comes within it goes in one letter
SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody wants, and the zone they are in."""

    zone: zoneinfo.ZoneInfo
    quiet_from: time | None = None
    quiet_to: time | None = None
    digest_at: time | None = None
    workdays: bool = False

    def due(self, way: str, at: datetime) -> datetime:
        """When what happened at a moment is told in a way."""
        if way == MAIL:
            at = self._next_digest(at) if self.digest_at is not None else at + BUNDLE
        return self.awake(at)

    def awake(self, at: datetime) -> datetime:
        """That moment, or the end of the quiet hours it lies in."""
        if self.quiet_from is None or self.quiet_to is None or self.quiet_from == self.quiet_to:
            return at
        local = at.astimezone(self.zone)
        first = local.date() - timedelta(days=1)
        for day in (first, local.date()):
            begins = self._moment(day, self.quiet_from)
            over = day if self.quiet_from < self.quiet_to else day + timedelta(days=1)
            ends = self._moment(over, self.quiet_to)
            if begins <= at < ends:
                return ends
        return at

    def _next_digest(self, at: datetime) -> datetime:
        assert self.digest_at is not None
        day = at.astimezone(self.zone).date()
        while True:
            moment = self._moment(day, self.digest_at)
            if moment > at and not (self.workdays and day.weekday() >= SATURDAY):
                return moment
            day += timedelta(days=1)

    def _moment(self, day: date, clock: time) -> datetime:
        """A time of a day; one the clocks jump over is when they have jumped."""
        return datetime.combine(day, clock, self.zone).astimezone(UTC)


def wanted_by(person: int, zone: str) -> Wanted:
    """The hours of a person whose clock is that of a zone."""
    there = zone_named(zone)
    row = Hours.objects.filter(person_id=person).first()
    if row is None:
        return Wanted(there)
    return Wanted(there, row.quiet_from, row.quiet_to, row.digest_at, row.workdays)


def keep_hours(person: int, **given: time | bool | None) -> None:
    """Keep what somebody wants."""
    Hours.objects.update_or_create(person_id=person, defaults=given)
