"""The story on a card: who may take back what from there, and how far back it reaches."""

import re

import pytest

from tailor.records import gate, reading
from tailor.records.changes import Change
from tailor.records.types import record_type

pytestmark = pytest.mark.django_db

UNDO = re.compile(r'hx-post="(/history/\d+/undo/)"')


def party():
    return record_type("party")


def story_of(client, pk):
    return client.get(f"/clients/{pk}/story/").content.decode()


def everything_of(client, pk):
    """The whole story, portion after portion, as the page asks for it."""
    told, url = "", f"/clients/{pk}/story/"
    while url:
        portion = client.get(url).content.decode()
        following = re.search(r'hx-get="([^"]+/story/[^"]+)"', portion)
        told, url = told + portion, following[1].replace("&amp;", "&") if following else ""
    return told


def test_a_change_is_taken_back_from_the_story(cast, clients, signed_in):
    pk = clients("Elene Abashidze", by=cast.seller, city="Gori")
    gate.update(party(), pk, {"city": "Batumi"}, by=cast.seller)
    seller = signed_in("seller")
    seller.post(UNDO.search(story_of(seller, pk))[1])
    assert reading.get(party(), pk, cast.seller).values["city"] == "Gori"


def test_undo_is_not_offered_for_what_somebody_else_did(cast, clients, signed_in):
    pk = clients("Elene Abashidze", by=cast.colleague)
    assert not UNDO.search(story_of(signed_in("warehouse"), pk))
    assert UNDO.search(story_of(signed_in("owner"), pk))


def test_a_step_that_did_more_is_looked_at_whole_before_it_is_taken_back(cast, clients, signed_in):
    one, other = clients("Elene Abashidze"), clients("Nino Kapanadze")
    with gate.step(cast.owner, "party.update") as act:
        gate.write(act, [Change(party(), "update", pk, {"city": "Batumi"}) for pk in (one, other)])
    story = story_of(signed_in("owner"), one)
    assert f'href="/history/{act.id}/"' in story
    assert f"/history/{act.id}/undo/" not in story


def test_the_story_reaches_back_beyond_changes_one_may_not_see(cast, clients, signed_in):
    pk = clients("Elene Abashidze", by=cast.seller)
    gate.update(party(), pk, {"city": "Batumi"}, by=cast.seller)
    for number in range(70):
        gate.update(party(), pk, {"about": f"secret {number}"}, by=cast.seller)
    story = story_of(signed_in("warehouse"), pk)
    assert "Batumi" in story
    assert "secret" not in story


def test_every_change_is_told_once_and_in_its_order(cast, clients, signed_in):
    pk = clients("Elene Abashidze", by=cast.seller)
    with gate.step(cast.seller, "party.update") as act:  # all of one moment
        for number in range(8):
            gate.write(act, [Change(party(), "update", pk, {"city": f"Same {number}"})])
    for number in range(120):
        gate.update(party(), pk, {"city": f"City {number}"}, by=cast.seller)
    told = re.findall(r'<li id="(e\d+)"', everything_of(signed_in("owner"), pk))
    assert len(told) == len(set(told)) == 129
    assert told == sorted(told, key=lambda key: -int(key[1:]))


def test_a_mangled_place_means_the_beginning(clients, signed_in):
    pk, owner = clients("Elene Abashidze"), signed_in("owner")
    for place in ("~", "2026~e1", "nonsense", "2026-01-01T00:00:00"):
        assert "created this" in owner.get(f"/clients/{pk}/story/", {"before": place}).content.decode()
