"""What staff puts into the menu and onto the cards."""

from django.utils.translation import gettext_lazy as _

from tailor.records.menu import (
    CardAction,
    ListAction,
    MenuPage,
    register_card_action,
    register_list_action,
    register_page,
    rules,
)
from tailor.staff.rights import working
from tailor.staff.rights.seeing import may_ask
from tailor.staff.rights.working import may_work_as
from tailor.staff.web import addresses, in_hand, ruling

__all__ = ["addresses", "in_hand", "ruling", "working"]

register_page(MenuPage("rights", _("Rights"), "/rights/", "shield-check", rules, main=False, place=20))
register_list_action(
    ListAction("look", _("As a tree"), lambda slug: f"/{slug}/tree/", "see", lambda code: code == "department")
)
register_card_action(CardAction("who-sees", _("Who sees this"), "eye", lambda at: f"{at}who-sees/", may_ask))
register_card_action(
    CardAction("work-as", _("Work as this employee"), "user-round-check", lambda at: f"{at}work-as/", may_work_as)
)
