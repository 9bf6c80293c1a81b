"""Questions sent ahead: each answer comes when it is there, and none is another one's."""

from __future__ import annotations

import pytest
from django.db import DataError, connection

from tailor.kernel.pipelining import in_pipeline
from tailor.kernel.statements import Statement, sending

pytestmark = pytest.mark.django_db(transaction=True)


def asking(sql: str, *params: object) -> Statement[object]:
    return Statement(sql, params, lambda rows: rows[0][0])


def sleeping(seconds: float) -> Statement[object]:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite answers each question in this very thread")
    return asking("SELECT COALESCE(pg_sleep(%s::float)::text, '')", seconds)


def test_each_answer_is_that_of_its_own_question_in_whatever_order_they_are_taken():
    with sending() as send:
        sent = [send(asking(f"SELECT {number}")) for number in range(30)]
        assert [take() for take in reversed(sent)] == list(reversed(range(30)))


def test_an_answer_is_taken_while_a_later_one_is_still_being_looked_for():
    with sending() as send:
        first, slow = send(asking("SELECT 1")), send(sleeping(0.5))
        assert first() == 1
        assert connection.connection.info.transaction_status.name == "ACTIVE"
        assert connection.connection._pipeline.result_queue
        assert slow() == ""


def test_an_answer_that_takes_long_comes_all_the_same_with_what_was_sent_after_it():
    with sending() as send:
        slow, after = send(sleeping(0.3)), send(asking("SELECT 2"))
        assert (slow(), after()) == ("", 2)


def test_an_answer_larger_than_what_fits_on_the_way_is_whole():
    many = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 60000) SELECT i FROM n"
    with sending() as send:
        large = send(Statement(many, (), len))
        after = send(asking("SELECT 3"))
        assert (large(), after()) == (60000, 3)


def test_a_question_larger_than_what_fits_on_the_way_is_asked():
    cast = "%s::text" if connection.vendor == "postgresql" else "%s"
    with sending() as send:
        sent = [send(asking(f"SELECT LENGTH({cast})", "x" * 5_000_000)) for _ in range(3)]
        assert [take() for take in sent] == [5_000_000] * 3


def test_what_was_asked_and_never_taken_holds_nobody_up():
    with sending() as send:
        send(asking("SELECT 1"))
        taken = send(asking("SELECT 2"))
        send(asking("SELECT 3"))
        assert taken() == 2
    assert not in_pipeline()
    assert asking("SELECT 4").answer() == 4


def test_what_the_database_cannot_answer_is_an_error_of_ours_and_the_next_question_is_answered():
    if connection.vendor != "postgresql":
        pytest.skip("SQLite divides by nothing without a word")
    with pytest.raises(DataError), sending() as send:
        fine, wrong = send(asking("SELECT 1")), send(asking("SELECT 1 / %s::int", 0))
        assert fine() == 1
        wrong()
    assert asking("SELECT 5").answer() == 5
