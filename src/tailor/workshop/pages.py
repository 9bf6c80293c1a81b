from django.utils.translation import gettext_lazy as _

from tailor.records.menu import MenuPage, register_page, rules

register_page(MenuPage("workshop", _("Workshop"), "/workshop/", "scissors", rules, main=False, place=10))
