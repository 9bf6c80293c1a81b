"""The people of whoever oversees them, in figures that modules declare."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext

from tailor.access.actors import Actor
from tailor.access.rights import Scope
from tailor.access.roles import may_own, role
from tailor.home.asking import Asked, may_ask, numbers_of, said
from tailor.home.blocks import Figure, Filled, Table
from tailor.kernel.remembering import remembered
from tailor.kernel.statements import Statement
from tailor.records.fields.base import Label
from tailor.records.names import Named, named
from tailor.records.showing import Show

MOST_PEOPLE = 20


@dataclass(frozen=True, slots=True)
class TeamFigure:
    """What is counted of each person: a question without whose. More than nothing of a `late` one is amiss."""

    label: Label
    asked: Asked
    late: bool = False
    place: int = 50


_figures: list[TeamFigure] = []


def register_team_figure(figure: TeamFigure) -> TeamFigure:
    _figures.append(figure)
    return figure


def figures_for(by: Actor) -> list[TeamFigure]:
    """Those this person may ask of others."""
    asked = [one for one in sorted(_figures, key=lambda one: one.place) if may_ask(one.asked.of(0), by)]
    return [one for one in asked if by.scope(one.asked.record_type, "see") in (Scope.ALL, Scope.DEPARTMENT)]


def people_of(by: Actor, figures: list[TeamFigure], show: Show) -> list[Named]:
    """Who works in the departments of this person, or everywhere, and may be in charge of what is counted."""
    everywhere = by.role.rules or any(by.scope(one.asked.record_type, "see") is Scope.ALL for one in figures)
    kinds = {one.asked.record_type for one in figures}
    return [
        one for one in named("user", show.stamp).values()
        if one.active and (one.department_id in by.departments or (by.role.rules and everywhere))
        and any(may_own(one.role, kind) for kind in kinds)
    ][:MOST_PEOPLE]  # fmt: skip


def team_asks(show: Show) -> Sequence[Statement[dict[int, list[int]]]]:
    figures, people = _team(show)
    return [numbers_of([one.asked for one in figures], [one.id for one in people], show.actor)]


def _team(show: Show) -> tuple[list[TeamFigure], list[Named]]:
    by = show.actor

    def find() -> tuple[list[TeamFigure], list[Named]]:
        figures = figures_for(by)
        return figures, people_of(by, figures, show)

    return remembered(("team", by.person_id, by.role.code, by.departments), find, show.stamp)


def fill_team(show: Show, answers: Sequence[dict[int, list[int]]]) -> Filled:
    (figures, people), (found,) = _team(show), answers
    heads = [str(one.label) for one in figures]
    lines = [
        (show.person(one.id), [_cell(*about, one.id, show) for about in zip(figures, heads, found[one.id], strict=True)])
        for one in people if one.id in found and (any(found[one.id]) or _works_on(one, figures))
    ]  # fmt: skip
    nothing = gettext("Whoever works in your departments stands here, with what they have in hand.")
    return Filled(table=Table(heads, lines if figures else []), nothing=nothing)


def _works_on(one: Named, figures: list[TeamFigure]) -> bool:
    """Whether somebody may be in charge of what is counted first, so that nothing of it says something. Those who rule may be
    of anything, and are there once they did something."""
    return not role(one.role).rules and may_own(one.role, figures[0].asked.record_type)


def _cell(figure: TeamFigure, label: str, number: int, person: int, show: Show) -> Figure:
    asked = figure.asked.of(person)
    return Figure(label, said(asked, number, show), asked.url, "late" if figure.late and number else "")
