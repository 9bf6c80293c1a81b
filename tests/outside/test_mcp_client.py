"""The protocol's own Python SDK as the assistant: what it makes of Tailor over HTTP. It checks every message against its
own models, so an answer that is not MCP fails here."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx2
import pytest
from mcp import MCPError
from mcp.client.client import Client
from mcp.client.streamable_http import streamable_http_client

pytestmark = pytest.mark.outside


@pytest.fixture
def assisted(house):
    """Lets a talk of the SDK's client with Tailor happen: `assisted(talk)`, `assisted(talk, key="…")`."""

    def assisted(talk: Callable[[Client], Awaitable[Any]], key: str = house.key, mode: str = "auto") -> Any:
        async def meet():
            async with (
                httpx2.AsyncClient(headers={"Authorization": f"Bearer {key}"}, timeout=30) as http,
                Client(streamable_http_client(f"{house.address}/mcp", http_client=http), mode=mode) as client,
            ):
                return await talk(client)

        with ThreadPoolExecutor(1) as aside:  # a browser test before this one may have left a loop running here
            return aside.submit(lambda: asyncio.run(meet())).result()

    return assisted


@pytest.mark.parametrize("mode", ["auto", "legacy"])
def test_it_introduces_itself_and_its_tools_whichever_way_the_client_begins(assisted, mode):
    async def talk(client):
        return client.server_info.title, client.instructions, (await client.list_tools()).tools

    title, hint, tools = assisted(talk, mode=mode)
    assert (title, "describe_types" in hint) == ("Tailor", True)
    by_name = {tool.name: tool for tool in tools}
    assert by_name["find"].annotations.read_only_hint and by_name["delete_record"].annotations.destructive_hint


def test_a_client_is_made_found_read_changed_and_brought_back(assisted):
    async def talk(client):
        async def use(name, **arguments):
            done = await client.call_tool(name, arguments)
            assert not done.is_error, done.content
            return done.structured_content

        made = await use("create_record", type="clients", fields={"name": "Szabó Márta", "phones": ["+36 30 482 9918"]})
        pk = made["record"]["id"]
        found = (await use("find", query="szabo"))["found"]
        changed = await use("change_record", type="clients", id=pk, fields={"city": "Eger"}, version=1)
        await use("undo_step", step=changed["step"])
        return pk, found, await use("get_record", type="clients", id=pk)

    pk, found, read = assisted(talk)
    assert ("clients", pk) in [(one["type"], one["id"]) for one in found]
    assert (read["phones"][0]["value"], read["city"]) == ("+36304829918", "")


def test_what_cannot_be_done_is_a_result_the_assistant_reads_and_no_fault(assisted):
    async def talk(client):
        missing = await client.call_tool("get_record", {"type": "clients", "id": 999_999})
        wrong = await client.call_tool(
            "create_record", {"type": "clients", "fields": {"name": "X", "phones": ["what"]}}
        )
        return missing, wrong

    missing, wrong = assisted(talk)
    assert (missing.is_error, missing.structured_content["status"]) == (True, 404)
    assert (wrong.is_error, wrong.structured_content["errors"][0]["field"]) == (True, "phones")
    assert "phones" in wrong.content[0].text


def test_a_tool_there_is_not_is_a_fault_of_the_protocol(assisted):
    async def talk(client):
        with pytest.raises(MCPError) as fault:
            await client.call_tool("remove_everything", {})
        return fault.value.code

    assert assisted(talk) == -32602


def test_without_a_good_token_nobody_gets_as_far_as_the_tools(assisted):
    reached = []

    async def talk(client):
        reached.append(client)

    with pytest.raises((MCPError, ExceptionGroup)):
        assisted(talk, key="tlr_wrong")
    assert not reached
