"""What somebody types in one line, understood: “call the supplier tomorrow at 10”, in the four languages.

A small grammar of words that are looked up, and nothing guessed: a day is looked for first, then a time, each once. What is
not understood stays in the title. Words are compared folded (small letters without accents), as people type them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

from django.utils import timezone

from tailor.planning import due as dues

MOST = 400


@dataclass(frozen=True, slots=True)
class Understood:
    """The title without the words about the day and the time; `due` as tasks keep it, "" for none."""

    title: str
    due: str = ""


DAYS: Mapping[str, int] = {
    "today": 0, "tomorrow": 1, "the day after tomorrow": 2, "day after tomorrow": 2,
    "сегодня": 0, "завтра": 1, "послезавтра": 2,
    "ma": 0, "mai napon": 0, "holnap": 1, "holnapután": 2,
    "დღეს": 0, "ხვალ": 1, "ზეგ": 2, "მაზეგ": 3,
}  # fmt: skip
WEEKDAYS: tuple[tuple[str, ...], ...] = (
    ("on monday", "monday", "в понедельник", "понедельник", "hétfőn", "hétfő", "hétfőre", "ორშაბათს", "ორშაბათი"),
    ("on tuesday", "tuesday", "во вторник", "вторник", "kedden", "kedd", "keddre", "სამშაბათს", "სამშაბათი"),
    ("on wednesday", "wednesday", "в среду", "среда", "среду", "szerdán", "szerda", "szerdára", "ოთხშაბათს", "ოთხშაბათი"),
    ("on thursday", "thursday", "в четверг", "четверг", "csütörtökön", "csütörtök", "csütörtökre", "ხუთშაბათს", "ხუთშაბათი"),
    ("on friday", "friday", "в пятницу", "пятница", "пятницу", "pénteken", "péntek", "péntekre", "პარასკევს", "პარასკევი"),
    ("on saturday", "saturday", "в субботу", "суббота", "субботу", "szombaton", "szombat", "szombatra", "შაბათს", "შაბათი"),
    ("on sunday", "sunday", "в воскресенье", "воскресенье", "vasárnap", "vasárnapra", "კვირას"),
)  # fmt: skip
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
ACCENTS = str.maketrans("áéíóöőúüűё", "aeiooouuuе")


def _plain(text: str) -> str:
    """In small letters without accents, letter for letter, so that places stay what they are."""
    small = "".join(low if len(low := one.lower()) == 1 else one for one in text)
    return small.translate(ACCENTS)


def _any(words: Mapping[str, int]) -> str:
    return "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in sorted(words, key=len, reverse=True))


def _table(rows: Mapping[str, int] | tuple[tuple[str, ...], ...]) -> dict[str, int]:
    if isinstance(rows, Mapping):
        return {_plain(word): number for word, number in rows.items()}
    return {_plain(word): number for number, words in enumerate(rows) for word in words}


_DAYS, _WEEKDAYS, _MONTHS = _table(DAYS), _table(WEEKDAYS), _table(MONTHS)
_NEXT = {_plain(word): 0 for word in NEXT_WEEK}
EDGE, END = r"(?<![\w.:-])", r"(?![\w:-])"
HOUR = r"(?P<hour>[01]?\d|2[0-3])"
MINUTE = r"(?P<minute>[0-5]\d)"
HU_AT = r"-?(?:kor|tol|re|ra|ig)"
KA_AT = r"(?:-?ზე|-?ის|\s+საათზე|\s+სთ-?ზე)"
HALF_OF_DAY = r"(?:\s*(?P<half>am|pm|утра|дня|вечера))?"


def _pattern(body: str) -> re.Pattern[str]:
    return re.compile(EDGE + body + END)


TIMES = (
    _pattern(rf"(?:at|в|к)\s+{HOUR}[:.]{MINUTE}{HALF_OF_DAY}"),
    _pattern(rf"{HOUR}[:.]{MINUTE}(?:{HU_AT}|{KA_AT})"),
    _pattern(rf"{HOUR}:{MINUTE}{HALF_OF_DAY}"),
    _pattern(rf"(?:at|в|к)\s+{HOUR}\s*(?:o'clock|часов|часа|час|ч)?{HALF_OF_DAY}"),
    _pattern(rf"{HOUR}\s*(?P<half>am|pm)"),
    _pattern(rf"(?:(?:delelott|reggel)\s+)?{HOUR}(?:\s+orakor|\s+orara|{HU_AT})"),
    _pattern(rf"{HOUR}{KA_AT}"),
    _pattern(r"(?P<noon>at noon|в полдень|delben|შუადღისას)"),
)
Days = Callable[[re.Match[str], date], date | None]


def _ahead(found: re.Match[str], today: date) -> date:
    return today + timedelta(days=_DAYS[_spaced(found["day"])])


def _weekday(found: re.Match[str], today: date) -> date:
    """The next one; today's name means in a week."""
    return today + timedelta(days=(_WEEKDAYS[_spaced(found["day"])] - today.weekday() - 1) % 7 + 1)


def _next_week(found: re.Match[str], today: date) -> date:
    return today + timedelta(days=7 - today.weekday())


def _in_days(found: re.Match[str], today: date) -> date | None:
    groups = found.groupdict()
    return today + timedelta(days=int(groups["n"]) * (7 if groups.get("week") else 1))


def _of_month(found: re.Match[str], today: date) -> date | None:
    return _dated(found, _MONTHS[_spaced(found["month"])] + 1, today)


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


def _spaced(text: str) -> str:
    return " ".join(text.split())


D, M = r"(?P<d>0?[1-9]|[12]\d|3[01])", r"(?P<m>0?[1-9]|1[0-2])"
DAY_RULES: tuple[tuple[re.Pattern[str], Days], ...] = (
    (_pattern(rf"(?P<y>20\d\d)[-.]\s?{M}[-.]\s?{D}\.?(?:-(?:an|en|ig))?"), _in_figures),
    (_pattern(rf"{D}\.{M}\.(?P<y>20\d\d)"), _in_figures),
    (_pattern(rf"(?:on\s+)?{D}(?:st|nd|rd|th)?\s+(?P<month>{_any(_MONTHS)})(?:\s+(?P<y>20\d\d))?"), _of_month),
    (_pattern(rf"(?:on\s+)?(?P<month>{_any(_MONTHS)})\s+{D}(?:\.|st|nd|rd|th)?(?:-?(?:an|en|jen|jan|ei|ai|re|ra))?"), _of_month),
    (_pattern(rf"{D}\.(?P<m>0[1-9]|1[0-2])\.?"), _in_figures),
    (_pattern(r"(?:in|через)\s+(?P<n>[1-9]\d?)\s+(?:(?P<week>weeks?|недел[юи]|недель)|days?|дн(?:я|ей)|день)"), _in_days),
    (_pattern(r"(?P<n>[1-9]\d?)\s+(?:(?P<week>het)|nap)\s+mulva"), _in_days),
    (_pattern(r"(?P<n>[1-9]\d?)\s+(?:(?P<week>კვირაში)|დღეში)"), _in_days),
    (_pattern(rf"(?P<day>{_any(_NEXT)})"), _next_week),
    (_pattern(rf"(?P<day>{_any(_DAYS)})"), _ahead),
    (_pattern(rf"(?P<day>{_any(_WEEKDAYS)})"), _weekday),
)  # fmt: skip


def understand(line: str, now: datetime) -> Understood:
    """What a line says, by the clock `now` of whoever typed it. What is past by that clock today means tomorrow, where no day
    is said."""
    text = " ".join(line[:MOST].split())
    plain = _plain(text)
    day, spans = None, []
    for pattern, days in DAY_RULES:
        found = pattern.search(plain)
        if found and (day := days(found, now.date())):
            spans.append(found.span())
            plain = plain[: found.start()] + "\0" * (found.end() - found.start()) + plain[found.end() :]
            break
    clock = None
    for pattern in TIMES:
        if found := pattern.search(plain):
            clock = _clock(found)
            spans.append(found.span())
            break
    title = _without(text, spans)
    if not title:  # nothing but a day is no task: it was the title
        return Understood(text)
    if clock and day is None:
        day = now.date() if clock > now.time() else now.date() + timedelta(days=1)
    return Understood(title, _due(day, clock, now.tzinfo))


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


def _without(text: str, spans: list[tuple[int, int]]) -> str:
    for start, end in sorted(spans, reverse=True):
        text = text[:start] + " " + text[end:]
    return " ".join(text.split()).strip(" ,;–—-")
