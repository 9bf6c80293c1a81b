"""What was not looked at yet, on the home page."""

from __future__ import annotations

from collections.abc import Sequence

from django.template.loader import get_template
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from markupsafe import Markup

from tailor.access.actors import Actor
from tailor.home.blocks import EVERY_ROLE, Filled, HomeBlock, register_block
from tailor.kernel.statements import Statement
from tailor.notifications.reading import has_unread, lines
from tailor.records.showing import Show

SHOWN = 5


def seen(by: Actor) -> bool:
    """What somebody is told is nobody else's, not even of who works as them."""
    return by.behind is None


def unread_asks(show: Show) -> Sequence[Statement[bool]]:
    return [has_unread(show.actor)]


def fill_unread(show: Show, answers: Sequence[bool]) -> Filled:
    found = lines(show.actor, show, limit=SHOWN, unread=True)[0] if answers[0] else []
    nothing = gettext("Nothing new. What others do to your cards is told here.")
    page = get_template("notifications/block.html")
    drawn = Markup(page.render({"lines": found})) if found else Markup("")  # noqa: S704 - a template of ours
    return Filled(drawn=drawn, nothing=nothing, more="/notifications/?unread=1")


register_block(
    HomeBlock("notifications", _("Not read yet"), "bell", (EVERY_ROLE,), seen, fill_unread, unread_asks, place=50)
)  # fmt: skip
