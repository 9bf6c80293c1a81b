"""The hours of the week at which a rule holds, by a clock somewhere."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time, timedelta, tzinfo
from typing import Any

from django.utils import timezone

from tailor.intake.records.rules import DAY_NAMES, clock

WEEK = 8


def holds_at(rule: Mapping[str, Any], moment: datetime, zone: tzinfo) -> bool:
    """Whether it holds then. Hours that end before they begin go on into the next day, which is still theirs."""
    here = timezone.localtime(moment, zone)
    begins, ends = clock(rule["begins"]) or time.min, clock(rule["ends"])
    now = here.time()
    if ends is None or ends == begins:
        return _day(rule, here) and (ends is not None or now >= begins)
    if begins < ends:
        return _day(rule, here) and begins <= now < ends
    return (_day(rule, here) and now >= begins) or (_day(rule, here - timedelta(days=1)) and now < ends)


def next_beginning(rule: Mapping[str, Any], moment: datetime, zone: tzinfo) -> datetime | None:
    """When it holds again after a moment at which it does not."""
    here = timezone.localtime(moment, zone)
    for ahead in range(WEEK):
        day = here + timedelta(days=ahead)
        at = datetime.combine(day.date(), clock(rule["begins"]) or time.min, zone)
        if at > moment and _day(rule, at):
            return at
    return None


def _day(rule: Mapping[str, Any], moment: datetime) -> bool:
    return not rule["days"] or DAY_NAMES[moment.weekday()] in rule["days"]
