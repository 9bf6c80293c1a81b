"""The home page of an owner and of a seller, with ten interactions a party, deals, leads and tasks."""

from __future__ import annotations

from bench.company import copied, forget
from bench.inside import ask
from bench.pages import PEOPLE, beside
from bench.places import Place
from bench.server import serving
from bench.timing import Measure, Rounds

DEALS, EACH = 5_000, 10


def homes(place: Place, often: Rounds) -> list[Measure]:
    copy = copied(place, "home")
    try:
        ask(copy, "deals", DEALS)
        count = ask(copy, "busy", place.size * EACH)
        with serving(copy):
            return [
                beside(copy, f"home, {who}, {count:,} interactions", person, "/home/", "/bare/?", often)
                for who, person in PEOPLE.items()
            ]
    finally:
        forget(copy)
