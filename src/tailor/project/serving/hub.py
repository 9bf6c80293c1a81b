"""One look at the database for everybody who listens: reads what is new and hands each stream what is its person's."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from django.db import connection

from tailor.access.signing_in import key_hash
from tailor.project.serving import news
from tailor.project.serving.news import Item, News

log = logging.getLogger("tailor.live")

PAUSE = {"sqlite": 0.2, "postgresql": 0.3}
CHECK_EVERY = (
    15.0  # seconds after which a stream whose person was signed out, or works as another, is closed at the latest
)
REST = 2.0
MOST_PER_PERSON = 20

T = TypeVar("T")


class Stream:
    """One open connection. News waits here until it is sent; the same news twice is sent once."""

    def __init__(self, person_id: int, hashed: str) -> None:
        self.person_id = person_id
        self.key_hash = hashed
        self.closed = False
        self._waiting: dict[Item, None] = {}
        self._stirred = asyncio.Event()

    def put(self, item: Item) -> None:
        self._waiting[item] = None
        self._stirred.set()

    def close(self) -> None:
        self.closed = True
        self._stirred.set()

    async def next(self, patience: float) -> list[Item]:
        """What has come; nothing when `patience` seconds passed quietly."""
        try:
            await asyncio.wait_for(self._stirred.wait(), patience)
        except TimeoutError:
            return []
        self._stirred.clear()
        items, self._waiting = list(self._waiting), {}
        return items


class Hub:
    def __init__(self) -> None:
        self.streams: set[Stream] = set()
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="live")  # the one that talks to the database
        self._news = News()
        self._tail: asyncio.Task[None] | None = None

    async def recognise(self, key: str) -> int | None:
        return await self._ask(lambda: news.person_of(key_hash(key)))

    async def join(self, person_id: int, key: str) -> Stream | None:
        """A stream of this person's news from now on; None when they hold too many already."""
        if sum(stream.person_id == person_id for stream in self.streams) >= MOST_PER_PERSON:
            return None
        stream = Stream(person_id, key_hash(key))
        if not self.streams:
            await self._ask(self._news.start)
        self.streams.add(stream)
        if self._tail is None or self._tail.done():
            self._tail = asyncio.create_task(self._watch())
        for item in await self._ask(lambda: news.under_way(person_id)):
            stream.put(item)
        return stream

    def leave(self, stream: Stream) -> None:
        self.streams.discard(stream)

    def close(self) -> None:
        for stream in self.streams:
            stream.close()

    async def _watch(self) -> None:
        """Goes on while anybody listens."""
        clock = asyncio.get_running_loop().time
        checked = clock()
        while self.streams:
            await asyncio.sleep(PAUSE[connection.vendor])
            try:
                self._spread(await self._ask(self._news.read))
                if clock() - checked > CHECK_EVERY:
                    checked = clock()
                    await self._close_signed_out()
            except Exception:
                log.exception("the live news stumbled and goes on")
                await asyncio.sleep(REST)

    def _spread(self, items: list[Item]) -> None:
        for item in items:
            for stream in self.streams:
                if stream.person_id == item.person_id:
                    stream.put(item)

    async def _close_signed_out(self) -> None:
        hashes = {stream.key_hash for stream in self.streams}
        whose = await self._ask(lambda: news.people_of(hashes))
        for stream in self.streams:
            if whose.get(stream.key_hash) != stream.person_id:
                stream.close()

    async def _ask(self, question: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, _asked, question)


def _asked(question: Callable[[], T]) -> T:
    try:
        return question()
    except Exception:
        connection.close()
        raise
