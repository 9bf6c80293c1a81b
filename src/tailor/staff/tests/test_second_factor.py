"""The second factor: asked on every way in, taken once, never skipped."""

import re
import time

import pyotp
import pytest
from django.test import Client

from tailor.access import second
from tailor.access.models import Authenticator, HalfSignIn, Passkey, RecoveryCode, SignIn, SignInAttempt, User
from tailor.access.tests.strangers import newest_link, solved
from tailor.kernel.mail.models import Letter

pytestmark = pytest.mark.django_db
RIGHT, NEW = "correct horse", "battery staple 7"
SECOND = "/sign-in/second/"


@pytest.fixture
def app(cast):
    """The seller's app; the codes on paper are beside it."""
    user = User.objects.get(pk=cast.seller.person_id)
    secret = second.new_secret()
    app = pyotp.TOTP(secret)
    app.codes = second.enrol(user, secret, int(time.time()) // 30 - 5)
    return app


def at_the_second_step(**given):
    browser = Client()
    answer = browser.post("/sign-in/", {"email": "seller@tailor.test", "password": RIGHT, "proof": solved(), **given})
    assert answer["Location"] == SECOND
    return browser


def is_in(browser):
    return browser.get("/clients/").status_code == 200


def test_the_password_alone_opens_nothing(app):
    browser = at_the_second_step()
    assert "tailor_sign_in" not in browser.cookies
    for path in ("/", "/clients/", "/me/", "/me/second/", "/search/?q=a", "/live/", "/jobs/", "/files/1/"):
        assert browser.get(path).status_code in (302, 401, 404), path
        assert not is_in(browser)
    assert SignIn.objects.count() == 0


def test_password_and_code_open_and_one_lands_where_one_wanted_to(app):
    browser = at_the_second_step(next="/history/")
    assert browser.post(SECOND, {"code": app.now()})["Location"] == "/history/"
    assert is_in(browser)
    assert list(SignInAttempt.objects.values_list("result", "way")) == [("second", "password"), ("good", "code")]


def test_a_code_is_good_once(app):
    code = app.now()
    assert at_the_second_step().post(SECOND, {"code": code}).status_code == 302
    assert at_the_second_step().post(SECOND, {"code": code}).status_code == 403


@pytest.mark.parametrize("code", ["of long ago", "of another app", "", "000000000", "ა" * 6, "\0", "1" * 9999])
def test_a_code_of_long_ago_or_of_somebody_else_is_not_taken(code, app):
    known = {"of long ago": app.at(int(time.time()) - 120), "of another app": pyotp.TOTP(pyotp.random_base32()).now()}
    browser = at_the_second_step()
    assert browser.post(SECOND, {"code": known.get(code, code)}).status_code == 403
    assert not is_in(browser)


def test_a_recovery_code_is_good_once_in_any_writing_and_only_for_its_person(app, cast):
    code = app.codes[0]
    assert at_the_second_step().post(SECOND, {"code": code.upper().replace("-", " ")}).status_code == 302
    assert at_the_second_step().post(SECOND, {"code": code}).status_code == 403
    assert second.recovery_codes_left(User.objects.get(pk=cast.seller.person_id)) == 9
    assert not second.takes(User.objects.get(pk=cast.colleague.person_id), app.codes[1])
    assert not RecoveryCode.objects.filter(code_hash__contains=app.codes[1].replace("-", "")).exists()


def test_whoever_guesses_codes_waits_and_the_password_does_not_begin_anew(app):
    statuses = []
    for _one in range(6):
        browser = Client()
        given = {"email": "seller@tailor.test", "password": RIGHT, "proof": solved()}
        if browser.post("/sign-in/", given).status_code == 302:
            statuses.append(browser.post(SECOND, {"code": "000000", "proof": solved()}).status_code)
        else:
            statuses.append("shut")
    assert statuses == [403] * 5 + ["shut"]


def test_half_way_in_is_not_for_long_nor_for_another_browser(app):
    browser = at_the_second_step()
    HalfSignIn.objects.update(expires_at="2020-01-01T00:00:00Z")
    assert browser.post(SECOND, {"code": app.now()})["Location"] == "/sign-in/"
    assert not is_in(browser)
    assert Client().post(SECOND, {"code": app.now()})["Location"] == "/sign-in/"
    stranger = Client()
    stranger.cookies["tailor_sign_in"] = at_the_second_step().cookies["tailor_half"].value
    assert not is_in(stranger)


def test_a_new_password_by_mail_does_not_skip_it_and_ends_what_was_half_way(app):
    half = at_the_second_step()
    Client().post("/forgotten/", {"email": "seller@tailor.test", "proof": solved()})
    link = newest_link("reset", "seller@tailor.test")
    visitor = Client()
    assert visitor.post(link, {"password": NEW})["Location"] == "/sign-in/"
    assert not is_in(visitor)
    assert half.post(SECOND, {"code": app.now()})["Location"] == "/sign-in/"
    answer = visitor.post("/sign-in/", {"email": "seller@tailor.test", "password": NEW})
    assert answer["Location"] == SECOND
    assert not is_in(visitor)


def test_a_password_an_administrator_gives_does_not_skip_it(app, cast, signed_in):
    signed_in("administrator").post(f"/staff/{cast.seller.person_id}/password/", {"password": NEW})
    browser = Client()
    assert browser.post("/sign-in/", {"email": "seller@tailor.test", "password": NEW})["Location"] == SECOND
    assert not is_in(browser)


def test_another_address_and_an_unlocking_do_not_skip_it(app, cast, signed_in):
    me = signed_in("seller")
    me.post("/me/email/", {"email": "new@tailor.test", "old_password": RIGHT})
    link = newest_link("email", "new@tailor.test")
    visitor = Client()
    visitor.post(link)
    assert not is_in(visitor)
    assert visitor.post("/sign-in/", {"email": "new@tailor.test", "password": RIGHT})["Location"] == SECOND


def ask_it_of(signed_in, *roles):
    given = {"address": "http://testserver", "role": "operator", "second_factor": list(roles)}
    assert signed_in("owner").post("/doors/rules/", given).status_code == 302


def test_whoever_has_to_have_one_makes_it_before_anything_is_seen(cast, signed_in):
    ask_it_of(signed_in, "seller")
    browser = at_the_second_step()
    page = browser.get(SECOND).content.decode()
    assert "<svg" in page
    assert "style=" not in page
    assert not is_in(browser)
    (secret,) = re.findall(r"<p class=\"secret-key\">(\w+)</p>", page)
    assert browser.post(SECOND, {"code": "000000"}).status_code == 422
    assert not is_in(browser)
    answer = browser.post(SECOND, {"code": pyotp.TOTP(secret).now()})
    assert len(re.findall(r"<li>\w{5}-\w{5}</li>", answer.content.decode())) == 10
    assert is_in(browser)
    assert secret not in Authenticator.objects.get().secret
    assert Client().post("/sign-in/", {"email": "manager@tailor.test", "password": RIGHT})["Location"] == "/"


def test_an_invitation_into_such_a_role_leads_there_too(cast, signed_in):
    ask_it_of(signed_in, "manager")
    signed_in("owner").post("/doors/invitations/", {"email": "new@company.test", "role": "manager"})
    guest = Client()
    assert guest.post(newest_link("join"), {"name": "New", "password": NEW})["Location"] == SECOND
    assert not is_in(guest)


# one's own


def turn_on(browser):
    page = browser.post("/me/second/app/", {"old_password": RIGHT}).content.decode()
    (secret,) = re.findall(r"<p class=\"secret-key\">(\w+)</p>", page)
    return secret, browser.post("/me/second/app/", {"code": pyotp.TOTP(secret).now()})


def test_turning_it_on_wants_the_password_signs_others_out_and_tells_by_letter(cast, signed_in):
    here, elsewhere = signed_in("seller"), signed_in("seller")
    assert here.post("/me/second/app/", {"old_password": "wrong"}).status_code == 422
    key = here.cookies["tailor_sign_in"].value
    _secret, answer = turn_on(here)
    assert answer.content.decode().count("-") > 9
    assert second.has_second(User.objects.get(pk=cast.seller.person_id))
    assert here.cookies["tailor_sign_in"].value != key
    assert (is_in(here), is_in(elsewhere)) == (True, False)
    assert Letter.objects.filter(to="seller@tailor.test").count() == 1


def test_no_code_of_another_picture_turns_it_on(cast, signed_in):
    here = signed_in("seller")
    here.post("/me/second/app/", {"old_password": RIGHT})
    assert here.post("/me/second/app/", {"code": pyotp.TOTP(pyotp.random_base32()).now()}).status_code == 422
    assert signed_in("colleague").post("/me/second/app/", {"code": "123456"}).status_code == 422
    assert not Authenticator.objects.exists()


def test_new_recovery_codes_and_taking_it_away_want_the_password(cast, signed_in):
    here = signed_in("seller")
    turn_on(here)
    before = set(RecoveryCode.objects.values_list("code_hash", flat=True))
    for path in ("/me/second/codes/", "/me/second/away/"):
        assert here.post(path, {"old_password": "wrong", "which": "app"}).status_code == 422
    assert set(RecoveryCode.objects.values_list("code_hash", flat=True)) == before
    here.post("/me/second/codes/", {"old_password": RIGHT})
    assert not before & set(RecoveryCode.objects.values_list("code_hash", flat=True))
    here.post("/me/second/away/", {"old_password": RIGHT, "which": "app"})
    assert Authenticator.objects.count() == RecoveryCode.objects.count() == 0


def test_whoever_has_to_have_one_does_not_take_the_last_away(cast, signed_in):
    here = signed_in("seller")
    turn_on(here)
    ask_it_of(signed_in, "seller")
    assert here.post("/me/second/away/", {"old_password": RIGHT, "which": "app"}).status_code == 422
    assert Authenticator.objects.count() == 1


def test_nobody_takes_away_the_passkey_of_another(cast, signed_in):
    theirs = Passkey.objects.create(user_id=cast.colleague.person_id, credential_id="x", public_key="y", name="theirs")
    signed_in("seller").post("/me/second/away/", {"old_password": RIGHT, "which": str(theirs.pk)})
    assert Passkey.objects.filter(pk=theirs.pk).exists()


def test_those_who_rule_free_whoever_lost_the_telephone_and_nobody_else_does(app, cast, signed_in):
    path = f"/staff/{cast.seller.person_id}/second/"
    assert signed_in("manager").post(path).status_code == 404
    assert Authenticator.objects.exists()
    signed_in("administrator").post(path)
    assert not Authenticator.objects.exists()
    assert Letter.objects.filter(to="seller@tailor.test").exists()


@pytest.mark.parametrize("answer", ["", "{}", "[]", "null", '{"id":"x"}', "x" * 30_000, '{"id":{"a":1},"response":7}'])
def test_an_answer_that_is_no_passkey_opens_nothing(answer, app, cast):
    browser = Client()
    assert browser.post("/sign-in/passkey/begin/").status_code == 200
    assert browser.post("/sign-in/passkey/", {"passkey": answer}).status_code == 403
    half = at_the_second_step()
    half.post("/sign-in/passkey/begin/")
    assert half.post(SECOND, {"passkey": answer or "x", "proof": solved()}).status_code == 403
    assert not is_in(half)
