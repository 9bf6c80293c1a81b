"""Filters as people ask them: periods by name, days and numbers judged before they filter, what is gone said to be gone."""

import html
import re
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from tailor.access.actors import TAILOR, Way
from tailor.access.models import User
from tailor.access.signing_in import actor_of
from tailor.kernel import stamps
from tailor.records import gate
from tailor.records.fields.base import Condition
from tailor.records.fields.periods import PERIODS, bounds_of
from tailor.records.listing.conditions import conditions
from tailor.records.listing.counting import ids_after
from tailor.records.listing.question import Filter, Question
from tailor.records.reading import visible
from tailor.records.selection import Selection
from tailor.records.shape import visible_fields
from tailor.records.types import record_type

pytestmark = pytest.mark.django_db


def text_of(response):
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", response.content.decode())).split())


def listed(browser, address):
    """The names in a list."""
    return re.findall(r'data-row-link[^>]*title="([^"]*)"', browser.get(address).content.decode())


@pytest.fixture
def at_noon(cast, monkeypatch):
    """Wednesday, 18 March 2026, noon in Tbilisi."""
    now = datetime(2026, 3, 18, 12, tzinfo=ZoneInfo("Asia/Tbilisi"))
    monkeypatch.setattr(timezone, "now", lambda: now)
    User.objects.update(time_zone="Asia/Tbilisi")
    return now


@pytest.mark.parametrize(
    ("period", "first", "last"),
    [
        ("today", "2026-03-18", "2026-03-18"),
        ("yesterday", "2026-03-17", "2026-03-17"),
        ("tomorrow", "2026-03-19", "2026-03-19"),
        ("this-week", "2026-03-16", "2026-03-22"),
        ("last-week", "2026-03-09", "2026-03-15"),
        ("next-week", "2026-03-23", "2026-03-29"),
        ("last-7-days", "2026-03-12", "2026-03-18"),
        ("next-7-days", "2026-03-18", "2026-03-24"),
        ("this-month", "2026-03-01", "2026-03-31"),
        ("last-month", "2026-02-01", "2026-02-28"),
        ("this-year", "2026-01-01", "2026-12-31"),
    ],
)
def test_a_period_has_the_days_its_name_says(period, first, last):
    start, beyond = bounds_of(period, date(2026, 3, 18))
    assert (str(start), str(beyond - timedelta(days=1))) == (first, last)


def test_months_are_right_at_the_ends_of_years():
    assert bounds_of("last-month", date(2026, 1, 31)) == (date(2025, 12, 1), date(2026, 1, 1))
    assert bounds_of("this-month", date(2026, 12, 31)) == (date(2026, 12, 1), date(2027, 1, 1))


def test_every_period_that_is_called_something_has_days():
    assert all(bounds_of(name, date(2026, 3, 18)) for name in PERIODS)


def test_today_is_today_where_one_is(at_noon, clients, signed_in):
    clients(name="Early", next_step="x", next_step_at="2026-03-17T21:00Z")  # one in the morning
    clients(name="Late", next_step="x", next_step_at="2026-03-18T21:00Z")  # one in the next morning
    owner = signed_in("owner")
    assert listed(owner, "/clients/?next_step_at=is:today") == ["Early"]
    assert listed(owner, "/clients/?next_step_at=is:tomorrow") == ["Late"]


def test_overdue_is_what_is_past_by_now(at_noon, clients, signed_in):
    clients(name="Missed", next_step="x", next_step_at="2026-03-18T07:59Z")
    clients(name="Coming", next_step="x", next_step_at="2026-03-18T08:01Z")
    clients(name="Nothing planned")
    assert listed(signed_in("owner"), "/clients/?next_step_at=is:overdue") == ["Missed"]


def test_what_is_still_of_today_is_the_rest_of_the_day_and_never_overdue(at_noon, clients, signed_in):
    clients(name="Missed", next_step="x", next_step_at="2026-03-18T07:59Z")
    clients(name="Coming", next_step="x", next_step_at="2026-03-18T08:01Z")
    clients(name="Tomorrow", next_step="x", next_step_at="2026-03-18T21:00Z")
    assert listed(signed_in("owner"), "/clients/?next_step_at=is:still-today") == ["Coming"]


def test_a_period_reads_as_a_sentence_and_stays_in_the_address_by_name(clients, signed_in):
    clients()
    page = signed_in("owner").get("/clients/?created_at=is:this-week")
    assert "Created this week" in text_of(page)
    assert "created_at=is:this-week" in page.content.decode()


def test_one_day_is_asked_for_too(at_noon, clients, signed_in):
    clients(name="That day", next_step="x", next_step_at="2026-02-03T10:00Z")
    clients(name="Another", next_step="x", next_step_at="2026-02-04T10:00Z")
    assert listed(signed_in("owner"), "/clients/?next_step_at=is:2026-02-03") == ["That day"]


def test_what_only_happens_is_never_late_or_to_come(signed_in):
    owner = signed_in("owner")
    due, created = (text_of(owner.get(f"/clients/filter/?field={name}")) for name in ("next_step_at", "created_at"))
    assert "overdue" in due
    assert "tomorrow" in due
    assert "overdue" not in created
    assert "tomorrow" not in created
    assert "last month" in created


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("next_step_at=from:abc", "“abc” is no date"),
        ("next_step_at=to:2026-02-31", "There is no such day as “2026-02-31”"),
        ("next_step_at=is:someday", "“someday” is no date"),
        ("next_step_at=past:abc", "“abc” is no number of days"),
        ("name=has:", "Say what to look for"),
        ("group=is:", "Say what to look for"),
        ("group=is:abc", "“abc” is not known here"),
    ],
)
def test_what_cannot_be_asked_is_said_and_filters_nothing(asked, said, clients, signed_in):
    clients(name="Kovács")
    owner = signed_in("owner")
    page = owner.get(f"/clients/?{asked}")
    assert said in text_of(page)
    assert "This condition was left out." in text_of(page)
    assert listed(owner, f"/clients/?{asked}") == ["Kovács"]
    assert 'class="chip' not in page.content.decode()


def test_nothing_is_done_to_a_list_whose_condition_cannot_be_asked(cast, clients):
    clients()
    assert Selection(record_type("party"), (), "?next_step_at=from:abc", "edit").count(cast.owner) == 0


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"from": "abc"}, "“abc” is no date"),
        ({"from": "2026-02-31"}, "There is no such day"),
        ({"from": "2026-03-02", "to": "2026-03-01"}, "The first day comes after the last one."),
        ({"operator": "older", "argument": "many"}, "“many” is no number of days"),
        ({"operator": "older", "argument": ""}, "Choose a period, a day or a number of days."),
    ],
)
def test_the_form_of_a_filter_says_what_is_wrong_and_keeps_what_was_typed(given, said, signed_in):
    answer = signed_in("owner").get("/clients/filter/", {"field": "created_at", "apply": "1", **given})
    assert answer.status_code == 422
    assert said in text_of(answer)
    assert all(f'value="{value}"' in answer.content.decode() for value in given.values() if value)


def test_two_days_become_two_conditions_in_the_place_of_older_ones(signed_in):
    given = {"field": "created_at", "apply": "1", "from": "2026-03-01", "to": "2026-03-05",
             "question": "?created_at=is:today&name=has:x"}  # fmt: skip
    answer = signed_in("owner").get("/clients/filter/", given)
    assert answer.headers["Location"] == "/clients/?name=has:x&created_at=from:2026-03-01&created_at=to:2026-03-05"


def test_a_group_that_is_gone_is_said_to_be(cast, clients, signed_in):
    clients()
    page = text_of(signed_in("owner").get("/clients/?group=is:987654"))
    assert "Group is (no longer there)" in page
    assert "Nothing matches" in page


def test_me_and_others_are_asked_for_together(cast, clients, signed_in):
    for name in ("seller", "colleague", "manager"):
        clients(name=name.title(), owner=cast[name].person_id)
    asked = f"/clients/?owner=is:me,{cast.colleague.person_id}"
    assert listed(signed_in("seller"), asked) == ["Colleague", "Seller"]
    assert "Owner is me or " in text_of(signed_in("seller").get(asked))


def test_a_condition_is_opened_again_as_it_stands(cast, signed_in):
    group = gate.create(record_type("group"), {"name": "VIP"}, by=cast.owner).id
    form = signed_in("owner").get(f"/clients/filter/?field=group&operator=not&argument={group}").content.decode()
    assert f'value="{group}" checked' in form
    assert '<option value="not" selected' in form


def test_fields_are_offered_in_the_alphabet_of_the_persons_language(signed_in):
    for address in ("/clients/filter/", "/clients/change/"):
        names = re.findall(r'role="menuitem"[^>]*>([^<]*)<', signed_in("owner").get(address).content.decode())
        assert names == sorted(names, key=str.casefold)
        assert len(names) > 10


@pytest.mark.parametrize("code", ["party", "lead", "deal", "task", "interaction"])
def test_of_what_is_mine_i_see_what_my_rights_let_me_wherever_i_was_moved(code, cast, clients):
    kind, people = record_type(code), ("seller", "colleague", "stranger", "manager")
    needs = {
        "party": {"name": "Kovács"},
        "deal": {"title": "Roof"},
        "lead": {"title": "Roof"},
        "task": {"title": "Call"},
    }
    for name in people:
        talk = {"party": clients(owner=cast[name].person_id), "kind": "note", "text": "Hello", "at": timezone.now()}
        given = needs.get(code, talk) | {"owner": cast[name].person_id}
        gate.create(kind, given, by=TAILOR)
    elsewhere = cast.departments["Budapest"]
    gate.update(record_type("user"), cast.seller.person_id, {"department": elsewhere}, by=cast.owner)
    for name in ("owner", "manager", "seller", "colleague", "stranger", "warehouse"):
        by = actor_of(User.objects.get(pk=cast[name].person_id), Way.WEB, stamps.current(stamps.SHAPE))
        mine = conditions(kind, Question(filters=(Filter("owner", "is", "me"),)), visible_fields(kind, TAILOR), by)
        seen = visible(kind, by)
        among = Condition(f"{seen.sql} AND t.owner_id = %s", (*seen.params, by.person_id))
        assert ids_after(kind, mine, 0, 99) == ids_after(kind, among, 0, 99), name
