"""A kind of record that goes through a pipeline, and moving its records beside a bare save()."""

from __future__ import annotations

import itertools
import random
from typing import Any

from bench.models import PlainParty
from bench.places_inside import person
from bench.staff import BOSS, OWNERS
from bench.timing import Rounds, alternate
from tailor.history.log import CREATE
from tailor.kernel import stamps
from tailor.records import gate
from tailor.records.changes import Change
from tailor.records.models import OwnRecord
from tailor.records.types import record_type

STAGES = {"asked": 5, "measured": 4, "offered": 3, "agreed": 2, "invoiced": 2, "done": 20, "gone": 6}
OUTCOMES = {"done": "won", "gone": "lost"}
PORTION = 500


def fill(count: int) -> int:
    """Jobs at all stages, as many at each as there usually are."""
    by, rng = person(BOSS), random.Random(5)
    with stamps.held():
        _shape(by)
        kind = record_type("job")
        stages = rng.choices(list(STAGES), list(STAGES.values()), k=count)
        for first in range(0, count, PORTION):
            with gate.step(by, "job.create", subject="Jobs") as act:
                gate.write(
                    act,
                    [
                        Change(kind, CREATE, values=_values(first + n, stage))
                        for n, stage in enumerate(stages[first : first + PORTION])
                    ],
                )
    return count


def _shape(by: Any) -> None:
    gate.create(record_type("own_kind"), {"label": "Job", "plural": "Jobs", "code": "job"}, by=by)
    pipeline = gate.create(record_type("pipeline"), {"label": "Way", "record_type": "job"}, by=by).id
    for code in STAGES:
        values = {"label": code, "code": code, "pipeline": pipeline, "outcome": OUTCOMES.get(code, "open")}
        gate.create(record_type("stage"), values, by=by)
    for one in (
        {"label": "Place", "kind": "text"},
        {"label": "Price", "kind": "money"},
        {"label": "Stage", "kind": "stage", "pipeline": pipeline},
    ):
        gate.create(record_type("own_field"), {"record_type": "job", **one}, by=by)


def _values(number: int, stage: str) -> dict[str, Any]:
    return {
        "title": f"Job {number}",
        "owner": number % OWNERS + 1,
        "place": f"Town {number % 90}",
        "price": str(number % 9000),
        "stage": stage,
    }


def moves(rounds: int, requests: int) -> tuple[float, float]:
    """Milliseconds of a move through the gate, and of a bare save() of a record."""
    by, rng, kind, numbers = person(BOSS), random.Random(7), record_type("job"), itertools.count()
    jobs = list(OwnRecord.objects.filter(kind="job").values_list("id", flat=True))
    last = PlainParty.objects.order_by("-id").values_list("id", flat=True)[0]
    stages = list(STAGES)

    def move() -> None:
        number = next(numbers)
        gate.update(kind, rng.choice(jobs), {"stage": stages[number % len(stages)]}, by=by)

    def save() -> None:
        party = PlainParty.objects.get(pk=rng.randrange(1, last))
        party.city = f"Town {next(numbers)}"
        party.save()

    with stamps.held():
        ours, bare = alternate([move, save], Rounds(rounds, requests))
    return ours, bare


TASKS: dict[str, Any] = {"job records": fill, "moves": moves}
