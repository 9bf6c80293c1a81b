"""What the brief puts into the menu, and the line above every page while there are example records."""

from django.utils.translation import gettext_lazy as _

from tailor.brief.examples import are_there
from tailor.records.menu import Bar, MenuPage, register_bar, register_page, rules

register_page(MenuPage("brief", _("The brief"), "/brief/", "sparkles", rules, main=False, place=11))
register_bar(
    Bar(
        _("There are example records here."),
        _("Throw the examples away"),
        "/brief/examples/",
        lambda by: rules(by) and are_there(),
    )
)
