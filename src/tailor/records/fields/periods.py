"""Stretches of days that have a name of their own. An address keeps the name; which days that are is worked out whenever
it is asked, in the zone that days and times are shown in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Bounds = tuple[date | None, date | None]  # the first day, and the first one after it; None is without end

TODAY, STILL_TODAY, OVERDUE, BEFORE_TODAY = "today", "still-today", "overdue", "before-today"
PERIODS: Mapping[str, str | Promise] = {
    "yesterday": _("yesterday"),
    TODAY: _("today"),
    STILL_TODAY: _("today, not overdue yet"),
    "tomorrow": _("tomorrow"),
    "this-week": _("this week"),
    "last-week": _("last week"),
    "next-week": _("next week"),
    "last-7-days": _("in the last 7 days"),
    "next-7-days": _("in the next 7 days"),
    "this-month": _("this month"),
    "last-month": _("last month"),
    "this-year": _("this year"),
    BEFORE_TODAY: _("before today"),
    OVERDUE: _("overdue"),
}
TO_COME = frozenset({"tomorrow", "next-week", "next-7-days"})


def _days(today: date, first: int, count: int) -> Bounds:
    start = today + timedelta(days=first)
    return start, start + timedelta(days=count)


def _month(today: date, back: int = 0) -> Bounds:
    first = today.replace(day=1)
    for _time in range(back):
        first = (first - timedelta(days=1)).replace(day=1)
    return first, (first + timedelta(days=31)).replace(day=1)


_BOUNDS: Mapping[str, Callable[[date], Bounds]] = {
    "yesterday": lambda today: _days(today, -1, 1),
    TODAY: lambda today: _days(today, 0, 1),
    STILL_TODAY: lambda today: _days(today, 0, 1),
    "tomorrow": lambda today: _days(today, 1, 1),
    "this-week": lambda today: _days(today, -today.weekday(), 7),
    "last-week": lambda today: _days(today, -today.weekday() - 7, 7),
    "next-week": lambda today: _days(today, 7 - today.weekday(), 7),
    "last-7-days": lambda today: _days(today, -6, 7),
    "next-7-days": lambda today: _days(today, 0, 7),
    "this-month": _month,
    "last-month": lambda today: _month(today, 1),
    "this-year": lambda today: (date(today.year, 1, 1), date(today.year + 1, 1, 1)),
    BEFORE_TODAY: lambda today: (None, today),
    OVERDUE: lambda today: (None, today),
}


def bounds_of(period: str, today: date) -> Bounds:
    """The days of a period, seen from `today`; weeks begin on Monday. Raises KeyError."""
    return _BOUNDS[period](today)
