"""Lists and cards of records with forty own fields, beside the same by built-in fields; what it takes to index one."""

from __future__ import annotations

from bench import pages
from bench.company import copied, forget
from bench.inside import ask
from bench.other_writer import writing
from bench.places import Place, say
from bench.server import Browser, serving
from bench.staff import BOSS, SELLER, key_of
from bench.timing import Measure, Rounds, alternate, measured, percentile

OWN = "columns=name,zone,contract,discount,contract_date,extra_1,extra_2,extra_3,extra_4"
BUILT_IN = "columns=name,group,phones,emails,city,last_contact_at,next_step,owner,created"
ASKED = {
    "sorted": ("sort=extra_1", "sort=last_contact"),
    "sorted downwards": ("sort=-extra_1", "sort=-last_contact"),
    "narrowed down": ("extra_2=is:7", "group=is:7"),
    "narrowed down to one in a hundred": ("extra_3=is:7", "group=is:7"),
    "narrowed down and sorted": ("extra_1=from:500&sort=extra_1", "group=is:7&sort=last_contact"),
    "narrowed down by one, sorted by another": ("extra_2=is:7&sort=extra_1", "group=is:7&sort=last_contact"),
}
PEOPLE = {"owner": BOSS, "seller": SELLER}


def own(place: Place, often: Rounds) -> list[Measure]:
    """Each by own fields beside the same by built-in ones."""
    copy = copied(place, "own")
    try:
        ask(copy, "own fields")
        found = indexing(copy)
        with serving(copy):
            for who, person in PEOPLE.items():
                browser = Browser(key_of(person))
                for name, (ours, theirs) in ASKED.items():
                    both = [f"/clients/?{OWN}&{ours}", f"/clients/?{BUILT_IN}&{theirs}"]
                    found.append(_beside(copy, f"list by own fields, {name}, {who}", browser, both, often))
        planning, parsing, lines = ask(copy, "plan", often.rounds)
        say(
            f"  {place.database} plan of {lines:,} lines: {planning:.0f} ms, parsing {parsing:.0f} ms, {planning / parsing:.2f}"
        )
        found.append(measured(f"plan of {lines:,} lines", place.database, place.size, planning, parsing))
        return found + _cards(place, copy, often)
    finally:
        forget(copy)


def _cards(place: Place, copy: Place, often: Rounds) -> list[Measure]:
    """A card with forty own fields beside the same with the few there are otherwise. Each was taken in turns with the floor, which
    tells what the other would have taken in the same minute."""
    found = []
    for few, many in zip(pages.cards(place, often), pages.cards(copy, often), strict=True):
        assert few.floor_ms and many.floor_ms
        at_once = few.ms * many.floor_ms / few.floor_ms
        name = many.name.replace("card", "card with forty own fields", 1)
        say(f"  {place.database} {name}: {many.ms:.2f} ms, built-in {at_once:.2f} ms, {many.ms / at_once:.2f}")
        found.append(measured(name, place.database, place.size, many.ms, at_once))
    return found


def indexing(place: Place) -> list[Measure]:
    """How long somebody else waits while a field is indexed."""
    with writing(place) as waits:
        seconds = ask(place, "publish")
    worst, usual = max(waits), percentile(waits, 0.5)
    say(
        f"  {place.database} {place.size:,} indexing a field: {seconds:.0f} s, another writer {usual:.1f} ms, at most {worst:.0f}"
    )
    return [
        measured("indexing an own field", place.database, place.size, seconds * 1000),
        measured("another writer meanwhile, half of the times", place.database, place.size, usual),
        measured("another writer meanwhile, 99 of 100", place.database, place.size, percentile(waits, 0.99)),
        measured("another writer meanwhile, at most", place.database, place.size, worst),
    ]


def _beside(place: Place, name: str, browser: Browser, both: list[str], often: Rounds) -> Measure:
    ours, theirs = (lambda page=page: browser.get(page) for page in both)
    rows = [page().count(b'<tr id="row-') for page in (ours, theirs)]
    ms, floor_ms = alternate([ours, theirs], often)
    say(
        f"  {place.database} {place.size:,} {name}: {ms:.2f} ms, built-in {floor_ms:.2f} ms, {ms / floor_ms:.2f} (rows {rows})"
    )
    return measured(name, place.database, place.size, ms, floor_ms)
