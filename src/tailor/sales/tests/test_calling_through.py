"""Calling deals and leads through."""

from typing import Any

import pytest

from tailor.access.actors import TAILOR
from tailor.clients.models import CallResult, Interaction
from tailor.clients.records import PARTY
from tailor.clients.usual import begin_with_usual
from tailor.records import gate
from tailor.sales.models import Deal, Lead

pytestmark = pytest.mark.django_db
PHONE = [{"value": "+36301234560", "type": "mobile"}]


def test_a_deal_is_called_by_the_phone_of_its_client_with_its_script_and_plans_its_own_step(
    deals: Any, selling: Any, signed_in: Any
) -> None:
    begin_with_usual(TAILOR)
    party = gate.create(PARTY, {"name": "Elene", "phones": PHONE}, by=selling.seller).id
    pk, seller = deals("Roof", party=party), signed_in("seller")
    deals("Nobody to call")
    at = seller.post("/deals/call/", {"question": ""})["HX-Redirect"]
    page = seller.get(at).content.decode()
    assert "1 of 1" in page and "tel:+36301234560" in page and "By when, and who decides" in page
    end = CallResult.objects.get(code="no_answer").pk
    seller.post(f"{at}keep/", {"record": pk, "outcome": end})
    assert Deal.objects.get(pk=pk).next_step == "Call again"
    assert Interaction.objects.values_list("party_id", "about").get() == (party, f"deal/{pk}")


def test_a_lead_without_a_client_is_called_and_put_off(leads: Any, signed_in: Any) -> None:
    begin_with_usual(TAILOR)
    pk, seller = leads("Roof please", name="Nino", phones=PHONE), signed_in("seller")
    leads("No phone")
    at = seller.post("/leads/call/", {"question": ""})["HX-Redirect"]
    page = seller.get(at).content.decode()
    assert "1 of 1" in page and "Roof please" in page and "Put off until" in page
    end = CallResult.objects.get(code="no_answer").pk
    seller.post(f"{at}keep/", {"record": pk, "outcome": end})
    assert Lead.objects.get(pk=pk).status == "postponed"
    assert Interaction.objects.values_list("party_id", "about").get() == (None, f"lead/{pk}")


def test_beside_a_client_stand_their_deals_under_way_and_what_to_say(deals: Any, selling: Any, signed_in: Any) -> None:
    begin_with_usual(TAILOR)
    party = gate.create(PARTY, {"name": "Elene", "phones": PHONE}, by=selling.seller).id
    deals("Red roof", party=party)
    seller = signed_in("seller")
    page = seller.get(seller.post("/clients/call/", {"question": ""})["HX-Redirect"]).content.decode()
    assert "Red roof" in page and "By when, and who decides" in page
