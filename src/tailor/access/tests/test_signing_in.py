"""The door: who is kept waiting and who is checked, where one lands, which browsers stay signed in."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db.models import F

from tailor.access.models import Ban, MailedLink, SignIn, SignInAttempt
from tailor.access.networks import client_ip, network_of
from tailor.access.signing_in import Refused, try_door
from tailor.access.tests.strangers import link_in, solved
from tailor.kernel.jobs.running import work_off
from tailor.kernel.mail.models import Letter

pytestmark = pytest.mark.django_db
RIGHT = "correct horse"


def try_to_enter(client, password, times=1, *, email="seller@tailor.test", **more):
    """Somebody whose browser does the sum each time it is asked for."""
    return [
        client.post("/sign-in/", {"email": email, "password": password, "proof": solved()}, **more).status_code
        for _one in range(times)
    ][-1]


def let_pass(minutes):
    SignInAttempt.objects.update(at=F("at") - timedelta(minutes=minutes))
    Ban.objects.update(
        created_at=F("created_at") - timedelta(minutes=minutes), until=F("until") - timedelta(minutes=minutes)
    )


def test_whoever_goes_on_trying_does_not_keep_the_door_shut(cast, client):
    assert try_to_enter(client, "wrong", 6) == 429
    let_pass(29)
    assert try_to_enter(client, RIGHT, 5) == 429
    let_pass(2)
    assert try_to_enter(client, RIGHT) == 302


def test_what_is_tried_at_a_shut_door_is_noted_in_one_line(cast, client):
    try_to_enter(client, "wrong", 25)
    noted = list(SignInAttempt.objects.order_by("id").values_list("result", "times"))
    assert noted == [("wrong", 1)] * 5 + [("banned", 20)]


def test_after_the_third_wrong_one_the_browser_shows_that_it_is_no_machine(cast, client):
    wrong, right = ({"email": "seller@tailor.test", "password": password} for password in ("wrong", RIGHT))
    for _one in range(2):
        assert "data-proof" not in client.post("/sign-in/", wrong).content.decode()
    assert "data-proof" in client.post("/sign-in/", wrong).content.decode()
    assert client.post("/sign-in/", right).status_code == 403
    assert client.post("/sign-in/", right | {"proof": "nonsense"}).status_code == 403
    assert client.post("/sign-in/", right | {"proof": solved()}).status_code == 302


def test_a_sum_is_good_once_and_only_if_it_is_ours(cast, client):
    try_to_enter(client, "wrong", 3)
    proof = solved()
    given = {"email": "seller@tailor.test", "password": "wrong", "proof": proof}
    assert "do not belong together" in client.post("/sign-in/", given).content.decode()
    assert "Enter the password once more" in client.post("/sign-in/", given).content.decode()
    for forged in (solved(key=b"another"), solved(late=True), "W10=", "eyJhIjoxfQ==", "\0", "x" * 100_000):
        page = client.post("/sign-in/", given | {"proof": forged}).content.decode()
        assert "Enter the password once more" in page


def test_a_good_one_begins_anew(cast, client):
    try_to_enter(client, "wrong", 4)
    assert try_to_enter(client, RIGHT) == 302
    client.cookies.clear()
    try_to_enter(client, "wrong", 4)
    assert try_to_enter(client, RIGHT) == 302


def test_a_login_nobody_has_waits_like_one_that_somebody_has(cast, client):
    """By text and status one learns nothing about who works here."""
    pages = {}
    for email in ("seller@tailor.test", "nobody@tailor.test"):
        SignInAttempt.objects.all().delete()
        answers = [
            client.post("/sign-in/", {"email": email, "password": "wrong", "proof": solved()}) for _one in range(7)
        ]
        pages[email] = [(answer.status_code, told(answer)) for answer in answers]
    assert pages["seller@tailor.test"] == pages["nobody@tailor.test"]


def told(answer):
    page = answer.content.decode()
    return [text for text in ("do not belong together", "Too many wrong tries", "data-proof") if text in page]


def test_a_password_is_hashed_for_a_login_nobody_has_too(cast, client, monkeypatch):
    hashed = []
    import tailor.access.signing_in as door

    genuine = door.check_password
    monkeypatch.setattr(door, "check_password", lambda *given: hashed.append(1) or genuine(*given))
    for email in ("seller@tailor.test", "nobody@tailor.test", "", "x" * 5000, "a\0b"):
        try_to_enter(client, "wrong", email=email)
    assert len(hashed) == 5


def test_the_same_statements_are_made_for_a_login_nobody_has(cast, client):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counts = []
    for email in ("seller@tailor.test", "nobody@tailor.test"):
        with CaptureQueriesContext(connection) as caught:
            try_to_enter(client, "wrong", email=email)
        counts.append(len(caught))
    assert counts[0] == counts[1]


def test_a_network_that_tries_many_logins_waits_and_another_does_not(cast, client):
    for number in range(10):
        try_to_enter(client, "wrong", email=f"somebody{number}@tailor.test", REMOTE_ADDR="203.0.113.7")
    assert try_to_enter(client, RIGHT, REMOTE_ADDR="203.0.113.7") == 429
    assert try_to_enter(client, RIGHT, REMOTE_ADDR="203.0.113.8") == 302
    client.cookies.clear()
    let_pass(31)
    assert try_to_enter(client, RIGHT, REMOTE_ADDR="203.0.113.7") == 302


def test_an_office_behind_one_address_is_not_locked_out_by_one_of_it(cast, client):
    assert try_to_enter(client, RIGHT, email="colleague@tailor.test", REMOTE_ADDR="203.0.113.7") == 302
    client.cookies.clear()
    for number in range(30):
        try_to_enter(client, "wrong", email=f"somebody{number}@tailor.test", REMOTE_ADDR="203.0.113.7")
    assert not Ban.objects.filter(kind="network").exists()
    plain = {"email": "seller@tailor.test", "password": RIGHT}
    assert client.post("/sign-in/", plain, REMOTE_ADDR="203.0.113.7").status_code == 403
    assert try_to_enter(client, RIGHT, REMOTE_ADDR="203.0.113.7") == 302


def test_neighbours_in_one_ipv6_house_count_together(cast, client):
    for number in range(10):
        try_to_enter(client, "wrong", email=f"somebody{number}@tailor.test", REMOTE_ADDR=f"2001:db8:1:2::{number + 1}")
    assert Ban.objects.get().subject == "2001:db8:1:2::/64"


def test_many_tries_at_once_are_no_more_than_one_after_another(rf):
    """A try counts from the moment it is made, not from that of its answer: of eight under way five are looked at."""
    refused = []
    for _one in range(8):
        try:
            try_door(rf.post("/sign-in/"), "seller@tailor.test", solution=solved())
        except Refused as why:
            refused.append(why.code)
    assert refused == ["wait"] * 3


def test_the_letter_about_a_ban_opens_the_door_again(cast, client):
    try_to_enter(client, "wrong", 6)
    work_off()
    letter = Letter.objects.get()
    assert letter.to == "seller@tailor.test"
    path = link_in(letter, "unlock")
    assert client.get(path).status_code == 200
    assert try_to_enter(client, RIGHT) == 429
    assert client.post(path).status_code == 302
    assert client.post(path).status_code == 404
    assert try_to_enter(client, RIGHT) == 302


def test_no_letter_about_a_ban_goes_to_nobody(cast, client):
    try_to_enter(client, "wrong", 6, email="nobody@elsewhere.test")
    work_off()
    assert Letter.objects.count() == MailedLink.objects.count() == 0
    assert Ban.objects.count() == 1


def test_what_a_proxy_says_is_believed_only_of_a_trusted_one(rf, settings):
    def seen(remote, forwarded):
        return client_ip(rf.get("/", REMOTE_ADDR=remote, HTTP_X_FORWARDED_FOR=forwarded))

    assert seen("203.0.113.7", "198.51.100.1") == "203.0.113.7"
    from ipaddress import ip_network

    settings.TAILOR_TRUSTED_PROXIES = (ip_network("10.0.0.0/8"),)
    assert seen("203.0.113.7", "198.51.100.1") == "203.0.113.7"
    assert seen("10.0.0.1", "198.51.100.1") == "198.51.100.1"
    assert seen("10.0.0.1", "1.2.3.4, 198.51.100.1, 10.0.0.9") == "198.51.100.1"
    assert seen("10.0.0.1", "1.2.3.4, nonsense") == "10.0.0.1"
    assert seen("10.0.0.1", "") == "10.0.0.1"
    assert network_of("::ffff:203.0.113.7") == "203.0.113.7"


def test_a_new_key_at_every_sign_in_and_the_old_one_is_good_for_nothing(cast, client):
    try_to_enter(client, RIGHT)
    first = client.cookies["tailor_sign_in"].value
    try_to_enter(client, RIGHT)  # signed in already: nothing happens
    assert client.cookies["tailor_sign_in"].value == first
    client.cookies["tailor_sign_in"] = "chosen by somebody else"
    try_to_enter(client, RIGHT)
    assert client.cookies["tailor_sign_in"].value not in (first, "chosen by somebody else")


def test_one_lands_on_the_very_list_one_asked_for(cast, client):
    wanted = "/clients/?group=is:3&sort=-created&columns=name"
    door = client.get(wanted)["Location"]
    assert parse_qs(urlsplit(door).query)["next"] == [wanted]
    assert client.post(door, {"email": "seller@tailor.test", "password": RIGHT})["Location"] == wanted


def lands_after(client, door):
    """Where signing in on that page leads to."""
    return client.post(door, {"email": "seller@tailor.test", "password": RIGHT})["Location"]


def test_whose_sign_in_ended_in_the_middle_of_a_form_is_led_back_to_it(cast, client):
    page = "http://testserver/clients/new/?person=1"
    for asked in (
        client.post("/clients/new/", {"name": "Anna"}, headers={"Referer": page}),
        client.post("/tasks/quick/", {}, headers={"HX-Request": "true", "HX-Current-URL": f"{page}#top"}),
        client.get("/clients/1/fields/name/", headers={"HX-Request": "true", "HX-Current-URL": page}),
    ):
        door = asked.headers.get("HX-Redirect") or asked["Location"]
        assert lands_after(client, door) == "/clients/new/?person=1"
        client.cookies.clear()


def test_the_door_says_why_one_stands_before_it(cast, client, signed_in):
    ended, here = "Your sign-in has ended. Sign in again", signed_in("seller")
    SignIn.objects.all().delete()
    assert ended in here.get("/clients/", follow=True).content.decode()
    assert ended not in here.post("/sign-in/", {"email": "seller@tailor.test", "password": "x"}).content.decode()
    stranger = client.get("/clients/", follow=True).content.decode()
    assert "the page you asked for opens" in stranger
    assert ended not in stranger


def test_whoever_signed_out_is_not_told_that_the_sign_in_ended(signed_in):
    here = signed_in("seller")
    door = here.post("/sign-out/", follow=True).content.decode()
    assert "Your sign-in has ended" not in door
    assert "the page you asked for opens" not in door


@pytest.mark.parametrize(
    "page", ["https://elsewhere.test/clients/", "http://testserver//elsewhere.test/", "http://[", ""]
)
def test_nobody_is_led_from_the_door_to_another_site(cast, client, page):
    door = client.get("/clients/", headers={"HX-Request": "true", "HX-Current-URL": page})["HX-Redirect"]
    assert lands_after(client, door) == "/"


def test_a_new_password_of_ones_own_signs_the_other_browsers_out(signed_in):
    here, elsewhere, colleague = signed_in("seller"), signed_in("seller"), signed_in("colleague")
    before = here.cookies["tailor_sign_in"].value
    here.post("/me/", {"old_password": RIGHT, "password": "new horse battery 9", "language": "en", "time_zone": "UTC"})
    assert here.get("/clients/").status_code == 200
    assert here.cookies["tailor_sign_in"].value != before
    assert elsewhere.get("/clients/").status_code == 302
    assert colleague.get("/clients/").status_code == 200


def test_old_sign_ins_of_a_person_are_swept_away(cast, client):
    try_to_enter(client, RIGHT)
    SignIn.objects.update(expires_at=F("expires_at") - timedelta(days=31))
    client.cookies.clear()
    try_to_enter(client, RIGHT)
    assert SignIn.objects.count() == 1
