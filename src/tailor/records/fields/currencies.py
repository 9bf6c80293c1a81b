"""Currencies by their codes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from babel import Locale
from django.utils.translation import get_language

from tailor.records.fields.choices import Choice, Option

CODES = (
    "EUR", "USD", "GEL", "HUF", "GBP", "CHF", "PLN", "CZK", "RON", "RSD", "BGN", "TRY", "UAH", "RUB", "KZT", "AMD", "AZN", "SEK",
    "NOK", "DKK", "CNY", "JPY", "AED", "ILS",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Currency(Choice):
    """A currency by its code of ISO 4217, called as the reader's language calls it."""

    def offered(self) -> list[Option]:
        return _named((get_language() or "en")[:2])


@cache
def _named(language: str) -> list[Option]:
    names = Locale.parse(language).currencies
    return [Option(code, f"{code}, {names.get(code, code)}") for code in CODES]
