"""The home page in the menu."""

from django.utils.translation import gettext_lazy as _

from tailor.records.menu import MenuPage, everybody, register_page

HOME = register_page(MenuPage("home", _("Home"), "/home/", "house", everybody, place=0, first=True))
