"""Taking time: alternating rounds, medians, percentiles, and the form of one measure."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Measure:
    """One line of the answer. `ratio` is beside the floor; both are None where there is no floor."""

    name: str
    database: str
    size: int
    ms: float
    floor_ms: float | None = None
    ratio: float | None = None

    def plain(self) -> dict[str, Any]:
        return asdict(self)


def measured(name: str, database: str, size: int, ms: float, floor_ms: float | None = None) -> Measure:
    ratio = round(ms / floor_ms, 3) if floor_ms else None
    return Measure(name, database, size, round(ms, 3), round(floor_ms, 3) if floor_ms else None, ratio)


@dataclass(frozen=True)
class Rounds:
    """How often: so many rounds of so many requests."""

    rounds: int
    requests: int


def timed(function: Callable[[], object]) -> float:
    """Milliseconds of one call."""
    begun = time.perf_counter()
    function()
    return (time.perf_counter() - begun) * 1000


def alternate(functions: Sequence[Callable[[], object]], often: Rounds) -> list[float]:
    """The median of each function, taken in turns so that a noisy minute hits all of them."""
    times: list[list[float]] = [[] for _function in functions]
    for function in functions:
        for _ in range(min(10, often.requests)):
            function()
    for _round in range(often.rounds):
        for place, function in enumerate(functions):
            times[place].append(statistics.median(timed(function) for _ in range(often.requests)))
    return [statistics.median(of_one) for of_one in times]


def percentile(values: Sequence[float], part: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * part))]
