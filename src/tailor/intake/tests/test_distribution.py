"""Leads that nobody has go to somebody by rules, whichever way they came; and those put off come back."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from tailor.access.models import User
from tailor.history.models import Step
from tailor.history.readers import catch_up
from tailor.intake.distributing import after, distribute, distribute_waiting
from tailor.intake.hours import holds_at, next_beginning
from tailor.intake.models import Arrival, Turn
from tailor.kernel.jobs.models import Job
from tailor.kernel.jobs.running import work_off
from tailor.notifications.models import Notification
from tailor.records import gate
from tailor.records.types import record_type
from tailor.sales.models import Lead
from tailor.sales.records import LEAD
from tailor.sales.returning import RETURN

pytestmark = pytest.mark.django_db
WEEKDAYS = ["mon", "tue", "wed", "thu", "fri"]


def owners():
    return list(Lead.objects.order_by("id").values_list("owner_id", flat=True))


@pytest.fixture
def two(cast):
    return [cast.seller.person_id, cast.colleague.person_id]


def test_leads_go_in_turn_and_their_new_owner_is_told(rules, lead, two):
    rules(people=two)
    for _number in range(5):
        lead()
    catch_up()
    assert owners() == [two[0], two[1], two[0], two[1], two[0]]
    assert Notification.objects.filter(kind="lead.given").count() == 5
    assert Step.objects.latest("id").way == "automation"


def test_leads_go_to_whoever_has_the_fewest_open_ones(rules, lead, two):
    for _number in range(2):
        lead(owner=two[0])
    lead(owner=two[0], status="hidden")
    rules(people=two, way="load")
    for _number in range(3):
        lead()
    catch_up()
    assert owners()[3:] == [two[1], two[1], two[0]]


def test_the_first_rule_that_fits_decides(rules, lead, channel, cast, two):
    rules("All", people=[two[1]], place=2)
    rules("Site", people=[two[0]], channel=channel, place=1)
    rules("Ads", people=[cast.manager.person_id], field="utm_source", value="ads", place=0)
    lead(channel=channel)
    lead()
    lead(channel=channel, utm_source="Ads")
    catch_up()
    assert owners() == [two[0], two[1], cast.manager.person_id]


def test_a_lead_that_somebody_has_stays_theirs(rules, lead, cast, two):
    rules(people=two)
    lead(owner=cast.manager.person_id)
    catch_up()
    assert owners() == [cast.manager.person_id]


def test_a_rule_may_name_a_department_and_those_below_it(rules, lead, cast):
    rules(department=cast.departments["Tbilisi"])
    lead()
    catch_up()
    assert owners()[0] in {
        cast.seller.person_id,
        cast.colleague.person_id,
        cast.manager.person_id,
        cast.operator.person_id,
    }


def test_who_was_dismissed_is_passed_over_and_a_rule_without_anybody_leads_to_the_next(rules, lead, cast, two):
    rules("First", people=[two[0]], place=0)
    rules("Next", people=[two[1]], place=1)
    gate.update(record_type("user"), two[0], {"is_active": False}, by=cast.owner)
    assert not User.objects.get(pk=two[0]).is_active
    lead()
    catch_up()
    assert owners() == [two[1]]


def test_the_card_says_why(rules, lead, cast, two):
    rules(people=[two[0]])
    pk = lead()
    catch_up()
    client = Client()
    cast.sign_in(client, "seller")
    page = client.get(f"/leads/{pk}/").content.decode()
    assert "in turn, rule “Site”" in page


def test_a_lead_outside_the_hours_of_a_rule_waits_for_them_and_is_given_once(rules, lead, two):
    rules(people=two, days=WEEKDAYS, begins="9:00", ends="18:00", outside="wait")
    pk = lead()
    saturday, monday = datetime(2026, 11, 21, 12, tzinfo=UTC), datetime(2026, 11, 23, 10, tzinfo=UTC)
    assert distribute([pk], saturday) == 0
    waits = Arrival.objects.get(pk=pk).waits_until
    assert saturday < waits < monday
    assert distribute_waiting(monday) == 1
    assert distribute_waiting(monday) == 0
    assert owners() == [two[0]]
    assert Arrival.objects.get(pk=pk).waits_until is None


def test_outside_the_hours_the_next_rule_is_asked_where_it_says_so(rules, lead, two):
    rules("Hours", people=[two[0]], days=WEEKDAYS, begins="9:00", ends="18:00")
    rules("Rest", people=[two[1]], place=1)
    pk = lead()
    assert distribute([pk], datetime(2026, 11, 21, 12, tzinfo=UTC)) == 1
    assert owners() == [two[1]]


def test_what_was_given_already_is_not_given_again(rules, lead, two):
    rules(people=two)
    pk = lead()
    assert (distribute([pk, pk]), distribute([pk])) == (1, 0)
    assert Turn.objects.get().given == 1


def test_whoever_took_it_before_the_rule_did_keeps_it(rules, lead, cast, two):
    rules(people=[two[0]])
    pk = lead()
    gate.update(LEAD, pk, {"owner": two[1]}, by=cast.owner)
    catch_up()
    assert owners() == [two[1]]


@pytest.mark.parametrize(
    "wrong",
    [{}, {"people": [1], "begins": "25:00"}, {"people": [1], "days": ["noday"]}, {"people": [1], "field": "owner"}],
)
def test_what_makes_no_rule_is_refused(rules, wrong, cast):
    if "people" in wrong:
        wrong = {**wrong, "people": [cast.seller.person_id]}
    with pytest.raises(gate.Refusal):
        rules(**wrong)


@given(
    minute=st.integers(0, 7 * 24 * 60 - 1), begins=st.integers(0, 23), ends=st.integers(0, 23),
    days=st.sets(st.sampled_from([*WEEKDAYS, "sat", "sun"])),
)  # fmt: skip
def test_when_a_rule_begins_next_it_holds(minute, begins, ends, days):
    rule = {"days": sorted(days), "begins": f"{begins}:00", "ends": f"{ends}:00"}
    moment = datetime(2026, 11, 16, tzinfo=UTC) + timedelta(minutes=minute)
    if holds_at(rule, moment, UTC):
        return
    next_one = next_beginning(rule, moment, UTC)
    assert next_one is not None
    assert next_one > moment
    assert holds_at(rule, next_one, UTC)


@given(people=st.lists(st.integers(1, 50), min_size=1, max_size=8, unique=True), rounds=st.integers(1, 4))
def test_in_turn_everybody_has_as_many(people, rounds):
    last, had = 0, []
    for _number in range(len(people) * rounds):
        last = after(last, people)
        had.append(last)
    assert {had.count(one) for one in people} == {rounds}


def test_what_was_put_off_waits_again_when_its_day_has_come_and_its_owner_is_told(lead, cast):
    pk = lead(owner=cast.seller.person_id)
    until = timezone.now().replace(microsecond=0) + timedelta(days=1)
    gate.update(LEAD, pk, {"status": "postponed", "postponed_until": until.isoformat()}, by=cast.seller)
    catch_up()
    work_off()
    assert Lead.objects.get(pk=pk).status == "postponed"
    job = Job.objects.get(task=RETURN)
    assert job.not_before == until
    gate.update(LEAD, pk, {"postponed_until": (timezone.now() - timedelta(minutes=1)).isoformat()}, by=cast.seller)
    catch_up()
    work_off()
    came_back = Lead.objects.get(pk=pk)
    assert (came_back.status, came_back.postponed_until) == ("new", None)
    assert list(Notification.objects.filter(kind="lead.back").values_list("person_id", flat=True)) == [
        cast.seller.person_id
    ]
