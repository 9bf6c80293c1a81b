"""What sales put into the cards and lists; loaded once all modules are known."""

from django.utils.translation import gettext_lazy as _

from tailor.records.ready_views import offer_view
from tailor.sales.web import beside_calls, deal_card, lead_card

STALE_DAYS = 14

offer_view("party", _("Interested, never ordered"), "?deal.party=some:&deal.party=none:stage=won")
offer_view("lead", _("Waiting"), "?status=is:new,answered,postponed")
offer_view("lead", _("Nobody’s"), "?owner=empty")
offer_view("deal", _("Under way"), "?stage=open")
offer_view("deal", _("Without a next step"), "?stage=open&next_step=empty")
offer_view("deal", _("Not moved for two weeks"), f"?stage=open&stage_since=older:{STALE_DAYS}")

__all__ = ["beside_calls", "deal_card", "lead_card"]
