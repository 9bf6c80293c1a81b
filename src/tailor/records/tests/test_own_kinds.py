"""Kinds of record the company adds have everything a built-in one has."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tailor.history.models import Step
from tailor.records import gate, reading
from tailor.records.models import OwnRecord
from tailor.records.own_kinds import OWN_KIND
from tailor.records.refusals import Refusal
from tailor.records.search import search
from tailor.records.types import all_types, record_type
from tailor.records.undo import undo

pytestmark = pytest.mark.django_db


@pytest.fixture
def visit(cast: Any) -> int:
    saved = gate.create(OWN_KIND, {"label": "Visit", "plural": "Visits", "titled": "Reason"}, by=cast.owner)
    field = {"record_type": "visit", "label": "Patient", "kind": "reference", "to": "party"}
    gate.create(record_type("own_field"), field, by=cast.owner)
    gate.create(record_type("own_field"), {"record_type": "visit", "label": "Price", "kind": "money"}, by=cast.owner)
    return saved.id


def made(cast: Any, title: str, by: Any = None, **values: Any) -> int:
    return gate.create(record_type("visit"), {"title": title, **values}, by=by or cast.owner).id


def test_it_has_a_list_cards_search_history_and_its_place_in_the_menu(visit, cast, clients, signed_in):
    patient = clients("Kovács Péter")
    pk = made(cast, "Toothache", patient=patient, price="1200")
    browser = signed_in("owner")
    listed = browser.get("/visit/")
    assert listed.status_code == 200
    assert b"Toothache" in listed.content
    card = browser.get(f"/visit/{pk}/").content.decode()
    assert "Kovács Péter" in card
    assert "Visits" in browser.get("/clients/").content.decode()
    assert [one.id for hits in search("tootha", cast.owner) for one in hits.records] == [pk]
    assert Step.objects.filter(operation="visit.create").exists()


def test_rows_of_two_kinds_in_one_table_never_meet(visit, cast):
    gate.create(OWN_KIND, {"label": "Flat", "plural": "Flats"}, by=cast.owner)
    pk = made(cast, "Toothache")
    flat = gate.create(record_type("flat"), {"title": "Rustaveli 5"}, by=cast.owner).id
    assert {one.kind for one in OwnRecord.objects.all()} == {"visit", "flat"}
    with pytest.raises(reading.NotVisible):
        reading.get(record_type("flat"), pk, cast.owner)
    with pytest.raises(reading.NotVisible):
        gate.update(record_type("visit"), flat, {"title": "x"}, by=cast.owner)
    with pytest.raises(reading.NotVisible):
        gate.delete(record_type("visit"), flat, by=cast.owner)


def test_a_seller_sees_those_of_the_department_and_changes_his_own(visit, cast):
    foreign = made(cast, "Foreign", owner=cast.stranger.person_id)
    own = made(cast, "Own", by=cast.seller)
    with pytest.raises(reading.NotVisible):
        reading.get(record_type("visit"), foreign, cast.seller)
    gate.update(record_type("visit"), own, {"price": "5"}, by=cast.seller)


def test_a_kind_goes_into_the_bin_with_its_records_and_comes_back_with_them(visit, cast, signed_in):
    pk = made(cast, "Toothache")
    gate.delete(record_type("own_field"), field_named("Patient"), by=cast.owner)
    gone = gate.delete(OWN_KIND, visit, by=cast.owner)
    assert "visit" not in {kind.code for kind in all_types()}
    browser = signed_in("owner")
    assert browser.get(f"/visit/{pk}/").status_code == 404
    assert browser.get("/history/").status_code == 200
    assert not search("tootha", cast.owner)
    undo(Step.objects.get(pk=gone.step_id), cast.owner)
    assert reading.get(record_type("visit"), pk, cast.owner).title == "Toothache"


def field_named(label: str) -> int:
    from tailor.records.models import OwnField

    return OwnField.objects.get(label=label).pk


def test_a_kind_that_fields_of_others_name_stays(visit, cast):
    field = {"record_type": "party", "label": "Last visit", "kind": "reference", "to": "visit"}
    gate.create(record_type("own_field"), field, by=cast.owner)
    with pytest.raises(Refusal, match="Last visit"):
        gate.delete(OWN_KIND, visit, by=cast.owner)


@pytest.mark.parametrize("code", ["party", "clients", "history", "id;", "Ärzte", "x" * 50, "1st", "sign_in", "api"])
def test_no_kind_takes_a_name_that_leads_elsewhere_or_is_no_name(cast, code):
    with pytest.raises(Refusal):
        gate.create(OWN_KIND, {"label": "X", "plural": "X", "code": code}, by=cast.owner)


def test_a_kind_may_be_called_anything_in_any_script(cast):
    saved = gate.create(OWN_KIND, {"label": "ვიზიტი 🙂", "plural": "ვიზიტები"}, by=cast.owner)
    assert reading.get(OWN_KIND, saved.id, cast.owner).values["code"] == "viziti"


def test_what_refers_to_a_client_follows_a_merge(visit, cast, clients):
    from tailor.records.merging import merge

    keep, drop = clients("Kept"), clients("Dropped")
    pk = made(cast, "Toothache", patient=drop)
    merge(record_type("party"), keep, drop, {}, by=cast.owner)
    assert reading.get(record_type("visit"), pk, cast.owner).values["patient"] == keep


def test_the_card_of_what_is_named_shows_who_names_it_to_those_who_may_see_it(visit, cast, clients, signed_in):
    patient = clients("Kovács Péter", owner=cast.seller.person_id)
    for number in range(7):
        made(cast, f"Toothache {number}", patient=patient, owner=cast.stranger.person_id if number == 6 else None)
    card = signed_in("owner").get(f"/clients/{patient}/").content.decode()
    assert "Toothache 6" in card
    assert "Toothache 0" not in card
    assert f'/visit/?patient=is:{patient}"' in card
    assert f'/visit/new/?patient={patient}"' in card
    assert "Toothache 6" not in signed_in("seller").get(f"/clients/{patient}/").content.decode()
    assert "Toothache 6" in signed_in("owner").get(f"/visit/?patient=is:{patient}").content.decode()


def test_the_newest_first_goes_on_where_the_page_before_ended(visit, cast, signed_in):
    for number in range(55):
        made(cast, f"Toothache {number:02}")
    browser = signed_in("owner")
    first = browser.get("/visit/?sort=-created").content.decode()
    following = re.search(r'href="(\?[^"]*after=[^"]+)"', first)
    assert following is not None
    second = browser.get("/visit/" + following[1].replace("&amp;", "&")).content.decode()
    assert [f"Toothache {n:02}" in second for n in (54, 5, 4, 0)] == [False, False, True, True]


def test_kinds_stand_in_the_order_in_which_they_were_made(cast, signed_in):
    for label in ("Doctor", "Visit", "Bill"):
        gate.create(OWN_KIND, {"label": label, "plural": f"{label}s"}, by=cast.owner)
    menu = re.findall(r'href="/(doctor|visit|bill)/"', signed_in("owner").get("/clients/").content.decode())
    assert list(dict.fromkeys(menu)) == ["doctor", "visit", "bill"]


def test_of_many_columns_of_a_narrow_list_the_last_ones_go_first(visit, cast, signed_in):
    for label in ("When", "Discount", "Room", "Note"):
        gate.create(record_type("own_field"), {"record_type": "visit", "label": label, "kind": "text"}, by=cast.owner)
    made(cast, "First")
    page = signed_in("owner").get("/visit/").content.decode()
    dropped = dict(re.findall(r'class="c-(\w+) p(\d)', page))
    assert [dropped[name] for name in ("patient", "price", "when", "discount", "room")] == ["1", "1", "2", "2", "3"]
