"""The Model Context Protocol over plain HTTP: each message is posted and answered at once, and nothing is kept between
two of them (https://modelcontextprotocol.io/specification, "Streamable HTTP")."""

from __future__ import annotations

from typing import Any

import orjson
from django.http import Http404, HttpResponse

from tailor import __version__
from tailor.api.door import Call, answer
from tailor.api.mcp.tools import TOOLS, Tool
from tailor.api.presenting import Plain
from tailor.api.problems import Problem, not_there, of_refusal
from tailor.records.refusals import Refusal

VERSIONS = ("2025-11-25", "2025-06-18", "2025-03-26")
SPOKEN, STRUCTURED = "MCP-Protocol-Version", VERSIONS[:2]
HINT = (
    "Tailor is the company's CRM. Ask describe_types for what there is, then again with the types you need. Every change is kept in the history under the "
    "person of the token, and its step can be undone."
)
PARSE, INVALID, UNKNOWN, WRONG = -32700, -32600, -32601, -32602  # codes of JSON-RPC 2.0


class Fault(Exception):
    """What is wrong with a message itself, as JSON-RPC has it."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code, self.message = code, message


def message(call: Call) -> HttpResponse:
    """Answer one message; those that ask for nothing are only taken note of."""
    asked: Any = None
    try:
        asked = _read(call.request.body)
        _check_version(call, asked["method"])
        if "id" not in asked:
            return HttpResponse(status=202)
        return answer({"jsonrpc": "2.0", "id": asked["id"], "result": _result(asked, call)})
    except Fault as fault:
        error = {"code": fault.code, "message": fault.message}
        known = asked.get("id") if isinstance(asked, dict) else None
        return answer({"jsonrpc": "2.0", "id": known, "error": error}, 400 if fault.code in (PARSE, INVALID) else 200)


def _read(body: bytes) -> dict[str, Any]:
    try:
        asked = orjson.loads(body)
    except orjson.JSONDecodeError:
        raise Fault(PARSE, "this is no JSON") from None
    if not isinstance(asked, dict) or asked.get("jsonrpc") != "2.0" or not isinstance(asked.get("method"), str):
        raise Fault(INVALID, "one JSON-RPC 2.0 request is expected")
    if not isinstance(asked.get("id", 0), int | str):
        raise Fault(INVALID, "an id is a number or a text")
    return asked


def _check_version(call: Call, method: str) -> None:
    """What is spoken is said anew with each message, but for the first, which asks for it. Who says nothing speaks the oldest."""
    spoken = call.request.headers.get(SPOKEN, VERSIONS[-1])
    if method != "initialize" and spoken not in VERSIONS:
        raise Fault(INVALID, f"{SPOKEN} {spoken[:40]!r} is not spoken here; there is {', '.join(VERSIONS)}")


def _result(asked: dict[str, Any], call: Call) -> Plain:
    params = asked.get("params") or {}
    if not isinstance(params, dict):
        raise Fault(WRONG, "params are expected as an object")
    match asked["method"]:
        case "initialize":
            return _introduced(params)
        case "ping":
            return {}
        case "tools/list":
            return {"tools": [one.plain() for one in TOOLS.values()]}
        case "tools/call":
            return _called(_tool(params), params.get("arguments") or {}, call)
    raise Fault(UNKNOWN, f"there is no method {asked['method'][:80]!r}")


def _introduced(params: dict[str, Any]) -> Plain:
    wanted = params.get("protocolVersion")
    return {
        "protocolVersion": wanted if wanted in VERSIONS else VERSIONS[0],
        "capabilities": {"tools": {"listChanged": False}},
        "serverInfo": {"name": "tailor", "title": "Tailor", "version": __version__},
        "instructions": HINT,
    }


def _tool(params: dict[str, Any]) -> Tool:
    found = TOOLS.get(str(params.get("name")))
    if found is None:
        raise Fault(WRONG, "there is no such tool")
    return found


def _called(tool: Tool, given: Any, call: Call) -> Plain:
    """What a tool did, or why it did not: that is for the assistant to read, and no fault of the protocol."""
    structured = call.request.headers.get(SPOKEN) in STRUCTURED
    try:
        done = tool.call(given, call.actor)
    except Problem as problem:
        return _refused(problem, structured=structured)
    except Refusal as refusal:
        return _refused(of_refusal(refusal), structured=structured)
    except Http404:
        return _refused(not_there(), structured=structured)
    text = _in_short(done) if structured and not tool.reads else done
    return _told(done, orjson.dumps(text).decode(), structured=structured)


def _refused(problem: Problem, *, structured: bool) -> Plain:
    told = problem.plain()
    lines = [f"{told['status']} {told['title']}: {told['detail']}",
             *(f"{one['field']}: {one['message']}" for one in told.get("errors", ()))]  # fmt: skip
    return _told(told, "\n".join(lines), structured=structured) | {"isError": True}


def _in_short(done: Plain) -> Plain:
    """Of a record that was just written, to whoever reads the whole of it beside: which it is."""
    record = done.get("record")
    if record is None:
        return done
    return done | {"record": {name: record[name] for name in ("id", "version")}}


def _told(content: Plain, text: str, *, structured: bool) -> Plain:
    """Text is what every client reads; the same as an object is for those that speak a version which knows of it."""
    told: Plain = {"content": [{"type": "text", "text": text}], "isError": False}
    return told | {"structuredContent": content} if structured else told
