"""What was said about a deal or a lead hangs there, and on the client too."""

from typing import Any

import pytest

from tailor.access.actors import TAILOR
from tailor.clients.models import CallResult
from tailor.clients.records import INTERACTION, PARTY
from tailor.clients.usual import begin_with_usual
from tailor.records import gate, reading, undo
from tailor.records.refusals import Refusal
from tailor.sales.models import Deal, Lead
from tailor.sales.records import DEAL

pytestmark = pytest.mark.django_db


@pytest.fixture
def client_id(selling: Any) -> int:
    return gate.create(PARTY, {"name": "Elene"}, by=selling.seller).id


def note(who: Any, path: str, text: str, **more: Any) -> Any:
    return who.post(f"{path}note/", {"kind": "note", "text": text, **more})


def test_a_deal_tells_what_was_said_about_it_and_the_rest_when_asked(
    deals: Any, client_id: int, signed_in: Any
) -> None:
    roof, yard = deals("Roof", party=client_id), deals("Yard", party=client_id)
    seller = signed_in("seller")
    note(seller, f"/deals/{roof}/", "tiles")
    note(seller, f"/deals/{yard}/", "gravel")
    note(seller, f"/clients/{client_id}/", "birthday cake")
    card = seller.get(f"/deals/{roof}/").content.decode()
    assert "tiles" in card and "gravel" not in card and "birthday cake" not in card and "only=client" in card
    wider = seller.get(f"/deals/{roof}/story/?only=client").content.decode()
    assert "tiles" in wider and "gravel" in wider and "birthday cake" in wider
    assert "tiles" in seller.get(f"/clients/{client_id}/").content.decode()


def test_a_deal_without_a_client_has_its_talks(deals: Any, signed_in: Any) -> None:
    pk, seller = deals("Roof"), signed_in("seller")
    note(seller, f"/deals/{pk}/", "they wrote from a hidden number")
    assert "hidden number" in seller.get(f"/deals/{pk}/").content.decode()
    assert "hidden number" in seller.get("/interactions/").content.decode()


def test_a_lead_has_talks_and_takes_them_into_its_deal_and_to_its_client(leads: Any, signed_in: Any) -> None:
    pk, seller = (
        leads("Roof", name="Nino", phones=[{"value": "+995 599 123456", "type": "mobile"}]),
        signed_in("seller"),
    )
    note(seller, f"/leads/{pk}/", "wants it in May")
    assert "wants it in May" in seller.get(f"/leads/{pk}/").content.decode()
    seller.post("/leads/do/lead.turn/", {"pick": pk})
    lead = Lead.objects.get(pk=pk)
    for path in (f"/deals/{lead.deal_id}/", f"/clients/{lead.party_id}/", f"/leads/{pk}/"):
        assert "wants it in May" in seller.get(path).content.decode(), path


def test_what_was_taken_along_goes_back_when_that_is_undone(leads: Any, selling: Any, signed_in: Any) -> None:
    pk, seller = leads("Roof", name="Nino"), signed_in("seller")
    note(seller, f"/leads/{pk}/", "wants it in May")
    seller.post("/leads/do/lead.turn/", {"pick": pk})
    from tailor.history.models import Step

    undo.undo(Step.objects.order_by("-id")[0], selling.seller)
    assert "wants it in May" in seller.get(f"/leads/{pk}/").content.decode()
    said = reading.select(INTERACTION, selling.owner, "1 = 1", [], "t.id")[0].values
    assert said["party"] is None and said["about"] == f"lead/{pk}"


def test_who_sees_neither_client_nor_deal_hears_nothing(deals: Any, client_id: int, signed_in: Any) -> None:
    pk = deals("Roof", party=client_id)
    note(signed_in("seller"), f"/deals/{pk}/", "a horseshoe above the gate")
    stranger = signed_in("stranger")
    assert "horseshoe" not in stranger.get("/interactions/").content.decode()
    assert "a horseshoe" not in stranger.get("/search/?q=horseshoe").content.decode()
    assert note(stranger, f"/deals/{pk}/", "me too").status_code == 404


def test_who_sees_the_deal_but_not_the_client_hears_what_was_said_about_it(
    deals: Any, client_id: int, selling: Any, signed_in: Any
) -> None:
    pk = deals("Roof", party=client_id)
    seller = signed_in("seller")
    note(seller, f"/deals/{pk}/", "tiles in May")
    note(seller, f"/clients/{client_id}/", "ill since Monday")
    gate.update(DEAL, pk, {"owner": selling.stranger.person_id}, by=selling.owner)
    stranger = signed_in("stranger")
    heard = stranger.get("/interactions/").content.decode()
    assert "tiles in May" in heard and "ill since" not in heard
    assert "tiles in May" in stranger.get(f"/deals/{pk}/").content.decode()
    assert " in May" in stranger.get("/search/?q=tiles").content.decode()


def test_the_talks_of_a_deal_that_was_deleted_are_gone_where_nobody_else_has_them(deals: Any, signed_in: Any) -> None:
    pk, seller = deals("Roof"), signed_in("seller")
    note(seller, f"/deals/{pk}/", "a word")
    seller.post(f"/deals/{pk}/delete/")
    assert "a word" not in seller.get("/interactions/").content.decode()


def test_an_interaction_is_with_somebody_or_about_something(selling: Any) -> None:
    with pytest.raises(Refusal):
        gate.create(INTERACTION, {"kind": "note", "text": "x", "at": "2026-01-02T10:00"}, by=selling.seller)


def test_a_result_said_on_a_deal_plans_the_next_step_of_the_deal(
    deals: Any, client_id: int, selling: Any, signed_in: Any
) -> None:
    begin_with_usual(TAILOR)
    end, pk, seller = CallResult.objects.get(code="no_answer").pk, deals("Roof", party=client_id), signed_in("seller")
    answer = note(seller, f"/deals/{pk}/", "", kind="call", **{"outcome.call": end})
    assert f'hx-post="/deals/{pk}/step/"' in answer.content.decode()
    seller.post(f"/deals/{pk}/step/", {"next_step": "Call again", "next_step_at": "2026-11-23T10:00"})
    assert Deal.objects.get(pk=pk).next_step == "Call again"


def test_a_result_said_on_a_lead_puts_it_off(leads: Any, signed_in: Any) -> None:
    begin_with_usual(TAILOR)
    end, pk, seller = CallResult.objects.get(code="no_answer").pk, leads("Roof"), signed_in("seller")
    answer = note(seller, f"/leads/{pk}/", "", kind="call", **{"outcome.call": end})
    assert "Put off until" in answer.content.decode() and "step-text" not in answer.content.decode()
    seller.post(f"/leads/{pk}/step/", {"next_step_at": "2026-11-23T10:00"})
    assert Lead.objects.get(pk=pk).status == "postponed"
