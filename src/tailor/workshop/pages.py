from django.utils.translation import gettext_lazy as _

from tailor.records.menu import MenuPage, register_page, rules
from tailor.workshop.web import ways_back

__all__ = ["ways_back"]

register_page(MenuPage("workshop", _("Workshop"), "/workshop/", "scissors", rules, main=False, place=10))
