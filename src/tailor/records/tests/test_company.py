"""The company itself: one record, changed like any; what it counts in stands behind every amount."""

from __future__ import annotations

import pytest

from tailor.access.actors import TAILOR
from tailor.records import company, gate, own_company
from tailor.records.models import Company
from tailor.records.own_company import COMPANY
from tailor.records.refusals import Refusal
from tailor.records.types import record_type

pytestmark = pytest.mark.django_db


@pytest.fixture
def ours(cast):
    own_company.tell(TAILOR, "Façade & Roof", "GEL")
    return Company.objects.get().id


def test_whoever_rules_changes_the_company_in_place_and_takes_it_back(ours, signed_in):
    owner = signed_in("owner")
    assert owner.get("/company/")["Location"] == f"/company/{ours}/"
    assert "GEL" in owner.get(f"/company/{ours}/").content.decode()
    owner.post(f"/company/{ours}/fields/currency/", {"currency": "HUF"})
    assert company.currency() == "HUF"
    owner.post(f"/company/{ours}/fields/name/", {"name": "Tető Kft."})
    assert company.name() == "Tető Kft." and "Tető Kft." in owner.get("/clients/").content.decode()


def test_nobody_else_finds_it(ours, signed_in):
    for role in ("manager", "seller", "operator", "warehouse"):
        assert signed_in(role).get("/company/").status_code == 404
        assert signed_in(role).get(f"/company/{ours}/").status_code == 404


def test_there_is_one_and_it_stays(ours, cast):
    with pytest.raises(Refusal, match="one company"):
        gate.create(COMPANY, {"name": "Another", "currency": "EUR"}, by=cast.owner)
    with pytest.raises(Refusal, match="stays"):
        gate.delete(COMPANY, ours, by=cast.owner)


def test_a_currency_that_there_is_not_is_refused(ours, signed_in):
    answer = signed_in("owner").post(f"/company/{ours}/fields/currency/", {"currency": "XXX"})
    assert answer.status_code == 422 and company.currency() == "GEL"


def test_amounts_stand_in_what_the_company_counts_in(ours, cast, signed_in):
    deal = gate.create(
        record_type("deal"), {"title": "Roof", "amount": "1200", "owner": cast.seller.person_id}, by=cast.owner
    ).id
    assert "GEL" in signed_in("seller").get(f"/deals/{deal}/").content.decode()
    own_company.tell(TAILOR, "Façade & Roof", "HUF")
    page = signed_in("seller").get(f"/deals/{deal}/").content.decode()
    assert "HUF" in page and "GEL" not in page
