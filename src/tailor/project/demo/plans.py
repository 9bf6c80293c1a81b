"""What each month should bring the demo company, and what its channels cost."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from tailor.access.actors import Actor
from tailor.history.log import CREATE
from tailor.project.demo.acts import Act, Thing, Want
from tailor.project.demo.clock import Clock
from tailor.project.demo.team import HEAD_OF_SALES
from tailor.project.demo.team_building import Team
from tailor.records import gate
from tailor.records.changes import Change
from tailor.sales.models import Channel
from tailor.sales.records import CHANNEL_COST, COMPETITOR, TARGET
from tailor.sales.records.targets import ANSWERED, CALLS, WON_AMOUNT, WON_COUNT

MONTHS, PLANNED, TOGETHER = 14, 6, 4
OF_EACH = {WON_AMOUNT: 45000, WON_COUNT: 8, ANSWERED: 14, CALLS: 40}
OWN = {"anna": 52000, "levan": 48000, "eszter": 60000, "bence": 40000, "dmitry": 55000}
A_MONTH: dict[str, tuple[int, str]] = {
    "site": (340, "Hosting and search"), "phone": (95, "Numbers and lines"), "advertising": (1450, "Google and Facebook"),
    "advice": (120, "Thanks to those who recommend us"),
}  # fmt: skip
FAIRS = ((3, 5200, "Construma, Budapest"), (10, 3900, "Caucasus Build, Tbilisi"))


RIVALS = ("Tegola Caucasus", "TetőCentrum", "Кровля-Юг", "Baumarkt Ost")


def begin_with_rivals(by: Actor, *, at: datetime) -> None:
    """Whom one meets again and again in this trade."""
    with gate.step(by, "competitor.create", at=at) as act:
        gate.write(
            act,
            [Change(COMPETITOR, CREATE, values={"name": name, "place": place}) for place, name in enumerate(RIVALS)],
        )


def hoped_and_spent(clock: Clock, team: Team) -> list[Act]:
    """Plans of the last months, and what the channels cost in each of the last year: entered by the head of sales, several months
    together, for each step with such records has everything that is kept of the shape read anew."""
    rng = random.Random(MONTHS)  # noqa: S311 - chance of its own
    channels = dict(Channel.objects.values_list("code", "pk"))
    months = [_month(clock.now.date(), back) for back in range(MONTHS)]
    acts = []
    for start in range(0, MONTHS, TOGETHER):
        some = months[start : start + TOGETHER]
        costs = [
            Want(CHANNEL_COST, CREATE, Thing(), values) for month in some for values in _spent(month, rng, channels)
        ]
        acts.append(Act(_entered(some[0], clock), HEAD_OF_SALES, "channel_cost.create", costs))
    plans = [Want(TARGET, CREATE, Thing(), values) for month in months[:PLANNED] for values in _hoped(month, team)]
    return [*acts, Act(_entered(months[PLANNED - 1], clock), HEAD_OF_SALES, "target.create", plans)]


def _entered(month: date, clock: Clock) -> datetime:
    return min(datetime.combine(month, time(6, 15), clock.now.tzinfo), clock.now - timedelta(minutes=30))


def _spent(month: date, rng: random.Random, channels: dict[str, int]) -> Iterator[dict[str, Any]]:
    ends = (month + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    for code, (usual, note) in A_MONTH.items():
        yield _cost(channels[code], month, ends, round(usual * rng.uniform(0.85, 1.2), -1), note)
    for held, spent, note in FAIRS:
        if held == month.month:
            yield _cost(channels["fair"], month.replace(day=12), month.replace(day=15), spent, note)


def _hoped(month: date, team: Team) -> Iterator[dict[str, Any]]:
    """Of each who has no plan of their own, and the plans of those who have."""
    for figure, amount in OF_EACH.items():
        yield {"owner": None, "month": month.isoformat(), "figure": figure, "amount": amount}
    for who, amount in OWN.items():
        yield {"owner": team.people[who], "month": month.isoformat(), "figure": WON_AMOUNT, "amount": amount}


def _cost(channel: int, begins: date, ends: date, amount: float, note: str) -> dict[str, Any]:
    return {"channel": channel, "begins": begins.isoformat(), "ends": ends.isoformat(), "amount": amount, "note": note}


def _month(day: date, back: int) -> date:
    years, month = divmod(day.year * 12 + day.month - 1 - back, 12)
    return date(years, month + 1, 1)
