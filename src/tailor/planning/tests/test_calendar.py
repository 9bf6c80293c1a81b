"""Tasks by the day: whose they are, where they stand, and who moves them."""

import re
from datetime import date
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tailor.access.models import User
from tailor.planning.records import TASK
from tailor.planning.web.calendar import LOOKS, span
from tailor.records import gate, reading

pytestmark = pytest.mark.django_db


@pytest.fixture
def tasks(cast):
    def make(title="Call", *, by=None, **values):
        return gate.create(TASK, {"title": title, **values}, by=by or cast.owner).id

    return make


def cell(page, to):
    return page.partition(f'data-cell="{to}"')[2].partition("</div>")[0]


def test_a_task_stands_in_its_hour_or_on_its_day(tasks, signed_in):
    tasks("All day", due="2030-05-06")
    tasks("At half past ten", due="2030-05-06T10:30:00Z")
    tasks("In the night", due="2030-05-06T02:15:00Z")
    page = signed_in("owner").get("/tasks/calendar/?day=2030-05-08").content.decode()
    assert "All day" in cell(page, "2030-05-06")
    assert "10:30</b> <span>At half past ten" in cell(page, "2030-05-06T10")
    assert "02:15</b> <span>In the night" in cell(page, "2030-05-06T07")


@pytest.mark.parametrize("look", LOOKS)
def test_an_empty_calendar_says_what_will_stand_there(look, tasks, signed_in):
    owner, address = signed_in("owner"), f"/tasks/calendar/?look={look}&day=2030-05-08"
    page = owner.get(address).content.decode()
    empty = page.partition('class="empty"')[2]
    assert "A task stands on the day it is due" in empty and 'href="/tasks/my/"' in empty
    tasks("Measure", due="2030-05-08")
    assert "A task stands on the day it is due" not in owner.get(address).content.decode()


@pytest.mark.parametrize("look", LOOKS)
def test_mine_are_mine_and_the_team_is_who_i_may_see(look, cast, tasks, signed_in):
    tasks("Of the seller", owner=cast.seller.person_id, due="2030-05-08")
    tasks("Of the stranger", owner=cast.stranger.person_id, due="2030-05-08")
    address = f"/tasks/calendar/?look={look}&day=2030-05-08"
    seller, manager = (signed_in(name).get(address).content.decode() for name in ("seller", "manager"))
    assert "Of the seller" in seller
    assert "Of the stranger" not in seller
    assert ("Of the seller" in manager) is ("Of the stranger" in manager) is (look == "team")


def test_a_task_dragged_to_a_person_is_theirs(cast, tasks, signed_in):
    pk = tasks(due="2030-05-08")
    signed_in("manager").post(f"/tasks/{pk}/to/", {"to": "2030-05-09", "owner": cast.seller.person_id})
    [one] = reading.select(TASK, cast.owner, "1 = 1", (), "t.id")
    assert (one.owner_id, one.values["due"]) == (cast.seller.person_id, "2030-05-09")


def test_what_is_not_ones_own_is_not_offered_to_drag(cast, tasks, signed_in):
    pk = tasks(by=cast.seller, owner=cast.colleague.person_id, due="2030-05-08")
    answer = signed_in("seller").post(f"/tasks/{pk}/to/", {"to": "2030-05-09"})
    assert answer.status_code in (404, 422)
    assert reading.get(TASK, pk, cast.owner).values["due"] == "2030-05-08"


@pytest.mark.parametrize(
    "question", ["?look=x", "?day=x", "?day=9999-12-31", "?day=0001-01-01&look=month", "?look=month&day=2030-02-31"]
)
def test_an_odd_address_breaks_nothing(question, signed_in):
    assert signed_in("owner").get(f"/tasks/calendar/{question}").status_code == 200


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize(("asked", "shown"), [("9999-12-31", "9998-12-31"), ("0001-01-01", "1000-01-01")])
def test_beyond_the_days_there_are_the_last_of_them_are_shown(look, asked, shown, signed_in):
    page = signed_in("owner").get(f"/tasks/calendar/?look={look}&day={asked}").content.decode()
    assert f'data-cell="{shown}"' in page
    assert f"look=week&amp;day={shown}" in page, "and one looks at them another way"
    ways = [unescape(one) for one in re.findall(r'href="(\?look=[^"]+)"', page)]
    for way in ways:
        assert signed_in("owner").get(f"/tasks/calendar/{way}").status_code == 200


@pytest.mark.parametrize(
    ("language", "month"),
    [("en", "January 1800"), ("ru", "январь 1800\xa0г."), ("hu", "1800. január"), ("ka", "იანვარი, 1800")],
)
def test_a_month_is_called_by_its_name(language, month, cast, signed_in):
    User.objects.update(language=language)
    page = signed_in("owner").get("/tasks/calendar/?look=month&day=1800-01-01").content.decode()
    assert month in page.partition("<h1")[2].partition("data-calendar")[0]
    assert "1799" not in page.partition("<h1")[2].partition("data-calendar")[0].partition("href")[0]


def test_a_month_is_six_weeks_from_a_monday():
    assert span("month", date(2026, 11, 22)) == (date(2026, 10, 26), date(2026, 12, 7))


@pytest.mark.parametrize("look", LOOKS)
def test_a_calendar_is_a_few_statements_however_much_there_is(look, tasks, clients, signed_in):
    owner, address = signed_in("owner"), f"/tasks/calendar/?look={look}&day=2030-05-08"

    def statements():
        owner.get(address)
        with CaptureQueriesContext(connection) as asked:
            owner.get(address)
        return len(asked)

    tasks("One", about=f"party/{clients('Elene')}", due="2030-05-08")
    few = statements()
    for number in range(10):
        tasks(f"Task {number}", about=f"party/{clients(f'Client {number}')}", due="2030-05-08")
    assert statements() == few <= 5


def test_a_free_hour_begins_a_task_of_that_hour_and_leads_back(cast, signed_in):
    owner = signed_in("owner")
    page = unescape(owner.get("/tasks/calendar/?look=week&day=2030-05-08").content.decode())
    form = re.search(r'data-new="([^"]+)"', page)
    assert form
    address = f"{form[1]}&due=2030-05-06T10:00&owner={cast.seller.person_id}"
    begun = owner.get(address).content.decode()
    assert 'value="2030-05-06"' in begun and 'value="10:00"' in begun
    assert re.search(rf'<option value="{cast.seller.person_id}"[^>]* selected', begun)
    given = {"title": "Measure", "due": "2030-05-06", "due.time": "10:00", "owner": str(cast.seller.person_id)}
    assert owner.post(address, given)["Location"] == "/tasks/calendar/?look=week&day=2030-05-08"
