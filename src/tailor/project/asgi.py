"""All of Tailor as an ASGI application: pages in a few threads, live news beside them in the event loop."""

from __future__ import annotations

import os

from a2wsgi import WSGIMiddleware

from tailor.project.serving.hub import Hub
from tailor.project.serving.live import PATH, Live, Message, Receive, Scope, Send
from tailor.project.wsgi import application as pages

THREADS = int(os.environ.get("TAILOR_THREADS", "6"))

hub = Hub()
live = Live(hub)
in_threads = WSGIMiddleware(pages, workers=THREADS)  # type: ignore[arg-type] # answers are iterables of bytes


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["path"] == PATH:
        await live(scope, receive, send)
        return

    async def received() -> Message:
        return await receive()  # granian gives a future, a2wsgi takes nothing but a coroutine

    await in_threads(scope, received, send)  # type: ignore[arg-type]
