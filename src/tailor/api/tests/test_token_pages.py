"""People make and revoke tokens, and find what there is to ask for."""

import re
import time

import pyotp
import pytest
from django.test import Client

from tailor.access import second
from tailor.access.doors import Doors, keep_doors
from tailor.access.models import User
from tailor.access.tests.strangers import solved
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


def test_a_token_for_a_kind_that_is_gone_by_now_is_not_made_for_all_of_them(signed_in):
    before = Token.objects.count()
    answer = signed_in("seller").post("/tokens/", {"name": "Our site", "rights": "write", "kind": ["no_such_kind"]})
    assert answer.status_code == 422
    assert "This is not there, or no longer." in answer.content.decode()
    assert Token.objects.count() == before


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


def test_whatever_there_is_to_ask_for_says_in_a_word_what_it_is(program):
    told = program().get("openapi.json").json()
    for path, node in told["paths"].items():
        for method, one in node.items():
            if method != "parameters":
                assert one["summary"], f"{method} {path}"
                assert all(asked["description"].strip(" :") for asked in one.get("parameters", ())), f"{method} {path}"


def test_the_reference_shows_how_a_filter_is_written(signed_in):
    page = signed_in("seller").get("/tokens/reference/").content.decode()
    assert '<code>city<span class="q2">=has:…</span></code>' in page
    assert "has (contains)" in page


# where a role has to have a second factor


def by_password(email="seller@tailor.test"):
    browser = Client()
    browser.post("/sign-in/", {"email": email, "password": "correct horse", "proof": solved()})
    return browser


def test_who_signed_in_before_the_house_asked_for_two_factors_makes_no_token(cast):
    browser = by_password()
    keep_doors(Doors(second_factor=["seller"]))
    page = browser.get("/tokens/").content.decode()
    assert 'href="/me/second/"' in page and 'name="rights"' not in page
    refused = browser.post("/tokens/", {"name": "Our site", "rights": "write"})
    assert refused.status_code == 403
    assert "tlr_" not in refused.content.decode()
    assert Token.objects.count() == 0


def test_whoever_shows_both_makes_tokens_and_whoever_sets_one_up_here_has_shown_them(cast):
    before = by_password()
    keep_doors(Doors(second_factor=["seller"]))
    shown = before.post("/me/second/app/", {"old_password": "correct horse"}).content.decode()
    app = pyotp.TOTP(re.search(r"<p class=\"secret-key\">(\w+)</p>", shown)[1])
    before.post("/me/second/app/", {"code": app.now()})
    assert made(before)
    later = by_password()
    later.post("/sign-in/second/", {"code": app.at(int(time.time()) + 30)})
    assert made(later)


def test_who_has_a_second_factor_but_came_in_without_it_is_told_to_come_in_with_it(cast, signed_in):
    second.enrol(User.objects.get(pk=cast.seller.person_id), second.new_secret(), 0)
    keep_doors(Doors(second_factor=["seller"]))
    page = signed_in("seller").get("/tokens/").content.decode()
    assert "Sign out, sign in with it" in page and 'name="rights"' not in page
