"""Statements sent without waiting: what comes of them is the same."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection, transaction

from tailor.kernel.inserting import FEW, insert_new
from tailor.kernel.pipelining import in_pipeline, pipelined

pytestmark = pytest.mark.django_db(transaction=True)
COLUMNS = {"scope": "text", "word": "text", "record_id": "bigint"}


def rows(count: int) -> list[tuple[str, str, int]]:
    return [("test", f"word{number}", 1) for number in range(count)]


def kept() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM records_searchword WHERE scope = 'test'")
        return int(cursor.fetchone()[0])


def test_what_is_written_within_is_committed_and_rows_asked_for_come_at_once():
    with pipelined(), transaction.atomic():
        insert_new("records_searchword", COLUMNS, rows(3))
        assert kept() == 3
        assert in_pipeline() == (connection.vendor == "postgresql")
    assert not in_pipeline()
    assert kept() == 3


def test_more_rows_than_are_few_are_written_too():
    with pipelined(), transaction.atomic():
        insert_new("records_searchword", COLUMNS, rows(FEW + 1))
    assert kept() == FEW + 1


def test_what_the_database_does_not_take_is_an_error_of_ours_and_nothing_of_it_stays():
    with pytest.raises(IntegrityError), pipelined(), transaction.atomic():
        insert_new("records_searchword", COLUMNS, rows(2))
        insert_new("records_searchword", COLUMNS, rows(2))
    assert kept() == 0
    with pipelined(), transaction.atomic():
        insert_new("records_searchword", COLUMNS, rows(1))
    assert kept() == 1


def test_a_pipeline_within_a_transaction_and_one_within_another_change_nothing():
    with transaction.atomic():
        with pipelined():
            insert_new("records_searchword", COLUMNS, rows(1))
            with pipelined():
                assert kept() == 1
        with pytest.raises(IntegrityError), pipelined(), transaction.atomic():
            insert_new("records_searchword", COLUMNS, rows(1))
        assert kept() == 1
