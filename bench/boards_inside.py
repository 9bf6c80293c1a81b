"""Deals at all stages of a pipeline, and moving them beside a bare save()."""

from __future__ import annotations

import itertools
import random
from typing import Any

from django.db import connection

from bench.models import PlainParty
from bench.places_inside import person
from bench.staff import BOSS, OWNERS
from bench.timing import Rounds, alternate
from tailor.access.actors import TAILOR
from tailor.history.log import CREATE
from tailor.kernel import stamps
from tailor.records import gate
from tailor.records.changes import Change
from tailor.sales.models import Deal, LossReason
from tailor.sales.records import DEAL
from tailor.sales.usual import begin_with_usual

STAGES = {"sale.new": 5, "sale.talks": 4, "sale.offer": 3, "sale.agreed": 2, "sale.won": 20, "sale.lost": 6}
PORTION = 500


def fill(count: int) -> int:
    """Deals at all stages, as many at each as there usually are."""
    by, rng = person(BOSS), random.Random(5)
    with stamps.held():
        begin_with_usual(TAILOR)
        reason = LossReason.objects.order_by("id")[0].pk
        stages = rng.choices(list(STAGES), list(STAGES.values()), k=count)
        for first in range(0, count, PORTION):
            numbered = enumerate(stages[first : first + PORTION], first)
            with gate.step(by, "deal.create", subject="Deals") as act:
                gate.write(act, [Change(DEAL, CREATE, values=_values(n, stage, reason)) for n, stage in numbered])
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE sales_deal")  # as autovacuum does within a minute
    return count


def _values(number: int, stage: str, reason: int) -> dict[str, Any]:
    return {
        "title": f"Roof number {number}",
        "owner": number % OWNERS + 1,
        "party": number % 5000 + 1,
        "amount": str(number % 9000 + 1),
        "expected_on": "2026-12-01",
        "stage": stage,
        "loss_reason": reason if stage == "sale.lost" else None,
    }


def moves(rounds: int, requests: int) -> tuple[float, float]:
    """Milliseconds of a move through the gate, and of a bare save() of a record."""
    by, rng, numbers = person(BOSS), random.Random(7), itertools.count()
    deals = list(Deal.objects.values_list("id", flat=True))
    last = PlainParty.objects.order_by("-id").values_list("id", flat=True)[0]
    stages = [stage for stage in STAGES if stage != "sale.lost"]

    def move() -> None:
        number = next(numbers)
        gate.update(DEAL, rng.choice(deals), {"stage": stages[number % len(stages)]}, by=by)

    def save() -> None:
        party = PlainParty.objects.get(pk=rng.randrange(1, last))
        party.city = f"Town {next(numbers)}"
        party.save()

    with stamps.held():
        ours, bare = alternate([move, save], Rounds(rounds, requests))
    return ours, bare


TASKS: dict[str, Any] = {"deals": fill, "moves": moves}
