"""The live stream over a stand-in for the server: who gets in, what is sent, how it ends."""

import asyncio

import pytest
from django.db import connection

from tailor.presence import opened
from tailor.presence.opened import Shown
from tailor.project.serving.hub import MOST_PER_PERSON, PAUSE, Hub, Stream
from tailor.project.serving.live import Live, sign_in_key
from tailor.project.serving.news import JOB, Item, Touched

ANNA, BELA = 1, 2


class QuietHub(Hub):
    """A hub that knows two keys and looks at no database."""

    async def recognise(self, key):
        return {"anna": ANNA, "bela": BELA}.get(key)

    async def _ask(self, question):
        return []

    async def _in_sight(self, person_id, shown):
        return shown

    async def _write(self, work):
        self.written = [*getattr(self, "written", []), work]

    async def _watch(self):
        return None


class Visitor:
    """One request to the stream."""

    def __init__(self, hub, cookie="", method="GET", query=""):
        self.sent, self.incoming = [], asyncio.Queue()
        self.incoming.put_nowait({"type": "http.request", "body": b"", "more_body": False})
        headers = [(b"cookie", cookie.encode())] if cookie else []
        scope = {"type": "http", "method": method, "path": "/live/", "headers": headers, "query_string": query.encode()}
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


def test_a_page_asks_whether_it_is_still_somebodys():
    async def scene():
        for cookie, status in (("tailor_sign_in=anna", 204), ("tailor_sign_in=nobody", 401)):
            visitor = Visitor(QuietHub(), cookie, method="HEAD")
            await visitor.task
            assert visitor.status == status

    asyncio.run(scene())


def test_a_change_reaches_the_pages_that_show_the_record_but_not_its_doer():
    async def scene():
        hub = QuietHub()
        anna = Visitor(hub, "tailor_sign_in=anna", query="shown=party:5-")
        bela = Visitor(hub, "tailor_sign_in=bela", query="shown=party:6")
        await anna.settle()
        hub._spread_touched([Touched("party", 5, BELA), Touched("party", 6, BELA)])
        await anna.settle()
        assert b'event: record\ndata: {"id": "party:5"}' in anna.body
        assert b"event: record" not in bela.body

    asyncio.run(scene())


def test_who_comes_a_moment_after_a_change_is_told_of_what_their_page_may_have_missed(monkeypatch):
    async def scene(body):
        busy = QuietHub()
        busy._spread_touched([Touched("party", 5, BELA), Touched("party", 5, None)])
        anna = Visitor(busy, "tailor_sign_in=anna", query="shown=party:5-")
        await anna.settle()
        assert (b'event: record\ndata: {"id": "party:5"}' in anna.body) is body

    asyncio.run(scene(True))
    monkeypatch.setattr("tailor.project.serving.hub.ARRIVAL", -1.0)
    asyncio.run(scene(False))


def test_company_that_comes_and_goes_is_told_to_those_at_the_card():
    async def scene():
        hub = QuietHub()
        anna = Visitor(hub, "tailor_sign_in=anna", query="shown=party:5")
        await anna.settle()
        for company in ({"party:5": frozenset({(ANNA, False), (BELA, False)})}, {"party:5": frozenset({(ANNA, True)})}):
            hub._news.open = company
            before = anna.body.count(b'event: here\ndata: {"id": "party:5"}')
            hub._spread_here()
            hub._spread_here()
            await anna.settle()
            assert anna.body.count(b'event: here\ndata: {"id": "party:5"}') == before + 1

    asyncio.run(scene())


def test_who_comes_where_somebody_is_already_is_told_so():
    async def scene():
        hub = QuietHub()
        hub._open = {"party:5": frozenset({(BELA, False)}), "party:6": frozenset({(ANNA, False)})}
        anna = Visitor(hub, "tailor_sign_in=anna", query="shown=party:5,party:6")
        await anna.settle()
        assert b'"party:5"' in anna.body
        assert b'"party:6"' not in anna.body

    asyncio.run(scene())


def test_a_browser_that_shows_no_card_writes_nothing():
    async def scene():
        hub = QuietHub()
        visitor = Visitor(hub, "tailor_sign_in=anna", query="shown=party:5-")
        await visitor.settle()
        visitor.incoming.put_nowait({"type": "http.disconnect"})
        await visitor.task
        assert not hasattr(hub, "written")

    asyncio.run(scene())


def test_who_closes_a_card_is_forgotten_a_little_later(monkeypatch):
    monkeypatch.setattr("tailor.project.serving.hub.LINGER", 0.01)
    left = []
    monkeypatch.setattr(opened, "leave", left.append)

    async def scene():
        hub = QuietHub()
        stream = await hub.join(ANNA, "anna", [Shown("party", 5)])
        assert stream
        hub.leave(stream)
        await asyncio.sleep(0.05)
        hub.written[-1]()
        assert left == [[stream.name]]

    asyncio.run(scene())


def test_who_was_signed_out_is_told_and_their_stream_ends(monkeypatch):
    async def scene():
        hub = QuietHub()
        anna, bela = Visitor(hub, "tailor_sign_in=anna"), Visitor(hub, "tailor_sign_in=bela")
        await anna.settle()
        hashes = {stream.person_id: stream.key_hash for stream in hub.streams}

        async def whose(question):
            return {hashes[BELA]: BELA}

        hub._ask = whose
        await hub._close_signed_out()
        await anna.task
        assert b"event: out" in anna.body
        assert anna.sent[-1]["more_body"] is False
        assert not bela.task.done()

    asyncio.run(scene())


def test_what_was_written_a_moment_ago_is_still_looked_at(monkeypatch):
    """Whoever was signed out just after a check is out at the next one, though nobody wrote anything since."""
    monkeypatch.setattr("tailor.project.serving.hub.CHECK_EVERY", 0.05)
    monkeypatch.setitem(PAUSE, connection.vendor, 0.01)
    checks = []

    class WatchfulHub(QuietHub):
        _watch = Hub._watch

        async def _close_signed_out(self):
            checks.append(True)

    async def scene():
        hub = WatchfulHub()
        hub._news.moved = True
        visitor = Visitor(hub, "tailor_sign_in=anna")
        await asyncio.sleep(0.02)
        hub._news.moved = False
        await asyncio.sleep(0.2)
        assert len(checks) == 1
        visitor.task.cancel()

    asyncio.run(scene())
