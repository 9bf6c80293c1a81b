"""The board counts over all that a person sees, asks little of the database, and moves what they may move."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tailor.access.actors import TAILOR
from tailor.records import gate, reading
from tailor.records.blueprint.applying import apply
from tailor.records.blueprint.planning import plan
from tailor.records.blueprint.text import from_text
from tailor.records.changes import Change
from tailor.records.listing.board import SIZE
from tailor.records.tests.test_pipelines import CLINIC, TICKED
from tailor.records.types import record_type

pytestmark = pytest.mark.django_db

HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def clinic(cast: Any) -> Any:
    apply(plan(from_text(CLINIC), cast.owner), cast.owner)
    return cast


def fill(clinic: Any, many: int, stage: str = "asked", by: Any = None, **values: Any) -> list[int]:
    kind, by = record_type("visit"), by or clinic.owner
    ready = {"doctor": clinic.seller.person_id, "price": "10.50", "why": "x", "stage": stage, **values}
    with gate.step(by, "visit.create", subject="Visits") as act:
        made = gate.write(act, [Change(kind, "create", values={"title": f"Visit {n}", **ready}) for n in range(many)])
    return [one.id for one in made]


def column(page: str, stage: str) -> str:
    found = re.search(rf'<section class="column[^"]*" id="column-{stage}".*?</section>', page, re.DOTALL)
    assert found is not None
    return found[0]


def count_in(part: str) -> str:
    found = re.search(r'<span class="n">([^<]*)</span>', part)
    return found[1] if found else ""


def test_a_column_shows_a_screenful_and_says_how_many_there_are_and_what_they_come_to(clinic, signed_in):
    fill(clinic, 35)
    fill(clinic, 2, "booked")
    browser = signed_in("owner")
    page = browser.get("/visit/board/").content.decode()
    asked = column(page, "asked")
    assert asked.count("data-ticket=") == SIZE
    assert (count_in(asked), "367.50" in asked) == ("35", True)
    assert count_in(column(page, "booked")) == "2"
    assert count_in(column(page, "done")) == "0"
    assert 'id="column--"' not in page
    more = re.search(r'hx-get="(/visit/board/stage/asked/[^"]+)"', asked)
    assert more is not None
    rest = browser.get(more[1].replace("&amp;", "&")).content.decode()
    assert rest.count("data-ticket=") == SIZE
    for _page in range(2):
        more = re.search(r'hx-get="(/visit/board/stage/asked/[^"]+)"', rest.split("data-more")[-1])
        assert more is not None
        rest += browser.get(more[1].replace("&amp;", "&")).content.decode()
    assert rest.count("data-ticket=") == 35 - SIZE
    assert rest.count("data-more") == 2
    shown = set(re.findall(r'data-ticket="(\d+)"', asked)) | set(re.findall(r'data-ticket="(\d+)"', rest))
    assert len(shown) == 35


def test_a_person_counts_and_sees_only_what_is_theirs_to_see(clinic, signed_in):
    fill(clinic, 3, owner=clinic.stranger.person_id)
    mine = fill(clinic, 2, by=clinic.seller)
    theirs = fill(clinic, 1, by=clinic.colleague)
    asked = column(signed_in("seller").get("/visit/board/").content.decode(), "asked")
    assert count_in(asked) == "3"
    assert set(re.findall(r'data-ticket="(\d+)"', asked)) == {str(pk) for pk in (*mine, *theirs)}
    held = re.findall(r'data-ticket="(\d+)"[^>]* data-held', asked)
    assert held == [str(theirs[0])]


def test_a_board_is_narrowed_down_by_the_form_of_the_list(clinic, signed_in):
    board = {"HX-Request": "true", "HX-Current-URL": "http://testserver/visit/board/stage/"}
    owner = signed_in("owner")
    fields = owner.get("/visit/filter/", headers=board).content.decode()
    assert 'hx-get="/visit/filter/?' in fields
    assert 'hx-get="/visit/filter/"' in owner.get("/visit/filter/?field=title", headers=board).content.decode()
    done = owner.get("/visit/filter/?field=title&apply=1&operator=has&argument=x", headers=board)
    assert done.headers["HX-Redirect"] == "/visit/board/stage/?title=has:x"


def test_a_board_obeys_the_filters_of_the_list(clinic, signed_in):
    fill(clinic, 2, price="5")
    fill(clinic, 1, price="500")
    page = signed_in("owner").get("/visit/board/?price=from:100").content.decode()
    assert count_in(column(page, "asked")) == "1"
    assert 'href="/visit/?price=from:100"' in page
    listed = signed_in("owner").get("/visit/?price=from:100").content.decode()
    assert 'href="/visit/board/?price=from:100"' in listed


def test_what_stands_at_no_stage_has_a_column_of_its_own(clinic, signed_in):
    pk = fill(clinic, 1)[0]
    with connection.cursor() as cursor:
        cursor.execute("UPDATE records_ownrecord SET custom = '{}' WHERE id = %s", [pk])
    page = signed_in("owner").get("/visit/board/").content.decode()
    assert count_in(column(page, "-")) == "1"
    assert "At no stage" in page


def test_the_board_asks_the_same_of_the_database_however_much_there_is(clinic, signed_in):
    browser = signed_in("owner")
    fill(clinic, 2)
    fill(clinic, 1, "booked")
    browser.get("/visit/board/")
    with CaptureQueriesContext(connection) as few:
        browser.get("/visit/board/")
    fill(clinic, 60)
    with CaptureQueriesContext(connection) as many:
        browser.get("/visit/board/")
    assert len(many) == len(few) <= 7


@pytest.mark.parametrize(
    "path", ["board/stage/asked/?after=nonsense", "board/stage/-/", "board/?sort=stage&name=x&page=9"]
)
def test_a_mangled_address_means_the_beginning(clinic, signed_in, path):
    fill(clinic, 2)
    assert signed_in("owner").get(f"/visit/{path}").status_code == 200


@pytest.mark.parametrize(
    "path", ["/visit/board/nothing/", "/visit/board/stage/nowhere/", "/clients/board/", "/visit/board/price/"]
)
def test_there_is_no_board_without_a_pipeline(clinic, signed_in, path):
    assert signed_in("owner").get(path).status_code == 404


def test_a_move_answers_with_undo_and_one_that_lacks_something_asks_for_just_that(clinic, signed_in):
    browser = signed_in("owner")
    pk = fill(clinic, 1, price="")[0]
    url = f"/visit/{pk}/move/stage/"
    asked = browser.post(url, {"to": "booked"}, **HTMX)
    form = asked.content.decode()
    assert asked.status_code == 422
    assert set(re.findall(r'name="asked" value="(\w+)"', form)) == {"price"}
    assert set(re.findall(r'name="tick" value="([^"]+)"', form)) == set(TICKED)
    again = browser.post(url, {"to": "booked", "asked": "price", "need.price": "ten", "tick": TICKED}, **HTMX)
    assert (again.status_code, "is no number" in again.content.decode()) == (422, True)
    done = browser.post(url, {"to": "booked", "asked": "price", "need.price": "10", "tick": TICKED}, **HTMX)
    assert done.status_code == 204
    assert "undo" in done.headers["HX-Trigger"]
    values = reading.get(record_type("visit"), pk, TAILOR).values
    assert (values["stage"], values["price"], values["stage__ticks"]) == ("booked", "10.00", TICKED)


def test_a_refused_move_says_why(clinic, signed_in):
    pk = fill(clinic, 1, "booked", by=clinic.seller)[0]
    refused = signed_in("seller").post(f"/visit/{pk}/move/stage/", {"to": "done"}, **HTMX)
    assert refused.status_code == 422
    assert refused.content == b""
    assert "Manager" in refused.headers["HX-Trigger"]


def test_two_who_move_one_ticket_do_not_overwrite_each_other(clinic, signed_in):
    pk = fill(clinic, 1, stage__ticks=TICKED)[0]
    url = f"/visit/{pk}/move/stage/"
    assert signed_in("owner").post(url, {"to": "off", "seen": "1"}, **HTMX).status_code == 204
    late = signed_in("manager").post(url, {"to": "booked", "seen": "1"}, **HTMX)
    assert late.status_code == 422
    assert reading.get(record_type("visit"), pk, TAILOR).values["stage"] == "off"


def test_who_may_not_see_or_change_a_record_does_not_move_it(clinic, signed_in):
    pk = fill(clinic, 1, by=clinic.seller, stage__ticks=TICKED)[0]
    url = f"/visit/{pk}/move/stage/"
    assert signed_in("stranger").post(url, {"to": "off"}, **HTMX).status_code == 404
    for name in ("colleague", "warehouse"):
        assert signed_in(name).post(url, {"to": "off"}, **HTMX).status_code in (404, 422)
        tick = signed_in(name).post(f"/visit/{pk}/tick/stage/", {"line": "Insurance seen"}, **HTMX)
        assert tick.status_code in (404, 422)
    assert reading.get(record_type("visit"), pk, TAILOR).values["stage"] == "asked"
    assert reading.get(record_type("visit"), pk, TAILOR).values["stage__ticks"] == TICKED


def test_a_card_shows_where_its_record_stands_and_ticks_the_checklist(clinic, signed_in):
    pk = fill(clinic, 1)[0]
    browser = signed_in("owner")
    card = browser.get(f"/visit/{pk}/").content.decode()
    assert re.search(r'<li class="now" aria-current="step"><span class="cut">Asked', card)
    assert "Insurance seen" in card
    assert browser.post(f"/visit/{pk}/tick/stage/", {"line": "Insurance seen", "on": "1"}, **HTMX).status_code == 204
    assert reading.get(record_type("visit"), pk, TAILOR).values["stage__ticks"] == TICKED[:1]
    assert browser.post(f"/visit/{pk}/tick/stage/", {"line": "Insurance seen"}, **HTMX).status_code == 204
    assert reading.get(record_type("visit"), pk, TAILOR).values["stage__ticks"] == []
    assert browser.post(f"/visit/{pk}/tick/stage/", {"line": "Something else"}, **HTMX).status_code == 404
