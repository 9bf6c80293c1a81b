"""What clients put into the cards and the menu; loaded once all modules are known."""

from django.utils.translation import gettext_lazy as _

from tailor.clients import cards, timeline
from tailor.clients.web import calling_through, card
from tailor.records.ready_views import offer_view

SILENT_DAYS = 60

offer_view("party", _("Missed, not called back"), "?last_call=is:missed")
offer_view("party", _("Asked to call back"), "?last_outcome=is:call_back")
offer_view("party", _("Birthday within a week"), "?birthday=next:7")
offer_view("party", _("Silent for two months"), f"?last_contact_at=older:{SILENT_DAYS}")

__all__ = ["calling_through", "card", "cards", "timeline"]
