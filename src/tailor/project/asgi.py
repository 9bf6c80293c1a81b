"""All of Tailor as an ASGI application: pages in a few threads, live news beside them in the event loop."""

from __future__ import annotations

import os

from tailor.project.serving.hub import Hub
from tailor.project.serving.live import PATH, Live, Receive, Scope, Send
from tailor.project.serving.threaded import InThreads
from tailor.project.wsgi import application as pages

THREADS = int(os.environ.get("TAILOR_THREADS", "6"))

hub = Hub()
live = Live(hub)
in_threads = InThreads(pages, THREADS)


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    await (live if scope["path"] == PATH else in_threads)(scope, receive, send)
