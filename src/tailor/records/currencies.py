"""Currencies by the codes of ISO 4217, called as the reader's language calls them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from babel import Locale
from django.utils.translation import get_language

from tailor.records import company
from tailor.records.fields import Choice, Option

USUAL = {"hu": "HUF", "ka": "GEL", "ru": "RUB"}
OTHERWISE = company.OTHERWISE
CODES = (
    "EUR", "USD", "GEL", "HUF", "GBP", "CHF", "PLN", "CZK", "RON", "RSD", "BGN", "TRY", "UAH", "RUB", "KZT", "AMD", "AZN", "SEK",
    "NOK", "DKK", "CNY", "JPY", "AED", "ILS",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Currency(Choice):
    """One of them."""

    def offered(self) -> list[Option]:
        return offered_currencies()


def offered_currencies() -> list[Option]:
    """Every one of them, in the language of the moment."""
    return _named((get_language() or "en")[:2])


@cache
def _named(language: str) -> list[Option]:
    names = Locale.parse(language).currencies
    return [Option(code, f"{code}, {names.get(code, code)}") for code in CODES]


def usual_currency(language: str) -> str:
    """What a company whose owner speaks a language is likely to count in, until it says otherwise."""
    return USUAL.get(language[:2], OTHERWISE)
