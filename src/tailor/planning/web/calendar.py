"""Tasks by the day: a day, a week or a month of one's own, and a week of the team."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from babel.dates import format_date
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tailor.access.rights import Scope
from tailor.access.roles import may_own
from tailor.planning import due as dues
from tailor.planning.reading import Told, between, told
from tailor.planning.records import TASK
from tailor.records.fields import Date, FieldError
from tailor.records.fields.dates import FIRST_YEAR, LAST_YEAR
from tailor.records.names import Named, named
from tailor.records.showing import Show
from tailor.records.web.pages import kind_for, render, show_for

LOOKS = ("day", "week", "month", "team")
FIRST_HOUR, LAST_HOUR = 7, 20  # what is earlier or later stands in the first or last of them
MOST_PEOPLE = 40
FIRST_DAY, LAST_DAY = date(FIRST_YEAR, 1, 1), date(LAST_YEAR, 12, 31)
_DAY = Date(name="day", label="")


@dataclass(slots=True)
class Cell:
    """A place a task may be put down at: a day, or an hour of it."""

    to: str
    label: str
    owner: int = 0
    faint: bool = False
    lines: list[tuple[str, Told]] = field(default_factory=list)


@dataclass(slots=True)
class Column:
    """A day with its hours, or a person with their days."""

    title: Any
    sub: str
    now: bool
    cells: list[Cell]


@require_GET
def calendar(request: HttpRequest) -> HttpResponse:
    """What the address asks for; anything odd means this week."""
    kind_for(request, TASK.slug)
    show = show_for(request)
    look = request.GET.get("look", "week")
    look = look if look in LOOKS else "week"
    day = asked_day(request.GET.get("day", ""), show)
    first, beyond = span(look, day)
    people = team(show) if look == "team" else []
    ids = [one.id for one in people] if look == "team" else [show.actor.person_id or 0]
    lines = told(between(show.actor, first, beyond, ids), show)
    apart = {"day": 1, "week": 7, "team": 7}.get(look)
    back, ahead = (
        (first - timedelta(days=1), beyond) if apart is None else (day - timedelta(apart), day + timedelta(apart))
    )
    context = {
        "look": look,
        "looks": [
            {"label": label, "url": f"?look={code}&day={day}", "current": code == look}
            for code, label in (("day", _("Day")), ("week", _("Week")), ("month", _("Month")), ("team", _("Team")))
        ],
        "title": titled(look, day, first, beyond, show),
        "back": f"?look={look}&day={back}",
        "ahead": f"?look={look}&day={ahead}",
        "today": f"?look={look}&day={show.today}",
        "columns": columns_of(look, first, beyond, day, lines, people, show),
        "hours": [f"{hour}:00" for hour in range(FIRST_HOUR, LAST_HOUR + 1)] if look in ("day", "week") else [],
        "heads": [short(first + timedelta(days=number), show) for number in range(7)] if look == "team" else [],
        "empty_here": not lines,
        "here": f"{request.path}?look={look}&day={day}",
        "may_create": show.actor.scope(TASK.code, "create") is not Scope.NONE,
    }
    return render(request, "planning/calendar.html", context, current="my-day")


def asked_day(text: str, show: Show) -> date:
    """The day of an address, the nearest one that has neighbours for one beyond them; today for what is none."""
    try:
        return min(max(date.fromisoformat(text), FIRST_DAY), LAST_DAY)
    except ValueError:
        pass
    try:
        return date.fromisoformat(_DAY.clean(text) or "")
    except (FieldError, ValueError):
        return show.today


def span(look: str, day: date) -> tuple[date, date]:
    """The first day that is shown, and the first that is not any more."""
    if look == "day":
        return day, day + timedelta(days=1)
    start = day.replace(day=1) if look == "month" else day
    first = start - timedelta(days=start.weekday())
    return first, first + timedelta(days=42 if look == "month" else 7)


def titled(look: str, day: date, first: date, beyond: date, show: Show) -> str:
    """What is shown, in words: a day, a month, or from when until when."""
    if look == "day":
        return show.weekday(first)
    if look == "month":
        return show.month(day)
    last = beyond - timedelta(days=1)
    return f"{show.day(first)} – {show.day(last)}"


def team(show: Show) -> list[Named]:
    """The people whose tasks this person may see, themselves first."""
    by, scope = show.actor, show.actor.scope(TASK.code, "see")
    people = [one for one in named("user", show.stamp).values() if one.active and may_own(one.role, TASK.code)]
    if scope is not Scope.ALL:
        departments = by.departments if scope is Scope.DEPARTMENT else frozenset()
        people = [one for one in people if one.id == by.person_id or one.department_id in departments]
    return sorted(people, key=lambda one: one.id != by.person_id)[:MOST_PEOPLE]


def columns_of(
    look: str, first: date, beyond: date, day: date, lines: Iterable[Told], people: Sequence[Named], show: Show
) -> list[Column]:
    """Every cell there is, with the tasks that stand in it."""
    days = [first + timedelta(days=number) for number in range((beyond - first).days)]
    if look == "team":
        made = [
            Column(
                show.person(one.id),
                "",
                False,
                [Cell(f"{at}", show.weekday(at), one.id, at == show.today) for at in days],
            )
            for one in people
        ]
    elif look == "month":
        made = [
            Column(short(at, show) if at in days[:7] else f"{at.day}", show.weekday(at), at == show.today,
                   [Cell(f"{at}", show.weekday(at), 0, at.month != day.month)])
            for at in days
        ]  # fmt: skip
    else:
        made = [Column(short(at, show), show.weekday(at), at == show.today, hours_of(at, show)) for at in days]
    cells = {(cell.to, cell.owner): cell for column in made for cell in column.cells}
    for one in lines:
        due = one.record.values["due"]
        at = dues.local(due, show.zone)
        hourly = look in ("day", "week") and not dues.is_day(due)
        to = f"{at:%Y-%m-%d}T{min(max(at.hour, FIRST_HOUR), LAST_HOUR):02}" if hourly else f"{at:%Y-%m-%d}"
        owner = one.record.owner_id or 0 if look == "team" else 0
        if cell := cells.get((to, owner)):
            cell.lines.append(("" if dues.is_day(due) else f"{at:%H:%M}", one))
    return made


def short(day: date, show: Show) -> str:
    """The weekday and the number of a day."""
    said: str = format_date(day, "EEE d", locale=show.language)
    return said


def hours_of(day: date, show: Show) -> list[Cell]:
    """The day itself, then its hours."""
    name = show.weekday(day)
    return [
        Cell(f"{day}", name),
        *(Cell(f"{day}T{hour:02}", f"{name}, {hour}:00") for hour in range(FIRST_HOUR, LAST_HOUR + 1)),
    ]
