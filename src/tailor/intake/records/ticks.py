"""Several of a few things by their inner names, whatever else the record says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from tailor.records.fields import FieldError, Names


@dataclass(frozen=True, kw_only=True)
class Ticked(Names):
    """Only what there is may be ticked anew; what is gone may stay."""

    hangs_on: ClassVar[tuple[str, ...]] = ()


def unknown(field: Ticked, chosen: list[str]) -> dict[str, FieldError]:
    """What of the chosen there never was."""
    offered = {one.value for one in field.offers({})}
    wrong = [one for one in chosen if one not in offered]
    return {field.name: FieldError(_("“%(value)s” is not known here."), value=", ".join(wrong)[:80])} if wrong else {}
