"""Something done to many records: it says beforehand and afterwards what it will not touch, and whose that is."""

import html

import pytest

from tailor.access.models import User
from tailor.records import gate, reading
from tailor.records.selection import Selection
from tailor.records.types import record_type

pytestmark = pytest.mark.django_db
HAND_OVER = "/clients/do/party.hand_over/"


def party():
    return record_type("party")


@pytest.fixture
def three(cast, clients):
    """One client of the seller, two of a colleague of theirs."""
    mine, theirs = cast.seller.person_id, cast.colleague.person_id
    return [clients(owner=mine), clients(owner=theirs), clients(owner=theirs)]


def owner_of(pk, cast):
    return reading.get(party(), pk, cast.owner).owner_id


def called(actor):
    return User.objects.get(pk=actor.person_id).name


def page_of(response):
    return " ".join(html.unescape(response.content.decode()).split())


@pytest.mark.parametrize("chosen", ["ticked", "all of a list"])
def test_the_form_says_how_many_of_the_chosen_are_not_ones_own_and_whose(chosen, cast, three, signed_in):
    asked = {"pick": three} if chosen == "ticked" else {"all": "1", "question": ""}
    form = page_of(signed_in("seller").get("/clients/do/party.group/", asked))
    assert "1 of 3 will change. 2 are not yours to change: " + called(cast.colleague) + " (2)." in form


def test_deleting_says_so_too(cast, three, signed_in):
    assert "1 of 3 will be deleted. 2 are not yours" in page_of(
        signed_in("seller").get("/clients/do/delete/", {"pick": three})
    )


def test_who_may_change_all_of_them_is_told_a_plain_number(three, signed_in):
    form = page_of(signed_in("manager").get("/clients/do/party.group/", {"pick": three}))
    assert "3 records." in form
    assert "not yours" not in form


def test_what_is_there_no_longer_is_said(cast, three, signed_in):
    gate.delete(party(), three[0], by=cast.owner)
    form = page_of(signed_in("manager").get("/clients/do/party.group/", {"pick": three}))
    assert "2 of 3 will change. 1 is not there any more." in form


def test_afterwards_it_is_said_again_and_the_others_are_as_they_were(cast, three, signed_in):
    seller = signed_in("seller")
    assert seller.post(HAND_OVER, {"pick": three, "arg.owner": cast.manager.person_id}).status_code == 204
    told = "Hand over: 1 record. 2 were not yours to change: " + called(cast.colleague) + " (2)"
    assert told in page_of(seller.get("/clients/"))
    assert [owner_of(pk, cast) for pk in three] == [cast.manager.person_id] + 2 * [cast.colleague.person_id]


def test_where_none_is_ones_own_nothing_is_done_and_that_is_said(cast, three, signed_in):
    answer = signed_in("seller").post(HAND_OVER, {"pick": three[1:], "arg.owner": cast.manager.person_id})
    assert answer.status_code == 422
    assert "0 of 2 will change." in page_of(answer)
    assert owner_of(three[1], cast) == cast.colleague.person_id


def test_a_refused_operation_comes_back_with_what_was_given_and_says_what_is_wrong(cast, three, signed_in):
    answer = signed_in("seller").post("/clients/do/change:city/", {"pick": three[:1], "arg.city": "Vác " * 100})
    assert answer.status_code == 422
    assert 'value="Vác Vác' in answer.content.decode() and "characters fit here" in page_of(answer)
    other = signed_in("seller").post("/clients/do/change:birthday/", {"pick": three[:1], "arg.birthday": "the 5th"})
    assert other.status_code == 422 and 'value="the 5th"' in other.content.decode()


def test_clients_out_of_sight_are_not_counted(cast, three, clients, signed_in):
    hidden = clients(owner=cast.stranger.person_id)
    form = page_of(signed_in("seller").get("/clients/do/party.group/", {"pick": [*three, hidden]}))
    assert called(cast.stranger) not in form
    assert "1 of 4 will change. 2 are not yours to change" in form
    assert "1 is not there any more." in form


def test_notes_of_others_are_told_apart_though_their_client_is_seen(cast, three, signed_in):
    note = {"party": three[0], "kind": "note", "text": "x", "at": "2026-01-02"}
    kind = record_type("interaction")
    ids = tuple(gate.create(kind, note, by=cast[name]).id for name in ("seller", "colleague"))
    reach = Selection(kind, ids, "", "edit").reach(cast.seller)
    assert (reach.may, reach.theirs) == (1, ((cast.colleague.person_id, 1),))
    assert [one.id for some in Selection(kind, ids, "", "edit").portions(cast.seller) for one in some] == [ids[0]]


# ---- to whom


def offered(page, name):
    """The values of the choices of a select."""
    inside = page.partition(f'name="{name}"')[2].partition("</select>")[0]
    return [part.partition('"')[0] for part in inside.split('<option value="')[1:]], "selected" in inside


@pytest.mark.parametrize("address", ["do/party.hand_over/?pick={}", "do/change:owner/?pick={}", "{}/fields/owner/"])
def test_only_those_whose_role_owns_clients_are_offered_as_owners(address, cast, three, signed_in):
    page = signed_in("manager").get("/clients/" + address.format(three[0])).content.decode()
    values, _selected = offered(page, "owner" if "fields" in address else "arg.owner")
    assert str(cast.warehouse.person_id) not in values
    assert {str(cast[name].person_id) for name in ("seller", "colleague", "manager", "operator")} <= set(values)


def test_nobody_is_chosen_beforehand_and_somebody_has_to_be(cast, three, signed_in):
    manager = signed_in("manager")
    values, selected = offered(manager.get(HAND_OVER, {"pick": three[0]}).content.decode(), "arg.owner")
    assert (values[0], selected) == ("", True)
    assert manager.post(HAND_OVER, {"pick": three[0], "arg.owner": ""}).status_code == 422
    assert owner_of(three[0], cast) == cast.seller.person_id


def test_who_owns_a_client_already_stays_among_the_choices(cast, clients, signed_in):
    pk = clients(owner=cast.warehouse.person_id)
    values, _selected = offered(signed_in("manager").get(f"/clients/{pk}/fields/owner/").content.decode(), "owner")
    assert str(cast.warehouse.person_id) in values


def test_the_history_does_not_tell_what_became_of_the_first_of_many_as_if_of_all(cast, three, signed_in):
    manager, to = signed_in("manager"), cast.manager.person_id
    manager.post(HAND_OVER, {"pick": three, "arg.owner": to}, headers={"HX-Request": "true"})
    line = page_of(manager.get("/history/")).split("</b> Hand over:")[1].split("</li>")[0]
    assert "Clients</a>" in line
    assert called(cast.seller) not in line
    alone = signed_in("owner")
    alone.post(HAND_OVER, {"pick": three[:1], "arg.owner": cast.seller.person_id}, headers={"HX-Request": "true"})
    line = page_of(alone.get("/history/")).split("</b> Hand over:")[1].split("</li>")[0]
    assert called(cast.manager) in line and called(cast.seller) in line
