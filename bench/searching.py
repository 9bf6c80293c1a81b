"""Search as somebody types: the searching itself, and the whole answer the box gets."""

from __future__ import annotations

from functools import partial
from urllib.parse import quote

from bench.inside import ask
from bench.places import Place, say
from bench.server import Browser, serving
from bench.staff import BOSS, FEW, SELLER, key_of
from bench.timing import Measure, measured, percentile, timed

PEOPLE = {"owner": BOSS, "seller": SELLER, "few": FEW}


def searches(place: Place, count: int) -> list[Measure]:
    """Median and 95th percentile of each sort of query for each person."""
    found = []
    for who, sorts in ask(place, "search_times", count).items():
        for sort, times in sorts.items():
            found += measures(place, f"search, {sort}, {who}", times)
    queries = ask(place, "queries", count)
    with serving(place):
        for who, person in PEOPLE.items():
            browser = Browser(key_of(person), **{"HX-Request": "true"})
            for query in queries["3 letters"][:20]:
                browser.get(f"/search/?q={quote(query)}")
            for sort, texts in queries.items():
                addresses = [f"/search/?q={quote(text)}" for text in texts]
                answers = [timed(partial(browser.get, address)) for address in addresses]
                found += measures(place, f"search box, {sort}, {who}", answers)
    return found


def measures(place: Place, name: str, times: list[float]) -> list[Measure]:
    half, most = percentile(times, 0.5), percentile(times, 0.95)
    say(
        f"  {place.database} {place.size:,} {name}: p50 {half:.2f} p95 {most:.2f} max {max(times):.2f} ms ({len(times)})"
    )
    return [
        measured(f"{name}, p50", place.database, place.size, half),
        measured(f"{name}, p95", place.database, place.size, most),
    ]
