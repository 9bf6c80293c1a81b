"""What the API puts into the menu."""

from django.utils.translation import gettext_lazy as _

from tailor.records.menu import MenuPage, everybody, register_page

TOKENS = register_page(MenuPage("tokens", _("API tokens"), "/tokens/", "key-round", everybody, main=False, place=80))
