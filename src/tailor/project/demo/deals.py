"""Deals of the demo company on their way, and the leads they come from."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from tailor.access.actors import Way
from tailor.clients.records import INTERACTION
from tailor.history.log import CREATE, UPDATE
from tailor.project.demo import sold
from tailor.project.demo.acts import About, Act, Thing, Want
from tailor.project.demo.arriving import traces
from tailor.project.demo.clients import Client
from tailor.project.demo.clock import Clock, iso
from tailor.project.demo.products import Products
from tailor.project.demo.story import Talk
from tailor.project.demo.team import HEAD_OF_SALES
from tailor.project.demo.team_building import Team
from tailor.sales.models import Channel, Competitor, LossReason
from tailor.sales.records import DEAL, LEAD

DEALS, LEADS, EARLIER, FRESH = 260, 64, 90, 9
AGAINST = 0.34  # of deals, those in which somebody else offered too
FROM_LEADS = 0.42  # of deals, those that began as a lead
TALKED_FOR = timedelta(days=75)  # what is said with a client so long after a deal began is about it
LIKELY_ABOUT = 0.8
WAITED = {
    "phone": (1, 25, 3),
    "site": (4, 190, 22),
    "advertising": (6, 260, 40),
    "advice": (5, 240, 30),
    "fair": (40, 1500, 420),
}
"""Minutes until a lead is answered, by its channel: the least, the most, and how many are likeliest."""
ON_THE_WAY = ("sale.new", "sale.talks", "sale.offer", "sale.agreed", "sale.won")
REACHES = (10, 16, 20, 12, 42)  # how many of a hundred come as far as that
LOST_OF_ALL = 0.24
WITH_STEP = 0.7
BOSSES = ("tamar", "gergely", "giorgi")  # who see every deal


@dataclass(frozen=True)
class Made:
    """A deal to be: when and by whom it was begun."""

    thing: Thing
    begun: datetime
    by: str


class Deals:
    """Plans deals with clients the company has, and leads of people it does not know yet."""

    def __init__(self, rng: random.Random, clock: Clock, team: Team, clients: list[Client], products: Products) -> None:
        self.rng, self.clock, self.team, self.products = rng, clock, team, products
        self.clients = [one for one in clients if not one.twin and one.employer is None]
        self.channels = list(Channel.objects.order_by("place").values_list("pk", flat=True))
        self.traces = random.Random(LEADS)  # noqa: S311 # a chance of its own, so that the rest of the company stays as it was
        self.codes = dict(Channel.objects.values_list("pk", "code"))
        self.chance = random.Random(DEALS)  # noqa: S311 # so that what leads bring does not move what else happens
        self.made: dict[int, list[Made]] = {}
        self.rivals = list(Competitor.objects.order_by("place").values_list("pk", flat=True))
        self.reasons = list(LossReason.objects.order_by("place").values_list("pk", flat=True))
        self.to_another = LossReason.objects.get(code="competitor").pk

    def acts(self) -> list[Act]:
        found: list[Act] = []
        for client in self.rng.choices(self.clients, [one.busy for one in self.clients], k=DEALS):
            found += self._deal(client)
        return [*found, *self._leads(), *self._earlier()]

    def tie(self, talks: Sequence[Talk], told: Sequence[Act]) -> None:
        """Have what was said with a client while a deal was under way be said about it, where whoever said it sees it."""
        for talk, act in zip(talks, told, strict=True):
            made = [one for one in self.made.get(id(talk.client), ()) if one.begun < talk.at < one.begun + TALKED_FOR]
            if made and (talk.by in (made[-1].by, *BOSSES)) and self.chance.random() < LIKELY_ABOUT:
                act.wants[0].values["about"] = About("deal", made[-1].thing)

    def _deal(self, client: Client) -> Iterator[Act]:
        zone = client.country.zone
        days = self.rng.triangular(2, 300, 20)
        begun = max(self.clock.working(days, zone), client.created + timedelta(hours=3))
        if begun >= self.clock.now:
            return
        by = client.in_charge(begun) or HEAD_OF_SALES
        thing, amount = Thing(), self.rng.choice((380, 640, 900, 1250, 2400, 3800, 5200, 9600, 14800, 31000))
        amount = int(round(amount * self.rng.uniform(0.8, 1.3), -1))
        values: dict[str, Any] = {
            "title": self._title(client.language), "party": client, "channel": self._channel(), "amount": amount,
            "stage_since": iso(begun), "owner": self.team.people[by],
            "products": self.products.of_interest(client.language),
        }  # fmt: skip
        if self.rivals and self.chance.random() < AGAINST:
            values["competitors"] = sorted(self.chance.sample(self.rivals, self.chance.choice((1, 1, 2))))
        yield Act(begun, by, "deal.create", [Want(DEAL, CREATE, thing, values)])
        self.made.setdefault(id(client), []).append(Made(thing, begun, by))
        if self.chance.random() < FROM_LEADS:
            yield from self._came_from(client, thing, values, begun, by)
        yield from self._course(thing, begun, by, zone, days)

    def _course(self, deal: Thing, begun: datetime, by: str, zone: str, days: float) -> Iterator[Act]:
        far = self.rng.choices(range(len(ON_THE_WAY)), REACHES)[0]
        if days > 120 and far < len(ON_THE_WAY) - 1 and self.rng.random() < 0.8:
            far = len(ON_THE_WAY) - 1  # what is old has mostly come to an end
        lost = self.rng.random() < LOST_OF_ALL and days > 12
        at, expected = begun, (begun + timedelta(days=self.rng.randint(20, 70))).date().isoformat()
        for stage in ON_THE_WAY[1 : far + (not lost) or 1]:
            at = self._later(at, zone)
            if at >= self.clock.now:
                return
            values = {"stage": stage, "stage_since": iso(at), "expected_on": expected}
            yield Act(at, by, "deal.update", [Want(DEAL, UPDATE, deal, values)])
        if lost and (at := self._later(at, zone)) < self.clock.now:
            why: int = self.rng.choice(self.reasons)
            to = self.chance.choice(self.rivals) if self.rivals and why == self.to_another else None
            ended = {"stage": "sale.lost", "stage_since": iso(at), "loss_reason": why, "lost_to": to}
            yield Act(at, by, "deal.update", [Want(DEAL, UPDATE, deal, ended)])
        elif far < len(ON_THE_WAY) - 1 and self.rng.random() < WITH_STEP:
            due = self.clock.due(self.rng.choice((-3, -1, 0, 0, 1, 1, 2, 4, 7, 12)), zone)
            language = {"Europe/Budapest": "hu", "Asia/Tbilisi": "ka"}.get(zone, "ru")
            values = {"next_step": self.rng.choice(sold.STEPS[language]), "next_step_at": iso(due)}
            yield Act(self.clock.soon_after(at, 3, 30), by, "deal.update", [Want(DEAL, UPDATE, deal, values)])

    def _later(self, at: datetime, zone: str) -> datetime:
        gone = (self.clock.now - at).total_seconds() / 86400
        return max(self.clock.working(max(0, gone - self.rng.uniform(1, 16)), zone), at + timedelta(minutes=20))

    def _title(self, language: str) -> str:
        what, where = self.rng.choice(sold.GOODS[language]), self.rng.choice(sold.PLACES[language])
        return f"{what}, {where}"

    def _channel(self, rng: random.Random | None = None) -> int:
        chosen: int = (rng or self.rng).choices(self.channels, (34, 22, 24, 8, 12))[0]
        return chosen

    def _leads(self) -> Iterator[Act]:
        for number in range(LEADS):
            language = self.rng.choice(("ka", "hu", "ru", "en"))
            received = self.clock.working(self.rng.triangular(0, 40, 1) if number >= FRESH else 0.2, "Asia/Tbilisi")
            yield from self._lead(language, received, handled=number >= FRESH)

    def _lead(self, language: str, received: datetime, *, handled: bool) -> Iterator[Act]:
        thing = Thing()
        name = self.rng.choice(sold.ASKING[language])
        values: dict[str, Any] = {
            "name": name, "text": self.rng.choice(sold.QUESTIONS[language]), "channel": self._channel(),
            "phones": [{"type": "mobile", "value": self._phone(language)}], "received_at": iso(received), "owner": None,
            "products": self.products.of_interest(language),
        }  # fmt: skip
        values |= traces(self.traces, self.codes[values["channel"]])
        yield Act(received, HEAD_OF_SALES, "lead.create", [Want(LEAD, CREATE, thing, values)], Way.API)
        if handled:
            yield from self._handled(thing, values["channel"], language, received)

    def _handled(self, lead: Thing, channel: int, language: str, received: datetime) -> Iterator[Act]:
        """Answered, most of them with a word about it, or put away."""
        by, at = self._takes(language, self.rng), min(self._answered(received, channel), self.clock.now)
        if self.rng.random() < 0.25:
            hidden = {"owner": self.team.people[by], "status": "hidden", "hidden_because": "Spam"}
            yield Act(at, HEAD_OF_SALES, "lead.hide", [Want(LEAD, UPDATE, lead, hidden)])
            return
        yield Act(at, by, "lead.answer", [self._answer(lead, at, self.team.people[by])])
        if self.chance.random() < 0.7:
            said = {
                "kind": "call", "direction": "out", "about": About("lead", lead), "at": iso(at), "minutes": self.chance.randint(1, 9),
                "text": self.chance.choice(sold.ANSWERS[language]), "owner": self.team.people[by],
            }  # fmt: skip
            yield Act(
                min(at + timedelta(minutes=4), self.clock.now),
                by,
                "interaction.create",
                [Want(INTERACTION, CREATE, Thing(), said)],
            )

    def _came_from(
        self, client: Client, deal: Thing, values: dict[str, Any], begun: datetime, by: str
    ) -> Iterator[Act]:
        """The lead of a deal: it came, was answered, and turned into the deal some hours or days later."""
        lead, owner = Thing(), self.team.people[by]
        received = self.clock.working(
            (self.clock.now - begun).total_seconds() / 86400 + self.chance.uniform(0.2, 6), client.country.zone
        )
        answered = self._answered(received, values["channel"])
        if not received < answered < begun or received < client.created:
            return
        given = {
            "title": values["title"], "name": client.name, "text": self.chance.choice(sold.QUESTIONS[client.language]),
            "channel": values["channel"], "received_at": iso(received), "owner": owner, **traces(self.traces, self.codes[values["channel"]]),
        }  # fmt: skip
        yield Act(received, HEAD_OF_SALES, "lead.create", [Want(LEAD, CREATE, lead, given)], Way.API)
        yield Act(answered, by, "lead.answer", [self._answer(lead, answered, owner)])
        turned = {"status": "turned", "party": client, "deal": deal}
        yield Act(begun + timedelta(seconds=1), by, "lead.turn", [Want(LEAD, UPDATE, lead, turned)])

    def _answered(self, received: datetime, channel: int) -> datetime:
        least, most, usual = WAITED[self.codes[channel]]
        return received + timedelta(
            minutes=self.chance.triangular(least, most, usual), seconds=self.chance.randrange(60)
        )

    def _answer(self, lead: Thing, at: datetime, owner: int) -> Want:
        return Want(LEAD, UPDATE, lead, {"owner": owner, "status": "answered", "answered_at": iso(at)}, noted=True)

    def _earlier(self) -> Iterator[Act]:
        """Leads of the last year that came to nothing; a few of them were never answered at all."""
        for _one in range(EARLIER):
            language = self.chance.choice(("ka", "hu", "ru", "en"))
            received = self.clock.working(self.chance.triangular(38, 395, 90), "Asia/Tbilisi")
            channel, lead = self._channel(self.chance), Thing()
            values = {
                "name": self.chance.choice(sold.ASKING[language]), "text": self.chance.choice(sold.QUESTIONS[language]),
                "channel": channel, "phones": [{"type": "mobile", "value": self._phone(language, self.chance)}],
                "received_at": iso(received), "owner": None, **traces(self.traces, self.codes[channel]),
            }  # fmt: skip
            yield Act(received, HEAD_OF_SALES, "lead.create", [Want(LEAD, CREATE, lead, values)], Way.API)
            at, by = self._answered(received, channel), self._takes(language, self.chance)
            if self.chance.random() < 0.82:
                yield Act(at, by, "lead.answer", [self._answer(lead, at, self.team.people[by])])
            else:
                hidden = {
                    "status": "hidden",
                    "hidden_because": self.chance.choice(("Spam", "Asked for something we do not sell")),
                }
                yield Act(at, HEAD_OF_SALES, "lead.hide", [Want(LEAD, UPDATE, lead, hidden)])

    def _takes(self, language: str, rng: random.Random) -> str:
        return rng.choice({"hu": ("eszter", "bence"), "ru": ("dmitry",)}.get(language, ("anna", "levan")))

    def _phone(self, language: str, rng: random.Random | None = None) -> str:
        digits = "".join(str((rng or self.rng).randrange(10)) for _ in range(6))
        return {"ka": "+995 599 ", "hu": "+36 30 7", "ru": "+995 577 ", "en": "+44 7700 90"}[language] + (
            digits if language != "en" else digits[:4]
        )
