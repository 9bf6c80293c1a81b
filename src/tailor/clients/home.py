"""Whom to call, on the home page; and how many calls people of the team made."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tailor.home.asking import Asked, first, may_read, said
from tailor.home.blocks import Figure, Filled, HomeBlock, Question, Row, register_block
from tailor.home.team import TeamFigure, register_team_figure
from tailor.records.showing import Show

SHOWN = 6
CALLS_MADE = Asked("interaction", "kind=is:call&direction=is:out&at=is:this-month")


def steps_due(show: Show, record_type: str) -> tuple[Asked, Asked]:
    """Next steps of this person that are due by the end of today, and of those the ones from before today."""
    due = Asked(record_type, f"owner=is:me&next_step_at=to:{show.today.isoformat()}&sort=next_step")
    return due, Asked(record_type, "owner=is:me&next_step_at=is:before-today&sort=next_step")


def calls_ask(show: Show) -> Sequence[Question]:
    due, late = steps_due(show, "party")
    only = ("name", "next_step", "next_step_at", "owner")
    return due, late, first(due, show.actor, "t.next_step_at, t.id", SHOWN, only)


def fill_calls(show: Show, answers: Sequence[Any]) -> Filled:
    due, late = steps_due(show, "party")
    all_due, before, records = answers
    figures = (
        Figure(gettext("Due by today"), said(due, all_due, show), due.url),
        Figure(gettext("From before today"), said(late, before, show), late.url, "late" if before else ""),
    )
    rows = [
        Row(one.title, one.url, one.values.get("next_step") or "", show.near(at), "late" if at < show.now else "")
        for one in records if (at := datetime.fromisoformat(one.values["next_step_at"]))
    ]  # fmt: skip
    nothing = gettext("Nobody waits for a call. A next step with a day, on a client’s card, brings them here.")
    return Filled(figures, rows, nothing=nothing, more=due.url)


register_block(
    HomeBlock("calls", _("Calls to make"), "phone", ("manager", "seller", "operator"), may_read("party", "owner", "next_step_at"), fill_calls, calls_ask, place=20)
)  # fmt: skip
register_team_figure(TeamFigure(_("Calls this month"), CALLS_MADE, place=30))
