"""What is remembered: until the shape changes, or until there is too much of it."""

import pytest

from tailor.kernel import stamps
from tailor.kernel.remembering import Memo, remembered


class Counted:
    def __init__(self):
        self.asked = 0

    def __call__(self, *_key):
        self.asked += 1
        return self.asked


@pytest.mark.django_db
def test_an_answer_holds_until_the_shape_changes():
    find = Counted()
    assert [remembered("key", find), remembered("key", find)] == [1, 1]
    stamps.bump(stamps.SHAPE)
    assert remembered("key", find) == 2


@pytest.mark.django_db
def test_other_keys_have_other_answers():
    find = Counted()
    assert remembered(("reader", "seller"), find) != remembered(("reader", "warehouse"), find)


def test_a_memo_asks_once_for_each_key_and_begins_anew_when_it_is_full():
    find = Counted()
    memo = Memo(find, most=3)
    for key in "aab":
        memo[key]
    assert find.asked == 2
    for key in "cde":
        memo[key]
    assert len(memo) <= 3
