"""What a draft wants is laid over what others published meanwhile, and nothing of either is lost unsaid."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tailor.records.blueprint.document import Document
from tailor.workshop.rebasing import rebased

values = st.dictionaries(st.sampled_from("abc"), st.integers(1, 3), max_size=3)
entries = st.dictionaries(st.sampled_from([("k",), ("l",), ("m",), ("n",)]), values, max_size=4)


def shape(found) -> Document:
    return Document({"thing": dict(found)})


@given(entries, entries)
def test_what_nobody_else_touched_is_as_the_draft_wants_it(base, mine):
    assert rebased(shape(base), shape(mine), shape(base)).wanted.entries["thing"] == mine


@given(entries, entries)
def test_a_draft_that_changes_nothing_takes_everything_over(base, theirs):
    found = rebased(shape(base), shape(base), shape(theirs))
    assert found.wanted.entries["thing"] == theirs and not found.clashes


@given(entries, entries)
def test_what_both_changed_alike_is_no_clash(base, both):
    found = rebased(shape(base), shape(both), shape(both))
    assert found.wanted.entries["thing"] == both and not found.clashes


@given(entries, entries, entries)
def test_what_only_one_of_them_changed_is_as_that_one_has_it_and_the_rest_is_told(base, mine, theirs):
    found = rebased(shape(base), shape(mine), shape(theirs))
    clashing = {one.key for one in found.clashes}
    for key in {*base, *mine, *theirs}:
        was, one, other, now = (where.get(key) for where in (base, mine, theirs, found.wanted.entries["thing"]))
        if one == was:
            assert now == other
        elif other == was:
            assert now == one
        elif one is None or other is None:
            assert now == one and ((key in clashing) == (one != other))
