"""What somebody typed and has not sent is kept for them, and for nobody else."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from tailor.records import drafts
from tailor.records.models import Draft

pytestmark = pytest.mark.django_db
FORM = "/clients/5/note/"
CONTENT = [["kind", "note"], ["text", "Half a thought"]]


def keep(browser, form=FORM, content=CONTENT):
    return browser.post("/drafts/", {"form": form, "content": json.dumps(content)})


def kept(browser, under="/clients/5/"):
    return browser.get("/drafts/", {"under": under}).json()


def test_a_half_filled_form_is_there_again_in_another_browser(signed_in):
    at = keep(signed_in("seller")).json()["at"]
    assert kept(signed_in("seller")) == {FORM: {"at": at, "content": CONTENT}}


def test_what_is_typed_later_takes_its_place(signed_in):
    seller = signed_in("seller")
    keep(seller)
    keep(seller, content=[["text", "A whole thought"]])
    assert kept(seller)[FORM]["content"] == [["text", "A whole thought"]]
    assert Draft.objects.count() == 1


def test_nobody_else_sees_changes_or_drops_it(signed_in):
    seller, owner = signed_in("seller"), signed_in("owner")
    keep(seller)
    assert kept(owner) == {}
    keep(owner, content=[["text", "Mine"]])
    owner.post("/drafts/", {"form": FORM})
    assert kept(seller)[FORM]["content"] == CONTENT


def test_sent_or_discarded_it_is_gone(signed_in):
    seller = signed_in("seller")
    keep(seller)
    assert seller.post("/drafts/", {"form": FORM}).status_code == 204
    assert kept(seller) == {}


def test_only_those_under_the_address_are_answered(signed_in):
    seller = signed_in("seller")
    for form in (FORM, "/clients/55/note/", "/clients/new/"):
        keep(seller, form)
    assert set(kept(seller)) == {FORM}
    assert set(kept(seller, "%")) == set(kept(seller, "/%")) == set()


@pytest.mark.parametrize("content", ["{", "{}", "[1]", '[["a"]]', '[["a", 1]]', '[["a", "b", "c"]]', "[" * 20_000])
def test_what_is_no_form_is_refused(content, signed_in):
    assert signed_in("seller").post("/drafts/", {"form": FORM, "content": content}).status_code == 400


@pytest.mark.parametrize("form", ["", "clients", "/" + "x" * 200])
def test_what_is_no_address_is_refused(form, signed_in):
    assert keep(signed_in("seller"), form).status_code == 400


def test_what_is_too_large_is_refused(signed_in):
    assert keep(signed_in("seller"), content=[["text", "x" * 40_000]]).status_code == 413


def test_letters_no_database_has_are_left_out(signed_in):
    seller = signed_in("seller")
    assert keep(seller, content=[["text", "a\0b\ud800c"]]).status_code == 200
    assert kept(seller)[FORM]["content"] == [["text", "abc"]]


def test_after_a_month_it_is_gone(signed_in):
    seller = signed_in("seller")
    keep(seller)
    Draft.objects.update(at=timezone.now() - drafts.LASTS - timedelta(hours=1))
    assert kept(seller) == {}
    keep(seller, "/clients/6/note/")
    assert list(Draft.objects.values_list("form", flat=True)) == ["/clients/6/note/"]


def test_nobody_fills_the_table(signed_in, monkeypatch):
    monkeypatch.setattr(drafts, "MOST", 3)
    seller = signed_in("seller")
    for number in range(5):
        keep(seller, f"/clients/5/note/{number}/")
    assert sorted(kept(seller)) == [f"/clients/5/note/{number}/" for number in (2, 3, 4)]


def test_the_forms_say_that_they_are_kept(signed_in, clients, cast):
    owner = signed_in("owner")
    one = clients(name="Anna", owner=cast.owner.person_id)
    for path in ("/clients/new/", f"/clients/{one}/", f"/clients/{one}/fields/city/"):
        assert "data-draft" in owner.get(path).content.decode(), path
