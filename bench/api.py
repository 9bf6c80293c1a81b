"""The API beside the floor, a bare save, and the assistants' way beside the API."""

from __future__ import annotations

import json
from typing import Any

from bench.company import copied, forget
from bench.inside import ask
from bench.places import Place, say
from bench.server import Browser, serving
from bench.staff import BOSS, SELLER
from bench.timing import Measure, Rounds, alternate, measured

FIELDS = "name,group,phones,emails,city,last_contact_at,next_step,owner"
LIST = f"/api/v1/clients?fields={FIELDS}"
PEOPLE = {"owner": BOSS, "seller": SELLER}


def api(place: Place, often: Rounds) -> list[Measure]:
    copy = copied(place, "api")
    try:
        keys = ask(copy, "tokens", list(PEOPLE.values()))
        floors = ask(copy, "gate", often.rounds, often.requests)
        with serving(copy):
            found = [_list(copy, who, keys[str(person)], often) for who, person in PEOPLE.items()]
            found.append(_create(copy, keys[str(BOSS)], floors["create"][1], often))
            found.append(_assistant(copy, keys[str(BOSS)], often))
        return found
    finally:
        forget(copy)


def _program(key: str) -> Browser:
    return Browser(Authorization=f"Bearer {key}")


def _list(place: Place, who: str, key: str, often: Rounds) -> Measure:
    program, plain = _program(key), Browser()
    rows = json.loads(program.get(LIST))["items"]
    if len(rows) != 50 or len(rows[0]) < 8:
        raise RuntimeError(f"{len(rows)} records of {len(rows[0])} fields")
    ms, floor_ms = alternate([lambda: program.get(LIST), lambda: plain.get("/bare/?")], often)
    return _said(place, f"API, list of 50 with 8 fields, {who}", ms, floor_ms)


def _create(place: Place, key: str, bare_ms: float, often: Rounds) -> Measure:
    """Beside a bare save taken in a process of its own a moment before."""
    program = _program(key)
    bodies = iter(ask(place, "bodies", (often.rounds + 1) * often.requests + 10))
    (ms,) = alternate([lambda: program.post("/api/v1/clients", next(bodies), expected=201)], often)
    return _said(place, "API, create", ms, bare_ms)


def _assistant(place: Place, key: str, often: Rounds) -> Measure:
    program = _program(key)
    params: dict[str, Any] = {"name": "list_records", "arguments": {"type": "clients", "fields": FIELDS.split(",")}}
    asked = json.dumps({"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params})
    ms, api_ms = alternate([lambda: program.post("/mcp", asked), lambda: program.get(LIST)], often)
    return _said(place, "MCP tool call beside the same API call", ms, api_ms)


def _said(place: Place, name: str, ms: float, floor_ms: float) -> Measure:
    say(f"  {place.database} {place.size:,} {name}: {ms:.2f} ms, beside {floor_ms:.2f} ms, {ms / floor_ms:.2f}")
    return measured(name, place.database, place.size, ms, floor_ms)
