"""Leads that nobody has go to somebody by rules, whichever way they came; and those put off come back."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from tailor.access.actors import TAILOR
from tailor.access.models import User
from tailor.history.models import Step
from tailor.history.readers import catch_up
from tailor.intake.distributing import distribute, distribute_waiting, in_turn
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
from tailor.staff.absence import away

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
        last = in_turn(last, people)[0]
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


# who is away


@pytest.fixture
def leave():
    """Somebody is away from some days ahead of today until others."""

    def go(person, first, last):
        today = timezone.localdate()
        days = {"away_from": None if first is None else (today + timedelta(days=first)).isoformat(),
                "away_until": None if last is None else (today + timedelta(days=last)).isoformat()}  # fmt: skip
        gate.update(record_type("user"), person, days, by=TAILOR)

    return go


@pytest.mark.parametrize("way", ["turn", "load"])
def test_who_is_away_gets_no_leads_and_the_card_says_so(rules, lead, two, leave, signed_in, way):
    leave(two[0], -1, 1)
    rules(people=two, way=way)
    first, second = lead(), lead()
    catch_up()
    assert owners() == [two[1], two[1]]
    for pk in (first, second):
        assert "Away then: Seller" in signed_in("owner").get(f"/leads/{pk}/").content.decode()


def test_who_stands_behind_one_who_is_away_does_not_get_twice(rules, lead, cast, two, leave, signed_in):
    three = [*two, cast.manager.person_id]
    rules(people=three)
    leave(two[1], 0, 0)
    found = [lead() for _number in range(4)]
    catch_up()
    assert owners() == [three[0], three[2], three[0], three[2]]
    said = [Arrival.objects.get(pk=pk).passed for pk in found]
    assert said == [[], [two[1]], [], [two[1]]]


@pytest.mark.parametrize(
    ("first", "last", "gone"),
    [(-3, -1, False), (1, 3, False), (0, 0, True), (None, 0, True), (0, None, True), (None, None, False),
     (None, -1, False), (1, None, False)],
)  # fmt: skip
def test_one_is_away_from_the_first_day_to_the_last(rules, lead, two, leave, first, last, gone):
    leave(two[0], first, last)
    rules(people=two)
    lead()
    catch_up()
    assert owners() == [two[1] if gone else two[0]]


def test_days_of_absence_are_by_the_clock_of_who_is_away(cast):
    person = cast.seller.person_id
    User.objects.filter(pk=person).update(away_from="2026-11-23", away_until="2026-11-23", time_zone="Pacific/Auckland")
    assert person in away([person], datetime(2026, 11, 22, 12, tzinfo=UTC))
    assert person not in away([person], datetime(2026, 11, 23, 12, tzinfo=UTC))


def test_where_all_are_away_the_next_rule_decides_and_else_it_waits_until_one_is_back(
    rules, lead, cast, two, leave, signed_in
):
    for person, last in zip(two, (4, 2), strict=True):
        leave(person, 0, last)
    rules(people=two)
    pk = lead()
    catch_up()
    assert (
        owners() == [None]
        and "Away then: Seller, Colleague" in signed_in("owner").get(f"/leads/{pk}/").content.decode()
    )
    until = Arrival.objects.get(pk=pk).waits_until
    assert until - timezone.now() < timedelta(days=3)
    User.objects.filter(pk=two[1]).update(away_until=timezone.localdate() - timedelta(days=1))
    with transaction.atomic():
        distribute_waiting(until)
    assert owners() == [two[1]]
    rules(name="Then these", people=[cast.manager.person_id], place=9)
    leave(two[1], 0, 2)
    lead()
    catch_up()
    assert owners() == [two[1], cast.manager.person_id]


def test_one_says_oneself_when_one_is_away_and_colleagues_see_it(cast, signed_in):
    seller = signed_in("seller")
    seller.post("/me/", {"away_from": "2031-05-02", "away_until": "2031-05-09"})
    page = signed_in("colleague").get(f"/staff/{cast.seller.person_id}/").content.decode()
    assert "Away until" in page and "2031" in page
    assert 'value="2031-05-09"' in seller.get("/me/").content.decode()
    wrong = seller.post("/me/", {"away_from": "2031-05-09", "away_until": "2031-05-02"})
    assert wrong.status_code == 422 and "before the first day" in wrong.content.decode()
    seller.post("/me/", {"away_from": "", "away_until": ""})
    assert User.objects.get(pk=cast.seller.person_id).away_until is None
