"""What the API puts into the menu."""

from django.utils.translation import gettext_lazy as _

from tailor.api.web import webhooks
from tailor.records.menu import MenuPage, everybody, register_page

__all__ = ["TOKENS", "webhooks"]

TOKENS = register_page(MenuPage("tokens", _("API tokens"), "/tokens/", "key-round", everybody, main=False, place=80))
