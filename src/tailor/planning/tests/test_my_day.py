"""My day, the line tasks are typed in, and the tasks on cards."""

import re
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tailor.planning import due as dues
from tailor.planning.records import TASK
from tailor.records import gate, reading

pytestmark = pytest.mark.django_db


@pytest.fixture
def tasks(cast):
    def make(title="Call", *, by=None, **values):
        return gate.create(TASK, {"title": title, **values}, by=by or cast.owner).id

    return make


def every(by):
    return reading.select(TASK, by, "t.deleted_at IS NULL", (), "t.id")


def test_what_is_overdue_stands_on_top_and_what_was_done_today_below(tasks, signed_in):
    today = timezone.localdate()
    tasks("Was due", due=(today - timedelta(days=2)).isoformat())
    tasks("Due now", due=today.isoformat())
    tasks("Due next", due=(today + timedelta(days=1)).isoformat())
    tasks("Some day")
    owner, over = signed_in("owner"), tasks("Over")
    owner.post(f"/tasks/{over}/done/")
    page = owner.get("/tasks/my/").content.decode()
    places = [page.index(title) for title in ("Was due", "Due now", "Due next", "Some day", ">Over<")]
    assert places == sorted(places)


def test_what_is_still_to_be_done_is_a_view_without_what_is_over_the_most_urgent_first(tasks, signed_in):
    tasks("Was due", due="2026-01-02")
    tasks("Due later", due="2031-01-02")
    owner, over = signed_in("owner"), tasks("Over", due="2025-01-01")
    owner.post(f"/tasks/{over}/done/")
    assert owner.get("/tasks/").content.decode().count('href="/tasks/?done_at=empty"') > 1, (
        "in the menu and among the views"
    )
    page = owner.get("/tasks/?done_at=empty").content.decode()
    assert ">Over<" not in page and page.index(">Was due<") < page.index(">Due later<")


def test_the_day_of_others_is_not_mine(cast, tasks, signed_in):
    tasks("Of the seller", owner=cast.seller.person_id)
    assert "Of the seller" not in signed_in("owner").get("/tasks/my/").content.decode()
    assert "Of the seller" in signed_in("seller").get("/tasks/my/").content.decode()


@pytest.mark.parametrize("role", ["owner", "manager", "seller", "operator", "warehouse"])
def test_everybody_has_a_day(role, signed_in):
    assert signed_in(role).get("/tasks/my/").status_code == 200


def test_a_day_is_a_few_statements_however_much_there_is(cast, tasks, clients, signed_in):
    owner = signed_in("owner")

    def statements():
        owner.get("/tasks/my/")
        with CaptureQueriesContext(
            connection,
        ) as asked:
            owner.get("/tasks/my/")
        return len(asked)

    tasks("One", about=f"party/{clients('Elene')}", due="2020-01-01")
    few = statements()
    for number in range(12):
        tasks(f"Task {number}", about=f"party/{clients(f'Client {number}')}", due="2020-01-01")
    assert statements() == few <= 7


def test_the_day_is_answered_from_an_index(cast, tasks):
    if connection.vendor != "sqlite":
        pytest.skip("a small table is read whole there")
    with connection.cursor() as cursor:
        cursor.execute(
            "EXPLAIN QUERY PLAN SELECT t.id FROM planning_task t WHERE t.deleted_at IS NULL AND t.owner_id = 1 "
            "AND t.done_at IS NULL AND t.due IS NOT NULL ORDER BY t.due, t.id LIMIT 300"
        )
        plan = " ".join(str(row[-1]) for row in cursor.fetchall())
        assert "task_open" in plan, plan
        cursor.execute(
            "EXPLAIN QUERY PLAN SELECT t.id FROM planning_task t WHERE t.about = 'party/1' AND t.done_at IS NULL"
        )
        assert "task_about" in " ".join(str(row[-1]) for row in cursor.fetchall())


def test_a_line_becomes_a_task_about_the_card_it_is_typed_on(cast, clients, signed_in):
    about, seller = f"party/{clients('Elene', owner=cast.seller.person_id)}", signed_in("seller")
    seller.post(f"/tasks/quick/{about}/", {"line": "call the supplier tomorrow at 10"})
    [one] = every(cast.seller)
    assert (one.title, one.values["about"], one.owner_id) == ("call the supplier", about, cast.seller.person_id)
    assert "call the supplier" in seller.get(f"/clients/{about[6:]}/").content.decode()


def test_a_line_is_a_draft_of_the_page_it_is_typed_on(clients, signed_in):
    about, owner = f"party/{clients('Elene')}", signed_in("owner")
    assert 'data-draft hx-post="/tasks/quick/"' in owner.get("/tasks/my/").content.decode()
    assert f'data-draft hx-post="/tasks/quick/{about}/"' in owner.get(f"/clients/{about[6:]}/").content.decode()


def test_how_a_line_is_understood_is_said_before_enter(signed_in):
    page = signed_in("owner").get("/tasks/understood/?line=call tomorrow at 10").content.decode()
    assert "10:00" in page
    assert "call" in page


def test_what_is_typed_to_come_again_comes_again_and_the_answer_says_how(cast, signed_in):
    owner, line = signed_in("owner"), "every monday at 9 report"
    assert "every week on Mon" in owner.get("/tasks/understood/", {"line": line}).content.decode()
    answer = owner.post("/tasks/quick/", {"line": line}, headers={"HX-Request": "true"})
    assert "every week on Mon" in unescape(answer.headers["HX-Trigger"])
    [one] = every(cast.owner)
    assert (one.title, one.values["recurrence"]) == ("report", "FREQ=WEEKLY;BYDAY=MO")
    owner.post(f"/tasks/{one.id}/done/")
    assert len(every(cast.owner)) == 2


def test_nothing_is_made_of_nothing_or_about_what_one_does_not_see(cast, clients, signed_in):
    foreign = f"party/{clients('Elene', owner=cast.stranger.person_id)}"
    for where, line, why in (
        ("", " ", "Say what is to be done first."), (f"{foreign}/", "call", "This is not there"),
        ("nothing/1/", "call", ""),
    ):  # fmt: skip
        answer = signed_in("seller").post(f"/tasks/quick/{where}", {"line": line}, headers={"HX-Request": "true"})
        assert (answer.status_code, answer["HX-Reswap"]) == (422, "none")  # what was typed stays, and its draft
        assert why in answer["HX-Trigger"]
        assert '"tone": "late"' in answer["HX-Trigger"]
    assert not every(cast.owner)


def test_one_press_does_it_and_another_takes_it_back(cast, tasks, signed_in):
    pk, owner = tasks(), signed_in("owner")
    assert owner.post(f"/tasks/{pk}/done/").status_code == 204
    assert every(cast.owner)[0].values["done_at"]
    owner.post(f"/tasks/{pk}/reopen/")
    assert not every(cast.owner)[0].values["done_at"]


def test_a_line_of_the_checklist_is_ticked(cast, tasks, signed_in):
    pk = tasks(checklist="Measure\nOrder")
    signed_in("owner").post(f"/tasks/{pk}/lines/1/")
    assert [one["done"] for one in every(cast.owner)[0].values["checklist"]] == [False, True]
    assert signed_in("owner").post(f"/tasks/{pk}/lines/7/").status_code == 404


@pytest.mark.parametrize(("to", "due"), [("2030-05-06", "2030-05-06"), ("2030-05-06T14", "2030-05-06T14:00:00Z")])
def test_a_task_is_moved_to_a_day_or_an_hour(to, due, cast, tasks, signed_in):
    pk = tasks(due="2030-05-01")
    signed_in("owner").post(f"/tasks/{pk}/to/", {"to": to})
    assert every(cast.owner)[0].values["due"] == due


@pytest.mark.parametrize("to", ["2030-02-31", "x", "2030-01-01T99", "T"])
def test_a_day_that_is_none_moves_nothing(to, cast, tasks, signed_in):
    pk = tasks(due="2030-05-01")
    assert signed_in("owner").post(f"/tasks/{pk}/to/", {"to": to}).status_code == 422
    assert every(cast.owner)[0].values["due"] == "2030-05-01"


def test_what_was_done_about_a_client_stands_in_its_story(cast, tasks, clients, signed_in):
    client = clients("Elene")
    pk, owner = tasks("Measure the roof", about=f"party/{client}"), signed_in("owner")
    owner.post(f"/tasks/{pk}/done/")
    page = owner.get(f"/clients/{client}/").content.decode()
    assert "did a task: Measure the roof" in page
    assert "did a task" not in owner.get(f"/clients/{client}/story/?only=changes").content.decode()


def test_a_card_tells_no_tasks_one_does_not_see(cast, tasks, clients, signed_in):
    client = clients("Elene", owner=cast.seller.person_id)
    tasks("Secret of the owner", about=f"party/{client}")
    assert "Secret of the owner" not in signed_in("seller").get(f"/clients/{client}/").content.decode()
    assert "Secret of the owner" in signed_in("manager").get(f"/clients/{client}/").content.decode()


@pytest.fixture
def at_noon(monkeypatch):
    """Noon in Tbilisi, in the middle of a day that is today in every zone people of the cast live in."""
    now = datetime(2026, 11, 25, 8, 0, 0, 500_000, tzinfo=UTC)
    monkeypatch.setattr(timezone, "now", lambda: now)
    return now


def bunches(page):
    """The titles under each heading of My day."""
    parts = re.findall(r'class="bunch bunch-(\w+)".*?</section>', page, re.DOTALL)
    return {
        part: re.findall(r"data-row-link>([^<]+)<", page.partition(f"bunch-{part}")[2].partition("</section>")[0])
        for part in parts
    }


def test_what_was_due_an_hour_ago_is_overdue_everywhere_and_of_today_nowhere(at_noon, tasks, signed_in):
    tasks("All day", due="2026-11-25")
    tasks("At nine", due=dues.moment(at_noon - timedelta(hours=3)))
    tasks("This very second", due="2026-11-25T08:00:00Z")
    tasks("In the evening", due=dues.moment(at_noon + timedelta(hours=6)))
    tasks("Yesterday", due="2026-11-24")
    owner, done = signed_in("owner"), tasks("Done in the morning", due="2026-11-25T05:00:00Z")
    owner.post(f"/tasks/{done}/done/")
    late, today = ["Yesterday", "At nine"], ["All day", "This very second", "In the evening"]

    day = bunches(owner.get("/tasks/my/").content.decode())
    assert (day["late"], day["today"]) == (late, today)

    block = owner.get("/home/").content.decode().partition('id="home-day"')[2].partition("</section>")[0]
    assert re.findall(r"data-row=.*?<a class=\"cut\"[^>]*>([^<]+)<", block, re.DOTALL) == late + today
    figures = re.findall(r'class="num[^"]*" href="([^"]+)">(\d+)<', block)
    assert [int(number) for _url, number in figures] == [2, 3]
    for (url, _number), titles in zip(figures, (late, today), strict=True):
        page = owner.get(unescape(url)).content.decode()
        assert [title for title in (*late, *today, "Done in the morning") if f">{title}<" in page] == titles, url


def test_the_lines_of_the_home_page_begin_with_what_is_overdue_however_much_is_due_today(at_noon, tasks, signed_in):
    for number in range(8):
        tasks(f"All day {number}", due="2026-11-25")
    tasks("At nine", due=dues.moment(at_noon - timedelta(hours=3)))
    block = signed_in("owner").get("/home/").content.decode().partition('id="home-day"')[2].partition("</section>")[0]
    assert block.index("At nine") < block.index("All day 0")
