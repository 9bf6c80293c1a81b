"""The pages and the live news behind one port: granian inside this process."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import socket
from contextlib import suppress
from typing import Any

from granian._granian import SocketHolder
from granian.constants import HTTPModes, Interfaces
from granian.log import LogLevels
from granian.server.embed import Server

BACKLOG = 512
UNHEARD = 40_000  # ms without an answer of the other side after which a connection is over
PATIENCE = 1.0  # seconds in which pages under way may finish

log = logging.getLogger("tailor.serving")


def listen(host: str, port: int) -> socket.socket:
    """The listening socket, bound once and by nobody else. Raises OSError."""
    family, kind, protocol, _name, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    listener = socket.socket(family, kind, protocol)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    if hasattr(socket, "TCP_USER_TIMEOUT"):  # what is sent to a laptop that fell asleep is not waited for: it is gone
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, UNHEARD)
    listener.bind(address)
    listener.listen(BACKLOG)
    return listener


class BoundServer(Server):
    """granian on a socket that is already bound. Left to itself it shares its port with whoever asks, another Tailor
    included."""

    def __init__(self, listener: socket.socket, target: Any) -> None:
        self._listener = listener
        super().__init__(
            target, interface=Interfaces.ASGINL, http=HTTPModes.http1, websockets=False, backlog=BACKLOG,
            runtime_blocking_threads=2, log_level=LogLevels.error,
        )  # fmt: skip

    def _init_shared_socket(self) -> None:
        self._listener.setblocking(False)
        holder: Any = SocketHolder
        self._ssp = None
        self._shd = holder(self._listener.fileno(), False, BACKLOG)


def run_web(listener: socket.socket) -> None:
    """Serve until SIGTERM."""
    asyncio.run(_serve(listener))


async def _serve(listener: socket.socket) -> None:
    from tailor.project.asgi import application, hub  # noqa: PLC0415 # Django must be set up by now

    server: Any = BoundServer(listener, application)
    serving = asyncio.ensure_future(server.serve())
    told = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, told.set)
    await asyncio.wait([serving, asyncio.ensure_future(told.wait())], return_when=asyncio.FIRST_COMPLETED)
    if not told.is_set():
        log.error("the web server ended by itself: %s", serving.exception() if serving.done() else "")
        os._exit(1)
    hub.close()
    with suppress(Exception):  # whoever else runs clears away what stays
        await asyncio.wait_for(hub.forget_all(), PATIENCE / 2)
    server.stop()
    await asyncio.wait([serving], timeout=PATIENCE)
    os._exit(0)  # a page that still hangs in a thread would keep the interpreter waiting
