"""The kinds of fields that only tasks have."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any, ClassVar

import orjson
from babel import Locale
from babel.dates import get_day_names
from django.utils import timezone
from django.utils.translation import get_language, gettext, ngettext, pgettext
from django.utils.translation import gettext_lazy as _
from markupsafe import Markup, escape

from tailor.desk.icons import icon
from tailor.kernel.text import TooLong, clean_line
from tailor.planning import due as dues
from tailor.planning.recurrence import DAILY, MONTHLY, WEEKDAYS, WEEKLY, YEARLY, NotARule, Rule, read
from tailor.records import days
from tailor.records.fields import Date, Field, FieldError, Moment
from tailor.records.fields.base import DASH, EMPTY_WORDS, NEVER, Condition, Label
from tailor.records.fields.contacts import getlist
from tailor.records.fields.dates import IS
from tailor.records.fields.periods import BEFORE_TODAY, OVERDUE, PERIODS, STILL_TODAY
from tailor.records.fields.texts import too_long

if TYPE_CHECKING:
    from tailor.records.showing import Show

MOST_LINES = 100
TICK = "✓ "


@lru_cache(maxsize=16)
def _near_days(_language: str) -> Mapping[int, str]:
    """What days near today are called, in the language spoken."""
    return {0: gettext("today"), 1: gettext("tomorrow"), -1: gettext("yesterday")}


@dataclass(frozen=True, kw_only=True)
class Due(Date):
    """A day, or a day with a time. Who asks for what is overdue is given what is past, a day once it is over, and has nothing
    yet in the column `ended`; what is still of today is the rest of the day."""

    ended: str = ""
    width: int = 146
    kind: ClassVar[str] = "due"
    called: ClassVar[Label] = ""
    control: ClassVar[str] = "due"
    file_column: ClassVar[str] = "date"

    def clean(self, raw: Any) -> str | None:
        text = raw.isoformat() if isinstance(raw, date) else str(raw or "").strip()
        if not text:
            return None
        if ":" not in text:
            return Date.clean(self, text)
        return Moment(name=self.name, label=self.label).clean(raw if isinstance(raw, datetime) else text)

    def schema(self) -> dict[str, Any]:
        return {"type": ["string", "null"], "anyOf": [{"format": "date"}, {"format": "date-time"}],
                "description": "a day, or a day with a time"}  # fmt: skip

    def given_schema(self) -> dict[str, Any]:
        return {"type": ["string", "null"], "description": "a day, or a day with a time"}

    def from_db(self, raw: Any) -> str | None:
        return raw or None

    def text(self, value: Any, show: Show) -> str:
        if not value:
            return ""
        return show.day(dues.day_of(value)) if dues.is_day(value) else show.moment(datetime.fromisoformat(value))

    def near(self, value: str, show: Show) -> str:
        """How far away it is, with the time where it has one."""
        at = dues.local(value, show.zone)
        apart = (at.date() - show.today).days
        said = _near_days(show.language).get(apart) or show.day(at.date())
        return said if dues.is_day(value) else f"{said} {at:%H:%M}"

    def cell(self, value: Any, show: Show) -> str | Markup:
        return self.drawer(show)(value)

    def drawer(self, show: Show) -> Callable[[Any], str]:
        near = self.near
        return lambda value: escape(near(value, show)) if value else DASH

    def file_value(self, value: Any, show: Show) -> Any:
        if not value or dues.is_day(value):
            return value or ""
        return Moment(name=self.name, label=self.label).file_value(value, show)

    def asked(self, value: Any, show: Show) -> dict[str, Any]:
        if not value or not isinstance(value, str):
            return {"text": "", "time": ""}
        at = dues.local(value)
        return {"text": at.date().isoformat(), "time": "" if dues.is_day(value) else f"{at:%H:%M}"}

    def from_form(self, data: Mapping[str, Any], prefix: str = "") -> Any:
        name = prefix + self.name
        if name not in data:
            return None
        day, clock = str(data[name]).strip(), str(data.get(f"{name}.time", "")).strip()
        if clock and not day:
            day = timezone.localdate().isoformat()
        return f"{day}T{clock}" if clock and ":" not in day else day

    @property
    def periods(self) -> Mapping[str, Label]:
        return {name: label for name, label in PERIODS.items() if name != BEFORE_TODAY}

    def condition(self, operator: str, argument: str, alias: str, record_type: str) -> Condition:
        """Days are compared as days and moments as moments: both are texts, and told apart by how long they are."""
        column = self.expression(alias)
        if (operator, argument) == (IS, OVERDUE):
            now = timezone.localtime()
            still = f' AND {alias}."{self.ended}" IS NULL' if self.ended else ""
            return Condition(
                f"({column} < %s AND {column} < CASE WHEN LENGTH({column}) = {dues.DAY} THEN %s ELSE %s END{still})",
                (f"{now.date() + timedelta(days=1)}T", now.date().isoformat(), dues.moment(now)),
            )
        bounds = self._bounds(operator, argument)
        if bounds is None:
            return Field.condition(self, operator, argument, alias, record_type)
        parts = [self._side(column, sign, day) for sign, day in zip((">=", "<"), bounds, strict=True) if day]
        if (operator, argument) == (IS, STILL_TODAY) and bounds[0]:
            parts[0] = self._side(column, ">=", bounds[0], timezone.now())
        if not parts:
            return NEVER
        return Condition(" AND ".join(one.sql for one in parts), tuple(p for one in parts for p in one.params))

    def _side(self, column: str, sign: str, day: date, at: datetime | None = None) -> Condition:
        """On or before a day, for moments `at` in the place of its beginning; the first comparison is a wider one that the
        index answers."""
        wide = day + timedelta(days=-1 if sign == ">=" else 1)
        sql = f"{column} {sign} %s AND {column} {sign} CASE WHEN LENGTH({column}) = {dues.DAY} THEN %s ELSE %s END"
        start = timezone.make_aware(datetime.combine(day, datetime.min.time()))
        return Condition(sql, (wide.isoformat(), day.isoformat(), dues.moment(at or start)))

    def order_value(self, told: Any) -> Any:
        return Field.order_value(self, told)

    def words(self, value: Any) -> Iterable[str]:
        return ()


@dataclass(frozen=True, kw_only=True)
class Checklist(Field):
    """Lines to be ticked. Plain as a list of ``{"text", "done"}``; in a form one a line, ticked ones behind a tick."""

    limit: int = 200
    kind: ClassVar[str] = "checklist"
    control: ClassVar[str] = "longtext"
    among_facts: ClassVar[bool] = False
    multiline: ClassVar[bool] = True
    nothing: ClassVar[Any] = []
    many: ClassVar[bool] = True
    file_column: ClassVar[str] = ""
    operators: ClassVar[Mapping[str, Label]] = EMPTY_WORDS

    def clean(self, raw: Any) -> list[dict[str, Any]]:
        given = raw.splitlines() if isinstance(raw, str) else raw or []
        if not isinstance(given, list | tuple):
            raise FieldError(_("A list is expected here."))
        lines = [line for one in given if (line := self._line(one))["text"]]
        if len(lines) > MOST_LINES:
            raise FieldError(_("At most %(most)s entries fit here."), most=MOST_LINES)
        return lines

    def _line(self, one: Any) -> dict[str, Any]:
        if isinstance(one, Mapping):
            text, done = str(one.get("text") or ""), one.get("done") is True
        else:
            text = str(one).strip()
            done, text = text.startswith(TICK.strip()), text.removeprefix(TICK.strip())
        try:
            return {"text": clean_line(text, self.limit), "done": done}
        except TooLong as error:
            raise too_long(error) from None

    def schema(self) -> dict[str, Any]:
        line = {"type": "object", "properties": {"text": {"type": "string"}, "done": {"type": "boolean"}},
                "required": ["text", "done"]}  # fmt: skip
        return {"type": "array", "items": line, "maxItems": MOST_LINES}

    def to_db(self, value: Any) -> str:
        return orjson.dumps(value or []).decode()

    def from_db(self, raw: Any) -> list[dict[str, Any]]:
        lines: list[dict[str, Any]] = orjson.loads(raw) if isinstance(raw, str) else raw
        return lines or []

    @property
    def empty_in_db(self) -> Any:
        return "[]"

    def text(self, value: Any, show: Show) -> str:
        return "\n".join(f"{TICK if one['done'] else ''}{one['text']}" for one in value or ())

    def told(self, value: Any, show: Show) -> str:
        return self.text(value, show).replace("\n", ", ")

    def cell(self, value: Any, show: Show) -> str | Markup:
        return escape(f"{sum(one['done'] for one in value)} / {len(value)}") if value else DASH

    def html(self, value: Any, show: Show) -> str | Markup:
        lines = [
            Markup('<li class="line{}">{}<span>{}</span></li>').format(
                " q" if one["done"] else "", icon("square-check" if one["done"] else "minus"), one["text"]
            )
            for one in value or ()
        ]
        return Markup('<ul class="checks">{}</ul>').format(Markup("").join(lines)) if lines else ""

    def words(self, value: Any) -> Iterable[str]:
        return [one["text"] for one in value or ()]


LAST_DAY = "LAST"  # of a month, among the units a form offers


@dataclass(frozen=True, kw_only=True)
class Recurrence(Field):
    """How something comes again. Plain as the RRULE of RFC 5545; "" for what comes once."""

    width: int = 170
    kind: ClassVar[str] = "recurrence"
    control: ClassVar[str] = "recurrence"
    file_column: ClassVar[str] = ""

    def clean(self, raw: Any) -> str:
        if not raw:
            return ""
        try:
            return str(read(str(raw)[:200]))
        except NotARule as wrong:
            raise FieldError(wrong.message) from None

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "maxLength": 120, "description": "an RRULE of RFC 5545, as FREQ=WEEKLY;BYDAY=MO"}

    def text(self, value: Any, show: Show) -> str:
        return sentence(read(value), show.language) if value else ""

    def asked(self, value: Any, show: Show) -> dict[str, Any]:
        try:
            rule = read(value) if value else None
        except NotARule:
            rule = None
        chosen = rule.days if rule else ()
        names = get_day_names("abbreviated", "stand-alone", Locale.parse(show.language))
        return {
            "text": "",
            "units": [("", gettext("once")), (DAILY, gettext("days")), (WEEKLY, gettext("weeks")), (MONTHLY, gettext("months")),
                      (LAST_DAY, gettext("months, on the last day")), (YEARLY, gettext("years"))],
            "unit": "" if rule is None else LAST_DAY if rule.month_day < 0 else rule.unit,
            "interval": rule.interval if rule else 1,
            "weekdays": [(code, names[day], day in chosen) for day, code in enumerate(WEEKDAYS)],
            "until": rule.until.isoformat() if rule and rule.until else "",
            "count": rule.count or "" if rule else "",
        }  # fmt: skip

    def from_form(self, data: Mapping[str, Any], prefix: str = "") -> Any:
        """The rule a form says, or what was sent as one; what is wrong with it is told by `clean`."""
        name = prefix + self.name
        unit = data.get(name)
        if not unit or "=" in unit:
            return unit
        parts = [f"FREQ={MONTHLY if unit == LAST_DAY else unit}", f"INTERVAL={data.get(f'{name}.interval') or 1}"]
        parts += ["BYMONTHDAY=-1"] if unit == LAST_DAY else []
        if unit == WEEKLY and (chosen := getlist(data, f"{name}.days")):
            parts.append("BYDAY=" + ",".join(chosen))
        if until := data.get(f"{name}.until"):
            parts.append("UNTIL=" + str(until).replace("-", ""))
        if count := data.get(f"{name}.count"):
            parts.append(f"COUNT={count}")
        return ";".join(parts)

    def words(self, value: Any) -> Iterable[str]:
        return ()


def sentence(rule: Rule, language: str = "") -> str:
    """A rule in words: ``every 2 weeks on Mon, Wed, until 1 Jan 2027``."""
    language = language or get_language() or "en"
    parts = [_every(rule)]
    if rule.days:
        names = get_day_names("abbreviated", "format", Locale.parse(language))
        parts[0] += " " + pgettext("days of the week", "on %(days)s") % {
            "days": ", ".join(names[day] for day in rule.days)
        }
    if rule.month_day < 0:
        parts[0] += " " + gettext("on the last day")
    elif rule.month_day:
        parts[0] += " " + gettext("on day %(day)s") % {"day": rule.month_day}
    if rule.until:
        parts.append(gettext("until %(day)s") % {"day": days.short_day(rule.until, language)})
    if rule.count:
        parts.append(ngettext("%(count)s more time", "%(count)s more times", rule.count) % {"count": rule.count})
    return ", ".join(parts)


def _every(rule: Rule) -> str:
    number = rule.interval
    said = {
        DAILY: lambda: gettext("every day") if number == 1 else ngettext("every %(n)s day", "every %(n)s days", number),
        WEEKLY: lambda: gettext("every week") if number == 1 else ngettext("every %(n)s week", "every %(n)s weeks", number),
        MONTHLY: lambda: gettext("every month") if number == 1 else ngettext("every %(n)s month", "every %(n)s months", number),
        YEARLY: lambda: gettext("every year") if number == 1 else ngettext("every %(n)s year", "every %(n)s years", number),
    }[rule.unit]()  # fmt: skip
    return said % {"n": number} if "%(" in said else said
