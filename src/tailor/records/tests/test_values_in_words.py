"""Values as people read them: days in one style a language, pictures and colours not by their inner names."""

from dataclasses import replace
from datetime import date

import pytest

from tailor.access.actors import TAILOR
from tailor.records.days import long_day, short_day
from tailor.records.showing import Show
from tailor.records.timeline import changes_in_words
from tailor.records.types import record_type

pytestmark = pytest.mark.django_db


def shown_to(language):
    return Show(replace(TAILOR, language=language))


@pytest.mark.parametrize(
    ("language", "short", "long"),
    [
        ("en", "30 Jun 1966", "30 June 1966"),
        ("ru", "30 июн. 1966", "30 июня 1966"),
        ("hu", "1966. jún. 30.", "1966. június 30."),
        ("ka", "30 ივნ 1966", "30 ივნისი, 1966"),
    ],
)
def test_a_whole_day_has_one_style_in_each_language(language, short, long):
    day = date(1966, 6, 30)
    assert (short_day(day, language), long_day(day, language)) == (short, long)


@pytest.mark.parametrize(("value", "text"), [("1966-06-30", "30 June 1966"), ("--06-30", "30 June")])
def test_a_birthday_reads_like_other_days(value, text):
    field = record_type("party").declared["birthday"]
    assert field.text(value, shown_to("en")) == text


def test_a_changed_photo_is_told_of_without_the_number_of_its_file():
    fields = record_type("party").declared
    assert changes_in_words({"photo": [None, 4711]}, fields, shown_to("en")) == [("Photo", "", "a picture")]


def test_a_colour_is_shown_as_one():
    cell = record_type("group").declared["colour"].cell("teal", shown_to("en"))
    assert 'class="sw sw-teal"' in cell and "teal</span>" in cell
