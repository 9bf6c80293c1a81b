"""Where there are no records yet, the workshop shows the shape on an example, of which nothing stays."""

from __future__ import annotations

import html
import re

import pytest
from django.test import Client

from tailor.history.models import Event, Step
from tailor.records.types import record_type

pytestmark = pytest.mark.django_db
SAID = "an example, as there are no records yet"
SHAPE = """\
tailor: 1
kinds:
  visit: {label: Visit, plural: Visits}
fields:
  party:
    blood: {kind: choice, label: Blood group, required: true, choices: [{value: a, label: Alpha}, {value: b, label: Beta}]}
    weight: {kind: number, label: Weight, least: 40, most: 200}
    double: {kind: formula, label: Doubled, formula: "weight * 2"}
    cut: {kind: text, label: Cut, mask: "99-A"}
  visit:
    patient: {kind: reference, label: Patient, to: party, required: true}
    day: {kind: date, label: Day, required: true}
    way: {kind: stage, label: Way, pipeline: visit.way}
pipelines:
  visit:
    way: {label: Way}
stages:
  visit.way:
    asked: {label: Asked}
    done: {label: Done, outcome: won}
"""


@pytest.fixture
def owner(signed_in) -> Client:
    browser: Client = signed_in("owner")
    browser.get("/workshop/of/party/")
    return browser


def looks(browser: Client, code: str) -> dict[str, str]:
    """The addresses of the preview, and the page around it."""
    page = browser.get(f"/workshop/of/{code}/").content.decode()
    return {"": page, **{html.unescape(url): "" for url in re.findall(r'data-look="([^"]*)"', page)}}


def kept(browser: Client) -> list[int]:
    """How much there is of clients and of the log, and how often search finds the example."""
    found = browser.get("/search/?q=Exampl").content.decode().count("/clients/")
    return [record_type("party").model._default_manager.count(), Step.objects.count(), Event.objects.count(), found]


def test_a_kind_without_records_is_looked_at_on_an_example_of_which_nothing_stays(owner, signed_in):
    before = kept(owner)
    found = looks(owner, "party")
    assert SAID in found[""]
    card = next(url for url in found if re.match(r"/clients/\d+/\?", url))
    page = owner.get(card)
    assert page.status_code == 200 and "<h1" in page.content.decode() and "Example" in page.content.decode()
    assert "Example" in owner.get("/clients/?frame=1").content.decode()
    assert "example@example.com" not in owner.get(card.replace("/?", "/calling/?")).content.decode()
    assert kept(owner) == before
    assert "Example" not in signed_in("seller").get("/clients/").content.decode()
    assert owner.get(card.split("?")[0] + "here/").status_code == 200
    assert signed_in("administrator").get(card.split("?")[0]).status_code == 404
    owner.post("/workshop/draft/leave/")
    assert owner.get(card).status_code == 404


def test_what_the_draft_adds_is_filled_in_and_what_an_example_has_to_name_is_there_too(owner):
    before = kept(owner)
    answer = owner.post("/workshop/file/", {"text": SHAPE})
    assert answer.status_code == 302, answer.content.decode()
    card = next(url for url in looks(owner, "party") if re.match(r"/clients/\d+/\?", url))
    page = owner.get(card).content.decode()
    assert "Alpha" in page and ">40" in page and ">80" in page and "11-A" in page
    found = looks(owner, "visit")
    assert SAID in found[""]
    card = next(url for url in found if re.match(r"/visit/\d+/\?", url))
    page = owner.get(card).content.decode()
    assert "Example" in page and "Asked" in page
    assert "Example" in owner.get("/visit/board/?frame=1").content.decode()
    assert kept(owner) == before


def test_where_there_are_records_they_are_shown_and_no_example(owner, clients):
    clients(name="Nino Beridze")
    page = looks(owner, "party")[""]
    assert SAID not in page and "Nino Beridze" in page
    assert "Example" not in owner.get("/clients/?frame=1").content.decode()


def test_an_example_nothing_lets_through_is_none_and_the_rest_is_looked_at_all_the_same(owner):
    never = 'tailor: 1\nrules:\n  party:\n    never: {formula: "is_empty(name)", message: "Never"}\n'
    assert owner.post("/workshop/file/", {"text": never}).status_code == 302
    found = looks(owner, "party")
    assert SAID not in found[""] and "/clients/?frame=1" in found and "/clients/new/?frame=1" in found
    assert not [url for url in found if re.match(r"/clients/\d+/", url)]


def test_outside_a_draft_and_for_who_may_not_shape_nothing_is_made_up(signed_in):
    before = kept(signed_in("seller"))
    for name in ("owner", "seller"):
        assert "Example" not in signed_in(name).get("/clients/?frame=1").content.decode()
    assert kept(signed_in("seller")) == before
