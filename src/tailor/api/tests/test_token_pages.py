"""People make and revoke tokens, and find what there is to ask for."""

import re

import pytest

from tailor.api.models import Token

pytestmark = pytest.mark.django_db


def made(browser, **wanted):
    page = browser.post("/tokens/", {"name": "Our site", "rights": "read", "lasts": "24", **wanted}).content.decode()
    return re.search(r"tlr_[\w-]{43}", page)[0]


def test_a_token_is_made_works_and_its_key_is_shown_once(signed_in, program):
    seller, caller = signed_in("seller"), program("seller")
    caller.key = made(seller)
    assert caller.get("clients").status_code == 200
    assert caller.post("clients", {"name": "X"}).status_code == 403
    assert caller.key not in seller.get("/tokens/").content.decode()
    assert "Our site" in seller.get("/tokens/").content.decode()


def test_a_token_may_write_where_that_was_chosen_and_knows_only_the_kinds_ticked(signed_in, program):
    caller = program("seller")
    caller.key = made(signed_in("seller"), rights="write", kind=["party", "no_such_kind"], lasts="nonsense")
    assert caller.post("clients", {"name": "X"}).status_code == 201
    assert caller.get("groups").status_code == 404
    assert Token.objects.latest("id").expires_at is not None


def test_a_token_without_a_name_is_not_made(signed_in):
    before = Token.objects.count()
    assert signed_in("seller").post("/tokens/", {"name": " "}).status_code == 422
    assert Token.objects.count() == before


def test_one_revokes_ones_own_and_those_who_rule_anybody_s(signed_in, program):
    caller = program("seller")
    caller.key = made(signed_in("seller"))
    token = Token.objects.latest("id")
    assert "Our site" not in signed_in("colleague").get("/tokens/").content.decode()
    assert signed_in("colleague").post(f"/tokens/{token.pk}/revoke/").status_code == 404
    assert signed_in("owner").post(f"/tokens/{token.pk}/revoke/").status_code == 302
    assert caller.get("me").status_code == 401
    assert signed_in("seller").post(f"/tokens/{token.pk}/revoke/").status_code == 404


def test_the_reference_tells_of_what_the_person_may_see(signed_in, cast):
    page = signed_in("seller").get("/tokens/reference/").content.decode()
    assert "/api/v1/clients/{id}" in page
    assert "/api/v1/own-fields" not in page
    assert signed_in("seller").get("/tokens/openapi.json").json()["openapi"] == "3.1.0"
