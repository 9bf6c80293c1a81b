"""Signing in with a provider that runs on this machine: who gets in, who is asked what, and which answers are not believed."""

import hmac
import json
import time
from base64 import urlsafe_b64encode
from urllib.error import HTTPError
from urllib.parse import parse_qs, urlsplit
from urllib.request import HTTPRedirectHandler, build_opener

import pytest
from django.test import Client
from joserfc.jwk import RSAKey

from tailor.access import second
from tailor.access.models import OutsideIdentity, Provider, User
from tailor.access.tests.provider import CLIENT, SECRET, SmallProvider
from tailor.access.tests.strangers import solved
from tailor.records import gate
from tailor.records.types import record_type

pytestmark = pytest.mark.django_db
RIGHT = "correct horse"


@pytest.fixture
def outside():
    provider = SmallProvider()
    yield provider
    provider.stop()


@pytest.fixture
def door(outside, cast, signed_in):
    """The provider as an administrator sets it."""
    given = {"name": "Outside", "issuer": outside.issuer, "client_id": CLIENT, "secret": SECRET, "is_on": "1"}
    answer = signed_in("administrator").post("/doors/providers/", given)
    assert answer.status_code == 302, answer.content.decode()
    return Provider.objects.get()


class Stay(HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


def follow(address):
    """What a browser is sent on to by the provider's page."""
    try:
        build_opener(Stay).open(address)
    except HTTPError as moved:
        return moved.headers["Location"]


def come(browser, door, following="/", **told):
    """There and back; the page one lands on."""
    away = browser.get(f"/sign-in/with/{door.pk}/", {"next": following, **told})
    assert away.status_code == 302, away.content.decode()
    back = urlsplit(follow(away["Location"]))
    return browser.get(f"{back.path}?{back.query}")


def is_in(browser):
    return browser.get("/clients/").status_code == 200


def linked(door, cast, name="seller"):
    OutsideIdentity.objects.create(provider=door, subject="outside-1", user_id=cast[name].person_id)


def test_whoever_has_an_account_links_it_once_with_the_password_and_then_the_provider_is_enough(door):
    browser = Client()
    assert come(browser, door, "/history/")["Location"] == "/sign-in/link/"
    assert not is_in(browser)
    assert browser.post("/sign-in/link/", {"password": "wrong"}).status_code == 403
    assert browser.post("/sign-in/link/", {"password": RIGHT})["Location"] == "/history/"
    assert is_in(browser)
    later = Client()
    assert come(later, door, "/history/")["Location"] == "/history/"
    assert is_in(later)


def test_the_secret_is_encrypted_and_never_shown(door, signed_in):
    assert SECRET not in Provider.objects.get().secret
    assert SECRET not in signed_in("owner").get(f"/doors/providers/{door.pk}/").content.decode()


def test_the_secret_goes_to_no_other_provider(door, outside, signed_in):
    given = {"name": "Outside", "issuer": "https://evil.test", "client_id": CLIENT, "secret": "", "is_on": "1"}
    assert signed_in("owner").post(f"/doors/providers/{door.pk}/", given).status_code == 422
    assert Provider.objects.get().issuer == outside.issuer


def test_an_address_the_provider_did_not_confirm_names_nobody(door, outside):
    for lie in (
        {"email_verified": False},
        {"email_verified": "true"},
        {"email": None},
        {"email": ["seller@tailor.test"]},
    ):
        outside.twist = {"claims": lie}
        browser = Client()
        assert come(browser, door).status_code == 403
        assert not is_in(browser)


def test_a_provider_whose_token_is_short_tells_the_address_elsewhere(door, outside):
    whole = dict(outside.who)
    for name in ("email", "email_verified", "name"):
        del outside.who[name]
    outside.twist = {"userinfo": whole}
    assert come(Client(), door)["Location"] == "/sign-in/link/"


@pytest.mark.parametrize("lie", [{"sub": "somebody else"}, {"email_verified": False}, {"email": 5}, {"sub": None}])
def test_what_it_tells_elsewhere_is_held_against_the_token(lie, door, outside):
    whole = dict(outside.who)
    outside.who |= {"email_verified": True}
    del outside.who["email"]
    outside.twist = {"userinfo": whole | lie}
    assert come(Client(), door).status_code == 403


def test_who_works_nowhere_comes_in_only_where_the_provider_may_bring_people(door, outside, signed_in):
    outside.who |= {"sub": "outside-2", "email": "new@company.test", "name": "New One"}
    browser = Client()
    assert come(browser, door).status_code == 403
    Provider.objects.update(joins=True, role="administrator")
    assert come(browser, door).status_code == 403
    Provider.objects.update(role="operator")
    assert come(browser, door).status_code == 302
    assert is_in(browser)
    assert User.objects.get(email="new@company.test").role == "operator"


@pytest.mark.parametrize(("told", "kept"), [("Asia/Tbilisi", "Asia/Tbilisi"), ("Mars/Olympus", "UTC"), ("", "UTC")])
def test_whoever_comes_for_the_first_time_lives_by_the_clock_of_their_browser_if_there_is_such(
    told, kept, door, outside
):
    assert "data-zone" in Client().get("/sign-in/").content.decode()
    Provider.objects.update(joins=True, role="operator")
    outside.who |= {"sub": "outside-2", "email": "new@company.test", "name": "New One"}
    assert come(Client(), door, time_zone=told).status_code == 302
    newcomer = User.objects.get(email="new@company.test")
    assert newcomer.time_zone == kept
    come(Client(), door, time_zone="Europe/Budapest")
    newcomer.refresh_from_db()
    assert newcomer.time_zone == kept  # a journey moves nobody's appointments


def test_the_second_factor_is_asked_unless_the_provider_is_trusted_for_it(door, cast):
    linked(door, cast)
    second.enrol(User.objects.get(pk=cast.seller.person_id), second.new_secret(), 0)
    browser = Client()
    assert come(browser, door)["Location"] == "/sign-in/second/"
    assert not is_in(browser)
    Provider.objects.update(trusted=True)
    assert come(browser, door)["Location"] == "/"
    assert is_in(browser)


def test_linking_does_not_skip_the_second_factor(door, cast):
    Provider.objects.update(trusted=True)
    second.enrol(User.objects.get(pk=cast.seller.person_id), second.new_secret(), 0)
    browser = Client()
    come(browser, door)
    assert browser.post("/sign-in/link/", {"password": RIGHT})["Location"] == "/sign-in/second/"
    assert not is_in(browser)


def test_whoever_left_or_waits_does_not_come_in_by_the_provider(door, cast):
    linked(door, cast)
    for _one in range(5):
        Client().post("/sign-in/", {"email": "seller@tailor.test", "password": "wrong", "proof": solved()})
    browser = Client()
    assert come(browser, door).status_code == 429
    linked_too = User.objects.get(pk=cast.colleague.person_id)
    OutsideIdentity.objects.update(user=linked_too)
    gate.update(record_type("user"), cast.colleague.person_id, {"is_active": False}, by=cast.owner)
    assert come(browser, door).status_code == 403
    assert not is_in(browser)


LIES = {
    "another issuer": {"iss": "http://evil.test"},
    "for somebody else": {"aud": "another client"},
    "for several, not us": {"aud": [CLIENT, "another"], "azp": "another"},
    "another question": {"nonce": "another"},
    "no nonce": {"nonce": None},
    "too old": {"exp": int(time.time()) - 3600},
    "no end": {"exp": None},
    "of tomorrow": {"iat": int(time.time()) + 90_000},
    "nobody": {"sub": ""},
    "endless": {"sub": "x" * 300},
}


@pytest.mark.parametrize("lie", LIES)
def test_a_token_that_says_something_wrong_is_not_believed(lie, door, outside, cast):
    linked(door, cast)
    outside.twist = {"claims": LIES[lie]}
    browser = Client()
    assert come(browser, door).status_code == 403
    assert not is_in(browser)


def forged(outside):
    now = int(time.time())
    claims = {"iss": outside.issuer, "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": "x", **outside.who}
    parts = [json.dumps({"alg": "HS256", "kid": "one"}), json.dumps(claims)]
    text = ".".join(urlsafe_b64encode(part.encode()).decode().rstrip("=") for part in parts)
    mark = hmac.digest(outside.key.as_pem(private=False), text.encode(), "sha256")
    return {
        "another key": {"key": RSAKey.generate_key(2048, {"kid": "one"})},
        "no signature": {"token": "eyJhbGciOiJub25lIn0.eyJzdWIiOiJvdXRzaWRlLTEifQ."},
        "the public key as a secret": {"token": f"{text}.{urlsafe_b64encode(mark).decode().rstrip(chr(61))}"},
        "nonsense": {"token": "x.y.z"},
        "no token": {"token": None},
    }


@pytest.mark.parametrize("how", ["another key", "no signature", "the public key as a secret", "nonsense", "no token"])
def test_a_forged_token_is_not_believed(how, door, outside, cast):
    linked(door, cast)
    outside.twist = forged(outside)[how]
    browser = Client()
    assert come(browser, door).status_code == 403
    assert not is_in(browser)


def test_an_answer_to_another_question_or_browser_or_given_twice_is_not_taken(door, outside, cast):
    linked(door, cast)
    browser, victim = Client(), Client()
    back = urlsplit(follow(browser.get(f"/sign-in/with/{door.pk}/")["Location"]))
    answer = f"{back.path}?{back.query}"
    assert victim.get(answer).status_code == 403  # who is led to somebody else's answer is not signed in as them
    victim.get(f"/sign-in/with/{door.pk}/")
    assert victim.get(answer).status_code == 403
    assert not is_in(victim)
    assert browser.get(answer).status_code == 302
    assert browser.get(answer).status_code == 403


def test_a_code_without_its_verifier_and_another_providers_answer_are_not_taken(door, outside, cast):
    linked(door, cast)
    outside.twist = {"answer": {"iss": "http://evil.test"}}
    asked = outside.tokens_asked
    assert come(Client(), door).status_code == 403
    assert outside.tokens_asked == asked
    outside.twist = {"answer": {"error": "access_denied"}}
    assert come(Client(), door).status_code == 403


def test_pkce_state_and_nonce_are_new_each_time_and_go_along(door):
    asked = [parse_qs(urlsplit(Client().get(f"/sign-in/with/{door.pk}/")["Location"]).query) for _one in range(2)]
    for name in ("state", "nonce", "code_challenge"):
        assert asked[0][name] != asked[1][name]
    assert asked[0]["code_challenge_method"] == ["S256"]


@pytest.mark.parametrize(
    "issuer",
    [
        "http://company.test",
        "file:///etc/passwd",
        "https://",
        "ftp://x",
        "https://u:p@x.test",
        "nonsense",
        "http://10.0.0.1",
    ],
)
def test_a_provider_is_an_https_address(issuer, cast, signed_in):
    given = {"name": "X", "issuer": issuer, "client_id": "x", "secret": "x", "is_on": "1"}
    assert signed_in("owner").post("/doors/providers/", given).status_code == 422
    assert not Provider.objects.exists()


def test_a_provider_that_names_inner_addresses_or_another_issuer_is_not_believed(door, outside):
    for lie in (
        {"token_endpoint": "http://10.0.0.1/"},
        {"jwks_uri": "file:///etc/passwd"},
        {"issuer": "https://evil.test"},
    ):
        outside.twist = {"discovery": lie}
        assert Client().get(f"/sign-in/with/{door.pk}/").status_code == 403


def test_only_those_who_rule_set_providers_and_one_that_is_off_is_no_door(door, signed_in):
    assert signed_in("manager").get("/doors/providers/").status_code == 404
    assert "Outside" in Client().get("/sign-in/").content.decode()
    Provider.objects.update(is_on=False)
    assert "Outside" not in Client().get("/sign-in/").content.decode()
    assert Client().get(f"/sign-in/with/{door.pk}/").status_code == 404
