"""What is to be done, by whom, about what: who sees it, what becomes of it."""

from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from tailor.records import gate, merging, reading
from tailor.records.refusals import Refusal
from tailor.records.showing import Show
from tailor.records.types import record_type

pytestmark = pytest.mark.django_db


@pytest.fixture
def tasks(cast):
    def make(title="Call", *, by=None, **values):
        return gate.create(record_type("task"), {"title": title, **values}, by=by or cast.owner).id

    return make


def task(pk, by):
    return reading.get(record_type("task"), pk, by)


def test_a_task_is_seen_by_who_does_it_who_gave_it_and_who_watches(cast, tasks):
    pk = tasks(by=cast.seller, owner=cast.stranger.person_id, watchers=[cast.operator.person_id])
    for name in ("seller", "stranger", "operator", "owner", "manager"):
        assert task(pk, cast[name]).title == "Call"
    for name in ("colleague", "warehouse"):
        with pytest.raises(reading.NotVisible):
            task(pk, cast[name])


def test_who_watches_no_longer_sees_no_longer(cast, tasks):
    pk = tasks(owner=cast.stranger.person_id, watchers=[cast.operator.person_id])
    gate.update(record_type("task"), pk, {"watchers": []}, by=cast.owner)
    with pytest.raises(reading.NotVisible):
        task(pk, cast.operator)


def test_only_who_does_it_changes_it(cast, tasks, signed_in):
    pk = tasks(by=cast.seller, owner=cast.stranger.person_id)
    answer = signed_in("seller").post("/tasks/do/task.done/", {"pick": pk})
    assert not task(pk, cast.owner).values["done_at"], answer.status_code
    signed_in("stranger").post("/tasks/do/task.done/", {"pick": pk})
    assert task(pk, cast.owner).values["done_by"] == cast.stranger.person_id


def test_many_are_done_at_once_and_taken_back(cast, tasks, signed_in):
    some = [tasks(f"Task {number}") for number in range(3)]
    signed_in("owner").post("/tasks/do/task.done/", {"pick": some})
    assert all(task(pk, cast.owner).values["done_at"] for pk in some)
    step = record_type("task").model.objects.get(pk=some[0])
    assert step.done_by_id == cast.owner.person_id
    signed_in("owner").post("/tasks/do/task.reopen/", {"pick": some})
    assert not any(task(pk, cast.owner).values["done_at"] for pk in some)


def test_nobody_says_by_hand_who_did_it(cast, tasks):
    with pytest.raises(Refusal):
        gate.update(record_type("task"), tasks(), {"done_at": "2026-01-01T10:00"}, by=cast.owner)


def test_a_done_task_that_comes_again_makes_the_next_one_in_the_same_step(cast, tasks, signed_in):
    day = timezone.localdate() + timedelta(days=1)
    lines = [{"text": "Count", "done": True}]
    pk = tasks("Stock", due=day.isoformat(), recurrence="FREQ=DAILY;COUNT=2", checklist=lines)
    signed_in("owner").post("/tasks/do/task.done/", {"pick": pk})
    [new] = reading.select(record_type("task"), cast.owner, "t.done_at IS NULL", (), "t.id")
    assert new.values["due"] == (day + timedelta(days=1)).isoformat()
    assert new.values["recurrence"] == "FREQ=DAILY;COUNT=1"
    assert new.values["checklist"] == [{"text": "Count", "done": False}]
    signed_in("owner").post("/tasks/do/task.done/", {"pick": new.id})
    assert not reading.select(record_type("task"), cast.owner, "t.done_at IS NULL", (), "t.id")


def test_ten_oclock_stays_ten_oclock_when_summer_time_ends(cast, tasks, signed_in):
    from tailor.access.models import User

    User.objects.filter(pk=cast.stranger.person_id).update(time_zone="Europe/Budapest")
    pk = tasks(owner=cast.stranger.person_id, due="2030-10-26T08:00:00Z", recurrence="FREQ=DAILY",
               remind_at="2030-10-26T07:30:00Z")  # fmt: skip
    signed_in("owner").post("/tasks/do/task.done/", {"pick": pk})
    [new] = reading.select(record_type("task"), cast.owner, "t.done_at IS NULL", (), "t.id")
    assert (new.values["due"], new.values["remind_at"]) == ("2030-10-27T09:00:00Z", "2030-10-27T08:30:00Z")


def test_what_comes_again_counts_from_a_day(cast, tasks):
    with pytest.raises(Refusal):
        tasks(recurrence="FREQ=DAILY")


@pytest.mark.parametrize("given", ["FREQ=SECONDLY", "FREQ=DAILY;INTERVAL=0", "FREQ=DAILY;COUNT=2;UNTIL=20300101", "x"])
def test_a_rule_that_is_none_is_refused(given, cast, tasks):
    with pytest.raises(Refusal):
        tasks(due="2030-01-01", recurrence=given)


def test_a_task_moves_to_tomorrow_at_the_same_time(cast, tasks, signed_in):
    at = timezone.localtime().replace(hour=10, minute=0, second=0, microsecond=0) - timedelta(days=3)
    timed, daily = tasks(due=at.isoformat()), tasks(due="2020-01-01")
    signed_in("owner").post("/tasks/do/task.tomorrow/", {"pick": [timed, daily]})
    tomorrow = timezone.localdate() + timedelta(days=1)
    assert timezone.localtime(datetime.fromisoformat(task(timed, cast.owner).values["due"])).date() == tomorrow
    assert task(daily, cast.owner).values["due"] == tomorrow.isoformat()


# about any record


def test_what_a_task_is_about_is_told_only_to_who_may_see_it(cast, tasks, clients, signed_in):
    about = f"party/{clients('Elene Secret', owner=cast.stranger.person_id)}"
    pk = tasks(owner=cast.seller.person_id, about=about)
    assert "Elene Secret" not in signed_in("seller").get(f"/tasks/{pk}/").content.decode()
    assert "Elene Secret" not in signed_in("seller").get("/tasks/").content.decode()
    assert "Elene Secret" in signed_in("owner").get(f"/tasks/{pk}/").content.decode()
    assert "Elene Secret" in signed_in("owner").get(f"/tasks/?about=is:{about}").content.decode()


@pytest.mark.parametrize("about", ["party/999999", "nothing/1", "party/x", "role/1", "party"])
def test_a_task_is_about_what_is_there(about, tasks):
    with pytest.raises(Refusal):
        tasks(about=about)


def test_a_task_is_about_nothing_its_maker_does_not_see(cast, tasks, clients):
    hidden = clients("Elene", owner=cast.stranger.person_id)
    with pytest.raises(Refusal):
        tasks(by=cast.seller, about=f"party/{hidden}")


def test_a_merge_moves_what_a_task_is_about(cast, tasks, clients):
    kind, first, second = record_type("party"), clients("Elene"), clients("Elena")
    pk = tasks(about=f"party/{second}")
    done = merging.merge(kind, first, second, {}, by=cast.owner)
    assert task(pk, cast.owner).values["about"] == f"party/{first}"
    assert done.step_id


def test_the_record_is_offered_while_one_types(cast, clients, signed_in):
    pk = clients("Elene Beridze")
    assert f'value="party/{pk}"' in signed_in("owner").get("/choose/any/?q=Elene&name=about").content.decode()


# days and moments


def test_late_is_a_day_once_it_is_over_and_a_moment_at_once(cast, tasks, signed_in):
    now = timezone.localtime()
    tasks("Late day", due=(now.date() - timedelta(days=1)).isoformat())
    tasks("Late moment", due=(now - timedelta(minutes=1)).isoformat())
    tasks("Today", due=now.date().isoformat())
    tasks("Soon", due=(now + timedelta(minutes=5)).isoformat())
    signed_in("owner").post(f"/tasks/{tasks('Done in time', due='2020-01-01')}/done/")
    page = signed_in("owner").get("/tasks/?due=is:overdue").content.decode()
    assert "Done in time" not in page
    assert "Done in time" not in signed_in("owner").get("/tasks/?done_at=empty").content.decode()
    assert "Done in time" in signed_in("owner").get("/tasks/").content.decode()
    assert ("Late day" in page, "Late moment" in page) == (True, True)
    assert ("Today</" in page, "Soon</" in page) == (False, False)


def test_a_day_holds_its_days_and_its_moments(cast, tasks):
    from tailor.records.fields.dates import IS

    field, day = record_type("task").declared["due"], date(2030, 5, 6)
    inside = [tasks(due="2030-05-06"), tasks(due="2030-05-06T00:00"), tasks(due="2030-05-06T23:59")]
    for other in ("2030-05-05", "2030-05-05T23:59", "2030-05-07", "2030-05-07T00:00"):
        tasks(due=other)
    where = field.condition(IS, day.isoformat(), "t", "task")
    found = reading.select(record_type("task"), cast.owner, where.sql, where.params, "t.id")
    assert [one.id for one in found] == inside


def test_a_form_asks_without_knowing_of_rules(cast, signed_in):
    given = {"title": "Stock", "due": "2030-01-07", "due.time": "10:30", "recurrence": "WEEKLY",
             "recurrence.interval": "2", "recurrence.days": ["MO", "TH"], "recurrence.until": "2030-06-01"}  # fmt: skip
    owner = signed_in("owner")
    assert 'name="recurrence.days"' in owner.get("/tasks/new/").content.decode()
    assert owner.post("/tasks/new/", given).status_code == 302
    [one] = reading.select(record_type("task"), cast.owner, "1 = 1", (), "t.id")
    assert one.values["recurrence"] == "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH;UNTIL=20300601"
    assert timezone.localtime(datetime.fromisoformat(one.values["due"])).strftime("%H:%M") == "10:30"
    assert (
        record_type("task")
        .declared["recurrence"]
        .text(one.values["recurrence"], Show(cast.owner))
        .startswith("every 2 w")
    )


def test_lines_are_ticked_in_a_form_by_a_tick_before_them(cast, tasks):
    pk = tasks(checklist="✓ Measure\nOrder")
    assert task(pk, cast.owner).values["checklist"] == [
        {"text": "Measure", "done": True},
        {"text": "Order", "done": False},
    ]


def test_taking_back_a_done_task_takes_the_next_one_with_it(cast, tasks, signed_in):
    from tailor.history.models import Step

    pk = tasks("Stock", due="2030-01-01", recurrence="FREQ=DAILY")
    owner = signed_in("owner")
    owner.post("/tasks/do/task.done/", {"pick": pk})
    owner.post(f"/history/{Step.objects.order_by('-id').first().pk}/undo/")
    [only] = reading.select(record_type("task"), cast.owner, "t.deleted_at IS NULL", (), "t.id")
    assert (only.id, only.values["recurrence"], only.values["done_at"]) == (pk, "FREQ=DAILY", None)


def test_who_deletes_a_client_is_told_of_the_tasks_about_it(cast, tasks, clients, signed_in):
    one, other = clients("Elene"), clients("Nino")
    tasks(about=f"party/{one}")
    ask = "/clients/do/delete/?pick="
    assert "Also about it, and kept: 1 task." in signed_in("owner").get(f"{ask}{one}").content.decode()
    assert "Also about it" not in signed_in("owner").get(f"{ask}{other}").content.decode()
    gate.delete(record_type("party"), one, by=cast.owner)
    assert signed_in("owner").get("/tasks/").status_code == 200


def test_programs_get_what_a_task_is_about_along_with_it(cast, tasks, clients):
    from django.test import Client

    from tailor.api.tokens import make_token

    client = clients("Elene")
    pk = tasks(about=f"party/{client}")
    key = make_token(cast.owner.person_id, "a program")[1]
    answer = Client().get("/api/v1/tasks?include=about", headers={"Authorization": f"Bearer {key}"}).json()
    assert (answer["items"][0]["id"], answer["items"][0]["about"]) == (pk, f"party/{client}")
    assert answer["included"]["party"][str(client)]["name"] == "Elene"
