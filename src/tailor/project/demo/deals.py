"""Deals of the demo company on their way, and the leads they come from."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from tailor.access.actors import Way
from tailor.history.log import CREATE, UPDATE
from tailor.project.demo import sold
from tailor.project.demo.acts import Act, Thing, Want
from tailor.project.demo.arriving import traces
from tailor.project.demo.clients import Client
from tailor.project.demo.clock import Clock, iso
from tailor.project.demo.products import Products
from tailor.project.demo.team import HEAD_OF_SALES
from tailor.project.demo.team_building import Team
from tailor.sales.models import Channel, LossReason
from tailor.sales.records import DEAL, LEAD

DEALS, LEADS, FRESH = 260, 64, 9
ON_THE_WAY = ("sale.new", "sale.talks", "sale.offer", "sale.agreed", "sale.won")
REACHES = (10, 16, 20, 12, 42)  # how many of a hundred come as far as that
LOST_OF_ALL = 0.24
WITH_STEP = 0.7


class Deals:
    """Plans deals with clients the company has, and leads of people it does not know yet."""

    def __init__(self, rng: random.Random, clock: Clock, team: Team, clients: list[Client], products: Products) -> None:
        self.rng, self.clock, self.team, self.products = rng, clock, team, products
        self.clients = [one for one in clients if not one.twin and one.employer is None]
        self.channels = list(Channel.objects.order_by("place").values_list("pk", flat=True))
        self.traces = random.Random(LEADS)  # noqa: S311 # a chance of its own, so that the rest of the company stays as it was
        self.codes = dict(Channel.objects.values_list("pk", "code"))
        self.reasons = list(LossReason.objects.order_by("place").values_list("pk", flat=True))

    def acts(self) -> list[Act]:
        found: list[Act] = []
        for client in self.rng.choices(self.clients, [one.busy for one in self.clients], k=DEALS):
            found += self._deal(client)
        return [*found, *self._leads()]

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
        yield Act(begun, by, "deal.create", [Want(DEAL, CREATE, thing, values)])
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
            values = {"stage": "sale.lost", "stage_since": iso(at), "loss_reason": self.rng.choice(self.reasons)}
            yield Act(at, by, "deal.update", [Want(DEAL, UPDATE, deal, values)])
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

    def _channel(self) -> int:
        chosen: int = self.rng.choices(self.channels, (34, 22, 24, 8, 12))[0]
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
            by = self.rng.choice({"hu": ("eszter", "bence"), "ru": ("dmitry",)}.get(language, ("anna", "levan")))
            at = self.clock.soon_after(received, 6, 300)
            status, more = self.rng.choice((("answered", {}), ("answered", {}), ("hidden", {"hidden_because": "Spam"})))
            changed = {"owner": self.team.people[by], "status": status, **more}
            yield Act(at, HEAD_OF_SALES, f"lead.{'hide' if more else 'answer'}", [Want(LEAD, UPDATE, thing, changed)])

    def _phone(self, language: str) -> str:
        digits = "".join(str(self.rng.randrange(10)) for _ in range(6))
        return {"ka": "+995 599 ", "hu": "+36 30 7", "ru": "+995 577 ", "en": "+44 7700 90"}[language] + (
            digits if language != "en" else digits[:4]
        )
