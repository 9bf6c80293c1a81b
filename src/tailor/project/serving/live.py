"""The stream of live news at /live/: Server-Sent Events for the person whose sign-in cookie asks, and nobody else."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from urllib.parse import parse_qs

from django.http import parse_cookie

from tailor.access.signing_in import COOKIE
from tailor.presence import opened
from tailor.presence.opened import Shown
from tailor.project.serving.hub import Hub, Stream
from tailor.project.serving.news import Item

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

PATH = "/live/"
HEARTBEAT = 15.0
HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
    (b"x-content-type-options", b"nosniff"),
]


class Live:
    """The native ASGI application; no thread and no page of Django is held by an open stream."""

    def __init__(self, hub: Hub) -> None:
        self.hub = hub

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["method"] not in ("GET", "HEAD"):
            await refuse(send, 405)
            return
        key = sign_in_key(scope)
        person_id = await self.hub.recognise(key) if key else None
        if person_id is None or scope["method"] == "HEAD":  # a page asks whether it still is somebody's
            await refuse(send, 401 if person_id is None else 204)
            return
        stream = await self.hub.join(person_id, key, shown_by(scope))
        if stream is None:
            await refuse(send, 429)
            return
        try:
            await self._stream(stream, receive, send)
        finally:
            self.hub.leave(stream)

    async def _stream(self, stream: Stream, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
        await send(chunk(b"retry: 2000\n\n"))
        talking = asyncio.create_task(talk(stream, send))
        gone = asyncio.create_task(disconnected(receive))
        done, left = await asyncio.wait([talking, gone], return_when=asyncio.FIRST_COMPLETED)
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)
        if talking in done and not talking.exception():
            await send({"type": "http.response.body", "body": b"", "more_body": False})


async def talk(stream: Stream, send: Send) -> None:
    while not stream.closed:
        items = await stream.next(HEARTBEAT)
        if items or not stream.closed:
            await send(chunk(b"".join(map(line, items)) or b": still here\n\n"))


async def disconnected(receive: Receive) -> None:
    """The first message is the request itself; only then comes the one that says it is over."""
    while (await receive())["type"] != "http.disconnect":
        pass


async def refuse(send: Send, status: int) -> None:
    await send({"type": "http.response.start", "status": status, "headers": [(b"content-length", b"0")]})
    await send({"type": "http.response.body", "body": b""})


def line(item: Item) -> bytes:
    return f"event: {item.event}\ndata: {json.dumps({'id': item.id, **dict(item.more)})}\n\n".encode()


def chunk(body: bytes) -> Message:
    return {"type": "http.response.body", "body": body, "more_body": True}


def shown_by(scope: Scope) -> list[Shown]:
    """What the pages behind a stream say they show, in its address: ``?shown=party:5,party``."""
    query = parse_qs(scope.get("query_string", b"").decode("latin-1"))
    return opened.read(query.get("shown", [""])[0])


def sign_in_key(scope: Scope) -> str:
    for name, value in scope["headers"]:
        if name.lower() == b"cookie":
            return parse_cookie(value.decode("latin-1")).get(COOKIE, "")
    return ""
