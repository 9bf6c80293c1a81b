"""The live stream over a stand-in for the server: who gets in, what is sent, how it ends."""

import asyncio

import pytest

from tailor.project.serving.hub import MOST_PER_PERSON, Hub, Stream
from tailor.project.serving.live import Live, sign_in_key
from tailor.project.serving.news import JOB, Item

ANNA, BELA = 1, 2


class QuietHub(Hub):
    """A hub that knows two keys and looks at no database."""

    async def recognise(self, key):
        return {"anna": ANNA, "bela": BELA}.get(key)

    async def _ask(self, question):
        return []

    async def _watch(self):
        return None


class Visitor:
    """One request to the stream."""

    def __init__(self, hub, cookie="", method="GET"):
        self.sent, self.incoming = [], asyncio.Queue()
        self.incoming.put_nowait({"type": "http.request", "body": b"", "more_body": False})
        headers = [(b"cookie", cookie.encode())] if cookie else []
        scope = {"type": "http", "method": method, "path": "/live/", "headers": headers}
        self.task = asyncio.ensure_future(Live(hub)(scope, self.incoming.get, self.send))

    async def send(self, message):
        self.sent.append(message)

    async def settle(self):
        for _ in range(10):
            await asyncio.sleep(0)

    @property
    def status(self):
        return self.sent[0]["status"]

    @property
    def body(self):
        return b"".join(message.get("body", b"") for message in self.sent)


@pytest.mark.parametrize("cookie", ["", "tailor_sign_in=nobody", "other=anna"])
def test_a_stranger_is_refused(cookie):
    async def scene():
        visitor = Visitor(QuietHub(), cookie)
        await visitor.task
        assert visitor.status == 401

    asyncio.run(scene())


def test_only_reading_is_possible():
    async def scene():
        visitor = Visitor(QuietHub(), "tailor_sign_in=anna", method="POST")
        await visitor.task
        assert visitor.status == 405

    asyncio.run(scene())


def test_news_reaches_its_person_and_nobody_else():
    async def scene():
        hub = QuietHub()
        anna, bela = Visitor(hub, "tailor_sign_in=anna"), Visitor(hub, "a=b; tailor_sign_in=bela")
        await anna.settle()
        hub._spread([Item(ANNA, JOB, 12)])
        await anna.settle()
        assert b'event: job\ndata: {"id": 12}\n\n' in anna.body
        assert b"event" not in bela.body

    asyncio.run(scene())


def test_the_same_news_twice_is_sent_once():
    async def scene():
        stream = Stream(ANNA, "")
        stream.put(Item(ANNA, JOB, 1))
        stream.put(Item(ANNA, JOB, 1))
        assert await stream.next(1) == [Item(ANNA, JOB, 1)]

    asyncio.run(scene())


def test_a_closed_tab_leaves_the_hub():
    async def scene():
        hub = QuietHub()
        visitor = Visitor(hub, "tailor_sign_in=anna")
        await visitor.settle()
        assert len(hub.streams) == 1
        visitor.incoming.put_nowait({"type": "http.disconnect"})
        await visitor.task
        assert not hub.streams

    asyncio.run(scene())


def test_a_stopping_server_ends_its_streams():
    async def scene():
        hub = QuietHub()
        visitor = Visitor(hub, "tailor_sign_in=anna")
        await visitor.settle()
        hub.close()
        await visitor.task
        assert visitor.sent[-1]["more_body"] is False

    asyncio.run(scene())


def test_nobody_holds_more_than_a_few_streams():
    async def scene():
        hub = QuietHub()
        visitors = [Visitor(hub, "tailor_sign_in=anna") for _ in range(MOST_PER_PERSON + 1)]
        for visitor in visitors:
            await visitor.settle()
        assert [visitor.status for visitor in visitors].count(429) == 1

    asyncio.run(scene())


def test_a_stream_that_stays_quiet_beats_its_heart(monkeypatch):
    monkeypatch.setattr("tailor.project.serving.live.HEARTBEAT", 0.01)

    async def scene():
        visitor = Visitor(QuietHub(), "tailor_sign_in=anna")
        await asyncio.sleep(0.05)
        assert b": still here\n\n" in visitor.body

    asyncio.run(scene())


def test_the_key_is_found_among_other_cookies():
    headers = [(b"host", b"x"), (b"cookie", b"theme=dark; tailor_sign_in=abc; z=1")]
    assert sign_in_key({"headers": headers}) == "abc"
