"""The columns of what channels bring: what each is called, what stands in it, and the list of what it counts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from tailor.records.fields.base import Label
from tailor.records.showing import Show
from tailor.sales.channel_figures import Line, Parts, share
from tailor.sales.periods import Period
from tailor.sales.records import DEAL

COUNT, MONEY, MINUTES, PERCENT = "count", "money", "minutes", "percent"
LEADS, DEALS, COSTS = "leads", "deals", "channel-costs"
HOUR, DAY = 60, 24 * 60


@dataclass(frozen=True, slots=True)
class Column:
    """A figure of each channel. `part` tells who has it, `asked` which list it counts (slug and question, without the
    channel), `of` what it is a share of, `told` how it is reckoned. One that is `drawn` is offered for the chart."""

    name: str
    label: Label
    told: Label
    form: str = COUNT
    part: str = ""
    asked: Callable[[Period], tuple[str, str]] | None = None
    of: str = ""
    drawn: bool = False

    def seen(self, parts: Parts) -> bool:
        return not self.part or bool(getattr(parts, self.part))

    def value(self, line: Line) -> int | None:
        found: int | None = getattr(line, self.name)
        return found

    def share(self, line: Line) -> int | None:
        return share(self.value(line) or 0, getattr(line, self.of)) if self.of else None

    def url(self, line: Line, period: Period, *, total: bool = False) -> str:
        """The list of what is counted; "" for what is reckoned."""
        if self.asked is None:
            return ""
        slug, question = self.asked(period)
        of_channel = "" if total else f"channel=is:{line.channel}&" if line.channel else "channel=empty&"
        return f"/{slug}/?{of_channel}{question}"

    def text(self, value: int | None, show: Show) -> str:
        return said(value, self.form, show)

    def exported(self, line: Line) -> Any:
        """As a number, which a spreadsheet reckons with."""
        value = self.value(line)
        return Decimal(value).scaleb(-2) if self.form == MONEY and value is not None else value


def said(value: int | None, form: str, show: Show) -> str:
    """A figure as it is read; "" for none."""
    if value is None:
        return ""
    if form == MONEY:
        field = DEAL.declared["amount"]
        return field.text(field.from_db(value), show)
    if form == MINUTES:
        return took(value, show)
    return show.number(value) + ("\u00a0%" if form == PERCENT else "")


def took(minutes: int, show: Show) -> str:
    """How long that is in the one measure that fits: 25 min, 3 h, 4 days."""
    if minutes < 2 * HOUR:
        return gettext("%(count)s min") % {"count": minutes}
    if minutes < 2 * DAY:
        return gettext("%(count)s h") % {"count": show.number(round(minutes / HOUR))}
    days = round(minutes / DAY)
    return ngettext("%(count)s day", "%(count)s days", days) % {"count": show.number(days)}


def _leads(more: str = "") -> Callable[[Period], tuple[str, str]]:
    return lambda period: (LEADS, period.filters("received_at") + more)


def _won(period: Period) -> tuple[str, str]:
    return DEALS, f"stage=won&{period.filters('closed_at')}"


def _costs(period: Period) -> tuple[str, str]:
    return COSTS, f"begins=to:{period.last.isoformat()}&ends=from:{period.first.isoformat()}"


COLUMNS: Sequence[Column] = (
    Column("leads", _("Leads"), _("Those that came in these days."), asked=_leads(), drawn=True),
    Column(
        "answered", _("Answered"), _("How many of these leads were answered by now, and their share."),
        part="answered", asked=_leads("&answered_at=set"), of="leads", drawn=True,
    ),
    Column(
        "minutes", _("First answer"), _("How long these leads waited for it: half of them less, half of them longer (the median)."),
        MINUTES, "answered",
    ),
    Column(
        "turned", _("Became deals"), _("How many of these leads are a deal by now, and their share."),
        part="turned", asked=_leads("&status=is:turned"), of="leads",
    ),
    Column(
        "won", _("Won deals"), _("Deals won in these days, whenever they began; the share is of all that were won or lost in these days."),
        part="won", asked=_won, of="decided", drawn=True,
    ),
    Column(
        "revenue", _("Revenue"), _("The amounts of these won deals in the company’s currency, those in another one by the rate kept with the deal."),
        MONEY, "revenue", _won, drawn=True,
    ),
    Column(
        "cost", _("Cost"), _("What the channel cost, spread evenly over the days each cost is for; days to come are not counted."),
        MONEY, "cost", _costs, drawn=True,
    ),
    Column("profit", _("Profit"), _("Revenue less cost."), MONEY, "profit", drawn=True),
    Column("per_lead", _("Cost per lead"), _("Cost by the number of leads."), MONEY, "per_lead"),
    Column("gain", _("Return on cost"), _("Profit as a share of cost: 0 % means that the cost just came back."), PERCENT, "profit"),
)  # fmt: skip


def columns_for(parts: Parts) -> list[Column]:
    return [one for one in COLUMNS if one.seen(parts)]
