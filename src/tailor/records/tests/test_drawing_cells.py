"""Cells of lists: drawn once for a page, and never otherwise than the field shows its values."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from tailor.access.actors import TAILOR
from tailor.records.fields import Emails, Moment, Money, Person, Phones, Reference, Text
from tailor.records.fields.base import DASH
from tailor.records.showing import Show

pytestmark = pytest.mark.django_db


class Shouted(Text):
    def text(self, value, show):
        return value.upper()


@pytest.fixture
def show():
    return Show(TAILOR)


def test_a_kind_that_shows_its_values_differently_is_drawn_so_in_lists(show):
    assert Shouted(name="cry", label="Cry").drawer(show)("hey") == "HEY"
    assert Text(name="cry", label="Cry").drawer(show)("hey") == "hey"


@pytest.mark.parametrize("field", [
    Text(name="a", label="A"), Moment(name="a", label="A"), Phones(name="a", label="A"), Emails(name="a", label="A"),
    Person(name="a", label="A"), Reference(name="a", label="A", to="group"), Text(name="a", label="A", own=True),
], ids=lambda field: type(field).__name__)  # fmt: skip
def test_nothing_is_a_dash(field, show):
    assert field.drawer(show)(field.nothing if field.own else None) == DASH


@pytest.mark.parametrize("text", ["<b>", 'O\'Neil & "Sons"', "\u202eabc"])
def test_what_people_wrote_is_escaped(text, show):
    assert "<b>" not in Text(name="a", label="A").drawer(show)(text)
    drawn = Emails(name="a", label="A").drawer(show)(f'[{{"value":"{text.replace(chr(34), "")}@x.org"}}]')
    assert "<b>" not in drawn


def test_a_moment_is_drawn_as_its_field_shows_it(show):
    for due in (False, True):
        field = Moment(name="a", label="A", due=due)
        for moment in (
            datetime(2024, 6, 3, 9, tzinfo=UTC),
            timezone.now() - timedelta(days=3),
            timezone.now() + timedelta(days=2),
        ):
            stored = field.from_db(moment)
            assert field.drawer(show)(moment) == field.cell(stored, show)
            assert field.drawer(show)(moment.replace(tzinfo=None)) == field.cell(stored, show)


def test_what_one_language_drew_is_not_shown_in_another(settings):
    field = Phones(name="a", label="A")
    raw = '[{"value":"","typed":"ask Nino"}]'
    from django.utils import translation

    with translation.override("ru"):
        russian = field.drawer(Show(replace(TAILOR, language="ru")))(raw)
    with translation.override("en"):
        english = field.drawer(Show(TAILOR))(raw)
    assert russian != english
    assert "not dialable" in english


@pytest.mark.parametrize(("amount", "size"), [("44120", ""), ("1234567.5", " long"), ("123456789012.55", " huge")])
def test_a_number_says_how_much_room_it_takes_beside_its_currency(amount, size, show):
    field = Money(name="a", label="A", currency="EUR")
    assert field.drawer(show)(field.to_db(amount)).startswith(f'<span class="num{size}">')
