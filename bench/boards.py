"""A board of twenty thousand deals, and a move on it."""

from __future__ import annotations

from bench.company import copied, forget
from bench.inside import ask
from bench.pages import beside
from bench.places import Place, say
from bench.server import serving
from bench.staff import BOSS
from bench.timing import Measure, Rounds, measured

DEALS = 20_000


def boards(place: Place, often: Rounds, gates: Rounds) -> list[Measure]:
    """The first view of the board beside the floor, and a move beside a bare save."""
    copy = copied(place, "board")
    try:
        ask(copy, "deals", DEALS)
        with serving(copy):
            found = [beside(copy, f"board of {DEALS:,} deals", BOSS, "/deals/board/", "/bare/?", often)]
        ms, floor_ms = ask(copy, "moves", gates.rounds, gates.requests)
        say(f"  {place.database} a move: {ms:.2f} ms, bare {floor_ms:.2f} ms, {ms / floor_ms:.2f}")
        return [*found, measured("a move to another stage", place.database, place.size, ms, floor_ms)]
    finally:
        forget(copy)
