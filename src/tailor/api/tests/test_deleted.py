"""A program that keeps a copy is told what is gone."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from tailor.api import deleted
from tailor.records import gate
from tailor.records.types import record_type

pytestmark = pytest.mark.django_db


def ids(told):
    return [one["id"] for one in told.json()["items"]]


def moment(**ago):
    return (timezone.now() - timedelta(**ago)).strftime("%Y-%m-%dT%H:%M:%SZ")


def test_what_was_deleted_since_is_told_oldest_first_and_what_came_back_is_not(program, clients):
    shop, stays, first, second, back = program(), *(clients(name=name) for name in "ABCD")
    gone = [shop.delete(f"clients/{pk}") for pk in (second, back, first)]
    shop.post(f"history/{gone[1]['Tailor-Step']}/undo")
    told = shop.get(f"clients/deleted?since={moment(minutes=1)}")
    assert ids(told) == [second, first]
    assert told.json()["items"][0].keys() == {"id", "deleted_at", "step"}
    assert told.json()["items"][0]["step"] == int(gone[0]["Tailor-Step"])
    assert stays not in ids(told)
    assert ids(shop.get(f"clients/deleted?since={moment(minutes=-1)}")) == []
    assert ids(shop.get(f"leads/deleted?since={moment(minutes=1)}")) == []


def test_nobody_is_told_of_what_they_did_not_see(program, clients, cast):
    own, foreign = clients(owner=cast.seller.person_id), clients(owner=cast.stranger.person_id)
    for pk in (own, foreign):
        gate.delete(record_type("party"), pk, by=cast.owner)
    assert set(ids(program("owner").get(f"clients/deleted?since={moment(minutes=1)}"))) == {own, foreign}
    assert ids(program("seller").get(f"clients/deleted?since={moment(minutes=1)}")) == [own]
    assert program(kinds=["group"]).get(f"clients/deleted?since={moment(minutes=1)}").status_code == 404


def test_it_is_read_page_by_page(program, clients, monkeypatch):
    monkeypatch.setattr(deleted, "MOST", 2)
    shop, all_of_them = program(), [clients(name=name) for name in "ABCDE"]
    done = shop.post("clients/bulk", {"changes": [{"action": "delete", "id": pk} for pk in all_of_them[:3]]})
    assert done.status_code == 200
    for pk in all_of_them[3:]:
        shop.delete(f"clients/{pk}")
    found, path = [], f"/api/v1/clients/deleted?since={moment(minutes=1)}"
    while path:
        told = shop.get(path)
        found += ids(told)
        path = told["Link"].partition(">")[0].strip("<") if told.json()["next"] else ""
    assert found == all_of_them


@pytest.mark.parametrize(
    "question", ["", "since=", "since=yesterday", "since=2026-11-23T10:00:00Z&from=x", "since=0001-01-01T00:00:00%2B14:00",
                 "after=x", "since=2026-11-23T10:00:00Z&after=~", "after=2026-11-23T10:00:00Z~-1"],
)  # fmt: skip
def test_a_moment_that_is_none_is_refused(question, program):
    answer = program().get(f"clients/deleted?{question}")
    assert answer.status_code == 400
    assert answer.json()["errors"]


def test_a_moment_without_a_zone_is_by_the_clock_of_the_person_and_a_day_is_its_beginning(program, clients):
    shop, pk = program(), clients(name="A")
    shop.delete(f"clients/{pk}")
    now = timezone.localtime()
    for since in (now - timedelta(minutes=1)).strftime("%Y-%m-%dT%H:%M"), f"{now - timedelta(days=1):%Y-%m-%d}":
        assert ids(shop.get(f"clients/deleted?since={since}")) == [pk]
    with_zone = (now - timedelta(minutes=1)).isoformat(timespec="seconds")
    assert ids(shop.get(f"clients/deleted?since={with_zone}")) == [pk]  # its plus comes as a space


def test_it_costs_one_statement_that_begins_with_the_steps_since_then(program, clients, django_assert_num_queries):
    shop = program()
    shop.get("clients/deleted?since=2026-11-23")
    with django_assert_num_queries(2) as asked:  # with the one that asks who calls
        shop.get("clients/deleted?since=2026-11-23")
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("EXPLAIN QUERY PLAN " + asked.captured_queries[-1]["sql"])
            plan = [row[3] for row in cursor.fetchall()]
        assert plan[0].startswith("SEARCH s USING"), plan
        assert "step_at" in plan[0]
        assert plan[1].startswith("SEARCH e USING"), plan
