"""Competitors: against whom deals are won and lost, as the company calls them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from tailor.access.rights import grant
from tailor.records import inner_names
from tailor.records.fields import LongText, Number, References, Text
from tailor.records.inner_names import free_name
from tailor.records.names import named
from tailor.records.types import RecordType, Section, Shaping, SortOrder, Values, register
from tailor.records.visibility import Open
from tailor.sales.models import Competitor
from tailor.sales.records.channels import LAST_PLACE

BETWEEN = re.compile(r"\s*[,;\n]\s*")


def names_in(text: str) -> list[str]:
    """The competitors of a text in which somebody typed them one behind the other, as they were kept once."""
    return list(dict.fromkeys(filter(None, BETWEEN.split(text.strip()))))


@dataclass(frozen=True, kw_only=True)
class Against(References):
    """The competitors of a deal. They were one text once, and stand as that in the log."""

    def from_log(self, value: Any) -> Any:
        if not isinstance(value, str):
            return value
        known = {one.title.casefold(): pk for pk, one in named(self.to).items()}
        return [known[name.casefold()] for name in names_in(value) if name.casefold() in known]


def complete_competitor(values: Values, before: Values | None) -> None:
    values["place"] = values["place"] or 0
    values["code"] = values["code"] or free_name(values["name"], inner_names.codes_of(Competitor), "competitor")


COMPETITOR = register(
    RecordType(
        code="competitor",
        slug="competitors",
        model=Competitor,
        label=_("Competitor"),
        plural=_("Competitors"),
        icon="split",
        title="name",
        fields=(
            Text(name="name", label=_("Name"), required=True, limit=120, searched=True, narrow=1),
            Text(name="site", label=_("Site"), limit=300, narrow=2),
            LongText(name="details", label=_("What to know of them"), limit=20_000, narrow=4),
            inner_names.inner_name_field(),
            Number(name="place", label=_("Place in the list"), places=0, least=Decimal(0), most=LAST_PLACE),
        ),
        columns=("name", "site", "place"),
        quick=("name", "site"),
        sections=(Section("", ("site", "details")), Section(_("In the list"), ("code", "place"))),
        orders=(SortOrder("name", _("name"), "name"),),
        visibility=Open(),
        small=True,
        shaping=Shaping("competitors", ("code",), ("name", "site", "details"), place="place"),
        complete=complete_competitor,
        check=inner_names.check_code,
        guard=inner_names.guard_codes(Competitor),
        rights={"manager": grant("see create edit delete"), "seller": grant("see create"), "operator": grant("see")},
        empty_hint=_("Who else offers the same to the same clients. A deal names whom it is up against, and to whom it was lost."),
    )
)  # fmt: skip
