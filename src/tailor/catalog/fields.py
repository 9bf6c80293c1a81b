"""What prices are: with as many places as their currency has."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from html import escape as escaped
from typing import Any, ClassVar

from babel.numbers import get_currency_precision
from markupsafe import Markup, escape

from tailor.records import company
from tailor.records.currencies import Currency
from tailor.records.fields import Number
from tailor.records.showing import Show


@dataclass(frozen=True, kw_only=True)
class Price(Number):
    """A number in the currency that stands beside it, as long as that one writes it: 12.50 lari, 1,200 yen. What is more exact
    than its currency is shown as exact as it is."""

    written: int = 0
    """How many places it is shown with."""
    hangs_on: ClassVar[tuple[str, ...]] = ("currency",)

    def for_record(self, values: Mapping[str, Any]) -> Price:
        return replace(self, written=get_currency_precision(values.get("currency") or company.currency()))

    def shown(self, number: Decimal) -> Decimal:
        short = super().shown(number)
        exponent = short.as_tuple().exponent
        return number.quantize(Decimal(1).scaleb(-max(self.written, -exponent if isinstance(exponent, int) else 0)))


@dataclass(frozen=True, kw_only=True)
class CurrencyOrOurs(Currency):
    """The currency of a price; that of the company where none is said."""

    def text(self, value: Any, show: Show) -> str:
        return super().text(value or company.currency(), show)

    def cell(self, value: Any, show: Show) -> str | Markup:
        return escape(value or company.currency())

    def drawer(self, show: Show) -> Callable[[Any], str]:
        ours = company.currency()
        return lambda code: escaped(code or ours)

    def html(self, value: Any, show: Show) -> str | Markup:
        return escape(self.text(value, show))

    def file_value(self, value: Any, show: Show) -> Any:
        return value or company.currency()
