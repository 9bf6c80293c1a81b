"""Modules a role is without: nothing of them by any door."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from tailor.access.rights import grant
from tailor.access.roles import role
from tailor.api.tokens import make_token
from tailor.history.models import Step
from tailor.records import gate
from tailor.records.types import record_type
from tailor.records.undo import undo
from tailor.staff.tests.roles import MIXED, give

pytestmark = pytest.mark.django_db


def test_nothing_of_a_module_is_seen_by_a_role_that_is_without_it_by_any_door(cast, signed_in, clients):
    pk = clients("Near", owner=cast.seller.person_id)
    owner, seller = signed_in("owner"), signed_in("seller")
    asked = owner.get("/rights/seller/module/clients/").content.decode()
    assert "Nothing of this module" in asked and "Clients, Interactions, Groups, Results of calls, Relations" in asked
    owner.post("/rights/seller/module/clients/", {"had": "True"}, headers={"HX-Request": "true"})
    page = owner.get("/rights/").content.decode()
    assert re.search(r'aria-label="Seller, Clients: nothing of it"', page)
    seller = signed_in("seller")
    gone = ["/clients/", f"/clients/{pk}/", f"/clients/{pk}/calling/", "/clients/new/", "/clients/export/", "/interactions/",
            "/relations/new/", "/groups/", "/clients/duplicates/", "/clients/board/", f"/clients/{pk}/who-sees/"]  # fmt: skip
    assert {path: seller.get(path).status_code for path in gone} == dict.fromkeys(gone, 404)
    begin = seller.get("/").content.decode()
    assert not [path for path in gone if f'href="{path}' in begin]
    me = seller.get("/me/").content.decode()
    assert not [path for path in gone if f'href="{path}"' in me]
    assert "Near" not in seller.get("/search/?q=nea").content.decode()
    assert "Near" not in seller.get("/history/").content.decode()
    _token, key = make_token(cast.seller.person_id, "mine")
    api = {"headers": {"Authorization": f"Bearer {key}"}}
    assert Client().get("/api/v1/clients", **api).status_code in (403, 404)
    assert Client().get(f"/api/v1/clients/{pk}", **api).status_code == 404
    kinds = {one["type"] for one in Client().get("/api/v1/types", **api).json()["types"]}
    assert "clients" not in kinds


def test_a_module_that_is_given_again_brings_the_rights_there_were_and_so_does_undo(cast, signed_in):
    give("seller", MIXED, cast.owner)
    before = role("seller")
    owner = signed_in("owner")
    owner.post("/rights/seller/module/clients/", {"had": "True"})
    step = Step.objects.latest("id")
    assert not role("seller").grant("party").see and not role("seller").grant("relation").see
    stale = owner.post("/rights/seller/module/clients/", {"had": "True"}).content.decode()
    assert "Somebody changed this meanwhile" in stale
    owner.post("/rights/seller/module/clients/", {"had": "False"})
    assert role("seller").grant("party") == before.grant("party")
    undo(Step.objects.latest("id"), cast.owner)
    assert not role("seller").grant("party").see
    undo(step, cast.owner)
    assert role("seller") == before


def test_a_module_of_which_the_rights_of_a_role_tell_nothing_is_given_with_the_right_to_see(cast, signed_in):
    assert not role("warehouse").grant("deal").see
    signed_in("owner").post("/rights/warehouse/module/sales/", {"had": "False"})
    assert role("warehouse").grant("deal") == grant("see") and role("warehouse").without == frozenset()


def test_the_page_of_a_role_names_its_modules_its_first_page_and_its_menu_and_saves_them_in_one_step(cast, signed_in):
    gate.create(record_type("own_kind"), {"label": "Visit", "plural": "Visits", "code": "visit"}, by=cast.owner)
    give("seller", {"visit": {"may": "see"}}, cast.owner)
    owner = signed_in("owner")
    page = owner.get("/rights/seller/").content.decode()
    ticked = re.findall(r'name="module" value="(\w+)" checked', page)
    assert ticked == ["api", "catalog", "clients", "exchange", "notifications", "planning", "sales", "visit"]
    assert 'name="home"' in page and 'name="entry"' in page
    steps = Step.objects.count()
    form = {"modules": "1", "module": ["visit"], "home": "visit", "entry": ["visit", "party"]}
    owner.post("/rights/seller/", form, headers={"HX-Request": "true"})
    assert Step.objects.count() == steps + 1
    seller = signed_in("seller")
    assert seller.get("/").headers["Location"] == "/visit/"
    assert seller.get("/clients/").status_code == 404 and seller.get("/visit/").status_code == 200
    owner.post("/rights/seller/", {**form, "module": []}, headers={"HX-Request": "true"})
    assert signed_in("seller").get("/visit/").status_code == 404
    owner.post("/rights/seller/", {**form, "module": ["visit"]}, headers={"HX-Request": "true"})
    assert signed_in("seller").get("/visit/").status_code == 200


def test_modules_are_taken_and_given_by_those_who_rule_only_and_never_from_them(cast, signed_in):
    for path in ("/rights/owner/module/clients/", "/rights/seller/module/nonsense/", "/rights/seller/module/workshop/"):
        assert signed_in("owner").post(path, {"had": "True"}).status_code == 404
    assert signed_in("seller").post("/rights/manager/module/clients/", {"had": "True"}).status_code == 404
