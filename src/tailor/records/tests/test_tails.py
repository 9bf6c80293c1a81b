"""Any digits of a number find it, though only every second of its ends is kept."""

from __future__ import annotations

import importlib

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from tailor.kernel.inserting import insert_new
from tailor.records.indexing.tails import SHORTEST, kept_tails, ranges

numbers = st.text("0123456789", min_size=1, max_size=20)


def finds(part: str, number: str) -> bool:
    return any(first <= tail < end for tail in kept_tails(number) for first, end in ranges(part))


@given(numbers, st.data())
def test_any_digits_within_a_number_find_it(number, data):
    if len(number) < SHORTEST:
        assert finds(number, number)
        return
    start = data.draw(st.integers(0, len(number) - SHORTEST))
    end = data.draw(st.integers(start + SHORTEST, len(number)))
    assert finds(number[start:end], number)


@given(numbers, st.text("0123456789", min_size=SHORTEST, max_size=8))
def test_digits_that_are_not_in_a_number_do_not_find_it(number, part):
    assert finds(part, number) == (part in number)


def test_about_half_of_the_ends_are_kept():
    assert kept_tails("599123456") == ["599123456", "99123456", "123456", "3456"]
    assert kept_tails("9161234567") == ["9161234567", "61234567", "234567", "4567"]


@pytest.mark.django_db
def test_of_an_index_with_every_end_the_migration_leaves_the_kept_ones():
    spare = importlib.import_module("tailor.records.migrations.0005_every_second_tail").SPARE
    numbers = {1: "599123456", 2: "9161234567", 3: "112", 4: "03"}
    every = [
        ("party", number[start:], pk, None, None)
        for pk, number in numbers.items()
        for start in range(max(1, len(number) - SHORTEST + 1))
    ]
    insert_new("records_searchdigits", ("record_type", "digits", "record_id", "owner_id", "department_id"), every)
    with connection.cursor() as cursor:
        cursor.execute(spare)
        cursor.execute("SELECT record_id, digits FROM records_searchdigits WHERE record_type = 'party'")
        assert sorted(cursor.fetchall()) == sorted(
            (pk, tail) for pk, number in numbers.items() for tail in kept_tails(number)
        )
