"""Deals go through the pipelines there are; what a stage asks for, how they end and what they come to."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tailor.access.actors import TAILOR
from tailor.clients.records import INTERACTION, PARTY
from tailor.history.log import CREATE
from tailor.history.models import Step
from tailor.records import gate, reading
from tailor.records.changes import Change
from tailor.records.merging import merge
from tailor.records.own_modules import MODULE_SWITCH
from tailor.records.refusals import Refusal
from tailor.records.undo import undo
from tailor.sales.models import LossReason
from tailor.sales.records import DEAL, DEAL_CONTACT

pytestmark = pytest.mark.django_db


def values_of(pk: int, cast: Any) -> dict[str, Any]:
    return dict(reading.get(DEAL, pk, cast.owner).values)


def move(pk: int, stage: str, by: Any, **more: Any) -> None:
    gate.update(DEAL, pk, {"stage": stage, **more}, by=by)


def test_a_new_deal_begins_at_the_first_stage_and_says_since_when(deals, selling):
    values = values_of(deals(), selling)
    assert values["stage"] == "sale.new"
    assert values["stage_since"] is not None
    assert values["closed_at"] is None


def test_a_move_is_one_event_that_says_how_long_it_stood_there(deals, selling):
    earlier = (timezone.now() - timedelta(days=3)).isoformat()
    pk = deals(stage_since=earlier)
    move(pk, "sale.talks", selling.seller)
    events = list(Step.objects.order_by("-id")[0].event_set.values_list("changes", flat=True))
    assert [sorted(one) for one in events] == [["stage", "stage_since"]]
    before, after = events[0]["stage_since"]
    assert before < after


def test_a_stage_asks_for_what_it_needs_by_name(deals, selling):
    pk = deals()
    with pytest.raises(Refusal) as refused:
        move(pk, "sale.offer", selling.seller)
    assert list(refused.value.errors) == ["amount"]
    move(pk, "sale.offer", selling.seller, amount="1200")
    assert values_of(pk, selling)["amount"] == "1200.00"


def test_whoever_loses_a_deal_says_why_and_a_revived_one_forgets_it(deals, selling):
    pk, price = deals(), LossReason.objects.get(code="price").pk
    with pytest.raises(Refusal) as refused:
        move(pk, "sale.lost", selling.seller)
    assert list(refused.value.errors) == ["loss_reason"]
    move(pk, "sale.lost", selling.seller, loss_reason=price)
    assert values_of(pk, selling)["closed_at"] is not None
    move(pk, "sale.talks", selling.seller)
    values = values_of(pk, selling)
    assert (values["closed_at"], values["loss_reason"]) == (None, None)
    undo(Step.objects.order_by("-id")[0], selling.seller)
    values = values_of(pk, selling)
    assert (values["stage"], values["loss_reason"]) == ("sale.lost", price)
    assert values["closed_at"] is not None


def test_an_amount_in_another_currency_is_reckoned_by_its_rate(deals, selling):
    pk = deals(currency="USD", agreed="3000", rate="0.92")
    assert values_of(pk, selling)["amount"] == "2760.00"
    with pytest.raises(Refusal) as refused:
        deals(currency="USD", agreed="3000")
    assert list(refused.value.errors) == ["rate"]


def test_each_pipeline_has_its_board_and_its_sums(deals, second_way, selling, signed_in):
    (
        deals("Old roof", amount="10"),
        deals("New roof", amount="20"),
        deals("Every spring", stage="care.asked", amount="5"),
    )
    browser = signed_in("seller")
    first, second = (browser.get(f"/deals/board/{name}/").content.decode() for name in ("stage-sale", "stage-care"))
    assert browser.get("/deals/board/").content.decode().count("data-ticket=") == first.count("data-ticket=") == 2
    assert second.count("data-ticket=") == 1
    assert ("Every spring" in first, "Every spring" in second) == (False, True)
    assert ">30 <small>EUR" in first
    assert "/deals/board/stage-care/" in first


def columns_of(page: str) -> dict[str, tuple[str, str]]:
    """By the key of a column, how many stand there and what they come to."""
    head = r'data-column="([^"]*)".*?<span class="n">([^<]*)</span></h2><span class="sum">(.*?)</header>'
    heads = re.findall(head, page, re.DOTALL)
    return {key: (count, re.sub(r"<[^>]+>", "", total)) for key, count, total in heads}


def test_a_board_counts_what_stands_at_stages_that_were_taken_away(deals, selling, signed_in):
    stages = {"sale.aaa": "1", "sale.newer": "2", "sale.zzz": "4", "sale.new": "8", "care.asked": "16"}
    made = {stage: deals(f"At {stage}", amount=amount) for stage, amount in stages.items()}
    with connection.cursor() as cursor:
        for stage, pk in made.items():
            cursor.execute("UPDATE sales_deal SET stage = %s WHERE id = %s", [stage, pk])
    browser = signed_in("seller")
    page = browser.get("/deals/board/stage-sale/").content.decode()
    assert columns_of(page)[""] == ("3", "7 EUR")
    assert columns_of(page)["sale.new"] == ("1", "8 EUR")
    assert page.count("data-ticket=") == 4
    everything = browser.get("/deals/board/stage-sale/?amount=from:0").content.decode()
    assert columns_of(everything) == columns_of(page)


def test_a_board_is_counted_from_an_index_and_asks_the_same_however_much_there_is(deals, selling, signed_in):
    made = [deals(f"Deal {number}", amount="1") for number in range(4)]
    browser = signed_in("owner")
    browser.get("/deals/board/")
    with CaptureQueriesContext(connection) as few:
        browser.get("/deals/board/")
    for pk in made[:3]:
        move(pk, "sale.talks", selling.seller)
    for number in range(30):
        deals(f"More {number}", amount="1")
    with CaptureQueriesContext(connection) as many:
        page = browser.get("/deals/board/").content.decode()
    assert (columns_of(page)["sale.new"], columns_of(page)["sale.talks"]) == (("31", "31 EUR"), ("3", "3 EUR"))
    assert len(many) == len(few) <= 7
    counting = [one["sql"] for one in many if "COUNT(*)" in one["sql"] and "sales_deal" in one["sql"]]
    assert len(counting) == 1
    assert not re.search(r"SCAN t|Seq Scan on sales_deal", plan_of(counting[0]))


def plan_of(sql: str) -> str:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN {'QUERY PLAN ' if connection.vendor == 'sqlite' else ''}{sql}")
        return "\n".join(str(row) for row in cursor.fetchall())


@pytest.mark.skipif(connection.vendor != "sqlite", reason="only SQLite tells how many steps a statement takes")
@pytest.mark.parametrize("who", ["owner", "seller"])
def test_a_board_reads_the_run_of_each_stage_once(who, second_way, selling, signed_in):
    with gate.step(selling.seller, "deal.create") as act:
        gate.write(act, [Change(DEAL, CREATE, values={"title": str(at), "amount": "1"}) for at in range(1000)])
    browser = signed_in(who)
    with CaptureQueriesContext(connection) as queries:
        assert columns_of(browser.get("/deals/board/").content.decode())["sale.new"][0] == "1,000"
    counting = next(one["sql"] for one in queries if "COUNT(*)" in one["sql"] and "sales_deal" in one["sql"])
    once = "SELECT COUNT(*), SUM(amount) FROM sales_deal WHERE deleted_at IS NULL AND stage = 'sale.new'"
    assert steps_of(counting) < 2 * steps_of(once)


def steps_of(sql: str) -> int:
    """How many tens of steps SQLite takes for a statement."""
    taken: list[None] = []
    with connection.cursor() as cursor:
        connection.connection.set_progress_handler(lambda: taken.append(None), 10)
        cursor.execute(sql)
        cursor.fetchall()
        connection.connection.set_progress_handler(None, 0)
    return len(taken)


def test_a_deal_goes_on_in_another_pipeline_by_its_stage(deals, second_way, selling, signed_in):
    pk = deals()
    page = signed_in("seller").get(f"/deals/{pk}/").content.decode()
    assert "care.asked" in page
    response = signed_in("seller").post(f"/deals/{pk}/move/stage/", {"to": "care.asked"}, HTTP_HX_REQUEST="true")
    assert response.status_code == 204
    assert values_of(pk, selling)["stage"] == "care.asked"


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("stage=open", {"New", "Talks"}),
        ("stage=won", {"Won", "Kept"}),
        ("stage=in:care", {"Kept"}),
        ("stage=in:sale", {"New", "Talks", "Won"}),
        ("stage=is:sale.talks", {"Talks"}),
        ("stage=open&next_step=empty", {"New"}),
    ],
)
def test_lists_ask_how_deals_end_and_in_which_pipeline_they_are(question, found, deals, second_way, signed_in):
    deals("New"), deals("Talks", stage="sale.talks", next_step="Call")
    deals("Won", stage="sale.won", amount="1"), deals("Kept", stage="care.kept")
    page = signed_in("seller").get(f"/deals/?{question}").content.decode()
    assert {name for name in ("New", "Talks", "Won", "Kept") if f">{name}</a>" in page} == found


def test_the_card_shows_whom_to_call_and_what_was_said_and_nothing_of_a_client_one_does_not_see(
    deals, clients, selling, signed_in
):
    theirs = clients("Nino", phones=[{"type": "mobile", "value": "+995599112233"}], by=selling.seller)
    hidden = clients("Stranger’s own", by=selling.stranger)
    pk = deals(party=theirs)
    said = {"party": theirs, "about": f"deal/{pk}", "kind": "call", "text": "Wants red tiles", "at": timezone.now()}
    gate.create(INTERACTION, said, by=selling.seller)
    browser = signed_in("seller")
    page = browser.get(f"/deals/{pk}/").content.decode()
    assert "tel:+995599112233" in page
    assert "Wants red tiles" in page
    unseen = browser.get(f"/deals/{deals(party=hidden, by=TAILOR, owner=selling.seller.person_id)}/").content.decode()
    assert "Stranger’s own" not in unseen


def test_people_with_a_part_stand_on_the_card(deals, clients, selling, signed_in):
    pk, who = deals(), clients("Architect Keti", by=selling.seller)
    gate.create(DEAL_CONTACT, {"deal": pk, "party": who, "part": "advises"}, by=selling.seller)
    page = signed_in("seller").get(f"/deals/{pk}/").content.decode()
    assert "Architect Keti" in page
    assert "advises" in page


def test_the_clients_card_lists_their_deals(deals, clients, selling, signed_in):
    theirs = clients("Nino", by=selling.seller)
    deals("Red roof", party=theirs)
    assert "Red roof" in signed_in("seller").get(f"/clients/{theirs}/").content.decode()


def test_merged_clients_have_the_deals_of_both(deals, clients, selling):
    one, two = clients("Nino"), clients("Nina")
    pk = deals(party=two, by=selling.owner)
    merge(PARTY, one, two, {}, by=selling.owner)
    assert values_of(pk, selling)["party"] == one


def test_a_step_that_is_done_is_noted_with_the_client(deals, clients, selling, signed_in):
    theirs = clients("Nino", by=selling.seller)
    pk = deals(party=theirs, next_step="Send samples", next_step_at=timezone.now())
    response = signed_in("seller").post("/deals/do/deal.step_done/", {"pick": str(pk)}, HTTP_HX_REQUEST="true")
    assert response.status_code in (200, 204)
    assert values_of(pk, selling)["next_step"] == ""
    assert "Done: Send samples" in signed_in("seller").get(f"/deals/{pk}/").content.decode()


def test_a_company_that_does_without_sales_has_none_of_it(deals, selling, signed_in):
    pk = deals()
    gate.create(MODULE_SWITCH, {"code": "sales", "off": True}, by=TAILOR)
    browser = signed_in("owner")
    assert browser.get("/deals/").status_code == 404
    assert browser.get(f"/deals/{pk}/").status_code == 404
    assert 'href="/deals/"' not in browser.get("/clients/").content.decode()


def titles(page: str) -> list[str]:
    return sorted(re.findall(r'data-row-link[^>]*title="([^"]*)"', page))


def test_any_of_several_stages_is_asked_for_in_the_list_and_on_the_board(deals, second_way, selling, signed_in):
    for stage in ("sale.new", "sale.talks", "care.asked", "care.kept"):
        deals(stage, stage=stage)
    browser, asked = signed_in("owner"), "?stage=is:sale.new,care.asked"
    assert titles(browser.get(f"/deals/{asked}").content.decode()) == ["care.asked", "sale.new"]
    found = titles(browser.get("/deals/?stage=not:sale.new,care.asked").content.decode())
    assert found == ["care.kept", "sale.talks"]
    for board in ("stage-sale", "stage-care"):
        assert browser.get(f"/deals/board/{board}/{asked}").content.decode().count("data-ticket=") == 1
    page = browser.get("/deals/?stage=in:sale,care").content.decode()
    assert re.search(r"is in the pipeline <b>[^<]+ or Care</b>", page)
    assert len(titles(page)) == 4


def test_a_board_without_a_deal_says_what_belongs_there(selling, signed_in, deals):
    owner, said = signed_in("owner"), "A sale that is hoped for"
    assert said in owner.get("/deals/board/").content.decode()
    assert said not in owner.get("/deals/board/?title=has:roof").content.decode()
    deals("Roof")
    assert said not in owner.get("/deals/board/").content.decode()


def test_a_hoped_day_that_is_past_is_late_while_the_deal_is_under_way(deals, selling, signed_in):
    days = {"past": timezone.localdate() - timedelta(days=9), "today": timezone.localdate()}
    mine = {
        name: deals(name, expected_on=day.isoformat(), stage=stage, amount="10", owner=selling.seller.person_id)
        for name, day, stage in (
            ("late", days["past"], "sale.talks"),
            ("due", days["today"], "sale.talks"),
            ("won", days["past"], "sale.won"),
        )
    }
    browser = signed_in("seller")
    listed, board = (browser.get(path).content.decode() for path in ("/deals/", "/deals/board/"))
    for name, pk in mine.items():
        row = re.search(rf'<tr id="row-{pk}".*?</tr>', listed, re.DOTALL)
        ticket = re.search(rf'<li id="row-{pk}".*?</li>', board, re.DOTALL)
        assert row and ticket
        cell = re.search(r'<td class="c-expected_on.*?</td>', row[0], re.DOTALL)
        assert cell
        card = browser.get(f"/deals/{pk}/").content.decode()
        shown = ['<span class="late">' in part for part in (cell[0], ticket[0], card)]
        assert shown == [name == "late"] * 3, name


def test_a_deal_that_did_not_move_for_two_weeks_looks_late_on_the_board(deals, selling, signed_in):
    def since(days: int) -> str:
        return (timezone.now() - timedelta(days=days)).isoformat()

    old, new = (deals(stage_since=since(days), owner=selling.seller.person_id) for days in (15, 3))
    board = signed_in("seller").get("/deals/board/").content.decode()
    for pk, css in ((old, "age late"), (new, "age")):
        ticket = re.search(rf'<li id="row-{pk}".*?</li>', board, re.DOTALL)
        assert ticket and f'<span class="{css}"' in ticket[0]


def test_the_answer_to_a_move_says_where_it_went_however_long_the_name_is(deals, selling, signed_in):
    pk = deals("A roof and a façade with gutters " * 5, owner=selling.seller.person_id)
    answer = signed_in("seller").post(f"/deals/{pk}/move/stage/", {"to": "sale.talks"}, HTTP_HX_REQUEST="true")
    said = json.loads(answer["HX-Trigger"])["toast"]["text"]
    assert len(said) < 90 and "In talks" in said
