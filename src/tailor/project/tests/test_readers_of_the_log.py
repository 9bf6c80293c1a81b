"""Readers of the log: every event once, in the order of commits, whatever dies in between."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from django.db import connection, transaction

from tailor.history import readers
from tailor.history.models import LogPosition
from tailor.project.serving.errands import Following
from tailor.records import gate
from tailor.records.types import record_type


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[readers.Happened]:
    """What a reader that is there from now on is given."""
    given: list[readers.Happened] = []
    monkeypatch.setattr(readers, "_readers", {})
    readers.reads_log("test")(given.extend)
    return given


def named(happened: list[readers.Happened]) -> list[str]:
    return [one.changes["name"][1] for one in happened]


@pytest.mark.django_db
def test_a_new_reader_begins_at_the_end_of_the_log(cast, clients, read):
    clients("Before it was there")
    readers.begin()
    clients("After")
    readers.catch_up()
    assert "After" in named(read)
    if connection.vendor == "sqlite":  # a test is one transaction, which on PostgreSQL is still under way
        assert named(read) == ["After"]


@pytest.mark.django_db
def test_it_is_told_what_happened_by_whom_and_how(cast, clients, read):
    readers.begin()
    pk = clients("Kovács", owner=cast.seller.person_id)
    saved = gate.update(record_type("party"), pk, {"city": "Vác"}, by=cast.seller)
    readers.catch_up()
    last = read[-1]
    assert (last.record_type, last.record_id, last.action) == ("party", pk, "update")
    assert last.changes == {"city": ["", "Vác"]}
    assert (last.step_id, last.operation, last.subject) == (saved.step_id, "party.update", "Kovács")
    assert (last.actor_id, last.way, last.version, last.undoes_id) == (cast.seller.person_id, "web", 2, None)


@pytest.mark.django_db
def test_nothing_is_read_twice(cast, clients, read):
    readers.begin()
    clients("One")
    assert readers.catch_up() > 0
    assert readers.catch_up() == 0
    clients("Two")
    assert readers.catch_up() == 1
    assert [one.id for one in read] == sorted({one.id for one in read})


@pytest.mark.django_db
def test_a_step_of_many_rows_comes_in_portions_and_whole(cast, clients, read, monkeypatch):
    monkeypatch.setattr(readers, "PORTION", 3)
    readers.begin()
    for number in range(8):
        clients(f"Client {number}")
    readers.catch_up()
    assert [name for name in named(read) if name.startswith("Client")] == [f"Client {number}" for number in range(8)]


@pytest.mark.django_db
def test_what_a_reader_wrote_before_it_stumbled_is_gone_and_it_is_given_the_same_again(cast, clients, monkeypatch):
    monkeypatch.setattr(readers, "_readers", {})
    seen: list[int] = []

    @readers.reads_log("clumsy")
    def clumsy(happened: Any) -> None:
        LogPosition.objects.create(reader="its own row")
        seen.append(happened[0].id)
        if len(seen) == 1:
            raise RuntimeError("a fault of its own")

    readers.begin()
    clients("One")
    with pytest.raises(RuntimeError):
        readers.read_on("clumsy")
    assert not LogPosition.objects.filter(reader="its own row").exists()
    readers.read_on("clumsy")
    assert LogPosition.objects.filter(reader="its own row").exists()
    assert seen[0] == seen[1]


@pytest.mark.django_db
def test_one_that_stumbles_holds_up_no_other_and_rests(cast, clients, monkeypatch, caplog):
    monkeypatch.setattr(readers, "_readers", {})
    tried: list[int] = []
    given: list[readers.Happened] = []

    @readers.reads_log("broken")
    def broken(happened: Any) -> None:
        tried.append(len(happened))
        raise RuntimeError("always")

    readers.reads_log("sound")(given.extend)
    readers.begin()
    clients("One")
    following = Following()
    following.read_on()
    clients("Two")
    following.read_on()
    assert named(given)[-2:] == ["One", "Two"]
    assert len(tried) == 1
    assert "broken" in caplog.text


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="on SQLite writers take turns")
def test_what_is_committed_late_is_not_passed_over(cast, clients, read):
    readers.begin()
    entered, may_end = threading.Event(), threading.Event()

    def slowly() -> None:
        try:
            with transaction.atomic():
                clients("Lower")
                entered.set()
                may_end.wait(10)
        finally:
            connection.close()

    slow = threading.Thread(target=slowly)
    slow.start()
    assert entered.wait(10)
    clients("Higher")
    readers.catch_up()
    assert "Higher" not in named(read)  # it waits for whoever began before
    may_end.set()
    slow.join()
    wait_until(lambda: [readers.catch_up(), "Higher" in named(read)][1])
    assert named(read)[-2:] == ["Lower", "Higher"]


def wait_until(true: Any, seconds: float = 100) -> None:
    """Transactions of tests beside this one hold readers up, for a cluster counts them together."""
    pause = threading.Event()
    for _try in range(int(seconds / 0.05)):
        if true():
            return
        pause.wait(0.05)
    raise AssertionError("it did not come")
