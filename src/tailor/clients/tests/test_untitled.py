"""An interaction nobody wrote a word about is called by what it was and when."""

import pytest

from tailor.records import gate, reading
from tailor.records.showing import Show
from tailor.records.types import record_type
from tailor.records.web.finding import hit

pytestmark = pytest.mark.django_db


@pytest.fixture
def talk(cast, clients):
    """A call of which only the moment is known."""
    values = {"party": clients(), "kind": "call", "at": "2024-06-03T09:30:00Z"}
    return gate.create(record_type("interaction"), values, by=cast.owner).id


def test_its_card_and_the_history_call_it_by_kind_and_day(talk, signed_in):
    owner = signed_in("owner")
    assert "<h1>Call, 3 Jun 2024</h1>" in owner.get(f"/interactions/{talk}/").content.decode()
    assert ">Call, 3 Jun 2024</a>" in owner.get("/history/").content.decode()


def test_search_shows_it_by_kind_and_day(talk, cast):
    found = hit(reading.get(record_type("interaction"), talk, cast.owner), "", Show(cast.owner))
    assert found["title"] == "Call, 3 Jun 2024"


def test_search_does_not_say_the_same_words_twice(cast, clients):
    values = {
        "party": clients("Elene Abashidze"),
        "kind": "call",
        "at": "2024-06-03T09:30:00Z",
        "text": "Sent samples.",
    }
    done = gate.create(record_type("interaction"), values, by=cast.owner)
    found = hit(reading.get(record_type("interaction"), done.id, cast.owner), "samples", Show(cast.owner))
    assert found["title"] == "Sent <mark>samples</mark>."
    assert found["meta"] == "Elene Abashidze"


def test_it_is_called_so_in_the_readers_language(talk, cast, signed_in):
    gate.update(record_type("user"), cast.owner.person_id, {"language": "hu"}, by=cast.owner)
    assert "<h1>Hívás, 2024. jún. 3.</h1>" in signed_in("owner").get(f"/interactions/{talk}/").content.decode()


def test_words_somebody_wrote_go_before(cast, clients):
    values = {"party": clients(), "kind": "call", "at": "2024-06-03T09:30:00Z", "text": "Sent the price list."}
    done = gate.create(record_type("interaction"), values, by=cast.owner)
    assert reading.get(record_type("interaction"), done.id, cast.owner).title == "Sent the price list."
