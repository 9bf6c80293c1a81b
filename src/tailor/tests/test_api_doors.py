"""Every address of the API, found in the resolver and never listed, for every role and every record: nothing breaks, and
what one may not see is not there."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client

from tailor.access.rights import Scope
from tailor.api.rates import BY_STRANGER, BY_TOKEN
from tailor.api.tokens import make_token
from tailor.records import gate, reading
from tailor.records.operations import all_operations
from tailor.records.types import all_types, record_type
from tailor.tests.test_doors import ALL, ROLES, with_clerk

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(cast: Any) -> Any:
    return with_clerk(cast)


PATHS = [address for address, _entry in ALL if address.startswith(("api/", "mcp"))]
CONVERTER = re.compile(r"<(?:(\w+):)?(\w+)>")
METHODS = ("get", "post", "patch", "put", "options", "delete")


@pytest.fixture(autouse=True)
def as_often_as_one_likes(monkeypatch: pytest.MonkeyPatch) -> None:
    for rates in (BY_TOKEN, BY_STRANGER):
        rates.forget()
        monkeypatch.setattr(rates, "limit", 10**9)


@pytest.fixture
def call(cast: Any) -> Callable[..., Any]:
    def called(role: str) -> Callable[..., Any]:
        _token, key = make_token(cast[role].person_id, role)
        client, headers = Client(raise_request_exception=False), {"Authorization": f"Bearer {key}"}

        def send(method: str, path: str, body: Any = None) -> Any:
            content = {} if body is None else {"data": body, "content_type": "application/json"}
            return getattr(client, method)(path, headers=headers, **content)

        return send

    return called


@pytest.fixture
def records(cast: Any, clients: Any) -> dict[str, int]:
    own = clients(name="Own Client", owner=cast.seller.person_id)
    foreign = clients(name="Foreign Client", owner=cast.stranger.person_id)
    deleted = clients(name="Deleted Client", owner=cast.seller.person_id)
    gate.delete(record_type("party"), deleted, by=cast.owner)
    return {"own": own, "foreign": foreign, "deleted": deleted, "none": 999_999}


def values(name: str, records: dict[str, int]) -> list[object]:
    if name == "slug":
        return [*(kind.slug for kind in all_types()), "nothing-of-the-kind"]
    if name == "pk":
        return [*records.values(), 10**20]
    if name == "code":
        return [*(operation.code for operation in all_operations()), "no.such", "change:city", "change:no_such"]
    if name == "rest":
        return ["", "v1/", "v2/clients", "v1/clients/1/nothing"]
    pytest.fail(f"an address of the API has an argument {name!r} that this test knows no values for")


def filled(address: str, records: dict[str, int]) -> Iterator[str]:
    names = [match[1] for match in CONVERTER.findall(address)]
    pieces = CONVERTER.split(address)[::3]
    for chosen in itertools.product(*(values(name, records) for name in names)):
        yield "/" + "".join(p + str(v) for p, v in itertools.zip_longest(pieces, chosen, fillvalue=""))


@pytest.mark.parametrize("role", ROLES)
def test_no_address_breaks_for_any_role_and_every_refusal_is_a_problem(role, call, records):
    send = call(role)
    for method in METHODS:
        paths = [path for address in PATHS for path in filled(address, records)]
        for path in sorted(paths, key=lambda path: "/staff/" in path):  # last of all the callers themselves are deleted
            answer = send(method, path, {} if method in ("post", "patch", "put") else None)
            assert answer.status_code < 500, f"{method} {path} as {role}: {answer.content[:300]}"
            if answer.status_code >= 400 and path != "/mcp":  # faults of messages are JSON-RPC's there
                assert answer["Content-Type"] == "application/problem+json", f"{method} {path}"


@pytest.mark.parametrize("role", ROLES)
def test_a_record_one_may_not_see_is_404_by_whatever_method(role, call, records, cast):
    send, party = call(role), record_type("party")
    seen = {one.id for one in reading.get_many(party, list(records.values()), cast[role])}
    for address in (address for address in PATHS if "<slug:slug>/<int:pk>" in address):
        for pk in set(records.values()) - seen:
            path = "/" + address.replace("<slug:slug>", "clients").replace("<int:pk>", str(pk))
            for method, body in (("get", None), ("patch", {"city": "X"}), ("delete", None)):
                assert send(method, path, body).status_code in (403, 404, 405), f"{method} {path} as {role}"
            assert send("get", path).status_code == 404


@pytest.mark.parametrize("role", ROLES)
def test_lists_search_and_bulk_reach_no_foreign_record(role, call, records, cast):
    send, party = call(role), record_type("party")
    seen = {one.id: one.title for one in reading.get_many(party, list(records.values()), cast[role])}
    hidden = {"Own Client", "Foreign Client", "Deleted Client"} - set(seen.values())
    for path in ("/api/v1/clients?count=1&include=company,owner", "/api/v1/search?q=client", "/api/v1/search?q=clent"):
        body = send("get", path).content.decode()
        assert not any(title in body for title in hidden), f"{path} as {role}"
    unseen = [pk for pk in records.values() if pk not in seen]
    changes = [{"action": "update", "id": pk, "fields": {"city": "Stolen"}} for pk in unseen]
    if unseen:
        send("post", "/api/v1/clients/bulk", {"changes": changes, "all_or_none": False})
        send("post", "/api/v1/clients/operations/change:city", {"ids": unseen, "arguments": {"city": "Stolen"}})
        send("post", "/api/v1/clients/operations/delete", {"ids": unseen})
    for pk in unseen:
        found = reading.get_many(party, [pk], cast.owner)
        assert all(record.values["city"] != "Stolen" for record in found)


@pytest.mark.parametrize("role", ROLES)
def test_hidden_fields_are_nowhere_in_the_api(role, call, records, cast):
    actor, send = cast[role], call(role)
    secret = {"tax_number": "SECRET-TAX-77", "about": "secretabout"}
    gate.update(record_type("party"), records["own"], secret, by=cast.owner)
    gate.update(record_type("party"), records["own"], {"about": "secretabout2"}, by=cast.owner)
    own = f"/api/v1/clients/{records['own']}"
    for name, text in secret.items():
        if actor.grant("party").may_see(name):
            continue
        for path in (own, f"{own}/history", "/api/v1/clients", "/api/v1/types", "/api/v1/search?q=secretab"):
            body = send("get", path).content.decode()
            if path.endswith("/types"):  # another kind may have a field of that name
                of_party = [one for one in json.loads(body)["types"] if one["type"] == "clients"]
                body = json.dumps(of_party, separators=(",", ":"))
            assert text not in body, f"{path} shows {name} to {role}"
            assert f'"name":"{name}"' not in body
        for question in (f"fields={name}", f"{name}=set", f"sort={name}"):
            assert send("get", f"/api/v1/clients?{question}").status_code in (400, 404)
        assert send("patch", own, {name: "X"}).status_code in (403, 404, 422)


@pytest.mark.parametrize("role", ROLES)
def test_kinds_of_records_one_has_no_right_to_are_404(role, call, cast):
    send = call(role)
    for kind in all_types():
        expected = 404 if cast[role].scope(kind.code, "see") is Scope.NONE else 200
        assert send("get", f"/api/v1/{kind.slug}").status_code == expected, f"{kind.slug} as {role}"
