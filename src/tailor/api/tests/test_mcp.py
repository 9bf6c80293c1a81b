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

        def ask(method, speaking="2025-11-25", **params):
            asked = {"jsonrpc": "2.0", "id": next(numbers), "method": method, "params": params}
            return sender.post("/mcp", asked, **({"MCP-Protocol-Version": speaking} if speaking else {}))

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


def test_its_hints_are_honest_about_what_is_written_over(assistant):
    """As the protocol means them: destructive is what does more than add."""
    hints = {tool["name"]: tool["annotations"] for tool in assistant()("tools/list").json()["result"]["tools"]}
    writing = {name: one["destructiveHint"] for name, one in hints.items() if not one["readOnlyHint"]}
    assert writing == {"create_record": False, "change_record": True, "delete_record": True, "do_operation": True,
                       "undo_step": True}  # fmt: skip


@pytest.mark.parametrize("speaking", ["2024-10-07", "2099-01-01", "whatever"])
def test_a_version_of_the_protocol_that_is_not_spoken_is_refused(speaking, assistant):
    answer = assistant()("tools/list", speaking=speaking)
    assert answer.status_code == 400
    assert "2025-11-25" in answer.json()["error"]["message"]
    note = {"jsonrpc": "2.0", "method": "notifications/initialized"}
    assert assistant().sender.post("/mcp", note, **{"MCP-Protocol-Version": speaking}).status_code == 400
    begun = assistant()("initialize", speaking=speaking, protocolVersion=speaking).json()["result"]
    assert begun["protocolVersion"] == "2025-11-25"


def test_who_says_no_version_speaks_the_oldest_and_is_told_everything_once_as_text(assistant, clients):
    pk, ask = clients(name="Kovács Péter"), assistant()
    named = {"name": "get_record", "arguments": {"type": "clients", "id": pk}}
    old, new = (ask("tools/call", speaking=one, **named).json()["result"] for one in ("", "2025-06-18"))
    assert "structuredContent" not in old
    assert json.loads(old["content"][0]["text"])["name"] == new["structuredContent"]["name"] == "Kovács Péter"


def test_what_was_written_is_told_whole_once_and_beside_it_only_which_record_it_is(assistant):
    ask = assistant()
    made = ask.use("create_record", type="clients", fields={"name": "Anna"})
    record = made["structuredContent"]["record"]
    assert record["name"] == "Anna"
    brief = json.loads(made["content"][0]["text"])
    assert brief == {"record": {"id": record["id"], "version": 1}, "step": made["structuredContent"]["step"]}
    given = {"name": "create_record", "arguments": {"type": "clients", "fields": {"name": "Bence"}}}
    alone = ask("tools/call", speaking="", **given).json()["result"]["content"][0]["text"]
    assert json.loads(alone)["record"]["name"] == "Bence"


def test_a_refusal_is_told_in_words(assistant):
    told = assistant().use("create_record", type="clients", fields={"phones": ["x"]})
    assert told["isError"] is True
    (first, *lines) = told["content"][0]["text"].splitlines()
    assert first.startswith("422 refused: ")
    assert {line.partition(": ")[0] for line in lines} == {one["field"] for one in told["structuredContent"]["errors"]}


def test_types_are_told_in_short_and_those_that_are_named_at_length(assistant):
    use = assistant().use
    told = use("describe_types")
    assert len(told["content"][0]["text"]) < 12_000
    (short,) = (one for one in told["structuredContent"]["types"] if one["type"] == "clients")
    assert short.keys() == {"type", "code", "label", "may", "operations"}
    assert (short["code"], short["may"]) == ("party", ["see", "create", "edit", "delete", "export"])
    named = use("describe_types", types=["clients", "deal"])["structuredContent"]["types"]  # a code is understood too
    assert [one["type"] for one in named] == ["clients", "deals"]
    assert "phones" in {field["name"] for field in named[0]["fields"]}
    assert "party.hand_over" in short["operations"]
    for wrong in ("clients", [1], ["no-such"]):
        assert use("describe_types", types=wrong)["isError"] is True


def test_what_is_no_yes_and_no_no_is_refused(assistant):
    use = assistant().use
    assert use("list_records", type="clients", count="maybe")["structuredContent"]["status"] == 422
    assert use("undo_step", step=1, later_too="false")["structuredContent"]["status"] == 422


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
