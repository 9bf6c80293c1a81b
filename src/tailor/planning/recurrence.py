"""How a task comes again: the part of RFC 5545 that people ask for. Every question is answered in a bounded number of steps.

A rule counts from the day the task at hand is due, so what is left of COUNT goes along from one task to the next.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

DAILY, WEEKLY, MONTHLY, YEARLY = "DAILY", "WEEKLY", "MONTHLY", "YEARLY"
UNITS = (DAILY, WEEKLY, MONTHLY, YEARLY)
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
MOST_INTERVAL, MOST_COUNT, MOST_STEPS = 99, 999, 1200
PART = re.compile(r"^[A-Z]+=[A-Z0-9,+-]+$")
KNOWN = {"FREQ", "INTERVAL", "BYDAY", "BYMONTHDAY", "COUNT", "UNTIL"}


class NotARule(ValueError):
    """`message` says what is wrong, for the person."""

    def __init__(self, message: str | Promise) -> None:
        super().__init__(str(message))
        self.message = message


@dataclass(frozen=True, slots=True)
class Rule:
    """Every `interval` days, weeks, months or years; weeks on `days` (0 is Monday), months on `month_day` (-1 the last), where
    those are not as the day it counts from; until a day, or so many times in all."""

    unit: str
    interval: int = 1
    days: tuple[int, ...] = ()
    month_day: int = 0
    until: date | None = None
    count: int = 0

    def __str__(self) -> str:
        parts = [f"FREQ={self.unit}"]
        parts += [f"INTERVAL={self.interval}"] if self.interval > 1 else []
        parts += ["BYDAY=" + ",".join(WEEKDAYS[day] for day in self.days)] if self.days else []
        parts += [f"BYMONTHDAY={self.month_day}"] if self.month_day else []
        parts += [f"UNTIL={self.until:%Y%m%d}"] if self.until else []
        parts += [f"COUNT={self.count}"] if self.count else []
        return ";".join(parts)


def read(text: str) -> Rule:
    """The rule an RRULE says. Raises `NotARule`."""
    parts = [part for part in text.strip().upper().removeprefix("RRULE:").split(";") if part]
    if not all(PART.match(part) for part in parts) or len(parts) != len({part.partition("=")[0] for part in parts}):
        raise NotARule(_("This is no rule of how something comes again."))
    given = dict(part.split("=", 1) for part in parts)
    if given.keys() - KNOWN or given.get("FREQ") not in UNITS:
        raise NotARule(_("Something can come again every so many days, weeks, months or years."))
    if "COUNT" in given and "UNTIL" in given:
        raise NotARule(_("Either until a day or so many times, not both."))
    unit = given["FREQ"]
    if ("BYDAY" in given and unit != WEEKLY) or ("BYMONTHDAY" in given and unit != MONTHLY):
        raise NotARule(_("Days of the week go with weeks, a day of the month with months."))
    return Rule(
        unit,
        _number(given.get("INTERVAL", "1"), 1, MOST_INTERVAL),
        _days(given.get("BYDAY", "")),
        _month_day(given.get("BYMONTHDAY", "")),
        _day(given["UNTIL"]) if "UNTIL" in given else None,
        _number(given["COUNT"], 1, MOST_COUNT) if "COUNT" in given else 0,
    )


def _number(text: str, least: int, most: int) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > 4 or not least <= int(text) <= most:
        raise NotARule(_("A number from 1 is expected here, and not a large one."))
    return int(text)


def _days(text: str) -> tuple[int, ...]:
    names = text.split(",") if text else []
    if not set(names) <= set(WEEKDAYS):
        raise NotARule(_("There is no such day of the week."))
    return tuple(sorted({WEEKDAYS.index(name) for name in names}))


def _month_day(text: str) -> int:
    if text == "-1":
        return -1
    return _number(text, 1, 31) if text else 0


def _day(text: str) -> date:
    try:
        return datetime.strptime(text[:8], "%Y%m%d").replace(tzinfo=UTC).date()
    except ValueError:
        raise NotARule(_("There is no such day.")) from None


def following(rule: Rule, day: date, not_before: date | None = None) -> tuple[date, Rule | None] | None:
    """The next day after one that a task was due, and the rule it goes on by (none after the last); None when it does not
    come again. Days before `not_before` are left out: what was missed for a month comes once, not thirty times."""
    if rule.count == 1:
        return None
    found = _after(rule, day, max(day + timedelta(days=1), not_before or date.min))
    if found is None or (rule.until and found > rule.until):
        return None
    return found, replace(rule, count=rule.count - 1) if rule.count else rule


def _after(rule: Rule, start: date, least: date) -> date | None:
    """The first day of the rule that counts from `start`, not before `least`."""
    if rule.unit == DAILY:
        days = (least - start).days
        return _moved(start, -(-days // rule.interval) * rule.interval)
    if rule.unit == WEEKLY:
        return _of_week(rule, start, least)
    return _of_month(rule, start, least)


def _of_week(rule: Rule, start: date, least: date) -> date | None:
    days = rule.days or (start.weekday(),)
    monday = start - timedelta(days=start.weekday())
    weeks = (least - monday).days // 7 // rule.interval * rule.interval
    for week in (weeks, weeks + rule.interval):
        for day in days:
            found = _moved(monday, week * 7 + day)
            if found and found >= least:
                return found
    return None


def _of_month(rule: Rule, start: date, least: date) -> date | None:
    """A month without such a day is left out, as RFC 5545 has it."""
    apart = rule.interval * (12 if rule.unit == YEARLY else 1)
    first = max(0, ((least.year - start.year) * 12 + least.month - start.month) // apart - 1)
    for step in range(first, first + MOST_STEPS):
        month = start.year * 12 + start.month - 1 + step * apart
        if month // 12 > 9000:
            return None
        found = _in_month(month // 12, month % 12 + 1, rule.month_day or start.day)
        if found and found >= least:
            return found
    return None


def _in_month(year: int, month: int, day: int) -> date | None:
    last = monthrange(year, month)[1]
    if day < 0:
        return date(year, month, last)
    return date(year, month, day) if day <= last else None


def _moved(day: date, days: int) -> date | None:
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return None
