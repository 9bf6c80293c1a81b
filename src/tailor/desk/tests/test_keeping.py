"""Parts of pages that are kept: drawn once, and never with somebody else's address in them."""

import pytest
from django.utils import translation
from markupsafe import Markup

from tailor.desk.keeping import kept


class Part:
    """Counts how often it is drawn."""

    def __init__(self):
        self.drawn = 0

    def __call__(self, at=""):
        self.drawn += 1
        return Markup('<a href="{}note/">').format(at)


@pytest.fixture
def part():
    return Part()


def test_a_part_is_drawn_once_for_each_key_and_language(part):
    for key in ("one", "one", "other"):
        kept("menu", key, caller=part)
    with translation.override("hu"):
        kept("menu", "one", caller=part)
    assert part.drawn == 3


def test_each_record_gets_its_own_address_in_a_part_drawn_once(part):
    pages = [kept("composer", None, f"/clients/{number}/", caller=part) for number in (1, 22)]
    assert pages == ['<a href="/clients/1/note/">', '<a href="/clients/22/note/">']
    assert part.drawn == 1


def test_an_address_is_escaped(part):
    assert kept("composer", None, '"><script>', caller=part) == '<a href="&#34;&gt;&lt;script&gt;note/">'
