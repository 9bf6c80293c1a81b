"""How much an import writes at once, by a clock that the test turns."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from tailor.exchange import pace
from tailor.exchange.pace import LEAST, LOCKED, Pace

pytestmark = pytest.mark.django_db


@pytest.fixture
def clock(monkeypatch):
    """A clock that goes on only when told, or slept by; on SQLite."""
    face = SimpleNamespace(now=100.0)
    face.perf_counter = lambda: face.now
    face.sleep = lambda seconds: setattr(face, "now", face.now + seconds)
    monkeypatch.setattr(pace, "time", face)
    monkeypatch.setattr(pace, "connection", SimpleNamespace(vendor="sqlite"))
    return face


def write(of: Pace, clock, seconds: float, *, whole: bool = True) -> None:
    with of.writing(of.next_size(), whole=whole):
        clock.sleep(seconds)


def test_portions_begin_small_and_grow_to_what_can_be_written_in_time(clock):
    of = Pace()
    assert of.next_size() == LEAST
    for _portion in range(30):
        write(of, clock, of.next_size() * 0.0005)
    assert of.next_size() == pytest.approx(LOCKED / 0.0005, abs=1)


def test_a_slow_portion_is_followed_by_a_smaller_one(clock):
    of = Pace()
    of.size = 100
    write(of, clock, 0.2)
    assert of.next_size() == 50


def test_a_part_of_the_work_shrinks_portions_and_never_lets_them_grow(clock):
    of = Pace()
    of.size = 100
    write(of, clock, 0.001, whole=False)
    assert of.next_size() == 100
    write(of, clock, 0.2, whole=False)
    assert of.next_size() == 50
