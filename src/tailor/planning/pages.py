"""What planning puts into the menu and onto the cards."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tailor.planning import panel
from tailor.planning.records import UNDONE
from tailor.records.menu import MenuPage, may, register_page
from tailor.records.ready_views import offer_view

offer_view("task", pgettext_lazy("tasks", "Still to be done"), UNDONE)

__all__ = ["panel"]

register_page(MenuPage("my-day", _("My day"), "/tasks/my/", "sun", may("task", "see"), hotkey="y", place=5))
