from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from html import escape as escaped
from typing import TYPE_CHECKING, Any, ClassVar

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from markupsafe import Markup, escape

from tailor.kernel.numbers import whole_number
from tailor.records import days
from tailor.records.days import long_day
from tailor.records.fields.base import (
    DASH,
    EMPTY_WORDS,
    NEVER,
    Condition,
    Field,
    FieldError,
    FilterAsked,
    Label,
    OneOf,
    bound,
)
from tailor.records.fields.periods import BEFORE_TODAY, OVERDUE, PERIODS, STILL_TODAY, TO_COME, bounds_of

if TYPE_CHECKING:
    from tailor.records.showing import Show

IS, FROM, TO, PAST, OLDER, NEXT = "is", "from", "to", "past", "older", "next"
DATE_WORDS: Mapping[str, Label] = {
    IS: "",  # before a day or the name of a period, no word is the best one: “created today”
    PAST: _("within the last days"),
    OLDER: _("longer ago than days"),
    NEXT: _("within the next days"),
    FROM: _("from"),
    TO: _("until"),
    **EMPTY_WORDS,
}
FIRST_YEAR, LAST_YEAR = 1000, 9998
MOST_AHEAD = 366
ISO = re.compile(r"^(\d{4})-(\d{1,2})-(\d{1,2})")
DAY_FIRST = re.compile(r"^(\d{1,2})[./\s-]+(\d{1,2})[./\s-]+(\d{4}|\d{2})\.?$")
YEAR_FIRST = re.compile(r"^(\d{4})[./\s]+(\d{1,2})[./\s]+(\d{1,2})\.?$")
WITH_TIME = re.compile(r"^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}")
NO_YEAR = re.compile(r"^--?(\d{1,2})-?(\d{2})$")


def in_range(day: date, text: str) -> date:
    """The day itself if it has neighbours in every time zone and four figures in its year. Raises FieldError."""
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise FieldError(_("There is no such day as “%(value)s”."), value=text[:40])
    return day


def read_date(text: str) -> date:
    """A date as people of the four languages write it (day first unless the year is). Raises FieldError."""
    return in_range(_written_date(text.strip()), text)


def _written_date(text: str) -> date:
    try:
        if match := ISO.match(text) or YEAR_FIRST.match(text):
            return date(int(match[1]), int(match[2]), int(match[3]))
        if match := DAY_FIRST.match(text):
            day, month, year = int(match[1]), int(match[2]), int(match[3])
            if month > 12 >= day:
                day, month = month, day
            return date(_full_year(year), month, day)
    except ValueError:
        raise FieldError(_("There is no such day as “%(value)s”."), value=text[:40]) from None
    raise FieldError(_("“%(value)s” is no date; write it like 2026-11-21 or 21.11.2026."), value=text[:40])


def _full_year(year: int) -> int:
    if year >= 100:
        return year
    return year + (2000 if year <= timezone.localdate().year % 100 + 10 else 1900)


def _of_year(day: date, year: int, text: str) -> date:
    try:
        return day.replace(year=year)
    except ValueError:
        raise FieldError(_("There is no such day as “%(value)s”."), value=text[:40]) from None


def days_of(argument: str) -> int | None:
    return whole_number(argument, 99_999)


@dataclass(frozen=True, kw_only=True)
class Date(Field):
    """A day. Plain as ``YYYY-MM-DD``."""

    width: int = 110
    kind: ClassVar[str] = "date"
    called: ClassVar[Label] = _("Date")
    takes: ClassVar[frozenset[str]] = frozenset({"required", "preset", "unique"})
    control: ClassVar[str] = "date"
    file_column: ClassVar[str] = "date"
    nothing: ClassVar[Any] = None
    indexable: ClassVar[bool] = True
    operators: ClassVar[Mapping[str, Label]] = DATE_WORDS

    def example(self, one_of: OneOf) -> Any:
        return timezone.localdate()

    def clean(self, raw: Any) -> str | None:
        if raw is None or raw == "":
            return None
        if isinstance(raw, datetime):
            raw = raw.date()
        day = in_range(raw, str(raw)) if isinstance(raw, date) else read_date(str(raw))
        return day.isoformat()

    def schema(self) -> dict[str, Any]:
        return {"type": ["string", "null"], "format": "date"}

    def from_db(self, raw: Any) -> str | None:
        return None if raw is None else str(raw)[:10]

    def text(self, value: Any, show: Show) -> str:
        return show.day(date.fromisoformat(value)) if value else ""

    def file_value(self, value: Any, show: Show) -> Any:
        return value or ""

    def cell(self, value: Any, show: Show) -> str | Markup:
        return escape(self.text(value, show)) if value else DASH

    def asked(self, value: Any, show: Show) -> dict[str, Any]:
        return {"text": value or ""}

    @property
    def periods(self) -> Mapping[str, Label]:
        """The names of periods that make sense here: nothing that only happens is still to come, or late."""
        unfit = {STILL_TODAY, OVERDUE} if self.editable else {STILL_TODAY, OVERDUE, *TO_COME}
        return {name: label for name, label in PERIODS.items() if name not in unfit}

    def asked_by_filter(self, show: Show) -> FilterAsked:
        named = [(f"{IS}:{name}", label) for name, label in self.periods.items()]
        return FilterAsked(periods=[*named, *EMPTY_WORDS.items()])

    def asked_filters(self, data: Mapping[str, Any]) -> list[tuple[str, str]]:
        """From a day, until a day, and so many days back or ahead; whatever of that was filled in."""
        asked = [(FROM, data.get("from", "")), (TO, data.get("to", ""))]
        if data.get("operator") in DATE_WORDS:
            asked.append((data["operator"], data.get("argument", "")))
        given = [(operator, argument.strip()) for operator, argument in asked if argument.strip()]
        if not given:
            raise FieldError(_("Choose a period, a day or a number of days."))
        days = [read_date(argument) for operator, argument in given if operator in (FROM, TO)]
        if days != sorted(days):
            raise FieldError(_("The first day comes after the last one."))
        return given

    def check_argument(self, operator: str, argument: str) -> None:
        super().check_argument(operator, argument)
        if operator in (PAST, OLDER, NEXT) and days_of(argument) is None:
            raise FieldError(_("“%(value)s” is no number of days."), value=argument[:40])
        if operator in (FROM, TO) or (operator == IS and argument not in PERIODS):
            read_date(argument)

    def words(self, value: Any) -> Iterable[str]:
        return ()

    def emptiness(self, empty: bool, alias: str) -> Condition:
        return Condition(f"{self.expression(alias)} IS {'' if empty else 'NOT '}NULL")

    def condition(self, operator: str, argument: str, alias: str, record_type: str) -> Condition:
        bounds = self.span(operator, argument)
        if bounds is None:
            return super().condition(operator, argument, alias, record_type)
        column, parts, params = self.expression(alias), [], []
        for sign, day in zip((">=", "<"), bounds, strict=True):
            if day is not None:
                parts.append(f"{column} {sign} %s")
                params.append(bound(self, day))
        return Condition(" AND ".join(parts), tuple(params)) if parts else NEVER

    def edge(self, day: date) -> Any:
        """The beginning of a day as it is compared in the database."""
        return day.isoformat()

    def span(self, operator: str, argument: str) -> tuple[Any, Any] | None:
        """From what on and before what values lie, as the database compares them; None for no question about days."""
        bounds = self._bounds(operator, argument)
        if bounds is None:
            return None
        first, beyond = (None if day is None else self.edge(day) for day in bounds)
        return first, beyond

    def _bounds(self, operator: str, argument: str) -> tuple[date | None, date | None] | None:
        today = timezone.localdate()
        days = days_of(argument)
        if operator in (PAST, OLDER, NEXT):
            if days is None:
                return None, None
            if operator == PAST:
                return today - timedelta(days=days), today + timedelta(days=1)
            if operator == NEXT:
                return today, today + timedelta(days=days + 1)
            return None, today - timedelta(days=days)
        if operator == IS and argument in PERIODS:
            return bounds_of(argument, today)
        if operator in (IS, FROM, TO):
            try:
                day = read_date(argument)
            except FieldError:
                return None, None
            return None if operator == TO else day, None if operator == FROM else day + timedelta(days=1)
        return None

    def argument_text(self, operator: str, argument: str, show: Show) -> str:
        if operator == IS and argument in PERIODS:
            return str(PERIODS[argument])
        days = days_of(argument)
        if operator in (PAST, OLDER, NEXT) and days is not None:
            return ngettext("%(days)s day", "%(days)s days", days) % {"days": days}
        try:
            return show.day(read_date(argument))
        except FieldError:
            return argument


def as_moment(raw: Any) -> datetime:
    """A point in time as the database or the plain value has it; SQLite keeps UTC without saying so."""
    moment = raw if isinstance(raw, datetime) else datetime.fromisoformat(raw)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _moment_asked(argument: str) -> datetime | None:
    """The moment a filter names; None for a mere day. What stands without a zone is of the present one. Raises `FieldError`."""
    if not WITH_TIME.match(argument):
        return None
    written = argument[:11] + argument[11:].replace(" ", "+")  # an address takes the sign of a zone for a space
    try:
        moment = datetime.fromisoformat(written)
    except ValueError:
        raise FieldError(_("There is no such day as “%(value)s”."), value=argument[:40]) from None
    in_range(moment.date(), argument)
    return moment if moment.tzinfo else timezone.make_aware(moment)


def _by_the_clock(moment: datetime) -> str:
    """A moment in the present zone, with seconds where it has any, and with the zone where the clock alone is not
    enough to come back to it."""
    local = timezone.localtime(moment)
    bare = local.replace(tzinfo=None, fold=0)
    told = bare if timezone.make_aware(bare) == moment else local
    return told.isoformat(" ", "seconds" if moment.second else "minutes")


@dataclass(frozen=True, kw_only=True)
class Moment(Date):
    """A point in time. Plain as ISO 8601 in UTC; shown in the person's zone. What is `due` is late once it is past."""

    due: bool = False
    width: int = 146
    kind: ClassVar[str] = "moment"
    called: ClassVar[Label] = _("Day and time")
    control: ClassVar[str] = "moment"

    def example(self, one_of: OneOf) -> Any:
        return timezone.now()

    def clean(self, raw: Any) -> str | None:
        if raw is None or raw == "":
            return None
        moment = raw if isinstance(raw, datetime) else self._read(str(raw).strip())
        in_range(moment.date(), str(raw))
        if timezone.is_naive(moment):
            moment = timezone.make_aware(moment)
        return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")

    def schema(self) -> dict[str, Any]:
        return {"type": ["string", "null"], "format": "date-time"}

    def _read(self, text: str) -> datetime:
        try:
            return datetime.fromisoformat(text)
        except ValueError:
            return datetime.combine(read_date(text), time(9))

    def to_db(self, value: Any) -> Any:
        moment = None if value is None else datetime.fromisoformat(value)
        return connection.ops.adapt_datetimefield_value(moment)

    def from_db(self, raw: Any) -> str | None:
        if raw is None:
            return None
        moment = raw if isinstance(raw, datetime) else datetime.fromisoformat(raw)
        if moment.tzinfo is not None and moment.utcoffset():
            moment = moment.astimezone(UTC)
        return moment.isoformat()[:19] + "Z"

    def text(self, value: Any, show: Show) -> str:
        return show.moment(datetime.fromisoformat(value)) if value else ""

    def file_value(self, value: Any, show: Show) -> Any:
        """As the person's own clock shows it, which is how it is read when the file comes back; the hour that comes
        twice in autumn says which of the two it is."""
        return _by_the_clock(as_moment(value)) if value else ""

    def cell(self, value: Any, show: Show) -> str | Markup:
        if not value:
            return DASH
        moment = datetime.fromisoformat(value)
        near = escape(show.near(moment))
        return Markup('<span class="late">{}</span>').format(near) if self.due and moment < show.now else near

    def drawer(self, show: Show) -> Callable[[Any], str]:
        near, now, due = show.nearness, show.now, self.due

        def draw(raw: Any) -> str:
            if not raw:
                return DASH
            if isinstance(raw, str):
                raw = as_moment(raw)
            said = escaped(near[raw])
            return f'<span class="late">{said}</span>' if due and as_moment(raw) < now else said

        return draw

    def html(self, value: Any, show: Show) -> str | Markup:
        return escape(self.text(value, show))

    def asked(self, value: Any, show: Show) -> dict[str, Any]:
        if not value:
            return {"text": ""}
        return {"text": timezone.localtime(datetime.fromisoformat(value)).strftime("%Y-%m-%dT%H:%M")}

    @property
    def periods(self) -> Mapping[str, Label]:
        """What is due is late by the minute, not by the day."""
        if not self.due:
            return super().periods
        return {name: label for name, label in PERIODS.items() if name != BEFORE_TODAY}

    def check_argument(self, operator: str, argument: str) -> None:
        super().check_argument(operator, argument)
        if operator in (FROM, TO):
            _moment_asked(argument)

    def argument_text(self, operator: str, argument: str, show: Show) -> str:
        moment = self._from_or_until(operator, argument)
        return show.moment(moment) if moment else super().argument_text(operator, argument, show)

    def _from_or_until(self, operator: str, argument: str) -> datetime | None:
        try:
            return _moment_asked(argument) if operator in (FROM, TO) else None
        except FieldError:
            return None

    def span(self, operator: str, argument: str) -> tuple[Any, Any] | None:
        """From or until a day, or a moment: until one of those that are told to the second it still is."""
        if moment := self._from_or_until(operator, argument):
            return (self._edge(moment), None) if operator == FROM else (None, self._edge(moment + timedelta(seconds=1)))
        now, found = connection.ops.adapt_datetimefield_value(timezone.now()), super().span(operator, argument)
        if operator == IS and found and argument in (STILL_TODAY, OVERDUE):
            return (None, now) if argument == OVERDUE else (now, found[1])
        return found

    def edge(self, day: date) -> Any:
        return self._edge(timezone.make_aware(datetime.combine(day, time())))

    def _edge(self, moment: datetime) -> Any:
        if self.own:
            return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
        return connection.ops.adapt_datetimefield_value(moment)

    def order_value(self, told: Any) -> Any:
        """To the microsecond, as columns keep it."""
        return super().order_value(told) if self.own else connection.ops.adapt_datetimefield_value(as_moment(str(told)))


def _hint(show: Show) -> str:
    """How a birthday may be written, by an example."""
    example = date(1981, 4, 12)
    said = {"day": days.written(example, show.language), "birthday": days.day_of_year(example, show.language)}
    return gettext("like %(day)s, or %(birthday)s without the year") % said


@dataclass(frozen=True, kw_only=True)
class Birthday(Field):
    """A day of birth, with or without its year: ``1981-04-12`` or ``--04-12``."""

    width: int = 110
    kind: ClassVar[str] = "birthday"
    indexable: ClassVar[bool] = True
    control: ClassVar[str] = "birthday"
    file_column: ClassVar[str] = "date"
    operators: ClassVar[Mapping[str, Label]] = {NEXT: _("within the next days"), **EMPTY_WORDS}

    def clean(self, raw: Any) -> str:
        text = "" if raw is None else str(raw).strip()
        if not text:
            return ""
        if match := NO_YEAR.match(text):
            day = read_date(f"2000-{match[1]}-{match[2]}")
            return f"--{day:%m-%d}"
        year, named = days.in_words(text)
        if named and not year:
            return f"--{named:%m-%d}"
        day = in_range(_of_year(named, year, text), text) if named and year else read_date(text)
        if day > timezone.localdate():
            raise FieldError(_("This day of birth is still to come."))
        return day.isoformat()

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "pattern": r"^((\d{4}|-)-\d{2}-\d{2})?$"}

    def text(self, value: Any, show: Show) -> str:
        if not value:
            return ""
        if value.startswith("--"):
            return show.day_of_year(date.fromisoformat("2000" + value[1:]))
        return long_day(date.fromisoformat(value), show.language)

    def file_value(self, value: Any, show: Show) -> Any:
        return value

    def asked(self, value: Any, show: Show) -> dict[str, Any]:
        written = date.fromisoformat(value) if value and not value.startswith("--") else None
        return {
            "text": days.written(written, show.language) if written else self.text(value, show),
            "hint": _hint(show),
        }

    def words(self, value: Any) -> Iterable[str]:
        return ()

    def check_argument(self, operator: str, argument: str) -> None:
        super().check_argument(operator, argument)
        days = days_of(argument) if operator == NEXT else 0
        if days is None or days > MOST_AHEAD:
            raise FieldError(_("“%(value)s” is no number of days."), value=argument[:40])

    def condition(self, operator: str, argument: str, alias: str, record_type: str) -> Condition:
        days = days_of(argument)
        if operator != NEXT or days is None or days > MOST_AHEAD:
            return super().condition(operator, argument, alias, record_type)
        column = self.expression(alias)
        if self.own and connection.vendor == "postgresql":
            column = f"({column} #>> '{{}}')"
        wanted = anniversaries(timezone.localdate(), days)
        marks = ", ".join(["%s"] * len(wanted))
        return Condition(f"{column} > '' AND SUBSTR({column}, (LENGTH({column}) - 4)) IN ({marks})", tuple(wanted))

    def sought(self, operator: str, argument: str, record_type: str) -> Condition | None:
        return None if operator == NEXT else super().sought(operator, argument, record_type)


def anniversaries(first: date, days: int) -> list[str]:
    """The days of the year from one on, as ``04-12``; whoever was born on the 29th of February keeps it on the 28th in other
    years."""
    found = [f"{first + timedelta(days=after):%m-%d}" for after in range(days + 1)]
    return [*found, "02-29"] if "02-28" in found and "02-29" not in found else found
