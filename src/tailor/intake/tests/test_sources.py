"""Lists outside that become leads: each item once, whatever stands at the address."""

import gzip
import time
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from tailor.intake.models import Look, SeenItem, Watch
from tailor.intake.records import SOURCE
from tailor.intake.sources import loading
from tailor.intake.watching import LOOK
from tailor.kernel.fetching.tests.conftest import say
from tailor.kernel.jobs.models import Job
from tailor.kernel.jobs.running import work_off
from tailor.kernel.sayings import said
from tailor.notifications.models import Notification
from tailor.records import gate, reading
from tailor.sales.models import Lead

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("here_allowed")]

ITEM = "<item><guid>{key}</guid><title>{title}</title><link>/offers/{key}</link><description>&lt;p&gt;Roof of 90 m²&lt;/p&gt;</description></item>"


def feed(*keys, title="Looking for a roofer"):
    items = "".join(ITEM.format(key=key, title=f"{title} {key}") for key in keys)
    return f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>Offers</title>{items}</channel></rss>'.encode()


@pytest.fixture
def source(selling, channel, listener):
    def make(**values):
        given = {"name": "Tenders", "kind": "feed", "url": f"http://127.0.0.1:{listener.port}/list", "channel": channel,
                 "active": False, **values}  # fmt: skip
        return reading.get(SOURCE, gate.create(SOURCE, given, by=selling.manager).id, selling.owner)

    return make


def answering(listener, body, content_type="application/rss+xml", status=200, **headers):
    listener.answer = lambda handler: say(handler, status, body, **{"Content-Type": content_type}, **headers)


def titles():
    return list(Lead.objects.order_by("id").values_list("title", flat=True))


def test_a_feed_loaded_twice_makes_each_lead_once(source, listener, channel):
    answering(listener, feed("a", "b"))
    first = loading.look(source())
    assert (first.found, first.made) == (2, 2)
    one = source(name="Other")
    answering(listener, feed("c", "a", "b"))
    assert loading.look(one).made == 3
    assert loading.look(one).made == 0
    lead = Lead.objects.order_by("id")[0]
    assert (lead.title, lead.text, lead.channel_id, lead.owner_id) == (
        "Looking for a roofer a",
        "Roof of 90 m²",
        channel,
        None,
    )
    assert lead.link == f"http://127.0.0.1:{listener.port}/offers/a"


def test_json_by_paths(source, listener):
    body = b'{"data": {"rows": [{"id": 7, "who": {"name": "Ann", "tel": ["+36301112233"]}, "what": "Gutters"}]}}'
    answering(listener, body, "application/json")
    loading.look(
        source(
            kind="json",
            items="data.rows",
            take_key="id",
            take_title="what",
            take_name="who.name",
            take_phones="who.tel.0",
        )
    )
    lead = Lead.objects.get()
    assert (lead.title, lead.name, lead.phones[0]["value"]) == ("Gutters", "Ann", "+36301112233")


def test_a_page_by_selectors_in_its_own_encoding(source, listener):
    page = '<div class="offer"><h3><a href="/o/1">Кровля</a></h3><p>Дом 140 м²</p></div>'
    answering(listener, page.encode("cp1251", "replace"), "text/html; charset=windows-1251")
    loading.look(source(kind="html", items="div.offer", take_title="h3", take_link="a@href", take_text="p"))
    lead = Lead.objects.get()
    assert (lead.title, lead.link) == ("Кровля", f"http://127.0.0.1:{listener.port}/o/1")


def test_csv_by_headings(source, listener):
    answering(listener, b"No;Name;Wish\n1;Ann;Roof\n2;Bob;Wall\n", "text/csv")
    loading.look(source(kind="csv", take_key="No", take_name="Name", take_title="Wish"))
    assert titles() == ["Roof", "Wall"]


def test_what_cannot_be_a_lead_is_said_and_comes_once_it_can(source, listener):
    answering(listener, b'[{"id": 1, "mail": "no address"}, {"id": 2, "mail": "ann@example.com"}]', "application/json")
    one = source(kind="json", take_key="id", take_emails="mail")
    look = loading.look(one)
    assert (look.made, look.refused) == (1, 1)
    assert "E-mail" in said(look.fault)
    answering(
        listener, b'[{"id": 1, "mail": "bob@example.com"}, {"id": 2, "mail": "ann@example.com"}]', "application/json"
    )
    assert loading.look(one).made == 1


def test_a_kill_between_two_portions_doubles_and_loses_nothing(source, listener, monkeypatch):
    answering(listener, feed(*map(str, range(120))))
    one, real, calls = source(), loading._portion, []

    def killed(*args):
        calls.append(1)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return real(*args)

    monkeypatch.setattr(loading, "_portion", killed)
    with pytest.raises(KeyboardInterrupt):
        loading.look(one)
    assert Lead.objects.count() == loading.PORTION
    monkeypatch.setattr(loading, "_portion", real)
    assert loading.look(one).made == 120 - loading.PORTION
    assert Lead.objects.count() == SeenItem.objects.count() == 120


def test_the_database_itself_knows_an_item_once(source):
    one = source()
    SeenItem.objects.create(source_id=one.id, key="k")
    with pytest.raises(IntegrityError), transaction.atomic():
        SeenItem.objects.create(source_id=one.id, key="k")


def test_a_redirect_to_an_inner_address_is_not_followed(source, listener):
    answering(listener, b"", status=302, Location="http://10.0.0.1/secret")
    look = loading.look(source())
    assert "inner network" in said(look.fault)


def test_redirects_in_a_ring_end(source, listener):
    answering(listener, b"", status=302, Location="/list")
    assert "more than 5 times" in said(loading.look(source()).fault)


def test_what_has_no_end_is_not_read_to_its_end(source, listener, monkeypatch):
    sent = []

    def endless(handler):
        handler.send_response(200)
        handler.end_headers()
        try:
            for _number in range(500):
                handler.wfile.write(b"x" * 1_000_000)
                sent.append(1)
        except OSError:
            pass

    listener.answer = endless
    assert "larger than 3 MB" in said(loading.look(source()).fault)
    assert len(sent) < 100


def test_what_is_packed_small_and_unpacks_large_is_not_unpacked(source, listener):
    answering(listener, gzip.compress(b"x" * 50_000_000), **{"Content-Encoding": "gzip"})
    assert "larger than 3 MB" in said(loading.look(source()).fault)
    answering(listener, gzip.compress(feed("a")), **{"Content-Encoding": "gzip"})
    assert loading.look(source(name="Good")).made == 1


def test_who_answers_slowly_is_left(source, listener, monkeypatch):
    monkeypatch.setattr(loading, "SECONDS", 0.3)
    listener.answer = lambda handler: time.sleep(1)
    assert "did not answer" in said(loading.look(source()).fault)


def test_entities_of_a_feed_are_not_followed_nor_blown_up(source, listener):
    bomb = b'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">' \
           b'<!ENTITY x SYSTEM "file:///etc/passwd">]><rss version="2.0"><channel><item><guid>1</guid><title>&c;&x;t</title></item></channel></rss>'  # fmt: skip
    answering(listener, bomb)
    assert "declares entities" in said(loading.look(source()).fault)
    answering(listener, bomb.decode().encode("utf-16"))
    assert "declares entities" in said(loading.look(source(name="Other")).fault)
    assert titles() == []


def test_what_is_no_feed_is_said_so(source, listener):
    answering(listener, b"\x00\x01 nothing of the kind", "text/plain")
    assert "This is no feed" in said(loading.look(source()).fault)


def test_one_is_told_once_when_nothing_stands_where_items_stood(source, listener, cast):
    one = source(kind="html", items="li", take_title="a")
    answering(listener, b"<ul><li><a>Roof</a></li></ul>", "text/html")
    loading.look(one)
    answering(listener, b"<main>built otherwise</main>", "text/html")
    for _number in range(2):
        look = loading.look(one)
    assert "Nothing was found where 1 items stood" in said(look.fault)
    assert list(Notification.objects.filter(kind="source.odd").values_list("person_id", flat=True)) == [
        cast.manager.person_id
    ]


def test_what_is_down_is_asked_ever_more_rarely_and_one_is_told_once(source, listener, cast):
    answering(listener, b"", status=503)
    one = source(active=True)
    for _number in range(4):
        Job.objects.filter(task=LOOK, state=Job.State.QUEUED).update(not_before=None)
        work_off()
    waits = Job.objects.get(task=LOOK, state=Job.State.QUEUED).not_before - timezone.now()
    assert timedelta(hours=15) < waits < timedelta(hours=17)
    assert Watch.objects.get(pk=one.id).failures == 4
    assert Notification.objects.filter(kind="source.odd").count() == 1


def test_one_that_is_on_is_looked_at_by_a_job_again_and_again(source, listener):
    answering(listener, feed("a"))
    source(active=True)
    work_off()
    assert titles() == ["Looking for a roofer a"]
    waiting = Job.objects.get(task=LOOK, state=Job.State.QUEUED)
    assert timedelta(minutes=59) < waiting.not_before - timezone.now() <= timedelta(minutes=60)


def test_one_that_was_switched_off_is_looked_at_no_more(source, listener, selling):
    answering(listener, feed("a"))
    one = source(active=True)
    gate.update(SOURCE, one.id, {"active": False}, by=selling.owner)
    work_off()
    assert titles() == []
    assert not Job.objects.filter(task=LOOK, state=Job.State.QUEUED).exists()


def test_trying_one_shows_the_leads_it_would_make_and_makes_none(source, listener, cast):
    answering(
        listener, b'[{"t": "Roof", "mail": "no address"}, {"t": "Wall", "mail": "ann@example.com"}]', "application/json"
    )
    one = source(kind="json", take_title="t", take_emails="mail")
    client = Client()
    cast.sign_in(client, "manager")
    page = client.post(f"/sources/{one.id}/try/").content.decode()
    assert "Wall" in page
    assert "ann@example.com" in page
    assert "An e-mail address has an @ in it." in page
    assert titles() == []
    assert client.get(f"/sources/{one.id}/").status_code == 200
    cast.sign_in(client, "seller")
    assert client.post(f"/sources/{one.id}/try/").status_code == 404


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"url": "http://192.168.1.1/feed"}, "url"), ({"url": "file:///etc/passwd"}, "url"),
        ({"kind": "html", "take_title": "a"}, "items"), ({"kind": "json"}, "take_title"),
    ],
)  # fmt: skip
def test_what_makes_no_source_is_refused(source, values, field):
    with pytest.raises(gate.Refusal) as refused:
        source(**values)
    assert field in refused.value.errors


def test_the_log_of_looks_stands_on_the_card(source, listener, cast):
    answering(listener, feed("a"))
    one = source()
    loading.look(one)
    client = Client()
    cast.sign_in(client, "manager")
    assert "1 new of 1" in client.get(f"/sources/{one.id}/").content.decode()
    assert Look.objects.count() == 1
