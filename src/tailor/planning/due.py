"""By when something is due: a day, or a moment. Written ``2026-11-25`` or ``2026-11-25T06:00:00Z``."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, tzinfo

from django.utils import timezone

DAY = 10  # letters of a day


def is_day(due: str) -> bool:
    return len(due) == DAY


def moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def local(due: str, zone: tzinfo | None = None) -> datetime:
    """As the clock on the wall shows it, without a zone; the beginning of a day that has no time."""
    if is_day(due):
        return datetime.combine(date.fromisoformat(due), time())
    return timezone.localtime(datetime.fromisoformat(due), zone).replace(tzinfo=None)


def day_of(due: str, zone: tzinfo | None = None) -> date:
    return local(due, zone).date()


def on(due: str, day: date, zone: tzinfo | None = None) -> str:
    """The same on another day: at the same time by the clock on the wall, whatever summer time does."""
    if is_day(due):
        return day.isoformat()
    return moment(timezone.make_aware(datetime.combine(day, local(due, zone).time()), zone))


def is_late(due: str, now: datetime) -> bool:
    """Whether it is past: a day once it is over, a moment at once. To the second, as lists ask it."""
    return due < (now.date().isoformat() if is_day(due) else moment(now))
