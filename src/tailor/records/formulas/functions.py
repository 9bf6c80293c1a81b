"""What a formula can call. Each function says what it takes and gives, so that a formula is judged before it is ever used."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, cast

from tailor.records.formulas.types import Type, Value

N, T, Y, D, M = Type.NUMBER, Type.TEXT, Type.YESNO, Type.DATE, Type.MOMENT
C = Type.CHOSEN
MOST_LETTERS = 10_000
MOST_PLACES = 6
FAR = 4_000_000  # days


@dataclass(frozen=True, slots=True)
class Function:
    """`takes` are the types of its arguments; None stands for any one type, the same wherever it stands, and then for the
    result too. The last may come `again` and again. `patient` functions are called with nothing among their arguments too;
    for others nothing gives nothing."""

    name: str
    takes: Sequence[Type | None]
    gives: Type | None
    call: Callable[..., Value]
    again: bool = False
    patient: bool = False
    example: str = ""


def _round(number: Decimal, places: Decimal) -> Decimal:
    step = Decimal(1).scaleb(-int(min(max(places, Decimal(0)), Decimal(MOST_PLACES))))
    return number.quantize(step, ROUND_HALF_UP)


def _add_days(day: date, days: Decimal) -> date | None:
    if abs(days) > FAR:
        return None
    try:
        return day + timedelta(days=int(days))
    except OverflowError:
        return None


def _first(*values: Value) -> Value:
    return next((one for one in values if one is not None), None)


def _least(*values: Any) -> Value:
    return min((one for one in values if one is not None), default=None)


def _most(*values: Any) -> Value:
    return max((one for one in values if one is not None), default=None)


def _sum(*values: Decimal | None) -> Decimal:
    return sum((one for one in values if one is not None), Decimal(0))


def _day(moment: datetime) -> date:
    return moment.date()


def _count(value: Value) -> Decimal:
    return Decimal(len(value)) if isinstance(value, tuple) else Decimal(value is not None)


ALL = (
    Function("round", (N, N), N, _round, example="round(price * 1.27, 2)"),
    Function("abs", (N,), N, lambda one: abs(cast(Decimal, one)), example="abs(balance)"),
    Function("min", (None,), None, _least, again=True, patient=True, example="min(price, 1000)"),
    Function("max", (None,), None, _most, again=True, patient=True, example="max(price, 0)"),
    Function("sum", (N,), N, _sum, again=True, patient=True, example="sum(price, delivery)"),
    Function("first", (None,), None, _first, again=True, patient=True, example="first(nickname, name)"),
    Function("is_empty", (None,), Y, lambda one: one is None, patient=True, example="is_empty(city)"),
    Function("count", (None,), N, _count, patient=True, example="count(phones)"),
    Function("length", (T,), N, lambda one: Decimal(len(one)), example="length(name)"),
    Function("upper", (T,), T, lambda one: one.upper(), example="upper(city)"),
    Function("lower", (T,), T, lambda one: one.lower(), example="lower(city)"),
    Function(
        "contains", (T, T), Y, lambda one, part: part.casefold() in one.casefold(), example='contains(name, "Ltd")'
    ),
    Function("days", (D, D), N, lambda one, other: Decimal((other - one).days), example="days(begun, ended)"),
    Function("add_days", (D, N), D, _add_days, example="add_days(begun, 14)"),
    Function("year", (D,), N, lambda one: Decimal(one.year), example="year(begun)"),
    Function("month", (D,), N, lambda one: Decimal(one.month), example="month(begun)"),
    Function("day", (M,), D, _day, example="day(created)"),
)
BY_NAME = {one.name: one for one in ALL}
OF_CHOSEN = {
    one.name: one
    for one in (
        Function(
            "contains",
            (C, T),
            Y,
            lambda chosen, one: one in (chosen or ()),
            patient=True,
            example='contains(tags, "vip")',
        ),
    )
}
"""What a function is when the first it is given are several choices."""
