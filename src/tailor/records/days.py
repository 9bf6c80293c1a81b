"""Days and moments as each language writes them."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import lru_cache

from babel import Locale
from babel.dates import format_date, format_skeleton, format_timedelta, get_month_names
from django.utils.translation import gettext as _

from tailor.kernel.remembering import Memo
from tailor.kernel.text import fold

WITH_WEEKDAY = {  # of this year, of another
    "en": ("EEEE d MMMM", "EEEE d MMMM y"),
    "ru": ("EEEE, d MMMM", "EEEE, d MMMM y"),
    "hu": ("MMMM d., EEEE", "y. MMMM d., EEEE"),
    "ka": ("EEEE, d MMMM", "EEEE, d MMMM, y"),
}
SHORT = {"hu": ("MMM d.", "y. MMM d.")}
LONG = {"en": "d MMMM y", "ru": "d MMMM y"}
YEARLY = {"hu": "MMMM d."}
IN_FIGURES = {"hu": "y.MM.dd."}
WORDS = re.compile(r"[^\W\d_]+")
NUMBERS = re.compile(r"\d+")


def short_day(day: date, language: str, today: date | None = None) -> str:
    """A day, without the year while it is today's."""
    this_year, other_year = SHORT.get(language, ("d MMM", "d MMM y"))
    return _formatted(day, this_year if today and day.year == today.year else other_year, language)


def long_day(day: date, language: str) -> str:
    return _formatted(day, LONG.get(language, "long"), language).replace("\u202f", "\u00a0")


def day_with_weekday(day: date, today: date, language: str) -> str:
    this_year, other_year = WITH_WEEKDAY.get(language, WITH_WEEKDAY["en"])
    return _formatted(day, this_year if day.year == today.year else other_year, language)


def month(day: date, language: str) -> str:
    """The month a day lies in, with its year."""
    text: str = format_skeleton("yMMMM", day, locale=_locale(language)).replace("\u202f", "\u00a0")
    return text


def day_of_year(day: date, language: str) -> str:
    """A day that comes every year."""
    return _formatted(day, YEARLY.get(language, "d MMMM"), language)


def written(day: date, language: str) -> str:
    """A day in figures, as one writes it into a form."""
    return _formatted(day, IN_FIGURES.get(language, "dd.MM.y"), language)


def in_words(text: str) -> tuple[int | None, date | None]:
    """The year, where one is told, and the day (within a leap year) of what names its month in one of the languages:
    ``12 апреля``, ``1981. április 12.``"""
    named = [month for word in WORDS.findall(text) if (month := _months().get(fold(word)))]
    figures = [int(figure) for figure in NUMBERS.findall(text) if len(figure) <= 4]
    years, numbers = [one for one in figures if one > 31], [one for one in figures if 0 < one <= 31]
    if len(named) != 1 or len(numbers) != 1 or len(years) > 1:
        return None, None
    try:
        return (years[0] if years else None), date(2000, named[0], numbers[0])
    except ValueError:
        return None, None


@lru_cache(maxsize=1)
def _months() -> dict[str, int]:
    """Months by their folded names, whole and short, as they stand alone and within a date."""
    return {
        fold(name.strip(".")): month
        for language in WITH_WEEKDAY
        for width in ("wide", "abbreviated")
        for context in ("format", "stand-alone")
        for month, name in get_month_names(width, context, Locale.parse(language)).items()
    }


@lru_cache(maxsize=8)
def nearness(language: str, zone: tzinfo, today: date) -> Memo[str]:
    """By moment: the time today, yesterday and tomorrow by name, days within a month, else the day.

    Moments without a zone are in UTC, as SQLite keeps them. Call it while `language` is spoken.
    """
    now, before, after, past = _("today %(time)s"), _("yesterday"), _("tomorrow"), _("%(days)s d ago")

    def said(moment: datetime) -> str:
        local = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(zone)
        day = local.date()
        days = (today - day).days
        if days == 0:
            return now % {"time": f"{local:%H:%M}"}
        if 1 < days < 31:
            return past % {"days": days}
        return {1: before, -1: after}.get(days) or short_day(day, language, today)

    return Memo(said)


def ago(passed: timedelta, language: str) -> str:
    """How long ago that is, in one measure: 5 minutes ago, 6 weeks ago."""
    text: str = format_timedelta(-passed, add_direction=True, locale=Locale.parse(language))
    return text


@lru_cache(maxsize=8192)
def _formatted(value: date, pattern: str, language: str) -> str:
    text: str = format_date(value, pattern, locale=_locale(language))
    return text


def _locale(language: str) -> Locale:
    return Locale.parse(language if language in WITH_WEEKDAY else "en")
