"""Pages in threads behind the event loop: a request is read first, an answer that is whole is sent when its thread has ended."""

from __future__ import annotations

import asyncio
import threading

import pytest

from tailor.project.serving import threaded
from tailor.project.serving.threaded import InThreads


def asked(application, *messages, headers=(), threads=2, sending=None):
    """What is sent for a request whose body comes in these messages."""
    sent, coming = [], iter(messages)
    scope = {
        "type": "http", "method": "POST", "path": "/clients/", "query_string": b"", "http_version": "1.1",
        "headers": [(b"content-length", b"1"), *headers], "server": ("here", 80), "client": ("127.0.0.1", 1),
    }  # fmt: skip

    async def receive():
        return next(coming)

    async def send(message):
        if sending:
            await sending(message)
        sent.append(message)

    asyncio.run(InThreads(application, threads)(scope, receive, send))
    return sent


def piece(body, more=False):
    return {"type": "http.request", "body": body, "more_body": more}


def echo(environ, start):
    start("200 OK", [("Content-Type", "text/plain")])
    return [environ["wsgi.input"].read()]


def test_a_whole_answer_is_sent_in_two_messages_from_the_loop():
    loops = []

    async def sending(_message):
        loops.append(threading.current_thread())

    sent = asked(echo, piece(b"one ", more=True), piece(b"two"), sending=sending)
    assert [one["type"] for one in sent] == ["http.response.start", "http.response.body"]
    assert sent[0]["status"] == 200 and sent[0]["headers"] == [(b"content-type", b"text/plain")]
    assert sent[1]["body"] == b"one two" and not sent[1].get("more_body")
    assert set(loops) == {threading.main_thread()}


def test_an_answer_in_pieces_is_sent_as_it_comes_and_closed_once():
    closed = []

    class Pieces:
        def __iter__(self):
            return iter([b"a", b"b", b"c"])

        def close(self):
            closed.append(True)

    def application(_environ, start):
        start("200 OK", [])
        return Pieces()

    sent = asked(application, piece(b""))
    assert [one.get("body") for one in sent] == [None, b"a", b"b", b"c"]
    assert [one.get("more_body", False) for one in sent] == [False, True, True, False]
    assert closed == [True]


def test_a_large_request_lies_in_a_file_and_one_too_large_is_refused(monkeypatch):
    monkeypatch.setattr(threaded, "IN_MEMORY", 10)
    monkeypatch.setattr(threaded, "LARGEST", 100)
    assert asked(echo, piece(b"x" * 60, more=True), piece(b"y" * 30))[1]["body"] == b"x" * 60 + b"y" * 30
    refused = asked(echo, piece(b"x" * 60, more=True), piece(b"x" * 60, more=True))
    assert refused[0]["status"] == 413


def test_only_so_many_large_requests_are_read_at_once(monkeypatch):
    monkeypatch.setattr(threaded, "IN_MEMORY", 10)
    monkeypatch.setattr(threaded, "LARGE_AT_ONCE", 1)
    answered, sent = [], []

    async def both():
        served, gate = InThreads(echo, 2), asyncio.Event()
        scope = {
            "type": "http", "method": "POST", "path": "/", "query_string": b"", "http_version": "1.1",
            "headers": [(b"content-length", b"1")], "server": ("here", 80), "client": ("127.0.0.1", 1),
        }  # fmt: skip

        async def one(name, wait):
            pieces = iter([piece(b"x" * 20, more=True), piece(b"")])

            async def receive():
                if wait and sent.append(name) is None and len(sent) == 2:
                    await gate.wait()
                return next(pieces)

            async def send(message):
                if message["type"] == "http.response.body":
                    answered.append(name)

            await served(dict(scope), receive, send)

        first = asyncio.create_task(one("slow", True))
        await asyncio.sleep(0.02)
        second = asyncio.create_task(one("next", False))
        await asyncio.sleep(0.05)
        assert answered == []  # the slow one has the only place
        gate.set()
        await asyncio.gather(first, second)

    asyncio.run(both())
    assert answered == ["slow", "next"]


def test_whoever_goes_away_while_asking_is_not_answered():
    ran = []
    sent = asked(lambda *_all: ran.append(True), piece(b"x", more=True), {"type": "http.disconnect"})
    assert sent == [] and ran == []


def test_an_application_that_breaks_in_the_middle_closes_its_answer():
    closed = []

    class Breaking:
        def __iter__(self):
            yield b"a"
            raise RuntimeError("broken")

        def close(self):
            closed.append(True)

    def application(_environ, start):
        start("200 OK", [])
        return Breaking()

    with pytest.raises(RuntimeError, match="broken"):
        asked(application, piece(b""))
    assert closed == [True]


def test_a_header_with_a_low_line_does_not_pass_for_another():
    def application(environ, start):
        start("200 OK", [])
        return [environ.get("HTTP_X_FORWARDED_FOR", "none").encode()]

    headers = [(b"x_forwarded_for", b"10.0.0.1")]
    assert asked(application, piece(b""), headers=headers)[1]["body"] == b"none"
    headers = [(b"x-forwarded-for", b"10.0.0.1")]
    assert asked(application, piece(b""), headers=headers)[1]["body"] == b"10.0.0.1"


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        ("city=is:Vác".encode(), "city=is:V%C3%A1c"),
        ("q=весна&x=1%20".encode(), "q=%D0%B2%D0%B5%D1%81%D0%BD%D0%B0&x=1%20"),
        (b"q=\xff\x00\xfe", "q=%FF%00%FE"),
        (b"columns=name,city&filter=(a|b)~*'!", "columns=name,city&filter=(a|b)~*'!"),
    ],
)
def test_an_address_written_as_it_is_spoken_is_read(sent, read):
    told = threaded.environ_of(
        {
            "type": "http",
            "method": "GET",
            "path": "/clients/",
            "query_string": sent,
            "http_version": "1.1",
            "headers": [],
        },
        None,
    )
    assert told["QUERY_STRING"] == read
