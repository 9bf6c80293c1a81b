"""What open pages cost: the list beside itself while 200 pages listen, and how soon a change reaches a colleague's page."""

from __future__ import annotations

import contextlib
import http.client
import json
import socket
import time
from collections.abc import Iterator

from bench.company import copied, forget
from bench.inside import ask
from bench.pages import COLUMNS
from bench.places import WEB_PORT, Place, say
from bench.server import Browser, serving
from bench.staff import BOSS, OWNERS, SELLER, key_of
from bench.timing import Measure, Rounds, alternate, measured, percentile

OPEN = 200
OF_ONE = 10  # pages of one person
CHANGES = 40
PATIENCE = 5.0
SENT = 4  # forms; of more in a minute from one network a check is asked for
PAGE_WAITS = 0.15  # seconds a page waits for more news before it looks (desk/islands/fresh)
ROWS = 50


def live(place: Place, often: Rounds) -> list[Measure]:
    copy = copied(place, "live")
    try:
        told = ask(copy, "told")
        ask(copy, "sign_in", list(range(SELLER + 1, OWNERS + 1)))
        key = ask(copy, "tokens", [BOSS])[str(BOSS)]
        with serving(copy):
            return [_list_beside_itself(copy, often), _latency(copy, key, told["seller"]), _form(copy, key)]
    finally:
        forget(copy)


def _list_beside_itself(place: Place, often: Rounds) -> Measure:
    """The same list with and without listeners, twice in turns."""
    browser, path = Browser(key_of(SELLER)), f"/clients/?{COLUMNS}"
    quiet, busy = [], []
    for _turn in range(2):
        quiet += alternate([lambda: browser.get(path)], often)
        with listening(OPEN, range(1, ROWS + 1)):
            busy += alternate([lambda: browser.get(path)], often)
    ms, alone = sum(busy) / len(busy), sum(quiet) / len(quiet)
    say(
        f"  {place.database} {place.size:,} list with {OPEN} pages open: {ms:.2f} ms, without {alone:.2f} ms, {ms / alone:.2f}"
    )
    return measured(f"list while {OPEN} pages listen, beside itself with none", place.database, place.size, ms, alone)


def _latency(place: Place, key: str, party: int) -> Measure:
    """From sending a change to its news at the page of somebody else who shows the record, with all others open too."""
    program, waits = Browser(Authorization=f"Bearer {key}"), []
    with listening(OPEN - 1, range(1, ROWS + 1)), listening(1, [party], SELLER) as (watched,):
        for number in range(CHANGES):
            drain(watched)
            begun = time.perf_counter()
            program.patch(f"/api/v1/clients/{party}", json.dumps({"city": f"Vác {number}"}))
            heard(watched, f"party:{party}")
            waits.append((time.perf_counter() - begun) * 1000)
    worst = percentile(waits, 0.95)
    say(f"  {place.database} {place.size:,} a change reaches a colleague's page: p95 {worst:.0f} ms of {CHANGES}")
    return measured("a saved change reaches a colleague's page, p95", place.database, place.size, worst)


def _form(place: Place, key: str) -> Measure:
    """From sending a form of the site to the list of leads, which somebody has open, with the new one in it: the news, the
    pause the page makes after it, and the page it asks for."""
    program, seller, stranger = Browser(Authorization=f"Bearer {key}"), Browser(key_of(SELLER)), Browser()
    made = json.loads(
        program.post("/api/v1/site-forms", json.dumps({"name": "Bench", "asks": ["name"], "language": "en"}), 201)
    )
    address, waits = f"/forms/{made['key']}/", []
    with listening(1, [0], SELLER, kind="lead") as (watched,):
        for number in range(SENT):
            drain(watched)
            begun = time.perf_counter()
            stranger.send_form(address, {"name": f"Bench {number}"})
            heard(watched, "lead:0")
            time.sleep(PAGE_WAITS)
            if f"Bench {number}".encode() not in seller.get("/leads/"):
                raise RuntimeError("the new lead is not in the list")
            waits.append((time.perf_counter() - begun) * 1000)
    worst = max(waits)
    say(
        f"  {place.database} {place.size:,} a form that was sent is a lead in an open list: at most {worst:.0f} ms of {SENT}"
    )
    return measured("a form that was sent is a lead in an open list, longest", place.database, place.size, worst)


@contextlib.contextmanager
def listening(
    count: int, rows: range | list[int], person: int = 0, kind: str = "party"
) -> Iterator[list[socket.socket]]:
    """Open streams, of many people unless it is one, of pages that show these rows of the list."""
    shown = ",".join(f"{kind}:{pk}-" for pk in rows)
    streams: list[socket.socket] = []
    with contextlib.ExitStack() as closing:
        for number in range(count):
            who = person or 2 + (number // OF_ONE) % (OWNERS - 1)
            connection = http.client.HTTPConnection("127.0.0.1", WEB_PORT, timeout=60)
            connection.request("GET", f"/live/?shown={shown}", headers={"Cookie": f"tailor_sign_in={key_of(who)}"})
            connection.sock.setblocking(True)
            closing.callback(connection.close)
            if b" 200 " not in (head := connection.sock.recv(4096)):
                raise RuntimeError(f"no stream: {head[:100]!r}")
            streams.append(connection.sock)
        time.sleep(1)
        yield streams


def drain(stream: socket.socket) -> None:
    stream.settimeout(0.02)
    with contextlib.suppress(TimeoutError):
        while stream.recv(65_536):
            pass


def heard(stream: socket.socket, ref: str) -> None:
    """Wait until the news of a record came."""
    stream.settimeout(PATIENCE)
    got = b""
    while ref.encode() not in got:
        got += stream.recv(65_536)
