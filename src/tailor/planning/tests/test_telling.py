"""Reminders, news of what is done, and the calendar outside."""

from datetime import timedelta
from ipaddress import ip_network

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from tailor.history.readers import catch_up
from tailor.kernel.jobs.models import Job
from tailor.kernel.jobs.running import work_off
from tailor.notifications.models import Notification
from tailor.planning.calendar_file import escaped, folded
from tailor.planning.records import TASK
from tailor.planning.reminders import REMIND
from tailor.planning.web import feed
from tailor.records import gate

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh_rates():
    feed.BY_ADDRESS.forget()
    feed.BY_STRANGER.forget()


@pytest.fixture
def tasks(cast):
    def make(title="Call", *, by=None, **values):
        return gate.create(TASK, {"title": title, **values}, by=by or cast.owner).id

    return make


def told(kind):
    return list(Notification.objects.filter(kind=kind).order_by("id").values_list("person_id", flat=True))


def test_who_does_a_task_is_reminded_once(cast, tasks):
    tasks(owner=cast.seller.person_id, remind_at=(timezone.now() - timedelta(minutes=1)).isoformat())
    tasks(owner=cast.seller.person_id, remind_at=(timezone.now() - timedelta(days=9)).isoformat())
    work_off()
    assert told("task.reminder") == [cast.seller.person_id]
    Job.objects.filter(task=REMIND).update(state=Job.State.QUEUED)
    work_off()
    assert told("task.reminder") == [cast.seller.person_id]


def test_a_reminder_waits_for_its_moment(cast, tasks):
    at = timezone.now() + timedelta(hours=2)
    tasks(remind_at=at.isoformat())
    assert abs(Job.objects.get(task=REMIND).not_before - at) < timedelta(seconds=2)
    work_off()
    assert told("task.reminder") == []


def test_nobody_is_reminded_of_what_is_done(cast, tasks, signed_in):
    pk = tasks(remind_at=(timezone.now() - timedelta(minutes=1)).isoformat())
    signed_in("owner").post(f"/tasks/{pk}/done/")
    work_off()
    assert told("task.reminder") == []


def test_who_gave_it_and_who_watches_hear_that_it_is_done(cast, tasks, signed_in):
    catch_up()
    pk = tasks(by=cast.manager, owner=cast.seller.person_id, watchers=[cast.operator.person_id])
    signed_in("seller").post(f"/tasks/{pk}/done/")
    catch_up()
    assert sorted(told("task.done")) == sorted([cast.manager.person_id, cast.operator.person_id])
    assert told("record.handed") == [cast.seller.person_id]


# the calendar outside


def address(client):
    page = client.post("/tasks/feed/new/").content.decode()
    found = next(part for part in page.split('"') if part.startswith("http") and "/tasks/feed/" in part)
    return found.partition("testserver")[2]


def test_a_calendar_holds_what_is_mine_and_still_to_be_done(cast, tasks, signed_in):
    day = (timezone.localdate() + timedelta(days=3)).isoformat()
    tasks("Mine; and, more", owner=cast.seller.person_id, due=day)
    tasks("At ten", owner=cast.seller.person_id, due=f"{day}T10:00:00Z")
    tasks("Of another", owner=cast.stranger.person_id, due=day)
    answer = Client().get(address(signed_in("seller")))
    text = answer.content.decode()
    assert answer["Content-Type"].startswith("text/calendar")
    assert "SUMMARY:Mine\\; and\\, more\r\n" in text
    assert f"DTSTART:{day.replace('-', '')}T100000Z\r\n" in text
    assert "Of another" not in text
    assert text.startswith("BEGIN:VCALENDAR\r\n")
    assert text.endswith("END:VCALENDAR\r\n")


def test_a_new_address_kills_the_one_before_and_it_can_be_taken_away(signed_in):
    seller = signed_in("seller")
    first = address(seller)
    second = address(seller)
    assert Client().get(first).status_code == 404
    assert Client().get(second).status_code == 200
    seller.post("/tasks/feed/new/", {"away": "1"})
    assert Client().get(second).status_code == 404


def test_who_left_has_no_calendar(cast, signed_in):
    from tailor.access.models import User

    url = address(signed_in("seller"))
    User.objects.filter(pk=cast.seller.person_id).update(is_active=False)
    assert Client().get(url).status_code == 404


def test_who_asks_too_often_or_guesses_waits(signed_in):
    url = address(signed_in("seller"))
    answers = [Client().get(url).status_code for _number in range(32)]
    assert answers[-1] == 429
    guesses = [Client().get("/tasks/feed/guess/").status_code for _number in range(62)]
    assert guesses[-1] == 429


def test_who_guesses_keeps_nobody_from_their_calendar(signed_in, settings):
    settings.TAILOR_TRUSTED_PROXIES = (ip_network("127.0.0.1"),)
    url, outside = address(signed_in("seller")), Client()
    guesses = [
        outside.get("/tasks/feed/guess/", HTTP_X_FORWARDED_FOR="203.0.113.9").status_code for _number in range(62)
    ]
    assert guesses[-1] == 429
    for where in ("198.51.100.7", "203.0.113.9"):
        assert outside.get(url, HTTP_X_FORWARDED_FOR=where).status_code == 200
    assert outside.get("/tasks/feed/guess/", HTTP_X_FORWARDED_FOR="198.51.100.7").status_code == 404


@given(st.text(max_size=300))
def test_a_line_is_folded_by_octets_and_unfolds_to_itself(text):
    line = f"SUMMARY:{escaped(text)}"
    parts = folded(line).split("\r\n")
    assert all(len(part.encode()) <= 75 for part in parts)
    assert parts[0] + "".join(part[1:] for part in parts[1:]) == line
    assert "\n" not in line and "\r" not in line
