"""My day on the home page, and what of the team is overdue."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.template.loader import get_template
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from markupsafe import Markup

from tailor.home.asking import Asked, may_read, said
from tailor.home.blocks import EVERY_ROLE, Figure, Filled, HomeBlock, Question, register_block
from tailor.home.team import TeamFigure, register_team_figure
from tailor.planning.reading import due_until_tonight, told
from tailor.records.showing import Show

SHOWN = 7
LATE = Asked("task", "owner=is:me&due=is:overdue")
TODAY = Asked("task", "owner=is:me&done_at=empty&due=is:still-today")


def day_asks(show: Show) -> Sequence[Question]:
    return LATE, TODAY, due_until_tonight(show, SHOWN)


def fill_day(show: Show, answers: Sequence[Any]) -> Filled:
    """Overdue, then what is still due today, what is due first on top."""
    late, today, due = answers
    figures = (
        Figure(gettext("Overdue"), said(LATE, late, show), LATE.url, "late" if late else ""),
        Figure(gettext("Today"), said(TODAY, today, show), TODAY.url),
    )
    lines = told(due, show)
    page = get_template("planning/home.html")
    drawn = Markup(page.render({"lines": lines, "show": show})) if lines else Markup("")  # noqa: S704 - a template of ours
    nothing = gettext("Nothing is due. A task is typed in one line under My day.")
    return Filled(figures, drawn=drawn, nothing=nothing, more="/tasks/my/")


register_block(
    HomeBlock(
        "day",
        _("My day"),
        "sun",
        (EVERY_ROLE,),
        may_read("task", "owner", "due", "done_at"),
        fill_day,
        day_asks,
        place=10,
    )
)
register_team_figure(TeamFigure(_("Tasks overdue"), Asked("task", "due=is:overdue"), late=True, place=90))
