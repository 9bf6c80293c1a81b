"""What is said of the company as a whole: how it is called and in what it counts."""

from __future__ import annotations

from typing import NamedTuple

from django.conf import settings

from tailor.access.house import COMPANY
from tailor.kernel.remembering import remembered
from tailor.kernel.settings_kept import Setting

OTHERWISE = "EUR"
CURRENCY = "currency"


class Known(NamedTuple):
    """Its name and its currency, by the code of ISO 4217."""

    name: str
    currency: str


def known() -> Known:
    return remembered("the company", _read)


def name() -> str:
    """The company's name as it stands over the menu."""
    return known().name


def currency() -> str:
    """What amounts are in where nothing else is said."""
    return known().currency


def keep(told: Known) -> None:
    """Keep what its record says where the rooms below read it."""
    for setting, value in ((COMPANY, told.name), (CURRENCY, told.currency)):
        Setting.objects.update_or_create(name=setting, defaults={"value": value})


def _read() -> Known:
    kept = dict(Setting.objects.filter(name__in=(COMPANY, CURRENCY)).values_list("name", "value"))
    return Known(kept.get(COMPANY) or settings.TAILOR_COMPANY or "Tailor", kept.get(CURRENCY) or OTHERWISE)
