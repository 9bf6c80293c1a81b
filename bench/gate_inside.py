"""The gate beside a bare save() of the same columns, in one process, in turns."""

from __future__ import annotations

import itertools
import random
from typing import Any

import orjson

from bench.models import PlainParty
from bench.people import OWN, own_column, values_of
from bench.places_inside import person
from bench.staff import BOSS
from bench.timing import Rounds, alternate
from tailor.clients.records import PARTY
from tailor.kernel import stamps
from tailor.kernel.text import sort_key
from tailor.records import gate

GIVEN = (
    "is_company", "name", "last_name", "first_name", "middle_name", "group", "phones", "emails", "city", "next_step",
    "next_step_at",
)  # fmt: skip
FRESH = 50_000_000  # made-up parties from here on are in no database


def given(number: int) -> dict[str, Any]:
    """What a form would send."""
    values = values_of(number)
    return {name: values[name] for name in (*GIVEN, *OWN)} | {"owner": number % 60 + 1}


def plain(number: int) -> Any:
    values = values_of(number)
    names = ("is_company", "name", "last_name", "first_name", "middle_name", "phones", "emails", "city", "next_step")
    return PlainParty(
        **{name: values[name] for name in names}, group_id=values["group"], sort_name=sort_key(values["name"]),
        owner_id=number % 60 + 1, department_id=number % 8 + 1, created_at=values["created_at"],
        updated_at=values["created_at"], next_step_at=values["next_step_at"], custom=own_column(values),
    )  # fmt: skip


def compare(rounds: int, requests: int) -> dict[str, tuple[float, float]]:
    """Milliseconds of (gate, bare) for a create and an update. The values are made up beforehand."""
    with stamps.held():  # as a request does, which reads the stamp with who it comes from
        return _compared(Rounds(rounds, requests))


def _compared(often: Rounds) -> dict[str, tuple[float, float]]:
    rounds, requests = often.rounds, often.requests
    by, rng = person(BOSS), random.Random(3)
    many = rounds * requests + 20
    ours = iter([given(FRESH + n) for n in range(many)])
    bare = iter([plain(2 * FRESH + n) for n in range(many)])
    creates = alternate(
        [lambda: gate.create(PARTY, next(ours), by=by), lambda: next(bare).save(force_insert=True)], often
    )

    last = PlainParty.objects.order_by("-id").values_list("id", flat=True)[0]
    mine, theirs = (iter([rng.randrange(1, last - 2 * many) for _ in range(many)]) for _ in range(2))
    numbers = itertools.count()

    def through_the_gate() -> None:
        pk = next(mine)
        gate.update(PARTY, pk, {"city": f"Town {next(numbers)}", "next_step": "visit"}, by=by)

    def by_save() -> None:
        party = PlainParty.objects.get(pk=next(theirs))
        party.city, party.next_step = f"Town {next(numbers)}", "visit"
        party.save()

    updates = alternate([through_the_gate, by_save], often)
    return {"create": (creates[0], creates[1]), "update": (updates[0], updates[1])}


def bodies(count: int) -> list[str]:
    """What a program would send to make records."""
    return [orjson.dumps(given(3 * FRESH + number), default=str).decode() for number in range(count)]


TASKS: dict[str, Any] = {"gate": compare, "bodies": bodies}
