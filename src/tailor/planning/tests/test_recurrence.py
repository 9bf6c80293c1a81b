"""When something comes again: bounded, ordered, and as RFC 5545 has it."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tailor.planning.recurrence import DAILY, MONTHLY, UNITS, WEEKLY, YEARLY, NotARule, Rule, following, read

DAYS = st.dates(date(1990, 1, 1), date(2090, 12, 31))
RULES = st.one_of(
    st.builds(Rule, st.sampled_from(UNITS), st.integers(1, 99)),
    st.builds(Rule, st.just(WEEKLY), st.integers(1, 99), st.sets(st.integers(0, 6)).map(sorted).map(tuple)),
    st.builds(Rule, st.just(MONTHLY), st.integers(1, 99), st.just(()), st.sampled_from([-1, *range(1, 32)])),
)


@given(RULES)
def test_a_rule_is_read_as_it_is_written(rule):
    assert read(str(rule)) == rule


@given(st.text(max_size=60))
def test_whatever_is_no_rule_is_said_to_be_none(text):
    try:
        assert read(str(read(text))) == read(text)
    except NotARule as wrong:
        assert str(wrong)


@given(RULES, DAYS, st.integers(-400, 4000))
def test_the_next_day_lies_ahead_and_not_before_what_was_asked(rule, day, ahead):
    least = day + timedelta(days=ahead)
    found = following(rule, day, least)
    if found is None:  # a 31st of a month that has none comes never
        assert rule.unit in (MONTHLY, YEARLY)
    else:
        assert found[0] > day
        assert found[0] >= least


@given(RULES, DAYS)
def test_nothing_lies_between_a_day_and_the_next(rule, day):
    """What is found by way of any day between is the same."""
    found = following(rule, day)
    if found:
        between = day + (found[0] - day) / 2
        assert following(rule, day, between) == found


@given(DAYS, st.integers(1, 60))
def test_a_count_runs_out(day, count):
    rule, seen = Rule(DAILY, count=count), 0
    while found := following(rule, day):
        day, rule, seen = found[0], found[1], seen + 1
    assert seen == count - 1


@pytest.mark.parametrize(
    ("rule", "day", "then"),
    [
        ("FREQ=DAILY;INTERVAL=3", date(2026, 12, 30), date(2027, 1, 2)),
        ("FREQ=WEEKLY", date(2026, 11, 20), date(2026, 11, 27)),
        ("FREQ=WEEKLY;BYDAY=MO,FR", date(2026, 11, 20), date(2026, 11, 23)),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,FR", date(2026, 11, 20), date(2026, 11, 30)),
        ("FREQ=MONTHLY", date(2026, 1, 31), date(2026, 3, 31)),
        ("FREQ=MONTHLY;BYMONTHDAY=-1", date(2026, 1, 31), date(2026, 2, 28)),
        ("FREQ=YEARLY", date(2028, 2, 29), date(2032, 2, 29)),
        ("FREQ=DAILY;UNTIL=20261121", date(2026, 11, 21), None),
    ],
)
def test_examples(rule, day, then):
    found = following(read(rule), day)
    assert (found[0] if found else None) == then
