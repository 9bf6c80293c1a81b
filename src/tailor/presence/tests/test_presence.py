"""Who has a card open: told to those who see the card, of those who see it, and only while it is so."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import RequestFactory
from django.utils import timezone

from tailor.access.models import SignIn, User
from tailor.access.signing_in import key_hash, open_sign_in
from tailor.presence import opened
from tailor.presence.models import Opened
from tailor.presence.opened import Shown, read
from tailor.records import gate
from tailor.records.types import record_type


@pytest.fixture
def key(cast):
    """The hash of a new sign-in of somebody of the cast."""

    def sign_in(name):
        return key_hash(open_sign_in(RequestFactory().get("/"), User.objects.get(pk=cast[name].person_id)))

    return sign_in


@pytest.fixture
def open_card(key):
    """Somebody opens a card in a browser; gives the name of its stream."""

    def do(name, pk, *, editing=False):
        stream = f"{name}-{pk}"
        opened.enter(stream, key(name), [Shown("party", pk, editing)])
        return stream

    return do


@pytest.fixture
def faces(signed_in):
    """Whom somebody sees on a card: the HTML."""
    return lambda name, pk: signed_in(name).get(f"/clients/{pk}/here/").content.decode()


def test_colleagues_at_the_same_card_are_seen_and_one_is_not_told_of_oneself(cast, clients, open_card, faces):
    pk, other = clients(by=cast.seller), clients(by=cast.seller)
    for name in ("seller", "manager"):
        open_card(name, pk)
    open_card("colleague", other)
    seen = faces("seller", pk)
    assert "Manager has this open too" in seen
    assert "Seller" not in seen
    assert "Colleague" not in seen


def test_who_is_writing_there_is_said(cast, clients, open_card, faces):
    pk = clients(by=cast.seller)
    open_card("manager", pk, editing=True)
    assert "Manager is writing here" in faces("seller", pk)


def test_whoever_does_not_see_a_card_is_neither_shown_there_nor_told(cast, clients, open_card, faces, signed_in):
    pk = clients(by=cast.seller)
    open_card("stranger", pk)
    assert "Stranger" not in faces("seller", pk)
    open_card("seller", pk)
    assert signed_in("stranger").get(f"/clients/{pk}/here/").status_code == 404


def test_who_lost_the_sight_of_a_card_is_not_shown_there_any_more(cast, clients, open_card, faces):
    pk = clients(by=cast.seller)
    open_card("seller", pk)
    gate.update(record_type("party"), pk, {"owner": cast.stranger.person_id}, by=cast.owner)
    assert "Seller" not in faces("owner", pk)


def test_who_left_the_company_is_not_shown(cast, clients, open_card, faces):
    pk = clients(by=cast.seller)
    open_card("colleague", pk)
    User.objects.filter(pk=cast.colleague.person_id).update(is_active=False)
    assert "Colleague" not in faces("seller", pk)


def test_more_than_a_few_are_counted(cast, clients, open_card, faces):
    pk = clients(by=cast.seller)
    for name in ("owner", "administrator", "manager", "colleague", "operator"):
        open_card(name, pk)
    seen = faces("seller", pk)
    assert seen.count("<li") == 3
    assert "+3" in seen


def test_who_closed_the_card_is_gone(cast, clients, open_card, faces):
    pk = clients(by=cast.seller)
    opened.leave([open_card("manager", pk)])
    assert "<li" not in faces("seller", pk)


def test_what_is_not_said_again_is_over_and_what_is_stays(cast, clients, open_card):
    pk = clients(by=cast.seller)
    alive, _dead = open_card("manager", pk), open_card("colleague", pk)
    Opened.objects.update(seen_at=timezone.now() - opened.LASTS - timedelta(seconds=1))
    assert opened.at("party", pk) == {}
    opened.beat([alive])
    assert opened.at("party", pk) == {cast.manager.person_id: False}
    Opened.objects.exclude(stream=alive).update(seen_at=timezone.now() - 3 * opened.LASTS)
    opened.beat([alive])
    assert Opened.objects.count() == 1


def test_while_one_works_as_another_it_is_oneself_who_is_shown(cast, clients, key, faces):
    pk = clients(by=cast.seller)
    hashed, until = key("owner"), timezone.now() + timedelta(hours=1)
    SignIn.objects.filter(key_hash=hashed).update(as_user=cast.colleague.person_id, as_until=until)
    assert opened.enter("stream", hashed, [Shown("party", pk)]) == cast.owner.person_id
    seen = faces("seller", pk)
    assert "Owner" in seen
    assert "Colleague" not in seen


def test_a_stranger_opens_nothing(cast, clients):
    assert opened.enter("stream", key_hash("nonsense"), [Shown("party", clients(by=cast.seller))]) == 0
    assert not Opened.objects.exists()


def test_rows_of_lists_are_nobodys_presence(cast, clients, key):
    pk = clients(by=cast.seller)
    opened.enter("stream", key("manager"), [Shown("party", pk, row=True)])
    assert opened.everywhere() == {}


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("party:5", [Shown("party", 5)]),
        ("party:5*,group:7", [Shown("party", 5, editing=True), Shown("group", 7)]),
        ("party:9-", [Shown("party", 9, row=True)]),
        ("", []),
        ("party", []),
        ("party:x,:5,PARTY:5,party:5;DROP,party:99999999999999999999,party:-1", []),
    ],
)
def test_what_a_page_says_it_shows_is_understood_and_nonsense_passed_over(words, found):
    assert read(words) == found


def test_nobody_says_they_show_very_many():
    assert len(read(",".join(f"party:{n}" for n in range(1, 1000)))) == opened.MOST
    assert len(read(",".join(f"party:{n}-" for n in range(1, 9000)))) <= opened.MOST_ROWS + opened.MOST
