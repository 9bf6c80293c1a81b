"""Lists and cards as a browser gets them, beside the floor on the same server."""

from __future__ import annotations

from urllib.parse import quote

from bench.inside import ask
from bench.places import Place, say
from bench.server import Browser, serving
from bench.staff import BOSS, SELLER, key_of
from bench.timing import Measure, Rounds, alternate, measured

COLUMNS = "columns=name,group,phones,emails,city,last_contact_at,next_step,owner"
PEOPLE = {"owner": BOSS, "seller": SELLER}
FAR = 0.9


def lists(place: Place, often: Rounds) -> list[Measure]:
    """The first page and the one far behind, for somebody who sees all and somebody who sees a department."""
    far = ask(place, "far", FAR)
    found = []
    with serving(place):
        for who, person in PEOPLE.items():
            for where in ("first", "far"):
                at = far[who] if where == "far" else None
                ours = f"/clients/?{COLUMNS}" + (f"&after={at['cursor']}&from={at['place']}" if at else "")
                department = f"department={far[who]['department']}&" if far[who]["department"] else ""
                bare = "/bare/?" + department + (f"after={quote(at['sort_name'])}" if at else "")
                behind = f"after row {at['place'] - 1:,}" if at else "first page"
                found.append(beside(place, f"list, {who}, {behind}", person, ours, bare, often))
        found.append(stall(place, often))
    return found


def cards(place: Place, often: Rounds) -> list[Measure]:
    """A card with fifty entries of its story."""
    at = ask(place, "told")
    with serving(place):
        return [
            beside(place, f"card with 50 entries, {who}", PEOPLE[who], f"/clients/{at[who]}/", "/bare/?", often)
            for who in PEOPLE
        ]


def stall(place: Place, often: Rounds) -> Measure:
    """What an answer waits for a delayed acknowledgement: a server with TCP_NODELAY on its socket waits nothing."""
    prompt, usual = Browser(), Browser(prompt=False)
    quick, slow = alternate([lambda: prompt.get("/bare/?"), lambda: usual.get("/bare/?")], often)
    say(f"  {place.database} {place.size:,} an answer waits {slow - quick:.1f} ms for an acknowledgement")
    return measured("bare page to a browser that acknowledges late", place.database, place.size, slow, quick)


def beside(place: Place, name: str, person: int, ours: str, bare: str, often: Rounds) -> Measure:
    browser, plain = Browser(key_of(person)), Browser()
    rows = plain.get(bare).count(b"<tr>")
    page = browser.get(ours)
    if "list" in name and (page.count(b'<tr id="row-') != rows or rows != 50):
        raise RuntimeError(f"{name}: {page.count(b'<tr id=')} rows beside {rows}")
    ms, floor_ms = alternate([lambda: browser.get(ours), lambda: plain.get(bare)], often)
    say(f"  {place.database} {place.size:,} {name}: {ms:.2f} ms, floor {floor_ms:.2f} ms, {ms / floor_ms:.2f}")
    return measured(name, place.database, place.size, ms, floor_ms)
