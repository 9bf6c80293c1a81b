"""The card of a competitor: how often one met them, won against them and lost to them."""

from __future__ import annotations

from django.template.loader import get_template
from django.utils.translation import gettext as _
from markupsafe import Markup

from tailor.home.asking import Asked, may_ask, numbers, said
from tailor.home.blocks import Figure
from tailor.records.record import Record
from tailor.records.showing import Show
from tailor.records.web.cards import card_panel
from tailor.sales.records import COMPETITOR


@card_panel(COMPETITOR.code)
def met(record: Record, show: Show) -> Markup | None:
    """Of the deals this person sees, each figure leading to its list. One statement."""
    about = f"competitors=is:{record.id}"
    asked = {
        _("Deals with them"): Asked("deal", about),
        _("Under way"): Asked("deal", f"{about}&stage=open"),
        _("Won deals"): Asked("deal", f"{about}&stage=won"),
        _("Lost deals"): Asked("deal", f"{about}&stage=lost"),
        _("Lost to them"): Asked("deal", f"lost_to=is:{record.id}&stage=lost"),
    }
    asked = {label: one for label, one in asked.items() if may_ask(one, show.actor)}
    if not asked:
        return None
    found = numbers(asked.values(), show.actor).answer()
    figures = [Figure(label, said(one, found[one], show), one.url) for label, one in asked.items()]
    return Markup(get_template("sales/competitor.html").render({"figures": figures}))  # noqa: S704 - a template
