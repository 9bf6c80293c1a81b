"""Whoever wants it is told by mail and push too: by each way they chose and no other, once, not in their quiet hours, and
nothing of what they do not see by then."""

from __future__ import annotations

import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import UTC, datetime, time, timedelta
from ipaddress import ip_address
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import http_ece
import orjson
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.test import Client
from django.utils import timezone
from joserfc import jwt
from joserfc.jwk import ECKey

from tailor.access.models import User
from tailor.kernel.fetching.failing import NotFetched
from tailor.kernel.fetching.fetching import Fetched
from tailor.kernel.jobs.models import Job
from tailor.kernel.jobs.running import work_off
from tailor.kernel.mail.letters import text_of
from tailor.kernel.mail.models import Letter
from tailor.kernel.settings_kept import Setting
from tailor.notifications import errands, hours, push
from tailor.notifications.hours import Wanted
from tailor.notifications.kinds import CHANGED, HANDED, MERGED, Heard, all_kinds, choose, choose_ways, ways_of
from tailor.notifications.models import Errand, Notification, Subscription
from tailor.notifications.telling import notify
from tailor.records import gate
from tailor.records.types import record_type

pytestmark = pytest.mark.django_db

BUDAPEST = ZoneInfo("Europe/Budapest")
ADDRESS = "https://push.example.com/send/abc"


class PushService:
    """A push service and the browser behind it: takes what is sent and reads it with the keys of the browser."""

    def __init__(self) -> None:
        self.key, self.secret, self.status = ec.generate_private_key(ec.SECP256R1()), os.urandom(16), 201
        self.requests: list[dict] = []

    @property
    def subscription(self) -> dict:
        form = serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
        keys = {"p256dh": text(self.key.public_key().public_bytes(*form)), "auth": text(self.secret)}
        return {"endpoint": ADDRESS, "expirationTime": None, "keys": keys}

    def fetch(self, url, **request):
        if isinstance(self.status, Exception):
            raise self.status
        self.requests.append({"url": url, **request})
        return Fetched(self.status, {}, b"", True, 0.1)

    def read(self):
        return [
            orjson.loads(
                http_ece.decrypt(one["body"], private_key=self.key, auth_secret=self.secret, version="aes128gcm")
            )
            for one in self.requests
        ]


def text(raw):
    return urlsafe_b64encode(raw).decode().rstrip("=")


@pytest.fixture
def service(cast, signed_in, monkeypatch):
    service = PushService()
    monkeypatch.setattr(push, "fetch", service.fetch)
    seller = signed_in("seller")
    body = orjson.dumps(service.subscription)
    assert seller.post("/me/notifications/push/", body, content_type="application/json").status_code == 204
    return service


def pass_time(**stretch):
    """Let time go by: what waits is due by so much earlier."""
    by = timedelta(**(stretch or {"minutes": 5}))
    for one in Errand.objects.filter(done_at=None):
        Errand.objects.filter(pk=one.pk).update(due_at=one.due_at - by)
    for job in Job.objects.exclude(not_before=None):
        Job.objects.filter(pk=job.pk).update(not_before=job.not_before - by)
    work_off()


def told_by_mail(person):
    email = User.objects.get(pk=person.person_id).email
    return [text_of(letter) for letter in Letter.objects.filter(to=email).order_by("id")]


# by each way chosen, and by no other


@pytest.mark.parametrize("ways", [(), ("mail",), ("push",), ("mail", "push")])
@pytest.mark.parametrize("heard", [Heard.OFF, Heard.QUIET])
@pytest.mark.parametrize("kind", all_kinds(), ids=lambda kind: kind.code)
def test_each_kind_arrives_by_each_way_chosen_and_by_no_other(kind, heard, ways, cast, clients, service, signed_in):
    choose(cast.seller, {kind.code: heard})
    choose_ways(cast.seller, {kind.code: frozenset(ways)})
    client = clients(name="Kura Roof", owner=cast.seller.person_id)
    notify(kind, [cast.seller.person_id], by=cast.manager.person_id, record=("party", client))
    pass_time()
    letters, messages = told_by_mail(cast.seller), service.read()
    assert len(letters) == ("mail" in ways) and all("Kura Roof" in one for one in letters)
    assert len(messages) == ("push" in ways) and all("Kura Roof" in one["title"] for one in messages)
    corner = signed_in("seller").get("/notifications/latest/").content.decode()
    assert ("Kura Roof" in corner) is (heard != Heard.OFF)
    pass_time(days=3)
    assert len(told_by_mail(cast.seller)) == len(letters) and len(service.requests) == len(messages)


def test_one_chooses_on_the_page_of_ones_own_settings(cast, signed_in):
    seller = signed_in("seller")
    form = {"ways": "1", f"{HANDED.code}.mail": "1", f"{CHANGED.code}.push": "1", HANDED.code: "quiet"}
    form |= {"quiet_from": "20:00", "quiet_to": "07:30", "digest": "workdays", "digest_at": "08:15"}
    seller.post("/me/notifications/", form)
    page = seller.get("/me/notifications/").content.decode()
    assert f'name="{HANDED.code}.mail" value="1" checked' in page
    assert (
        f'name="{CHANGED.code}.push" value="1" checked' in page
        and f'name="{CHANGED.code}.mail" value="1" checked' not in page
    )
    wanted = hours.wanted_by(cast.seller.person_id, "Europe/Budapest")
    assert wanted == Wanted(BUDAPEST, time(20), time(7, 30), time(8, 15), True)
    seller.post("/me/notifications/", {**form, "digest": "", "quiet_from": "nonsense"})
    wanted = hours.wanted_by(cast.seller.person_id, "Europe/Budapest")
    assert wanted == Wanted(BUDAPEST, None, time(7, 30), None, False)


# letters


@pytest.fixture
def mailed(cast, clients):
    """The seller is told of what is handed to them by mail; makes clients and tells of them."""
    choose_ways(cast.seller, {HANDED.code: frozenset({"mail"})})

    def tell(*names, owner=None):
        ids = [clients(name=name, owner=owner or cast.seller.person_id) for name in names]
        for pk in ids:
            notify(HANDED, [cast.seller.person_id], by=cast.manager.person_id, record=("party", pk))
        return ids

    return tell


def test_what_comes_within_minutes_is_one_letter_with_the_address_of_each(cast, mailed):
    first, second = mailed("Kura Roof", "Duna Tető")
    pass_time()
    (letter,) = told_by_mail(cast.seller)
    assert "Kura Roof" in letter and "Duna Tető" in letter
    assert f"/clients/{first}/" in letter and f"/clients/{second}/" in letter and "/me/notifications/" in letter
    mailed("Later")
    pass_time()
    assert len(told_by_mail(cast.seller)) == 2 and "Kura Roof" not in told_by_mail(cast.seller)[1]


def test_a_letter_is_in_the_language_of_who_gets_it(cast, mailed):
    User.objects.filter(pk=cast.seller.person_id).update(language="hu")
    mailed("Kura Roof")
    pass_time()
    assert "handed you" not in told_by_mail(cast.seller)[0]


def test_nothing_is_mailed_that_the_person_may_not_see_by_then(cast, mailed):
    ids = mailed("Seen", "Gone elsewhere", "Deleted")
    stranger = {"owner": cast.stranger.person_id}
    gate.update(record_type("party"), ids[1], stranger, by=cast.owner)
    gate.delete(record_type("party"), ids[2], by=cast.owner)
    pass_time()
    (letter,) = told_by_mail(cast.seller)
    assert "Seen" in letter and "Gone elsewhere" not in letter and "Deleted" not in letter


def link_of(person):
    (letter,) = Letter.objects.filter(to=User.objects.get(pk=person.person_id).email)
    assert letter.unsubscribe in text_of(letter)
    return urlsplit(letter.unsubscribe).path


def mailed_kinds(person):
    return {code for code, ways in ways_of(person).items() if "mail" in ways}


@pytest.fixture
def two_kinds(cast, mailed):
    """The seller is mailed of two kinds, and got a letter of the first; where its link leads."""
    choose_ways(cast.seller, {CHANGED.code: frozenset({"mail", "push"})})
    choose_ways(cast.colleague, {HANDED.code: frozenset({"mail"})})
    mailed("Kura Roof")
    pass_time()
    return link_of(cast.seller)


def test_whoever_looks_at_the_link_of_a_letter_changes_nothing(cast, client, two_kinds):
    for look in (client.get, client.head):
        assert look(two_kinds).status_code == 200
    assert mailed_kinds(cast.seller) == {HANDED.code, CHANGED.code}
    assert "Something is handed over to me" in client.get(two_kinds).content.decode()


@pytest.mark.parametrize("times", [1, 2])
def test_one_click_ends_letters_of_that_kind_to_that_person_and_nothing_else(cast, two_kinds, mailed, times):
    stranger = Client(enforce_csrf_checks=True)
    mailed("Waits for its letter")
    for _time in range(times):
        answer = stranger.post(two_kinds, {"List-Unsubscribe": "One-Click"})
        assert answer.status_code == 200
    assert mailed_kinds(cast.seller) == {CHANGED.code} and mailed_kinds(cast.colleague) == {HANDED.code}
    assert ways_of(cast.seller)[CHANGED.code] == {"mail", "push"}
    pass_time()
    assert len(told_by_mail(cast.seller)) == 1


def test_a_letter_of_several_kinds_ends_those_that_stand_in_it(cast, mailed, client):
    choose_ways(cast.seller, {CHANGED.code: frozenset({"mail"}), MERGED.code: frozenset({"mail"})})
    (pk,) = mailed("Kura Roof")
    notify(CHANGED, [cast.seller.person_id], by=cast.manager.person_id, record=("party", pk))
    pass_time()
    client.post(link_of(cast.seller))
    assert mailed_kinds(cast.seller) == {MERGED.code}


def test_a_link_that_was_guessed_or_altered_does_nothing(cast, client, two_kinds):
    good = two_kinds.split("/")[2]
    person, kinds, signature = good.split("~")
    guessed = [
        "x", "~", "~~", f"{person}~{kinds}", f"{person}~{kinds}~", f"{person}~{kinds}~{'A' * len(signature)}",
        f"{cast.colleague.person_id}~{kinds}~{signature}", f"{person}~{CHANGED.code}~{signature}",
        f"{person}~{kinds},{CHANGED.code}~{signature}", f"0{person}~{kinds}~{signature}", good + "A", "é~ő~ű",
    ]  # fmt: skip
    for token in guessed:
        for send in (client.get, client.post):
            assert send(f"/unsubscribe/{token}/").status_code == 404, token
    assert mailed_kinds(cast.seller) == {HANDED.code, CHANGED.code} and mailed_kinds(cast.colleague) == {HANDED.code}


def test_the_link_of_who_left_does_nothing(cast, client, two_kinds):
    User.objects.filter(pk=cast.seller.person_id).update(is_active=False)
    assert client.post(two_kinds).status_code == 404


def test_what_was_looked_at_meanwhile_is_not_mailed(cast, mailed, signed_in):
    mailed("Kura Roof")
    signed_in("seller").post("/notifications/read/")
    pass_time()
    assert told_by_mail(cast.seller) == []


def test_nobody_who_left_gets_a_letter(cast, mailed):
    mailed("Kura Roof")
    User.objects.filter(pk=cast.seller.person_id).update(is_active=False)
    pass_time()
    assert told_by_mail(cast.seller) == []


def test_more_on_the_same_card_before_one_looked_is_no_second_letter(cast, mailed, signed_in):
    (pk,) = mailed("Kura Roof")
    pass_time()
    notify(HANDED, [cast.seller.person_id], by=cast.manager.person_id, record=("party", pk))
    pass_time()
    assert len(told_by_mail(cast.seller)) == 1
    signed_in("seller").post("/notifications/read/")
    notify(HANDED, [cast.seller.person_id], by=cast.manager.person_id, record=("party", pk))
    pass_time()
    assert len(told_by_mail(cast.seller)) == 2


def test_a_letter_that_broke_off_is_written_whole_and_once(cast, mailed, monkeypatch):
    mailed("Kura Roof")
    real, calls = errands.letters.send, []

    def broken(user, lines):
        real(user, lines)
        calls.append(1)
        if len(calls) == 1:
            raise ConnectionError("killed after the letter was written and before it was noted")

    monkeypatch.setattr(errands.letters, "send", broken)
    pass_time()
    assert told_by_mail(cast.seller) == [] and Errand.objects.filter(done_at=None).count() == 1
    errands._ask(cast.seller.person_id, "mail", timezone.now())
    work_off()
    errands._ask(cast.seller.person_id, "mail", timezone.now())
    work_off()
    assert len(told_by_mail(cast.seller)) == 1


def test_a_digest_says_each_thing_once_and_only_what_is_unread(cast, mailed):
    hours.keep_hours(cast.seller.person_id, digest_at=time(9))
    ids = mailed("Kura Roof", "Duna Tető", "Read before")
    Notification.objects.filter(record_id=ids[2]).update(read_at=timezone.now())
    work_off()
    assert told_by_mail(cast.seller) == []
    pass_time(days=1)
    (letter,) = told_by_mail(cast.seller)
    assert letter.count("Kura Roof") == letter.count("Duna Tető") == 1 and "Read before" not in letter
    mailed("Next day")
    pass_time(days=1)
    assert "Kura Roof" not in told_by_mail(cast.seller)[1]
    pass_time(days=1)
    assert len(told_by_mail(cast.seller)) == 2


def test_what_is_due_while_quiet_waits_even_if_quiet_was_chosen_afterwards(cast, mailed, monkeypatch):
    mailed("Kura Roof")
    later = timezone.now() + timedelta(hours=4)
    monkeypatch.setattr(Wanted, "awake", lambda self, at: later)
    pass_time()
    assert told_by_mail(cast.seller) == []
    assert Errand.objects.get().due_at == later


# hours by the clock on the wall


def at(*when):
    return datetime(*when, tzinfo=BUDAPEST).astimezone(UTC)


NIGHT = Wanted(BUDAPEST, time(22), time(7))


@pytest.mark.parametrize(
    ("moment", "told"),
    [
        (at(2026, 3, 28, 21, 59), at(2026, 3, 28, 21, 59)),
        (at(2026, 3, 28, 22, 0), at(2026, 3, 29, 7, 0)),  # the night the clocks go forward: 8 hours
        (at(2026, 3, 29, 6, 59), at(2026, 3, 29, 7, 0)),
        (at(2026, 3, 29, 7, 0), at(2026, 3, 29, 7, 0)),
        (at(2026, 10, 24, 23, 0), at(2026, 10, 25, 7, 0)),  # the night they go back: 10 hours
        (at(2026, 10, 25, 2, 30), at(2026, 10, 25, 7, 0)),
    ],
)
def test_quiet_hours_hold_over_a_change_of_summer_time(moment, told):
    assert NIGHT.awake(moment) == told == NIGHT.due("push", moment)


def test_quiet_that_ends_in_the_hour_that_is_not_there_ends_when_the_clocks_have_jumped():
    wanted = Wanted(BUDAPEST, time(22), time(2, 30))
    assert wanted.awake(at(2026, 3, 28, 23)) == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)


def test_quiet_within_a_day_and_none_at_all():
    noon = Wanted(BUDAPEST, time(12), time(14))
    assert noon.awake(at(2026, 5, 5, 13)) == at(2026, 5, 5, 14) and noon.awake(at(2026, 5, 5, 14)) == at(2026, 5, 5, 14)
    assert Wanted(BUDAPEST).awake(at(2026, 5, 5, 3)) == at(2026, 5, 5, 3)
    assert Wanted(BUDAPEST, time(3), time(3)).awake(at(2026, 5, 5, 3)) == at(2026, 5, 5, 3)


def test_a_digest_comes_at_its_hour_on_both_sides_of_a_change_and_not_on_a_weekend():
    daily, work = Wanted(BUDAPEST, digest_at=time(9)), Wanted(BUDAPEST, digest_at=time(9), workdays=True)
    assert daily.due("mail", at(2026, 3, 28, 9)) == at(2026, 3, 29, 9)
    assert daily.due("mail", at(2026, 3, 29, 8, 59)) == at(2026, 3, 29, 9)
    assert work.due("mail", at(2026, 3, 27, 9)) == at(2026, 3, 30, 9)
    assert daily.due("push", at(2026, 3, 28, 9)) == at(2026, 3, 28, 9)
    assert Wanted(BUDAPEST, time(8), time(10), time(9)).due("mail", at(2026, 5, 5, 3)) == at(2026, 5, 5, 10)


# push


@pytest.fixture
def pushed(cast, clients, service):
    choose_ways(cast.seller, {HANDED.code: frozenset({"push"})})

    def tell(name="Kura Roof", **values):
        pk = clients(name=name, owner=cast.seller.person_id, **values)
        notify(HANDED, [cast.seller.person_id], by=cast.manager.person_id, record=("party", pk))
        work_off()
        return pk

    return tell


def test_a_message_is_read_by_its_browser_alone_and_holds_no_more_than_its_sentence(service, pushed):
    pk = pushed(about="private words", phones="+995599123456")
    (request,), (message,) = service.requests, service.read()
    assert message.keys() == {"title", "url", "tag"} and message["url"] == f"/clients/{pk}/"
    assert b"Kura" not in request["body"] and "private" not in str(message)
    assert request["url"] == ADDRESS and request["headers"]["Content-Encoding"] == "aes128gcm"
    with pytest.raises(http_ece.ECEException):
        http_ece.decrypt(request["body"], private_key=service.key, auth_secret=os.urandom(16), version="aes128gcm")


def test_a_message_is_signed_by_the_key_the_browser_was_given(service, pushed):
    pushed()
    scheme, _space, rest = service.requests[0]["headers"]["Authorization"].partition(" ")
    given = dict(part.strip().split("=", 1) for part in rest.split(","))
    assert scheme == "vapid" and given["k"] == push.public_key()
    point = urlsafe_b64decode(given["k"] + "=" * (-len(given["k"]) % 4))
    key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
    form = serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    token = jwt.decode(given["t"], ECKey.import_key(key.public_bytes(*form)), algorithms=["ES256"])
    assert token.claims["aud"] == "https://push.example.com"
    assert 0 < token.claims["exp"] - timezone.now().timestamp() < 24 * 3600


def test_the_key_is_made_once_and_kept_encrypted(cast):
    assert push.public_key() == push.public_key()
    assert "PRIVATE" not in Setting.objects.get(name=push.NAME).value


def test_nothing_of_a_subscription_or_a_message_stands_in_the_database_as_it_is(service, pushed):
    pushed()
    assert ADDRESS not in str(list(Subscription.objects.values()))
    assert "Kura Roof" not in str(list(Job.objects.values_list("payload", flat=True)))


@pytest.mark.parametrize("status", [404, 410])
def test_a_browser_that_is_gone_is_dropped(status, service, pushed):
    service.status = status
    pushed()
    assert Subscription.objects.count() == 0


@pytest.mark.parametrize("status", [429, 503, NotFetched("busy", passing=True)])
def test_a_busy_push_service_is_asked_again_a_few_times(status, service, pushed):
    asked, real = [], service.fetch
    service.status = status
    push.fetch = lambda url, **request: asked.append(1) or real(url, **request)
    pushed()
    for _time in range(5):
        pass_time(hours=1)
    assert len(asked) == errands.PUSH_TRIES and Subscription.objects.count() == 1


@pytest.mark.parametrize(
    "change",
    [
        {"endpoint": "http://push.example.com/x"}, {"endpoint": "https://127.0.0.1/x"}, {"endpoint": "https://10.0.0.1/"},
        {"endpoint": "file:///etc/passwd"}, {"keys": {"p256dh": "AAAA", "auth": "AAAA"}}, {"keys": None}, {"endpoint": None},
    ],
)  # fmt: skip
def test_what_is_no_subscription_or_leads_inside_is_not_taken(change, cast, signed_in):
    body = orjson.dumps(PushService().subscription | change)
    answer = signed_in("seller").post("/me/notifications/push/", body, content_type="application/json")
    assert answer.status_code == 400 and Subscription.objects.count() == 0


def test_a_push_to_a_name_that_leads_inside_is_not_sent(cast, monkeypatch):
    row = push.subscribe(cast.seller.person_id, orjson.dumps(PushService().subscription), "")
    asked = []
    monkeypatch.setattr("tailor.kernel.fetching.lines.resolve", lambda *_any, **_more: [ip_address("10.0.0.1")])
    monkeypatch.setattr("tailor.kernel.fetching.lines._connected", lambda *given: asked.append(given))
    push.deliver(row.pk, push.encrypt('{"title": "x"}', push.PURPOSE))
    assert asked == []


def test_one_takes_ones_own_browsers_away_and_nobody_elses(cast, service, signed_in):
    pk = Subscription.objects.get().pk
    assert signed_in("colleague").post(f"/me/notifications/push/{pk}/").status_code == 404
    assert signed_in("seller").post(f"/me/notifications/push/{pk}/").status_code == 302
    assert Subscription.objects.count() == 0


def test_a_browser_given_to_a_colleague_is_told_what_is_theirs_only(cast, service, signed_in):
    body = orjson.dumps(service.subscription)
    signed_in("colleague").post("/me/notifications/push/", body, content_type="application/json")
    assert [one.person_id for one in Subscription.objects.all()] == [cast.colleague.person_id]


@pytest.mark.parametrize("name", ["push.js", "worker.js"])
def test_the_scripts_of_push_are_files_of_their_own(name, signed_in):
    answer = signed_in("seller").get(f"/notifications/scripts/{name}")
    assert answer.status_code == 200 and answer["Content-Type"].startswith("text/javascript")
    assert signed_in("seller").get("/notifications/scripts/..%2Fviews.py").status_code == 404
