"""Somebody's tasks as a calendar that other programs read (RFC 5545). Moments are in UTC, so that no zone has to be told."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta

from tailor.planning import due as dues
from tailor.records.record import Record

LINE = 73  # octets of a line, after which it is folded
LASTS = timedelta(minutes=30)
TOO_LOW = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


def calendar_of(tasks: Iterable[Record], *, name: str, about: str, house: str, now: datetime) -> str:
    """The whole file. `about` is how the page of a task is addressed: ``https://crm.test/tasks/``."""
    lines = [
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Tailor//Tasks//EN", "CALSCALE:GREGORIAN", "METHOD:PUBLISH",
        f"X-WR-CALNAME:{escaped(name)}", "REFRESH-INTERVAL;VALUE=DURATION:PT30M",
    ]  # fmt: skip
    for one in tasks:
        lines += _event(one, about, house, now)
    return "".join(folded(line) + "\r\n" for line in [*lines, "END:VCALENDAR"])


def _event(one: Record, about: str, house: str, now: datetime) -> Iterator[str]:
    values, due = one.values, one.values["due"]
    yield "BEGIN:VEVENT"
    yield f"UID:task-{one.id}@{house}"
    yield f"DTSTAMP:{_utc(now)}"
    if dues.is_day(due):
        day = date.fromisoformat(due)
        yield f"DTSTART;VALUE=DATE:{day:%Y%m%d}"
        yield f"DTEND;VALUE=DATE:{day + timedelta(days=1):%Y%m%d}"
    else:
        at = datetime.fromisoformat(due)
        yield f"DTSTART:{_utc(at)}"
        yield f"DTEND:{_utc(at + LASTS)}"
    yield f"SEQUENCE:{one.version}"
    yield f"SUMMARY:{escaped(one.title)}"
    if text := values.get("text"):
        yield f"DESCRIPTION:{escaped(text)}"
    if about:
        yield f"URL:{about}{one.id}/"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


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
