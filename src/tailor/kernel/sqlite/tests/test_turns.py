"""Writers of one file take turns, between processes, between connections of one process, inside of transactions and out."""

from __future__ import annotations

import sqlite3
import threading
import time

import pytest
from django.db import OperationalError, transaction
from django.db.utils import ConnectionHandler

from tailor.kernel.sqlite.turns import Turns

HELD = 0.02
OPTIONS = {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": "PRAGMA journal_mode=WAL"}


@pytest.fixture
def connect(tmp_path, django_db_blocker):
    """Connections of one's own to one file with a table."""
    opened = []
    settings = {"ENGINE": "tailor.kernel.sqlite", "NAME": str(tmp_path / "one.sqlite3"), "OPTIONS": OPTIONS}

    def one_more():
        wrapper = ConnectionHandler({"default": settings})["default"]
        wrapper.inc_thread_sharing()
        opened.append(wrapper)
        return wrapper

    with django_db_blocker.unblock():
        with one_more().cursor() as cursor:
            cursor.execute("CREATE TABLE written (by text)")
        yield one_more
        for wrapper in opened:
            wrapper.close()


def write(wrapper, by: str, held: float = 0.0) -> None:
    """One transaction, as `atomic` makes it."""
    wrapper.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)
    with wrapper.cursor() as cursor:
        cursor.execute("INSERT INTO written VALUES (%s)", [by])
    time.sleep(held)
    wrapper.commit()
    wrapper.set_autocommit(True)


def written(wrapper) -> list[str]:
    with wrapper.cursor() as cursor:
        cursor.execute("SELECT by FROM written ORDER BY rowid")
        return [row[0] for row in cursor.fetchall()]


@pytest.mark.parametrize("within_transaction", [True, False])
def test_whoever_waits_comes_before_one_that_writes_again_and_again(connect, within_transaction):
    busy, waiting, begun = connect(), connect(), threading.Event()

    def write_on():
        for _time in range(15):
            write(busy, "busy", HELD)
            begun.set()

    other = threading.Thread(target=write_on)
    other.start()
    begun.wait()
    before = len(written(waiting))
    if within_transaction:
        write(waiting, "waiting")
    else:
        with waiting.cursor() as cursor:
            cursor.execute("INSERT INTO written VALUES ('waiting')")
    place = written(waiting).index("waiting")
    other.join()
    assert place - before <= 2, "at most what was being written when it came, and what began while it came"
    assert len(written(waiting)) == 16


def test_a_turn_is_given_back_by_a_commit_a_rollback_a_failure_and_a_closed_connection(connect):
    one, other = connect(), connect()
    write(one, "committed")
    write(other, "behind a commit")
    one.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)
    one.rollback()
    one.set_autocommit(True)
    write(other, "behind a rollback")
    with pytest.raises(OperationalError), one.cursor() as cursor:
        cursor.execute("INSERT INTO nowhere VALUES (1)")
    write(other, "behind a failure")
    one.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)
    one.close()
    write(other, "behind a close")
    assert written(other) == [
        "committed", "behind a commit", "behind a rollback", "behind a failure", "behind a close",
    ]  # fmt: skip


def test_patience_ends_and_the_database_has_the_last_word(tmp_path):
    first, second = (Turns(str(tmp_path / "one.sqlite3"), patience=0.05) for _one in range(2))
    first.take()
    begun = time.monotonic()
    second.take()
    assert not second.taken
    assert time.monotonic() - begun >= 0.05
    first.close()
    second.take()
    assert second.taken
    second.close()


def test_who_writes_past_the_turns_still_excludes_the_others(connect, tmp_path):
    inside = connect()
    beside = sqlite3.connect(tmp_path / "one.sqlite3", isolation_level=None)
    beside.execute("BEGIN IMMEDIATE")
    beside.execute("INSERT INTO written VALUES ('beside')")
    done = threading.Thread(target=write, args=(inside, "inside"))
    done.start()
    time.sleep(0.1)
    beside.execute("COMMIT")
    done.join()
    assert written(inside) == ["beside", "inside"]
    beside.close()


@pytest.mark.django_db
def test_a_database_in_memory_needs_no_turns():
    connection = transaction.get_connection()
    if connection.vendor != "sqlite":
        pytest.skip("SQLite has them")
    assert connection.turns is None
