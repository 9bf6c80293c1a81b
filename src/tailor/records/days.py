"""Days and moments as each language writes them."""

from __future__ import annotations

from datetime import UTC, date, datetime, tzinfo
from functools import lru_cache

from babel import Locale
from babel.dates import format_date
from django.utils.translation import gettext as _

from tailor.kernel.remembering import Memo

WITH_WEEKDAY = {  # of this year, of another
    "en": ("EEEE d MMMM", "EEEE d MMMM y"),
    "ru": ("EEEE, d MMMM", "EEEE, d MMMM y"),
    "hu": ("MMMM d., EEEE", "y. MMMM d., EEEE"),
    "ka": ("EEEE, d MMMM", "EEEE, d MMMM, y"),
}
SHORT = {"hu": ("MMM d.", "y. MMM d.")}
LONG = {"en": "d MMMM y", "ru": "d MMMM y"}
YEARLY = {"hu": "MMMM d."}


def short_day(day: date, language: str, today: date | None = None) -> str:
    """A day, without the year while it is today's."""
    this_year, other_year = SHORT.get(language, ("d MMM", "d MMM y"))
    return _formatted(day, this_year if today and day.year == today.year else other_year, language)


def long_day(day: date, language: str) -> str:
    return _formatted(day, LONG.get(language, "long"), language).replace("\u202f", "\u00a0")


def day_with_weekday(day: date, today: date, language: str) -> str:
    this_year, other_year = WITH_WEEKDAY.get(language, WITH_WEEKDAY["en"])
    return _formatted(day, this_year if day.year == today.year else other_year, language)


def day_of_year(day: date, language: str) -> str:
    """A day that comes every year."""
    return _formatted(day, YEARLY.get(language, "d MMMM"), language)


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


@lru_cache(maxsize=8192)
def _formatted(value: date, pattern: str, language: str) -> str:
    text: str = format_date(value, pattern, locale=Locale.parse(language if language in WITH_WEEKDAY else "en"))
    return text
