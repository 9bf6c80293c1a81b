"""Whole numbers out of addresses: digits as everybody types them, and nothing a column cannot hold."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tailor.kernel.numbers import MOST_ID, whole_number


@pytest.mark.parametrize(("text", "number"), [("0", 0), ("7", 7), ("007", 7), (str(MOST_ID), MOST_ID)])
def test_plain_digits_are_a_number(text, number):
    assert whole_number(text) == number


@pytest.mark.parametrize("text", ["", "-1", "²", "٣", "1.0", "1_0", " 1", str(MOST_ID + 1), "9" * 5000])
def test_anything_else_is_none(text):
    assert whole_number(text) is None


@given(st.text(), st.integers(0, MOST_ID))
def test_no_text_breaks_and_the_bound_is_kept(text, most):
    assert (whole_number(text, most) or 0) <= most
