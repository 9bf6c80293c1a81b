"""Moments people work at: weekdays, daylight of their zone, never later than now."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

YEARS = 2
OLDEST = 365 * YEARS
SATURDAY = 5
# How likely each hour from 9 to 18 is; most telephone before lunch.
HOURS, WEIGHTS = range(9, 19), (9, 14, 15, 12, 6, 9, 12, 10, 7, 3)


class Clock:
    """Working moments around a fixed now."""

    def __init__(self, now: datetime, rng: random.Random) -> None:
        self.now, self.rng = now.astimezone(UTC).replace(microsecond=0), rng

    def working(self, days_ago: float, zone: str) -> datetime:
        """A moment in working time on about that day, in UTC."""
        day = (self.now - timedelta(days=days_ago)).astimezone(ZoneInfo(zone)).date()
        moment = self._at(_weekday(day), zone)
        while moment > self.now - timedelta(minutes=30):
            day -= timedelta(days=1)
            moment = self._at(_weekday(day), zone)
        return moment

    def this_morning(self, zone: str) -> datetime:
        """Today since half past eight; whoever builds the demo at night gets the last hours."""
        today = self.now.astimezone(ZoneInfo(zone)).date()
        start = datetime.combine(today, time(8, 30), ZoneInfo(zone)).astimezone(UTC)
        end = self.now - timedelta(minutes=6)
        start = min(start, end - timedelta(hours=2))
        return start + (end - start) * self.rng.random()

    def soon_after(self, moment: datetime, least: int, most: int) -> datetime:
        """Some minutes later, but not in the future."""
        later = moment + timedelta(minutes=self.rng.randint(least, most), seconds=self.rng.randrange(60))
        return min(later, self.now)

    def due(self, days: int, zone: str) -> datetime:
        """A quarter of an hour somebody plans something for, on a working day that many days from now."""
        day = self.now.astimezone(ZoneInfo(zone)).date() + timedelta(days=days)
        while days > 1 and day.weekday() >= SATURDAY:
            day += timedelta(days=1)
        at = time(self.rng.choice((9, 10, 11, 12, 14, 15, 16, 17)), self.rng.choice((0, 0, 0, 30, 15)))
        return datetime.combine(day, at, ZoneInfo(zone)).astimezone(UTC)

    def _at(self, day: date, zone: str) -> datetime:
        hour = self.rng.choices(HOURS, WEIGHTS)[0]
        at = time(hour, self.rng.randrange(60), self.rng.randrange(60))
        return datetime.combine(day, at, ZoneInfo(zone)).astimezone(UTC)


def _weekday(day: date) -> date:
    """Work of a weekend was done on the days before."""
    if day.weekday() < SATURDAY:
        return day
    return day - timedelta(days=day.weekday() - SATURDAY + 1 + day.toordinal() % 3)


def iso(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds")
