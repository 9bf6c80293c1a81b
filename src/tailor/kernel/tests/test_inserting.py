"""Rows come back as they were put in, on either database and by either way."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection, transaction

from tailor.kernel.inserting import insert_missing, insert_new

pytestmark = pytest.mark.django_db
WORDS = ("scope", "word", "record_id")
TYPES = {"scope": "text", "word": "text", "record_id": "bigint"}


def kept() -> list[tuple[str, str, int]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT scope, word, record_id FROM records_searchword ORDER BY record_id")
        return [tuple(row) for row in cursor.fetchall()]


@pytest.mark.parametrize("odd", ["plain", "a\tb", "a\nb", "a\\b", "\\N", "a\rb", "თბილისი", "'quoted\"", ""])
@pytest.mark.parametrize("many", [1, 20])
def test_any_text_is_kept_as_it_is(odd, many):
    rows = [("t", odd, number) for number in range(many)]
    insert_new("records_searchword", WORDS, rows)
    assert kept() == rows


def test_nothing_is_null_and_the_word_for_it_is_not():
    rows = [("t", digits, number, None, number) for number, digits in enumerate(["1", "\\N", "3", "4", "5", "6"])]
    insert_new("records_searchdigits", ("record_type", "digits", "record_id", "owner_id", "department_id"), rows)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM records_searchdigits ORDER BY record_id")
        assert [tuple(row) for row in cursor.fetchall()] == rows


def test_what_is_there_already_is_left_or_refused():
    rows = [("t", "word", number) for number in range(9)]
    insert_missing("records_searchword", TYPES, rows[:5])
    insert_missing("records_searchword", TYPES, rows)
    assert kept() == rows
    with pytest.raises(IntegrityError), transaction.atomic():
        insert_new("records_searchword", WORDS, rows)
