"""The days that figures are of: a month, a quarter or a year by its name, or from one day to another, as they stand in an
address; and the days before, with which they are compared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.utils.translation import gettext_lazy as _

from tailor.records.fields import FieldError
from tailor.records.fields.base import Label
from tailor.records.fields.dates import FIRST_YEAR, read_date

USUAL = "this-month"
NAMED: Mapping[str, tuple[Label, int, int]] = {  # how it is called, of how many months it is, how many such back
    "this-month": (_("This month"), 1, 0),
    "last-month": (_("Last month"), 1, 1),
    "this-quarter": (_("This quarter"), 3, 0),
    "last-quarter": (_("Last quarter"), 3, 1),
    "this-year": (_("This year"), 12, 0),
    "last-year": (_("Last year"), 12, 1),
}


@dataclass(frozen=True, slots=True)
class Period:
    """From `first` to `last`, both within; `months` tells of how many whole months it is, 0 for days somebody chose."""

    first: date
    last: date
    months: int = 0
    name: str = ""

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    def before(self, today: date) -> Period | None:
        """The period of that kind just before; of one that is under way as many of its days as have come, so that like is
        compared with like. None where the calendar does not go back so far."""
        if self.first.year <= FIRST_YEAR + self.days // 365 + 1:
            return None
        begun = _months_on(self.first, -self.months) if self.months else self.first - timedelta(days=self.days)
        last = self.first - timedelta(days=1)
        if self.first <= today < self.last:
            last = min(last, begun + (today - self.first))
        return Period(begun, last)

    def until(self, today: date) -> Period:
        """As much of it as has come; all of what is yet to come."""
        return replace(self, last=today) if self.first <= today < self.last else self

    def filters(self, field: str) -> str:
        """The same days as a list is asked for them."""
        return f"{field}=from:{self.first.isoformat()}&{field}=to:{self.last.isoformat()}"

    def overlap(self, begins: date, ends: date, today: date) -> int:
        """How many days that have come lie in both."""
        return max(0, (min(self.last, ends, today) - max(self.first, begins)).days + 1)


def chosen(params: Mapping[str, str], today: date) -> Period:
    """What an address asks for. Raises `FieldError`."""
    if params.get("from") or params.get("to"):
        return _from_to(params.get("from", ""), params.get("to", ""), today)
    name = params.get("period", USUAL)
    return named(name if name in NAMED else USUAL, today)


def named(name: str, today: date) -> Period:
    """The period of a name, seen from `today`. Raises KeyError."""
    _label, months, back = NAMED[name]
    begun = date(today.year, (today.month - 1) // months * months + 1, 1)
    first = _months_on(begun, -months * back)
    return Period(first, _months_on(first, months) - timedelta(days=1), months, name)


def _from_to(first: str, last: str, today: date) -> Period:
    """One end that is left out is today, or the first of its month."""
    end = read_date(last) if last else today
    begun = read_date(first) if first else end.replace(day=1)
    if begun > end:
        raise FieldError(_("The first day comes after the last one."))
    return Period(begun, end)


def _months_on(first: date, months: int) -> date:
    years, month = divmod(first.year * 12 + first.month - 1 + months, 12)
    return date(years, month + 1, 1)
