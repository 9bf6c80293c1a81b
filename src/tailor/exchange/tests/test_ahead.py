"""The process that reads ahead: gives everything in order, hands its errors over, ends with whoever listens."""

from __future__ import annotations

import os
import time

import pytest

from tailor.exchange import ahead as reading
from tailor.exchange.ahead import read_ahead
from tailor.exchange.files import UnreadableFile
from tailor.records.types import record_type


def test_what_is_made_there_arrives_here_in_order():
    found = list(read_ahead(lambda: iter([os.getpid(), *range(1000)])))
    assert found[1:] == list(range(1000))
    assert found[0] != os.getpid()


def test_a_record_type_is_the_same_one_on_both_sides():
    assert next(iter(read_ahead(lambda: iter([record_type("party")])))) is record_type("party")


def test_an_unreadable_file_is_told_here():
    def broken():
        yield 1
        raise UnreadableFile("broken", "torn")

    with pytest.raises(UnreadableFile) as found:
        list(read_ahead(broken))
    assert found.value.code == "broken"


def test_whoever_stops_listening_leaves_no_process_behind():
    def endless():
        while True:
            yield os.getpid()

    ahead = read_ahead(endless)
    child = next(ahead)
    ahead.close()
    with pytest.raises(ProcessLookupError):
        os.kill(child, 0)


def test_while_nothing_comes_whoever_listens_may_do_something(monkeypatch):
    monkeypatch.setattr(reading, "PATIENCE", 0.01)
    waited = []

    def slow():
        time.sleep(0.1)
        yield "x" * 3_000_000

    assert list(map(len, read_ahead(slow, lambda: waited.append(1)))) == [3_000_000]
    assert waited
