"""Somebody's tasks as a calendar that other programs read (RFC 5545). Single moments are in UTC; what comes again does so by the
clock on the wall, so its zone is told."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

from tailor.planning import due as dues
from tailor.planning.recurrence import NotARule, Rule, following, read
from tailor.records.record import Record

LINE = 73  # octets of a line, after which it is folded
LASTS = timedelta(minutes=30)
AHEAD = 10  # years for which a zone is told
TOO_LOW = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


def calendar_of(tasks: Iterable[Record], *, name: str, about: str, house: str, now: datetime, zone: tzinfo) -> str:
    """The whole file. `about` is how the page of a task is addressed: ``https://crm.test/tasks/``; `zone` is whose days count."""
    lines = [
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Tailor//Tasks//EN", "CALSCALE:GREGORIAN", "METHOD:PUBLISH",
        f"X-WR-CALNAME:{escaped(name)}", "REFRESH-INTERVAL;VALUE=DURATION:PT30M",
    ]  # fmt: skip
    found = list(tasks)
    if isinstance(zone, ZoneInfo) and any(one.values.get("recurrence") for one in found):
        lines += told_zone(zone, now.year)
    for one in found:
        for part, (due, rule) in enumerate(_times(one, zone)):
            lines += _event(one, due, rule, f"{one.id}{'-again' * part}@{house}", about, now, zone)
    return "".join(folded(line) + "\r\n" for line in [*lines, "END:VCALENDAR"])


Due = date | datetime


def _times(one: Record, zone: tzinfo) -> list[tuple[Due, Rule | None]]:
    """When it is due, and by which rule again. A rule has to begin on a day of its own: where the first is none of them, the
    others begin behind it."""
    text = one.values["due"]
    at = None if dues.is_day(text) else datetime.fromisoformat(text).astimezone(zone)
    day = at.date() if at else date.fromisoformat(text)
    rule = _rule(one)
    due: Due = at or day
    after = following(rule, day) if rule else None
    if rule is None or after is None:
        return [(due, None)]
    if _is_its_own(rule, day):
        return [(due, rule)]
    later: Due = datetime.combine(after[0], at.time(), zone) if at else after[0]
    return [(due, None), (later, after[1])]


def _rule(one: Record) -> Rule | None:
    try:
        return read(one.values.get("recurrence") or "")
    except NotARule:
        return None


def _is_its_own(rule: Rule, day: date) -> bool:
    last = monthrange(day.year, day.month)[1]
    of_month = rule.month_day in (0, day.day) or (rule.month_day == -1 and day.day == last)
    return of_month and (not rule.days or day.weekday() in rule.days)


def _event(
    one: Record, due: Due, rule: Rule | None, key: str, about: str, now: datetime, zone: tzinfo
) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:task-{key}"
    yield f"DTSTAMP:{_utc(now)}"
    if not isinstance(due, datetime):
        yield f"DTSTART;VALUE=DATE:{due:%Y%m%d}"
        yield f"DTEND;VALUE=DATE:{due + timedelta(days=1):%Y%m%d}"
    elif rule and isinstance(zone, ZoneInfo):
        yield f"DTSTART;TZID={zone.key}:{due:%Y%m%dT%H%M%S}"
        yield f"DURATION:PT{LASTS.seconds // 60}M"
    else:
        yield f"DTSTART:{_utc(due)}"
        yield f"DTEND:{_utc(due + LASTS)}"
    if rule:
        yield f"RRULE:{_written(rule, due, zone)}"
    values = one.values
    yield f"SEQUENCE:{one.version}"
    yield f"SUMMARY:{escaped(one.title)}"
    if text := values.get("text"):
        yield f"DESCRIPTION:{escaped(text)}"
    if about:
        yield f"URL:{about}{one.id}/"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _written(rule: Rule, due: Due, zone: tzinfo) -> str:
    """The rule; the end of one that has a time of day is a moment in UTC, as the format has it."""
    if rule.until is None or not isinstance(due, datetime):
        return str(rule)
    end = datetime.combine(rule.until, time(23, 59, 59), zone)
    return f"{replace(rule, until=None)};UNTIL={_utc(end)}"


@lru_cache(maxsize=64)
def told_zone(zone: ZoneInfo, year: int) -> tuple[str, ...]:
    """A zone from the year before until `AHEAD` years later: each change of its clock, however its country makes them."""
    at = datetime(year - 1, 1, 1, tzinfo=UTC)
    lines = ["BEGIN:VTIMEZONE", f"TZID:{zone.key}", *_clock(zone, at, at)]
    while at.year < min(year + AHEAD, 9998):
        later = at + timedelta(days=7)
        if _offset(zone, at) != _offset(zone, later):
            lines += _clock(zone, *_change(zone, at, later))
        at = later
    return (*lines, "END:VTIMEZONE")


def _change(zone: ZoneInfo, before: datetime, after: datetime) -> tuple[datetime, datetime]:
    """The last second before a change of the clock, and the first of the new time."""
    while after - before > timedelta(seconds=1):
        middle = before + timedelta(seconds=(after - before) // timedelta(seconds=2))
        before, after = (middle, after) if _offset(zone, middle) == _offset(zone, before) else (before, middle)
    return before, after


def _clock(zone: ZoneInfo, before: datetime, at: datetime) -> Iterator[str]:
    """A time that holds from a moment on, said by the clock of before."""
    part = "DAYLIGHT" if at.astimezone(zone).dst() else "STANDARD"
    yield f"BEGIN:{part}"
    yield f"DTSTART:{at + _offset(zone, before):%Y%m%dT%H%M%S}"
    yield f"TZOFFSETFROM:{_signed(_offset(zone, before))}"
    yield f"TZOFFSETTO:{_signed(_offset(zone, at))}"
    yield f"TZNAME:{at.astimezone(zone).tzname()}"
    yield f"END:{part}"


def _offset(zone: ZoneInfo, at: datetime) -> timedelta:
    return at.astimezone(zone).utcoffset() or timedelta()


def _signed(offset: timedelta) -> str:
    minutes = round(offset.total_seconds()) // 60
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02}{abs(minutes) % 60:02}"


def _utc(moment: datetime) -> str:
    return dues.moment(moment).replace("-", "").replace(":", "")


def escaped(text: str) -> str:
    """A text as a value: without control characters, the marks of the format escaped."""
    plain = TOO_LOW.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n"))
    return plain.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def folded(line: str) -> str:
    """A line of at most 75 octets and its continuations, no letter cut in two."""
    parts, size, part = [], 0, ""
    for letter in line:
        octets = len(letter.encode())
        if size + octets > LINE:
            parts.append(part)
            part, size = "", 0
        part, size = part + letter, size + octets
    return "\r\n ".join([*parts, part])
