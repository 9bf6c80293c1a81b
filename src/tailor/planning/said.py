"""What somebody types in one line, understood: “call the supplier tomorrow at 10”, in the four languages.

A small grammar of words that are looked up, and nothing guessed: “in two hours” is looked for first, then how often it comes
again, then a day, then a time, each once. What is not understood stays in the title.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import partial

from django.utils import timezone

from tailor.planning import due as dues
from tailor.planning import often
from tailor.planning.grammar import WEEKDAY, D, Line, M, N, any_of, number, pattern, spaced, table

MOST = 400


@dataclass(frozen=True, slots=True)
class Understood:
    """The title without the words about the day and the time; `due` and `recurrence` as tasks keep them, "" for none."""

    title: str
    due: str = ""
    recurrence: str = ""


DAYS: Mapping[str, int] = {
    "today": 0, "tomorrow": 1, "the day after tomorrow": 2, "day after tomorrow": 2,
    "сегодня": 0, "завтра": 1, "послезавтра": 2,
    "ma": 0, "mai napon": 0, "holnap": 1, "holnapután": 2,
    "დღეს": 0, "ხვალ": 1, "ზეგ": 2, "მაზეგ": 3,
}  # fmt: skip
NEXT_WEEK = ("next week", "на следующей неделе", "jövő héten", "მომავალ კვირას", "შემდეგ კვირას")
MONTHS: tuple[tuple[str, ...], ...] = (
    ("january", "jan", "января", "január", "იანვარს", "იანვარი"),
    ("february", "feb", "февраля", "február", "თებერვალს", "თებერვალი"),
    ("march", "марта", "március", "მარტს", "მარტი"),
    ("april", "apr", "апреля", "április", "აპრილს", "აპრილი"),
    ("may", "мая", "május", "მაისს", "მაისი"),
    ("june", "jun", "июня", "június", "ივნისს", "ივნისი"),
    ("july", "jul", "июля", "július", "ივლისს", "ივლისი"),
    ("august", "aug", "августа", "augusztus", "აგვისტოს", "აგვისტო"),
    ("september", "sep", "сентября", "szeptember", "სექტემბერს", "სექტემბერი"),
    ("october", "oct", "октября", "október", "ოქტომბერს", "ოქტომბერი"),
    ("november", "nov", "ноября", "november", "ნოემბერს", "ნოემბერი"),
    ("december", "dec", "декабря", "december", "დეკემბერს", "დეკემბერი"),
)
STRETCHES: tuple[tuple[str, ...], ...] = (
    ("minute", "minutes", "min", "mins", "минуту", "минуты", "минут", "мин", "perc", "წუთში", "წუთის"),
    ("hour", "hours", "час", "часа", "часов", "óra", "საათში", "საათის"),
    ("day", "days", "день", "дня", "дней", "nap", "დღეში", "დღის"),
    ("week", "weeks", "неделю", "недели", "недель", "hét", "კვირაში", "კვირის"),
    ("month", "months", "месяц", "месяца", "месяцев", "hónap", "თვეში", "თვის"),
)

_DAYS, _MONTHS, _STRETCHES = table(DAYS), table(MONTHS), table(STRETCHES)
_NEXT = table(dict.fromkeys(NEXT_WEEK, 0))
HOUR = r"(?P<hour>[01]?\d|2[0-3])"
MINUTE = r"(?P<minute>[0-5]\d)"
HU_AT = r"-?(?:kor|tol|re|ra|ig)"
KA_AT = r"(?:-?ზე|-?ის|\s+საათზე|\s+სთ-?ზე)"
HALF_OF_DAY = r"(?:\s*(?P<half>am|pm|утра|дня|вечера))?"


TIMES = (
    pattern(rf"(?:at|в|к)\s+{HOUR}[:.]{MINUTE}{HALF_OF_DAY}"),
    pattern(rf"{HOUR}[:.]{MINUTE}(?:{HU_AT}|{KA_AT})"),
    pattern(rf"{HOUR}:{MINUTE}{HALF_OF_DAY}"),
    pattern(rf"(?:at|в|к)\s+{HOUR}\s*(?:o'clock|часов|часа|час|ч)?{HALF_OF_DAY}"),
    pattern(rf"{HOUR}\s*(?P<half>am|pm)"),
    pattern(rf"(?:(?:delelott|reggel)\s+)?{HOUR}(?:\s+orakor|\s+orara|{HU_AT})"),
    pattern(rf"{HOUR}{KA_AT}"),
    pattern(r"(?P<noon>at noon|в полдень|delben|შუადღისას)"),
)
Days = Callable[[re.Match[str], date], date | None]

UNIT, MINUTES, HOURS, WEEKS, MONTHS_AHEAD = rf"(?P<unit>{any_of(_STRETCHES)})", 0, 1, 3, 4
LATER = (
    pattern(rf"(?:in|через)\s+{N}\s+{UNIT}"),
    pattern(r"через\s+(?P<unit>минуту|час|неделю|месяц)"),
    pattern(rf"{N}\s+{UNIT}\s+(?:mulva|შემდეგ|მერე)"),
    pattern(rf"{N}\s+(?P<unit>{any_of(word for word in _STRETCHES if word.endswith('ში'))})(?!\s+ერთხელ)"),
)
HALF_AN_HOUR = pattern(
    r"(?:in\s+half\s+an\s+hour|через\s+полчаса|fel\s+ora\s+mulva|ნახევარ(?:\s+საათში|ი\s+საათის\s+(?:შემდეგ|მერე)))"
)


def _half_an_hour(_found: re.Match[str]) -> timedelta:
    return timedelta(minutes=30)


def _soon(found: re.Match[str]) -> timedelta | None:
    """So many minutes or hours; longer stretches are days."""
    unit = _STRETCHES[found["unit"]]
    return {MINUTES: timedelta(minutes=number(found)), HOURS: timedelta(hours=number(found))}.get(unit)


SOON = ((HALF_AN_HOUR, _half_an_hour), *((one, _soon) for one in LATER))


def _ahead(found: re.Match[str], today: date) -> date:
    return today + timedelta(days=_DAYS[spaced(found["day"])])


def _weekday(found: re.Match[str], today: date) -> date:
    """The next one; today's name means in a week."""
    return today + timedelta(days=(WEEKDAY[spaced(found["day"])] - today.weekday() - 1) % 7 + 1)


def _next_week(found: re.Match[str], today: date) -> date:
    return today + timedelta(days=7 - today.weekday())


def _of_next_week(found: re.Match[str], today: date) -> date:
    """A day of the week that begins on Monday, as one hears “next Tuesday”."""
    return _next_week(found, today) + timedelta(days=WEEKDAY[spaced(found["day"])])


def _in_days(found: re.Match[str], today: date) -> date | None:
    unit, ahead = _STRETCHES[found["unit"]], number(found)
    if unit in (MINUTES, HOURS):
        return None
    if unit != MONTHS_AHEAD:
        return today + timedelta(days=ahead * (7 if unit == WEEKS else 1))
    year, month = divmod(today.year * 12 + today.month - 1 + ahead, 12)
    return date(year, month + 1, min(today.day, monthrange(year, month + 1)[1]))


def _of_month(found: re.Match[str], today: date) -> date | None:
    return _dated(found, _MONTHS[spaced(found["month"])] + 1, today)


def _in_figures(found: re.Match[str], today: date) -> date | None:
    return _dated(found, int(found["m"]), today)


def _dated(found: re.Match[str], month: int, today: date) -> date | None:
    """That day of this year, of the next one when it is past."""
    groups = found.groupdict()
    year = int(groups["y"]) if groups.get("y") else 0
    try:
        day = date(year + 2000 if 0 < year < 100 else year or today.year, month, int(found["d"]))
        return day if year or day >= today else day.replace(year=today.year + 1)
    except ValueError:
        return None


THE_NEXT = (
    r"(?:(?:on\s+)?next|(?:(?:в|во|на)\s+)?(?:следующ|будущ)(?:ий|ую|ее)|(?:jovo|kovetkezo)(?:\s+het)?"
    r"|(?:მომავალ|შემდეგ)|(?:მომავალი|შემდეგი)\s+კვირის)"
)
A_DAY = rf"(?P<day>{any_of(WEEKDAY)})"
DAY_RULES: tuple[tuple[re.Pattern[str], Days], ...] = (
    (pattern(rf"(?P<y>20\d\d)[-.]\s?{M}[-.]\s?{D}\.?(?:-(?:an|en|ig))?"), _in_figures),
    (pattern(rf"{D}\.{M}\.(?P<y>20\d\d)"), _in_figures),
    (pattern(rf"(?:on\s+)?{D}(?:st|nd|rd|th)?\s+(?P<month>{any_of(_MONTHS)})(?:\s+(?P<y>20\d\d))?"), _of_month),
    (pattern(rf"(?:on\s+)?(?P<month>{any_of(_MONTHS)})\s+{D}(?:\.|st|nd|rd|th)?(?:-?(?:an|en|jen|jan|ei|ai|re|ra))?"), _of_month),
    (pattern(rf"{D}\.(?P<m>0[1-9]|1[0-2])\.?"), _in_figures),
    *((one, _in_days) for one in LATER),
    (pattern(rf"(?:{any_of(_NEXT)})\s+{A_DAY}"), _of_next_week),
    (pattern(rf"{A_DAY}\s+(?:{any_of(_NEXT)})"), _of_next_week),
    (pattern(rf"(?:{any_of(_NEXT)})"), _next_week),
    (pattern(rf"{THE_NEXT}\s+{A_DAY}"), _of_next_week),
    (pattern(rf"(?P<day>{any_of(_DAYS)})"), _ahead),
    (pattern(A_DAY), _weekday),
)  # fmt: skip


def understand(line: str, now: datetime) -> Understood:
    """What a line says, by the clock `now` of whoever typed it. What is past by that clock today means tomorrow, where no day
    is said."""
    said = Line(spaced(line[:MOST]))
    soon = said.first(SOON)
    if soon is not None:
        due = dues.moment(now.astimezone(UTC).replace(second=0, microsecond=0) + soon)
        return Understood(title, due) if (title := said.rest()) else Understood(said.text)
    rule, day = said.first(often.RULES), None
    if rule is None or not often.pinned(rule):
        today = now.date()
        day = said.first((one, partial(_on, days, today)) for one, days in DAY_RULES)
    clock = said.first((one, _clock) for one in TIMES)
    title = said.rest()
    if not title:  # nothing but a day is no task: it was the title
        return Understood(said.text)
    if day is None and (clock or rule):
        ahead = now.date() if clock is None or clock > now.time() else now.date() + timedelta(days=1)
        day = often.begins(rule, ahead) if rule else ahead
    return Understood(title, _due(day, clock, now.tzinfo), str(rule) if rule and day else "")


def _on(days: Days, today: date, found: re.Match[str]) -> date | None:
    return days(found, today)


def _clock(found: re.Match[str]) -> time:
    groups = found.groupdict()
    if groups.get("noon"):
        return time(12)
    hour, half = int(groups["hour"]), groups.get("half") or ""
    if half in ("pm", "дня", "вечера") and hour < 12:
        hour += 12
    elif half in ("am", "утра") and hour == 12:
        hour = 0
    return time(hour, int(groups.get("minute") or 0))


def _due(day: date | None, clock: time | None, zone: tzinfo | None) -> str:
    if day is None:
        return ""
    if clock is None:
        return day.isoformat()
    return dues.moment(timezone.make_aware(datetime.combine(day, clock), zone))
