"""What sales put into the cards and lists; loaded once all modules are known."""

from django.utils.translation import gettext_lazy as _

from tailor.records.listing.tickets import STALE_DAYS
from tailor.records.menu import ListAction, MenuPage, register_list_action, register_page
from tailor.records.ready_views import offer_view
from tailor.sales import channel_figures
from tailor.sales.web import beside_calls, competitor_card, deal_card, lead_card
from tailor.sales.web.channels import ADDRESS

offer_view("party", _("Interested, never ordered"), "?deal.party=some:&deal.party=none:stage=won")
offer_view("lead", _("Waiting"), "?status=is:new,answered,postponed")
offer_view("lead", _("Nobody’s"), "?owner=empty")
offer_view("deal", _("Under way"), "?stage=open")
offer_view("deal", _("Without a next step"), "?stage=open&next_step=empty")
offer_view("deal", _("Not moved for two weeks"), f"?stage=open&stage_since=older:{STALE_DAYS}")

WHAT_CHANNELS_BRING = _("What channels bring")
register_page(
    MenuPage("channel_figures", WHAT_CHANNELS_BRING, ADDRESS, "coins", channel_figures.may_see, main=False, place=30)
)
for_channels = frozenset({"channel", "channel_cost"})
register_list_action(
    ListAction("figures", WHAT_CHANNELS_BRING, lambda _slug: ADDRESS, "see", for_channels.__contains__)
)

__all__ = ["beside_calls", "competitor_card", "deal_card", "lead_card"]
