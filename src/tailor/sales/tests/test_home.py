"""Sales on the home page: every figure is the count of the list it leads to, plans stand beside what was reached, and the
team is told in figures."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tailor.access.roles import role
from tailor.home.asking import Asked, numbers, numbers_of
from tailor.home.blocks import blocks_for
from tailor.kernel.text import fold
from tailor.records import gate, reading
from tailor.records.refusals import Refusal
from tailor.records.showing import Show
from tailor.records.types import record_type
from tailor.sales import home
from tailor.sales.models import Deal
from tailor.sales.records import DEAL, LEAD, TARGET
from tailor.staff.rights import changing

pytestmark = pytest.mark.django_db

HOURS = timedelta(hours=1)
FIGURE = re.compile(r'<dt>([^<]+)</dt><dd><a class="num[^"]*" href="([^"]+)">([^<]+)</a>')
SHOWN = re.compile(r'<tr id="row-')


def figures(browser):
    page = browser.get("/home/").content.decode()
    return {label: (url.replace("&amp;", "&"), value) for label, url, value in FIGURE.findall(page)}


@pytest.fixture
def busy(selling, deals, leads, clients):
    """A month of the seller and a colleague: deals at every stage, leads, next steps, calls, tasks."""
    cast, now = selling, timezone.now()
    long_ago = (now - timedelta(days=40)).isoformat()
    for one, (who, stage) in enumerate(
        [(w, s) for w in ("seller", "colleague") for s in ("new", "talks", "won", "won")]
    ):
        more = {"loss_reason": 1} if stage == "lost" else {}
        deals(f"Deal {one}", by=cast[who], stage=f"sale.{stage}", amount="100.50", owner=cast[who].person_id, **more)
    deals("Old", by=cast.seller, stage="sale.talks", stage_since=long_ago, owner=cast.seller.person_id)
    deals(
        "Stepped", by=cast.seller, owner=cast.seller.person_id, next_step="Ring", next_step_at=(now - HOURS).isoformat()
    )
    leads("Of nobody", by=cast.operator, owner=None)
    leads("Mine and old", owner=cast.seller.person_id, received_at=(now - timedelta(days=3)).isoformat())
    answered = leads("Answered", owner=cast.seller.person_id)
    gate.update(LEAD, answered, {"status": "answered"}, by=cast.seller)
    party = clients(owner=cast.seller.person_id, next_step="Call", next_step_at=(now - timedelta(days=2)).isoformat())
    for direction in ("out", "out", "in"):
        call = {"party": party, "kind": "call", "direction": direction, "at": now, "owner": cast.seller.person_id}
        gate.create(record_type("interaction"), call, by=cast.seller)
    task = {"title": "Late", "due": (now - timedelta(days=2)).date().isoformat(), "owner": cast.seller.person_id}
    gate.create(record_type("task"), task, by=cast.seller)
    return cast


@pytest.mark.parametrize("who", ["owner", "manager", "seller", "colleague", "operator", "stranger"])
def test_every_figure_is_the_count_of_the_list_it_leads_to(who, busy, signed_in):
    browser = signed_in(who)
    browser.post("/home/arrange/", {"block": list(blocks_for(busy[who]))})
    found = figures(browser)
    assert len(found) >= 6
    for label, (url, value) in found.items():
        rows = SHOWN.findall(browser.get(url).content.decode())
        if "amount" not in label:
            assert int(value) == len(rows), (label, url)


def test_the_figures_of_a_seller_are_right(busy, signed_in):
    found = {label: value for label, (_url, value) in figures(signed_in("seller")).items()}
    assert found["Won, amount"] == "201\u00a0EUR" and found["Won, deals"] == "2"
    assert found["New leads answered"] == "1" and found["Calls made"] == "2"
    assert found["Not moved for two weeks"] == "1" and found["Without a next step"] == "3"
    assert found["Mine"] == "1" and found["Nobody’s"] == "1"
    assert found["Overdue"] == "1" and found["From before today"] == "1"


def test_cells_of_the_team_are_the_counts_of_the_lists_they_lead_to(busy, signed_in):
    browser = signed_in("manager")
    page = browser.get("/home/").content.decode()
    team = page[page.index('id="home-team"') : page.index("</table>", page.index('id="home-team"'))]
    cells = re.findall(r'<td><a class="num[^"]*" href="([^"]+)">([^<]+)</a></td>', team)
    assert len(cells) >= 4 * 2
    for url, value in cells:
        if "won" not in url:
            assert int(value) == len(SHOWN.findall(browser.get(url.replace("&amp;", "&")).content.decode())), url


def test_a_manager_is_told_of_the_people_of_their_departments_only(busy):
    people = {one.title for one in home_people(busy.manager)}
    assert {"Seller", "Colleague"} <= {name.title() for name in people}
    assert "stranger" not in {fold(name) for name in people}


def home_people(by):
    from tailor.home.team import figures_for, people_of

    return people_of(by, figures_for(by), Show(by))


def test_the_pipeline_is_the_sums_of_the_board(busy, signed_in):
    page = signed_in("manager").get("/home/").content.decode()
    pipeline = page[page.index('id="home-pipeline"') :]
    assert "/deals/board/stage-sale/?stage=is:sale.talks" in pipeline
    talks = re.search(r"stage=is:sale\.talks\">([^<]+)</a></td><td><a[^>]+>([^<]+)<", pipeline)
    assert talks.groups() == ("3", "201")


def test_a_plan_stands_beside_what_was_reached_ones_own_before_everybodys(busy, signed_in):
    month = timezone.localdate().isoformat()
    gate.create(TARGET, {"figure": "won_amount", "month": month, "amount": "1000", "owner": None}, by=busy.manager)
    gate.create(TARGET, {"figure": "calls", "month": month, "amount": "8", "owner": None}, by=busy.manager)
    mine = {"figure": "won_amount", "month": month, "amount": "402", "owner": busy.seller.person_id}
    gate.create(TARGET, mine, by=busy.manager)
    page = signed_in("seller").get("/home/").content.decode()
    assert "of 402\u00a0EUR" in page and 'value="50"' in page
    assert "of 8" in page and 'value="25"' in page
    assert "of 1,000\u00a0EUR" in signed_in("colleague").get("/home/").content.decode()


def test_there_is_one_plan_of_a_figure_for_a_person_and_a_month(busy):
    plan = {"figure": "calls", "month": "2026-11-17", "amount": "8", "owner": busy.seller.person_id}
    made = gate.create(TARGET, plan, by=busy.manager)
    assert reading.get(TARGET, made.id, busy.manager).values["month"] == "2026-11-01"
    with pytest.raises(Refusal):
        gate.create(TARGET, {**plan, "month": "2026-11-30"}, by=busy.manager)
    gate.update(TARGET, made.id, {"amount": "9"}, by=busy.manager)
    gate.delete(TARGET, made.id, by=busy.manager)
    gate.create(TARGET, plan, by=busy.manager)


def test_plans_are_set_by_managers_and_seen_by_those_they_are_for(busy, signed_in):
    plan = {"figure": "calls", "month": "2026-11-17", "amount": "8", "owner": None}
    assert signed_in("seller").get("/plans/new/").status_code == 404
    own = gate.create(TARGET, {**plan, "owner": busy.seller.person_id}, by=busy.manager).id
    of_all = gate.create(TARGET, plan, by=busy.manager).id
    seller, colleague = signed_in("seller"), signed_in("colleague")
    assert [seller.get(f"/plans/{pk}/").status_code for pk in (own, of_all)] == [200, 200]
    assert [colleague.get(f"/plans/{pk}/").status_code for pk in (own, of_all)] == [404, 200]
    assert seller.post(f"/plans/{own}/fields/amount/", {"amount": "1"}).status_code in (403, 404)


def test_a_figure_is_not_shown_to_whom_part_of_its_question_is_hidden(busy, signed_in):

    hidden = {"deal": {"may": "see edit create", "hidden": ["closed_at", "amount"]}}
    changing.change(role("seller"), {"rights": hidden}, busy.owner)
    found = figures(signed_in("seller"))
    assert "Won, amount" not in found and "Won, deals" not in found
    assert "Calls made" in found


# speed: one statement for all figures of a block, from indexes


@pytest.fixture
def many(selling):
    """Enough deals for the planner to look for an index, most of them long over."""
    now = timezone.now()
    QuerySet(Deal).bulk_create(
        [
            Deal(
                title=f"Deal {one}", sort_title=str(one), stage="sale.won" if one % 4 else "sale.talks", owner_id=selling.seller.person_id,
                department_id=selling.departments["Tbilisi"],
                stage_since=now - timedelta(days=one % 400), closed_at=now - timedelta(days=one % 400) if one % 4 else None,
                amount=100, created_at=now, updated_at=now,
            )
            for one in range(3000)
        ]
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return selling


def test_all_figures_of_a_block_are_one_statement_and_stop_at_the_cap(many):
    with CaptureQueriesContext(connection) as asked:
        counted = numbers((home.UNDER_WAY, Asked("deal", "stage=won")), many.seller).answer()
    assert list(counted.values()) == [750, 1001] and len([one for one in asked if "COUNT(" in one["sql"]]) == 1
    with CaptureQueriesContext(connection) as asked:
        numbers_of([Asked("deal", "stage=open"), Asked("lead", "status=is:new")], range(1, 9), many.owner).answer()
    assert len([one for one in asked if "COUNT(" in one["sql"]]) == 1


@pytest.mark.parametrize(
    "question", [*home.OF_THE_MONTH.values(), home.STALE, home.ALL_STALE, home.MINE, home.UNANSWERED]
)
@pytest.mark.parametrize("who", ["owner", "manager", "seller"])
def test_figures_are_answered_from_indexes(question, who, many):
    if connection.vendor != "sqlite":
        pytest.skip("on PostgreSQL small tables are read whole, whatever indexes there are")
    with CaptureQueriesContext(connection) as asked:
        numbers((question,), many[who]).answer()
    (figure,) = [one["sql"] for one in asked if 'FROM "sales_' in one["sql"]]
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {figure}")
        steps = [row[3] for row in cursor.fetchall()]
    assert not [step for step in steps if step.startswith("SCAN t")], steps


def test_the_amount_of_a_month_is_exact(deals, selling, signed_in):
    for amount in ("0.10", "0.20", "1234567.89"):
        deals(stage="sale.won", amount=amount, owner=selling.seller.person_id)
    value = figures(signed_in("seller"))["Won, amount"][1]
    assert Decimal(value.removesuffix("\u00a0EUR").replace(",", "")) == Decimal("1234568.19")
    assert DEAL.declared["amount"].from_db(123456819) == "1234568.19"


@pytest.mark.parametrize(
    ("code", "hidden"),
    [
        ("deal", ["stage"]),
        ("deal", ["next_step", "next_step_at"]),
        ("deal", ["stage_since"]),
        ("lead", ["status"]),
        ("lead", ["received_at"]),
        ("party", ["next_step_at"]),
        ("task", ["due"]),
        ("deal", ["owner", "amount"]),
        ("deal", ["closed_at"]),
        ("lead", ["owner"]),
        ("party", ["owner", "next_step"]),
        ("interaction", ["direction"]),
    ],
)
@pytest.mark.parametrize("who", ["seller", "manager", "operator"])
def test_a_home_page_stands_whatever_is_hidden(busy, signed_in, who, code, hidden):
    changing.change(role(who), {"rights": {code: {"may": "see edit create", "hidden": hidden}}}, busy.owner)
    assert signed_in(who).get("/home/").status_code == 200
