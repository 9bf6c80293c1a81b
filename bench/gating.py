"""Creating and changing one record through the gate."""

from __future__ import annotations

from bench.company import copied, forget
from bench.inside import ask
from bench.places import Place, say
from bench.timing import Measure, Rounds, measured


def gate(place: Place, often: Rounds) -> list[Measure]:
    copy = copied(place, "gate")
    try:
        found = []
        for name, (ms, floor_ms) in ask(copy, "gate", often.rounds, often.requests).items():
            say(f"  {place.database} {place.size:,} {name}: {ms:.2f} ms, bare {floor_ms:.2f} ms, {ms / floor_ms:.2f}")
            found.append(measured(f"{name} through the gate", place.database, place.size, ms, floor_ms))
        return found
    finally:
        forget(copy)
