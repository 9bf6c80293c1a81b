"""An assistant works with the company's records over MCP, as the person of its token."""

import itertools
import json
from typing import Any

import pytest

from tailor.api.mcp.tools import TOOLS
from tailor.api.rates import BY_TOKEN
from tailor.history.models import Step
from tailor.records import gate, reading
from tailor.records.types import all_types, record_type
from tailor.tests.test_doors import ROLES, with_clerk

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(cast: Any) -> Any:
    return with_clerk(cast)


@pytest.fixture(autouse=True)
def as_often_as_one_likes(monkeypatch):
    monkeypatch.setattr(BY_TOKEN, "limit", 10**9)


@pytest.fixture
def assistant(program):
    def connected(person="owner", **rights):
        sender, numbers = program(person, **rights), itertools.count(1)

        def ask(method, **params):
            asked = {"jsonrpc": "2.0", "id": next(numbers), "method": method, "params": params}
            return sender.post("/mcp", asked)

        def use(name, **arguments):
            return ask("tools/call", name=name, arguments=arguments).json()["result"]

        ask.use, ask.sender = use, sender
        return ask

    return connected


def test_it_introduces_itself_and_lists_its_tools(assistant):
    ask = assistant()
    told = ask("initialize", protocolVersion="2025-06-18", capabilities={}, clientInfo={"name": "t", "version": "1"})
    assert told.json()["result"]["protocolVersion"] == "2025-06-18"
    assert ask.sender.post("/mcp", {"jsonrpc": "2.0", "method": "notifications/initialized"}).status_code == 202
    tools = ask("tools/list").json()["result"]["tools"]
    assert {tool["name"] for tool in tools} == set(TOOLS)
    assert all(tool["inputSchema"]["type"] == "object" and tool["description"] for tool in tools)


def test_a_record_is_found_made_changed_and_all_of_it_undone_under_its_own_way(assistant, cast):
    use = assistant().use
    made = use("create_record", type="clients", fields={"name": "Kovács Péter"})["structuredContent"]
    pk = made["record"]["id"]
    assert use("find", query="kovacs")["structuredContent"]["found"][0]["id"] == pk
    changed = use("change_record", type="clients", id=pk, fields={"city": "Vác"})["structuredContent"]
    assert [one["way"] for one in Step.objects.order_by("-id").values("way")[:2]] == ["assistant", "assistant"]
    use("undo_step", step=changed["step"])
    assert reading.get(record_type("party"), pk, cast.owner).values["city"] == ""
    listed = use("list_records", type="clients", filters={"name": "has:kov"}, fields=["name"], count=True)
    assert listed["structuredContent"]["count"] == 1
    assert json.loads(listed["content"][0]["text"]) == listed["structuredContent"]


def test_what_cannot_be_done_is_told_to_the_assistant(assistant):
    use = assistant().use
    for refused in (
        use("create_record", type="clients", fields={"phones": ["x"]}),
        use("get_record", type="clients", id=999_999),
        use("get_record", type="clients"),
        use("get_record", type="clients", id="1"),
        use("list_records", type="clients", filters={"nope": "is:1"}),
        use("list_records", type="clients", filters=[1]),
        use("do_operation", type="clients", operation="delete", ids="all"),
    ):
        assert refused["isError"] is True
        assert refused["structuredContent"]["status"] in (400, 404, 422)


@pytest.mark.parametrize(
    ("body", "code"),
    [("[]", -32600), ("{", -32700), ('{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"rm"}}', -32602),
     ('{"jsonrpc":"2.0","id":1,"method":"nothing"}', -32601), ('{"jsonrpc":"2.0","id":{},"method":"ping"}', -32600),
     ('{"jsonrpc":"2.0","id":1,"method":"ping","params":[1]}', -32602)],
)  # fmt: skip
def test_a_message_that_makes_no_sense_is_a_fault_of_the_protocol(body, code, program):
    sender = program()
    answer = sender.client.post(
        "/mcp", body, content_type="application/json", headers={"Authorization": f"Bearer {sender.key}"}
    )
    assert answer.json()["error"]["code"] == code


def test_without_a_token_there_is_no_assistant(client):
    assert (
        client.post("/mcp", {"jsonrpc": "2.0", "id": 1, "method": "ping"}, content_type="application/json").status_code
        == 401
    )


@pytest.mark.parametrize("role", ROLES)
def test_no_tool_breaks_or_shows_what_the_person_may_not_see(role, assistant, clients, cast):
    own = clients(name="Own Client", owner=cast.seller.person_id, tax_number="SECRET-TAX-77")
    foreign = clients(name="Foreign Client", owner=cast.stranger.person_id)
    deleted = clients(name="Deleted Client", owner=cast.seller.person_id)
    gate.delete(record_type("party"), deleted, by=cast.owner)
    seen = {one.id: one.title for one in reading.get_many(record_type("party"), [own, foreign], cast[role])}
    hidden = {"Own Client", "Foreign Client", "Deleted Client"} - set(seen.values())
    if not cast[role].grant("party").may_see("tax_number"):
        hidden |= {"SECRET-TAX-77"}
    ask = assistant(role)
    given = {
        "type": [kind.slug for kind in all_types()], "id": [own, foreign, deleted, 999_999], "query": ["client", "clent"],
        "fields": [{"city": "X"}], "operation": ["delete", "party.hand_over", "none"], "ids": [[foreign, deleted]],
        "step": [1, 999_999],
    }  # fmt: skip
    for tool in TOOLS.values():
        if not tool.reads and role in ("owner", "administrator"):
            continue  # they may do all of it, to themselves too
        for values in itertools.product(*(given[name] for name in tool.required)):
            arguments = dict(zip(tool.required, values, strict=True))
            if tool.name in ("get_record", "change_record", "delete_record") and arguments["type"] == "staff":
                continue
            answer = ask("tools/call", name=tool.name, arguments=arguments)
            assert answer.status_code == 200, f"{tool.name} {arguments} as {role}: {answer.content[:300]}"
            shown = [title for title in hidden if title in answer.content.decode()]
            assert not shown, f"{tool.name} {arguments} shows {shown} to {role}"
    for pk in {own, foreign} - set(seen):
        assert reading.get(record_type("party"), pk, cast.owner).values["city"] == ""
