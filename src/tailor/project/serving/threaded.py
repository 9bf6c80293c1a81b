"""Django's pages behind the event loop: each request is one turn in a thread.

a2wsgi, which did this before, hands every piece of a request and of an answer from thread to loop and back and waits for each;
here a request is read before the thread begins, and an answer that is whole comes back with the thread's end. That was a
millisecond of each page and three of each form (decision 1).
"""

from __future__ import annotations

import asyncio
import contextvars
from collections import deque
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from functools import partial
from io import BytesIO
from queue import SimpleQueue
from string import printable
from tempfile import SpooledTemporaryFile
from threading import Thread
from typing import IO, Any, cast
from urllib.parse import quote

from a2wsgi.wsgi import build_environ

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Environ = dict[str, Any]
Start = Callable[..., Callable[[bytes], object]]
Job = tuple[Callable[[], None], "asyncio.Future[None]"]
Worker = SimpleQueue[Job]
Hold = Callable[[], Awaitable[object]]
Wsgi = Callable[[Environ, Start], Iterable[bytes]]

IN_MEMORY = 1_000_000  # bytes of a request; a larger one lies in a temporary file
LARGEST = 256_000_000
LARGE_AT_ONCE = 6  # so that nobody fills the disk with what is never sent to its end
REFUSED = b"What was sent is larger than 256 MB. Nothing of it was kept."
CARRIES = (b"content-length", b"transfer-encoding")


class TooLarge(Exception):
    """A request of more than `LARGEST` bytes."""


class GaveUp(Exception):
    """Whoever asked went away before the request was whole."""


class Threads:
    """At most `most` threads, of which the one that worked last works next: its connection to the database holds in memory
    what is asked for again and again, and SQLite throws that away on each connection that did not write itself. Asked from
    one event loop only."""

    def __init__(self, most: int) -> None:
        self.left = most
        self.idle: list[Worker] = []
        self.waiting: deque[Job] = deque()

    async def run(self, work: Callable[[], None]) -> None:
        """Do it in a thread, as soon as there is one."""
        done = asyncio.get_running_loop().create_future()
        self._give((work, done))
        await done

    def _give(self, job: Job) -> None:
        if self.idle:
            self.idle.pop().put(job)
        elif self.left:
            self.left -= 1
            worker: Worker = SimpleQueue()
            worker.put(job)
            Thread(target=self._work, args=(worker, asyncio.get_running_loop()), name="page", daemon=True).start()
        else:
            self.waiting.append(job)

    def _work(self, worker: Worker, loop: asyncio.AbstractEventLoop) -> None:
        while True:
            work, done = worker.get()
            broken = None
            try:
                work()
            except BaseException as error:  # whoever waits for it is told
                broken = error
            loop.call_soon_threadsafe(self._ended, worker, done, broken)
            del work, done, broken  # nothing of a request is kept while there is no other

    def _ended(self, worker: Worker, done: asyncio.Future[None], broken: BaseException | None) -> None:
        if self.waiting:
            worker.put(self.waiting.popleft())
        else:
            self.idle.append(worker)
        if done.cancelled():
            return
        if broken:
            done.set_exception(broken)
        else:
            done.set_result(None)


class InThreads:
    """A WSGI application as an ASGI one, `threads` requests at a time."""

    def __init__(self, application: Wsgi, threads: int) -> None:
        self.application = application
        self.threads = Threads(threads)
        self.large = asyncio.Semaphore(LARGE_AT_ONCE)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async with AsyncExitStack() as held:
            await self._read_then_answer(scope, receive, send, lambda: held.enter_async_context(self.large))

    async def _read_then_answer(self, scope: Scope, receive: Receive, send: Send, hold: Hold) -> None:
        try:
            body = await read(scope, receive, hold)
        except GaveUp:
            return
        except TooLarge:
            headers = [(b"connection", b"close"), (b"content-type", b"text/plain; charset=utf-8")]
            await send({"type": "http.response.start", "status": 413, "headers": headers})
            await send({"type": "http.response.body", "body": REFUSED})
            return
        with body:
            await self._answer(environ_of(scope, body), send)

    async def _answer(self, environ: Environ, send: Send) -> None:
        loop, context = asyncio.get_running_loop(), contextvars.copy_context()

        def at_once(message: Message) -> None:
            """Send from the thread, and wait, so that a file is not read faster than it is taken."""
            asyncio.run_coroutine_threadsafe(_sent(send, message), loop).result()

        answer = Answer(at_once)
        await self.threads.run(partial(context.run, answer.take, self.application, environ))
        for message in answer.rest:
            await send(message)


async def _sent(send: Send, message: Message) -> None:
    await send(message)


async def read(scope: Scope, receive: Receive, hold: Hold) -> IO[bytes]:
    """The body of a request; before one becomes a file, `hold` waits until there are not too many. Raises `TooLarge`, `GaveUp`."""
    if not any(name in CARRIES for name, _value in scope["headers"]):
        return BytesIO()
    body: IO[bytes] = SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 - the caller closes it
    held = False
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            body.close()
            raise GaveUp
        piece = message.get("body", b"")
        if not held and body.tell() + len(piece) > IN_MEMORY:
            await hold()
            held = True
        body.write(piece)
        if body.tell() > LARGEST:
            body.close()
            raise TooLarge
        if not message.get("more_body"):
            body.seek(0)
            return body


def environ_of(scope: Scope, body: IO[bytes]) -> Environ:
    """What WSGI knows of a request. A name with a low line is nobody's header: there it would pass for the one with a hyphen.
    What somebody wrote after the question mark as it is spoken is read as if it were written as an address should be."""
    headers = [one for one in scope["headers"] if b"_" not in one[0]]
    known: Any = {**scope, "headers": headers, "query_string": quote(scope["query_string"], safe=printable).encode()}
    environ: Any = build_environ(known, body)  # type: ignore[arg-type] # a file is a body as well
    return cast(Environ, environ)


@dataclass(slots=True)
class Answer:
    """An answer of a WSGI application. `rest` is what is left to send when it has ended: all of it, for most."""

    at_once: Callable[[Message], None]
    head: Message = field(default_factory=dict)
    rest: list[Message] = field(default_factory=list)

    def take(self, application: Wsgi, environ: Environ) -> None:
        """Run the application; a piece is sent from here only when another one follows."""
        pieces = application(environ, self.start)
        try:
            waiting = None
            for piece in pieces:
                if waiting is not None:
                    self._send_now(waiting)
                waiting = piece
        finally:
            if hasattr(pieces, "close"):
                pieces.close()
        self.rest = [*self._unsent_head(), {"type": "http.response.body", "body": waiting or b""}]

    def start(self, status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Callable[[bytes], object]:
        """WSGI's ``start_response``; the old way of writing through what it gives is nobody's here."""
        named = [(name.lower().encode("latin1"), value.encode("latin1")) for name, value in headers]
        self.head = {"type": "http.response.start", "status": int(status[:3]), "headers": named}
        return _unwritable

    def _send_now(self, piece: bytes) -> None:
        for message in self._unsent_head():
            self.at_once(message)
        self.at_once({"type": "http.response.body", "body": piece, "more_body": True})

    def _unsent_head(self) -> list[Message]:
        head, self.head = self.head, {}
        return [head] if head else []


def _unwritable(_piece: bytes) -> object:
    raise NotImplementedError("an answer is what the application gives, not what it writes")
