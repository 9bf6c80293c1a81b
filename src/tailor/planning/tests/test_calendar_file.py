"""What comes again stands in the calendar of another program on the very days it will be due here, by the clock on the wall."""

# ruff: noqa: DTZ001, DTZ007 -- what stands in such a file has the clock of the zone beside it

from __future__ import annotations

import re
from calendar import monthrange
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tailor.planning import due as dues
from tailor.planning.calendar_file import calendar_of, told_zone
from tailor.planning.records import TASK
from tailor.planning.recurrence import DAILY, MONTHLY, WEEKDAYS, WEEKLY, YEARLY, Rule, following, read
from tailor.records.record import Record

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
BUDAPEST, TBILISI = ZoneInfo("Europe/Budapest"), ZoneInfo("Asia/Tbilisi")
ZONES = st.sampled_from(
    [BUDAPEST, TBILISI, ZoneInfo("Africa/Casablanca"), ZoneInfo("Australia/Lord_Howe"), ZoneInfo("UTC")]
)
DAYS = st.dates(date(2024, 1, 1), date(2029, 12, 31))
INTERVALS = st.integers(1, 4)
ENDS = st.one_of(
    st.just({}), st.builds(lambda n: {"count": n}, st.integers(1, 9)), st.builds(lambda day: {"until": day}, DAYS)
)
RULES = st.one_of(
    st.builds(lambda n, end: Rule(DAILY, n, **end), INTERVALS, ENDS),
    st.builds(
        lambda n, days, end: Rule(WEEKLY, n, tuple(sorted(days)), **end), INTERVALS, st.sets(st.integers(0, 6)), ENDS
    ),
    st.builds(
        lambda n, day, end: Rule(MONTHLY, n, month_day=day, **end), INTERVALS, st.sampled_from([0, -1, 5, 28, 31]), ENDS
    ),
    st.builds(lambda n, end: Rule(YEARLY, n, **end), INTERVALS, ENDS),
)


def task(due: str, rule: Rule | str = "", title: str = "Call") -> Record:
    return Record(TASK, 7, 1, {"title": title, "due": due, "text": "", "recurrence": str(rule)})


def file_of(one: Record, zone: ZoneInfo) -> list[str]:
    """The lines of its calendar, unfolded."""
    text = calendar_of([one], name="Mine", about="https://crm.test/tasks/", house="crm.test", now=NOW, zone=zone)
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    return text.replace("\r\n ", "").split("\r\n")


def events(lines: list[str]) -> list[dict[str, str]]:
    """Each event by the names of its lines, with what stands behind the name."""
    found: list[dict[str, str]] = []
    for line in lines:
        if line == "BEGIN:VEVENT":
            found.append({})
        elif found and ":" in line:
            found[-1].setdefault(re.split("[;:]", line)[0], line)
    return found


def expanded(start: date, rule: str, upto: date) -> list[date]:
    """The days of an RRULE by the letter of RFC 5545, day after day."""
    said = dict(part.split("=") for part in rule.split(";"))
    step, left = int(said.get("INTERVAL", "1")), int(said.get("COUNT", "100000"))
    names = said.get("BYDAY", WEEKDAYS[start.weekday()]).split(",")
    number = int(said.get("BYMONTHDAY", start.day))
    until = datetime.strptime(said["UNTIL"][:8], "%Y%m%d").date() if "UNTIL" in said else upto
    monday, found, day = start - timedelta(days=start.weekday()), [], start
    while day <= min(until, upto) and len(found) < left:
        months = (day.year - start.year) * 12 + day.month - start.month
        on_day = day.day == (number if number > 0 else monthrange(day.year, day.month)[1])
        fits = {
            DAILY: (day - start).days % step == 0,
            WEEKLY: (day - monday).days // 7 % step == 0 and WEEKDAYS[day.weekday()] in names,
            MONTHLY: months % step == 0 and on_day,
            YEARLY: (day.year - start.year) % step == 0 and (day.month, day.day) == (start.month, start.day),
        }
        if fits[said["FREQ"]]:
            found.append(day)
        day += timedelta(days=1)
    return found


def due_here(start: date, rule: Rule, upto: date) -> list[date]:
    """On which days it will be due, if it is always done at once."""
    found, now = [start], (start, rule)
    while (after := following(now[1], now[0])) and after[0] <= upto and after[1]:
        found.append(after[0])
        now = (after[0], after[1])
    return found


@given(DAYS, RULES, ZONES, st.none() | st.integers(0, 23))
def test_another_program_reckons_the_same_days(start, rule, zone, hour):
    upto = start + timedelta(days=400 * (4 if rule.unit == YEARLY else 1))
    at = None if hour is None else datetime(start.year, start.month, start.day, hour, 30, tzinfo=zone)
    if at and at.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != at.replace(tzinfo=None):
        return  # there is no such time on that day
    found = []
    for one in events(file_of(task(dues.moment(at) if at else start.isoformat(), rule), zone)):
        begins = datetime.strptime(re.findall(r":(\d{8})", one["DTSTART"])[0], "%Y%m%d").date()
        if "RRULE" not in one:
            found.append(start)
            continue
        assert at is None or one["DTSTART"] == f"DTSTART;TZID={zone.key}:{begins:%Y%m%d}T{hour:02}3000"
        found += expanded(begins, one["RRULE"].removeprefix("RRULE:"), upto)
    assert found == due_here(start, rule, upto)


def test_the_end_of_a_rule_is_a_moment_where_it_begins_at_one_and_a_day_where_it_begins_on_one():
    rule = read("FREQ=DAILY;UNTIL=20261224")
    timed = events(file_of(task("2026-11-25T09:00:00Z", rule), TBILISI))[0]
    assert timed["DTSTART"] == "DTSTART;TZID=Asia/Tbilisi:20261125T130000"
    assert timed["RRULE"] == "RRULE:FREQ=DAILY;UNTIL=20261224T195959Z"
    assert events(file_of(task("2026-11-25", rule), TBILISI))[0]["RRULE"] == "RRULE:FREQ=DAILY;UNTIL=20261224"


def test_what_comes_once_needs_no_zone_and_a_rule_that_cannot_be_read_is_none():
    lines = file_of(task("2026-11-25T09:00:00Z"), BUDAPEST)
    assert "BEGIN:VTIMEZONE" not in lines and "DTSTART:20261125T090000Z" in lines
    assert not any(line.startswith("RRULE") for line in file_of(task("2026-11-25", "FREQ=HOURLY"), BUDAPEST))


def offset_in(lines: tuple[str, ...], at: datetime) -> timedelta:
    """How far a zone that is told stands from UTC at a moment, by the latest change before it."""
    changes = []
    for place, line in enumerate(lines):
        if line.startswith("DTSTART:"):
            signs = [re.match(r".*:([+-])(\d\d)(\d\d)$", one) for one in lines[place + 1 : place + 3]]
            before, after = (
                timedelta(hours=int(one[2]), minutes=int(one[3])) * (-1 if one[1] == "-" else 1) for one in signs if one
            )
            local = datetime.strptime(line[8:], "%Y%m%dT%H%M%S").replace(tzinfo=UTC)
            changes.append((local - before, after))
    return max((begins, after) for begins, after in changes if begins <= at)[1]


@given(ZONES, st.datetimes(datetime(2025, 1, 2), datetime(2035, 12, 1)))
def test_a_zone_is_told_as_it_is(zone, moment):
    at = moment.replace(tzinfo=UTC, microsecond=0)
    assert offset_in(told_zone(zone, 2026), at) == at.astimezone(zone).utcoffset()


@pytest.mark.parametrize("zone", [BUDAPEST, TBILISI])
def test_a_zone_stands_whole_before_what_needs_it(zone):
    lines = file_of(task("2026-11-25T09:00:00Z", "FREQ=WEEKLY"), zone)
    assert lines.index(f"TZID:{zone.key}") < lines.index("END:VTIMEZONE") < lines.index("BEGIN:VEVENT")
    for part in ("STANDARD", "DAYLIGHT"):
        assert lines.count(f"BEGIN:{part}") == lines.count(f"END:{part}") == (
            {"STANDARD": 12, "DAYLIGHT": 11}[part] if zone is BUDAPEST else {"STANDARD": 1, "DAYLIGHT": 0}[part]
        )  # fmt: skip
