"""One look at the database for everybody who listens: reads what is new and hands each stream what is its person's."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Coroutine, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar
from uuid import uuid4

from django.db import connection

from tailor.access.signing_in import key_hash
from tailor.presence import opened
from tailor.presence.opened import Shown
from tailor.project.serving import news
from tailor.project.serving.news import ARRIVAL, HERE, OUT, RECORD, Item, News, Touched

log = logging.getLogger("tailor.live")

PAUSE = {"sqlite": 0.2, "postgresql": 0.3}
CHECK_EVERY = 0.6  # seconds after which a stream whose person was signed out, or works as another, is closed
CHECK_AT_LEAST = 15.0  # the same where nobody wrote anything: time alone ended it
LINGER = 2.0  # seconds in which somebody may come back to a card, as by a reload, before they count as gone
REST = 2.0
MOST_PER_PERSON = 20
MOST_LATELY = 1000

T = TypeVar("T")


class Stream:
    """One open connection. News waits here until it is sent; the same news twice is sent once. `shown` is what the pages
    behind it show and the person may see, `cards` those of it that are cards, `doer_id` who really sits there."""

    def __init__(self, person_id: int, hashed: str, shown: Sequence[Shown] = ()) -> None:
        self.name = uuid4().hex
        self.person_id = self.doer_id = person_id
        self.key_hash = hashed
        self.shown = shown
        self.refs = {one.ref for one in shown}
        self.cards = {one.ref for one in shown if not one.row}
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
        self._writer = ThreadPoolExecutor(
            1, thread_name_prefix="present"
        )  # and the one that waits for its turn to write
        self._news = News()
        self._open: opened.At = {}
        self._lately: deque[tuple[float, Touched]] = deque(maxlen=MOST_LATELY)
        self._tail: asyncio.Task[None] | None = None
        self._leaving: set[asyncio.Task[None]] = set()

    async def recognise(self, key: str) -> int | None:
        return await self._ask(lambda: news.person_of(key_hash(key)))

    async def join(self, person_id: int, key: str, shown: Sequence[Shown] = ()) -> Stream | None:
        """A stream of this person's news from now on; None when they hold too many already."""
        seen = await self._in_sight(person_id, shown)
        if sum(stream.person_id == person_id for stream in self.streams) >= MOST_PER_PERSON:
            return None
        stream = Stream(person_id, key_hash(key), seen)
        if not self.streams:
            await self._ask(self._news.start)
            self._remember(self._news.touched)
        self.streams.add(stream)
        if self._tail is None or self._tail.done():
            self._tail = asyncio.create_task(self._watch())
        for item in await self._ask(lambda: news.under_way(person_id)):
            stream.put(item)
        since = asyncio.get_running_loop().time() - ARRIVAL
        tell([one for at, one in self._lately if at >= since], stream)
        if stream.cards:
            self._later(self._enter(stream))
        return stream

    def leave(self, stream: Stream) -> None:
        self.streams.discard(stream)
        if stream.cards:
            asyncio.get_running_loop().call_later(LINGER, lambda: self._later(self._forget([stream.name])))

    def close(self) -> None:
        for stream in self.streams:
            stream.close()

    async def forget_all(self) -> None:
        """Nobody has anything open here any more: the server stops."""
        await self._forget([stream.name for stream in self.streams if stream.cards])

    async def _in_sight(self, person_id: int, shown: Sequence[Shown]) -> Sequence[Shown]:
        return await self._ask(lambda: news.in_sight(person_id, shown)) if shown else ()

    async def _enter(self, stream: Stream) -> None:
        """Note what a stream shows; who comes to a card where somebody is already is told so."""
        doer = await self._write(lambda: opened.enter(stream.name, stream.key_hash, stream.shown))
        stream.doer_id = doer or stream.person_id
        for ref in stream.cards:
            if any(person != stream.doer_id for person, _editing in self._open.get(ref, ())):
                stream.put(Item(stream.person_id, HERE, ref))

    async def _forget(self, names: Sequence[str]) -> None:
        if names:
            await self._write(lambda: opened.leave(names))

    def _later(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(work)
        self._leaving.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._leaving.discard(task)
        if not task.cancelled() and (error := task.exception()):
            log.warning("who has what open was not noted: %s", error)

    async def _watch(self) -> None:
        """Goes on while anybody listens."""
        clock = asyncio.get_running_loop().time
        checked = beaten = clock()
        written = False  # whether anybody may have written anything since the last check
        while self.streams:
            await asyncio.sleep(PAUSE[connection.vendor])
            try:
                self._spread(await self._ask(self._news.read))
                self._spread_touched(self._news.touched)
                self._spread_here()
                written = written or self._news.moved
                if clock() - checked > (CHECK_EVERY if written else CHECK_AT_LEAST):
                    checked, written = clock(), False
                    await self._close_signed_out()
                if clock() - beaten > opened.BEAT:
                    beaten = clock()
                    self._later(self._beat())
            except Exception:
                log.exception("the live news stumbled and goes on")
                await asyncio.sleep(REST)

    async def _beat(self) -> None:
        names = [stream.name for stream in self.streams if stream.cards]
        if names:
            await self._write(lambda: opened.beat(names))

    def _spread(self, items: list[Item]) -> None:
        for item in items:
            for stream in self.streams:
                if stream.person_id == item.person_id:
                    stream.put(item)

    def _spread_touched(self, touched: Sequence[Touched]) -> None:
        """Pages that show what somebody else just changed."""
        self._remember(touched)
        for stream in self.streams:
            tell(touched, stream)

    def _remember(self, touched: Sequence[Touched]) -> None:
        now = asyncio.get_running_loop().time()
        self._lately.extend((now, one) for one in touched)

    def _spread_here(self) -> None:
        """Pages whose company changed."""
        before, self._open = self._open, self._news.open
        if before == self._open:
            return
        for stream in self.streams:
            for ref in stream.cards:
                if others(before, ref, stream) != others(self._open, ref, stream):
                    stream.put(Item(stream.person_id, HERE, ref))

    async def _close_signed_out(self) -> None:
        hashes = {stream.key_hash for stream in self.streams}
        whose = await self._ask(lambda: news.people_of(hashes))
        for stream in self.streams:
            if stream.key_hash not in whose:
                stream.put(Item(stream.person_id, OUT, 0))
            if whose.get(stream.key_hash) != stream.person_id:
                stream.close()

    async def _ask(self, question: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, _asked, question)

    async def _write(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._writer, _asked, work)


def tell(touched: Sequence[Touched], stream: Stream) -> None:
    """Have what a stream shows read anew; who did it sees it already."""
    for one in touched:
        if one.by != stream.doer_id and one.ref in stream.refs:
            stream.put(Item(stream.person_id, RECORD, one.ref))


def others(open_: opened.At, ref: str, stream: Stream) -> frozenset[tuple[int, bool]]:
    return frozenset(one for one in open_.get(ref, ()) if one[0] != stream.doer_id)


def _asked(question: Callable[[], T]) -> T:
    try:
        return question()
    except Exception:
        connection.close()
        raise
