"""Lists say the same whether they are answered from the index of own values or from the records themselves."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from django.db import connection, transaction
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from hypothesis import Phase, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from tailor.access.actors import TAILOR, Actor, Way
from tailor.access.models import User
from tailor.access.signing_in import actor_of
from tailor.history.models import Step
from tailor.kernel import remembering
from tailor.kernel.jobs.running import claim, enqueue, work
from tailor.records import gate, reading
from tailor.records.fields.base import Field
from tailor.records.indexing import own_values
from tailor.records.listing import counting, indexed, page
from tailor.records.listing.conditions import conditions
from tailor.records.listing.page import Cursor, read_page
from tailor.records.listing.question import ask
from tailor.records.merging import merge
from tailor.records.models import OwnField, OwnIndex, OwnValue
from tailor.records.own_fields import OWN_FIELD
from tailor.records.own_kinds import OWN_KIND
from tailor.records.shape import fields_of
from tailor.records.storage import referring
from tailor.records.types import RecordType, record_type
from tailor.records.undo import undo

MOST_PAGES = 50
FEW = indexed.FEW, indexed.FEW_IN_NO_ORDER
EXAMPLES = 6 if os.environ.get("TAILOR_TEST_DATABASE") == "postgresql" else 12  # each asks a few hundred questions
FIELDS: dict[str, dict[str, Any]] = {
    "code": {"kind": "text"},
    "amount": {"kind": "number"},
    "price": {"kind": "money"},
    "day": {"kind": "date"},
    "at": {"kind": "moment"},
    "vip": {"kind": "yesno"},
    "size": {"kind": "choice", "choices": ["small", "large", "O'Neil 100%"]},
    "traits": {"kind": "choices", "choices": ["red", "green", "blue"]},
    "client": {"kind": "reference", "to": "party"},
    "clients": {"kind": "references", "to": "party"},
    "double": {"kind": "formula", "formula": "amount * 2"},
}
VALUES: dict[str, list[Any]] = {
    "code": ["", "a", "b", "B", "ä", "გ", "z" * 199, "z" * 200, "z" * 250, "z" * 250 + "a", "10", "9"],
    "amount": [None, "-5", "0", "0.01", "10", "9000000000"],
    "price": [None, "1.50", "2"],
    "day": [None, "1999-12-31", "2024-02-29", "2026-11-22"],
    "at": [None, "2024-02-29T10:00:00Z", "2026-11-22T10:00:00Z"],
    "vip": [False, True],
    "size": ["", "small", "large", "O'Neil 100%"],
    "traits": [[], ["red"], ["green", "blue"]],
}
ASKED = [
    "code=is:a", "code=is:" + "z" * 250, "code=has:z", "code=set", "code=empty", "amount=is:10", "amount=from:0", "amount=to:0",
    "amount=empty", "price=from:1.5&price=to:2", "day=is:2024-02-29", "day=from:2000-01-01", "day=older:30", "at=is:2024-02-29",
    "at=set", "vip=is:yes", "vip=is:no", "size=is:small", "size=is:small,large", "size=not:small", "size=empty",
    "size=is:gone", "traits=is:red,blue", "traits=not:red", "traits=set", "client=is:1", "client=set", "clients=is:1",
    "clients=not:1", "double=is:20", "double=from:0", "code=is:a&amount=is:10",
]  # fmt: skip
NARROWED = [
    "code=is:a", "amount=is:10", "vip=is:yes", "size=is:small", "traits=is:red", "clients=is:1", "code=is:a&amount=is:10",
    "code=is:" + "z" * 250, "code=is:" + "z" * 200, "code=is:" + "z" * 199,
]  # fmt: skip
RECORDS = st.lists(st.fixed_dictionaries({name: st.sampled_from(some) for name, some in VALUES.items()}), max_size=12)


def visit() -> RecordType:
    return record_type("visit")


def begin_company() -> list[int]:
    """Two sellers, each in a department. PostgreSQL numbers on what an example before this one has rolled back."""
    remembering.forget()
    begin()
    departments = [gate.create(record_type("department"), {"name": name}, by=TAILOR).id for name in ("North", "South")]
    return [
        gate.create(record_type("user"), {"name": f"S{at}", "email": f"s{at}@tailor.test", "role": "seller", "department": at}, by=TAILOR).id
        for at in departments
    ]  # fmt: skip


def begin() -> None:
    gate.create(OWN_KIND, {"label": "Visit", "plural": "Visits", "code": "visit"}, by=TAILOR)
    for name, more in FIELDS.items():
        gate.create(OWN_FIELD, {"label": name.title(), "name": name, "record_type": "visit", **more}, by=TAILOR)


def do_jobs() -> None:
    while job := claim():
        job.__class__.objects.filter(state="queued").update(not_before=None)
        work(job)


def read(
    question: str, fields: dict[str, Field], cursor: Cursor | None = None, size: int = 2, by: Actor = TAILOR
) -> page.Page:
    asked = ask(visit(), QueryDict(question), fields)
    return read_page(visit(), asked, fields, list(fields.values()), by, cursor, size=size)


def pages(question: str, fields: dict[str, Field], by: Actor = TAILOR) -> list[int]:
    """Ids in the order of the list, page by page of two."""
    found: list[int] = []
    cursor: Cursor | None = None
    for _page in range(MOST_PAGES):
        one = read(question, fields, cursor, by=by)
        found += [row[0] for row in one.rows]
        if one.following is None:
            return found
        cursor = page.read_cursor(str(one.following), back=False)
    raise AssertionError("there is no end to it")


def backwards(question: str, fields: dict[str, Field]) -> list[int]:
    """The same from behind the last but one to the first."""
    count = len(read(question, fields, size=100).rows)
    end = read(question, fields, size=max(1, count - 1)).following
    cursor = end and replace(end, back=True)
    found: list[int] = []
    while cursor:
        one = read(question, fields, cursor)
        found = [*(row[0] for row in one.rows), *found]
        cursor = one.preceding
    return found


def plain_fields() -> dict[str, Field]:
    return {name: replace(field, index=0) for name, field in fields_of(visit()).items()}


def kept_rows() -> set[tuple[Any, ...]]:
    """The index as it stands; what holds owner and department of each record to those beside its values."""
    names = {one.pk: one.field for one in OwnIndex.objects.filter(record_type="visit")}
    with connection.cursor() as cursor:
        cursor.execute("SELECT index_id, value, sort_key, record_id, owner_id, department_id FROM records_ownvalue")
        return {(names[number], str(value), *more) for number, value, *more in cursor.fetchall() if number in names}


def compare(people: list[int]) -> None:
    fields, plain, seller = dict(fields_of(visit())), plain_fields(), actor_of(User.objects.get(pk=people[1]), Way.WEB)
    assert all(fields[name].index for name in FIELDS)
    for few in (0, 5000):
        indexed.FEW = indexed.FEW_IN_NO_ORDER = few
        counting.forget()
        for question in ASKED:
            for order in (None, visit().orders[0]):
                sides = [
                    sorted(
                        _ids(conditions(visit(), ask(visit(), QueryDict(question), some), some, TAILOR, in_order=order))
                    )
                    for some in (fields, plain)
                ]
                assert sides[0] == sides[1], question
    orders = [f"sort={way}{name}{more}" for name in FIELDS for way in ("", "-") for more in ("", "&amount=from:0")]
    usual = [f"{asked}&sort={way}title" for asked in NARROWED for way in ("", "-")]
    itself = [f"{asked}&sort={way}{asked.split('=')[0]}" for asked in ASKED for way in ("", "-")]
    another = [f"{asked}&sort=amount" for asked in NARROWED]
    for few in (0, 5000):
        indexed.FEW = few
        counting.forget()
        for question in (*orders, *usual, *itself, *another):
            expected = pages(question, plain)
            assert pages(question, fields) == expected, question
            assert backwards(question, fields) == backwards(question, plain), question

        for question in (*orders, *usual):
            for whose in ("", f"&owner=is:{people[0]}", "&owner=is:me"):
                expected = pages(question + whose, plain, seller)
                assert pages(question + whose, fields, seller) == expected, (question, whose)


def _ids(where: Any) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT t.id FROM "{visit().table}" t WHERE {where.sql}', list(where.params))
        return [row[0] for row in cursor.fetchall()]


class Anything(TestCase):
    def tearDown(self) -> None:
        indexed.FEW, indexed.FEW_IN_NO_ORDER = FEW
        counting.forget()

    @given(
        RECORDS,
        st.lists(
            st.tuples(
                st.sampled_from(["change", "drop", "undo", "merge", "shape", "hand over", "move"]), st.integers(0, 9)
            ),
            max_size=8,
        ),
    )
    @hypothesis_settings(max_examples=EXAMPLES, phases=[Phase.generate])  # a smaller example would take minutes
    def test_every_question_has_one_answer(self, records: Any, acts: Any) -> None:
        people = begin_company()
        clients = [gate.create(record_type("party"), {"name": name}, by=TAILOR).id for name in ("A", "B")]
        for place, values in enumerate(records):
            named = {"client": clients[place % 2], "clients": clients[: place % 3], "owner": people[place % 2]}
            gate.create(visit(), {"title": f"V{place % 4}", **values, **named}, by=TAILOR)
        for act, which in acts:
            self.do(act, which, clients, people)
        do_jobs()
        compare(people)
        before = kept_rows()
        OwnIndex.objects.filter(record_type="visit").update(complete=False)
        OwnValue.objects.all().delete()
        refill("visit")
        assert kept_rows() == before

    def do(self, act: str, which: int, clients: list[int], people: list[int]) -> None:
        ids = [
            one.id
            for one in reading.select(visit(), TAILOR, f"{visit().rows('t')} AND t.deleted_at IS NULL", [], "t.id")
        ]
        if act == "undo":
            if step := Step.objects.filter(operation__startswith="visit.").order_by("-id")[which : which + 1].first():
                undo(step, TAILOR)
        elif act == "shape":
            field = OwnField.objects.get(record_type="visit", name=[one for one in FIELDS if one != "amount"][which])
            gate.delete(OWN_FIELD, field.pk, by=TAILOR)
            undo(Step.objects.order_by("-id")[0], TAILOR)
        elif act == "merge" and reading.titles(record_type("party"), clients, TAILOR).keys() == set(clients):
            merge(record_type("party"), clients[0], clients[1], {}, by=TAILOR)
        elif act == "move":
            somewhere = reading.select(record_type("department"), TAILOR, "1 = 1", [], "t.id")[which // 2 % 2].id
            gate.update(record_type("user"), people[which % 2], {"department": somewhere}, by=TAILOR)
        elif ids and act == "hand over":
            gate.update(visit(), ids[which % len(ids)], {"owner": [*people, None][which % 3]}, by=TAILOR)
        elif ids and act == "change":
            more = {"code": "b", "amount": which, "size": "large" if which % 2 else "", "traits": ["red"] * (which % 2)}
            more |= {"title": f"V{which}"} if which % 3 else {}
            gate.update(visit(), ids[which % len(ids)], more, by=TAILOR)
        elif ids and act == "drop":
            gate.delete(visit(), ids[which % len(ids)], by=TAILOR)


def refill(code: str) -> None:
    enqueue("records.index_own_values", {"kind": code}, title="", by_id=None)
    do_jobs()


@pytest.fixture
def visits(db: None) -> Iterator[list[int]]:
    begin()
    client = gate.create(record_type("party"), {"name": "A"}, by=TAILOR).id
    values = {"code": "a", "amount": "10", "size": "small", "traits": ["red"], "client": client}
    yield [gate.create(visit(), {"title": f"V{number}", **values}, by=TAILOR).id for number in range(6)]
    indexed.FEW, indexed.FEW_IN_NO_ORDER = FEW


def plans(question: str, cursor: Cursor | None = None) -> list[str]:
    """How the database goes about a list."""
    with CaptureQueriesContext(connection) as queries:
        read(question, dict(fields_of(visit())), cursor)
    found = []
    for query in queries.captured_queries:
        if "records_ownrecord" in query["sql"]:
            with connection.cursor() as database:
                database.execute("EXPLAIN QUERY PLAN " + query["sql"])
                found.append(" ".join(row[3] for row in database.fetchall()))
    return found


@pytest.mark.skipif(connection.vendor != "sqlite", reason="a small PostgreSQL table is rightly read whole")
@pytest.mark.parametrize("sort", ["code", "-code", "amount", "size", "-size"])
def test_the_order_of_an_own_field_is_that_of_its_index(sort: str, visits: list[int]) -> None:
    first = read(f"sort={sort}", dict(fields_of(visit())))
    for cursor in (None, first.following):
        for plan in plans(f"sort={sort}", cursor):
            assert "SEARCH o USING PRIMARY KEY (index_id=?" in plan, plan
            assert "SEARCH t USING INTEGER PRIMARY KEY" in plan, plan
            assert "TEMP B-TREE" not in plan, plan
    if sort in ("code", "amount"):
        assert "value" in plans(f"sort={sort}", first.following)[0]


@pytest.mark.skipif(connection.vendor != "sqlite", reason="a small PostgreSQL table is rightly read whole")
@pytest.mark.parametrize("asked", ["code=is:a", "amount=from:5", "size=is:small,large", "traits=is:red", "client=set"])
def test_few_records_are_looked_up_in_the_index(asked: str, visits: list[int]) -> None:
    (plan,) = plans(asked)
    assert "SEARCH t USING INTEGER PRIMARY KEY (rowid=?)" in plan, plan
    assert "SEARCH o USING PRIMARY KEY (index_id=?" in plan, plan


@pytest.mark.skipif(connection.vendor != "sqlite", reason="a small PostgreSQL table is rightly read whole")
@pytest.mark.parametrize("asked", ["code=is:a", "size=is:small", "traits=is:red", "code=is:a&sort=-title"])
def test_many_that_have_one_value_stand_in_the_index_in_the_order_of_the_list(
    asked: str, visits: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(indexed, "FEW", -1)
    indexed.forget()
    following = read(asked, dict(fields_of(visit()))).following
    for cursor, reach in ((None, ""), (following, r" AND \(?sort_key")):
        (plan,) = plans(asked, cursor)
        assert re.match(rf"SEARCH o USING PRIMARY KEY \(index_id=\? AND value=\?{reach}", plan), plan
        assert "SEARCH t USING INTEGER PRIMARY KEY" in plan, plan
        assert "TEMP B-TREE" not in plan, plan


@pytest.mark.skipif(connection.vendor != "sqlite", reason="a small PostgreSQL table is rightly read whole")
@pytest.mark.parametrize("asked", ["size=is:small,large", "code=is:a&sort=created", "code=is:a&owner=is:1"])
def test_of_many_each_is_asked_for_in_the_index_in_any_other_order(
    asked: str, visits: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(indexed, "FEW", -1)
    indexed.forget()
    (plan,) = plans(asked)
    assert "SEARCH p USING PRIMARY KEY (index_id=? AND value=? AND sort_key=? AND record_id=?)" in plan, plan
    assert "TEMP B-TREE" not in plan, plan


@pytest.mark.skipif(connection.vendor != "sqlite", reason="a small PostgreSQL table is rightly read whole")
@pytest.mark.parametrize("asked", ["code=is:a&amount=is:99", "amount=is:99&code=is:a"])
def test_of_two_values_the_one_that_few_have_leads_however_they_are_asked_for(
    asked: str, visits: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    rare = gate.create(visit(), {"title": "Rare", "code": "a", "amount": "99"}, by=TAILOR).id
    monkeypatch.setattr(indexed, "FEW", 2)
    indexed.forget()
    fields = dict(fields_of(visit()))
    with CaptureQueriesContext(connection) as queries:
        assert [row[0] for row in read(asked, fields).rows] == [rare]
    (sql,) = [one["sql"] for one in queries.captured_queries if "CROSS JOIN" in one["sql"]]
    assert f"AND o.index_id = {fields['amount'].index} AND" in sql.partition("CROSS JOIN")[2], sql


def test_whoever_is_called_otherwise_stands_elsewhere_among_those_with_the_same_value(
    visits: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(indexed, "FEW", -1)
    indexed.forget()
    gate.update(visit(), visits[0], {"title": "Zoe"}, by=TAILOR)
    gate.update(visit(), visits[5], {"title": "Adam", "code": "b"}, by=TAILOR)
    fields = dict(fields_of(visit()))
    assert pages("code=is:a", fields) == [*visits[1:5], visits[0]]
    assert pages("size=is:small", fields) == [visits[5], *visits[1:5], visits[0]]
    undo(Step.objects.order_by("-id")[1], TAILOR)
    assert pages("code=is:a", fields) == visits[:5]


def test_the_index_knows_whose_a_record_is_also_of_a_deleted_one_whose_owner_is_moved(db: None) -> None:
    north, south = begin_company()
    ids = [
        gate.create(visit(), {"title": f"V{place}", "code": "a", "owner": north}, by=TAILOR).id for place in range(3)
    ]
    gate.update(visit(), ids[0], {"owner": south}, by=TAILOR)
    gate.delete(visit(), ids[1], by=TAILOR)
    somewhere = gate.create(record_type("department"), {"name": "East"}, by=TAILOR).id
    gate.update(record_type("user"), north, {"department": somewhere}, by=TAILOR)
    there = User.objects.get(pk=south).department_id
    assert {row[3:] for row in kept_rows()} == {(ids[0], south, there), *((pk, north, somewhere) for pk in ids[1:])}


@pytest.mark.skipif(connection.vendor != "sqlite", reason="a small PostgreSQL table is rightly read whole")
def test_of_whoever_sees_some_records_the_others_are_not_read(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    seller, _south = begin_company()
    gate.create(visit(), {"title": "V", "code": "a", "owner": seller}, by=TAILOR)
    monkeypatch.setattr(indexed, "FEW", -1)
    for question in ("sort=code", "sort=-amount&code=is:a", "code=is:a", "sort=code&owner=is:me"):
        with CaptureQueriesContext(connection) as queries:
            read(question, dict(fields_of(visit())), by=actor_of(User.objects.get(pk=seller), Way.WEB))
        (sql,) = [one["sql"] for one in queries.captured_queries if "CROSS JOIN" in one["sql"]][:1]
        assert ('AND o."owner_id" IN' if "owner=" in question else "AND o.department_id = ") in sql, sql


@pytest.mark.skipif(connection.vendor != "sqlite", reason="a small PostgreSQL table is rightly read whole")
@pytest.mark.parametrize(
    ("asked", "reach"),
    [
        ("amount=from:5&sort=amount", "value>?"), ("amount=is:10&sort=-amount", "value=?"), ("size=is:small&sort=size", "value=?"),
        ("code=is:a&sort=code", "value=?"),
    ],
)  # fmt: skip
def test_of_a_field_that_is_asked_for_and_sorted_by_only_what_is_asked_for_is_read(
    asked: str, reach: str, visits: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(indexed, "FEW", -1)
    indexed.forget()
    plan = plans(asked)[-1]
    assert plan.startswith(f"SEARCH o USING PRIMARY KEY (index_id=? AND {reach}"), plan
    assert "TEMP B-TREE" not in plan, plan


@pytest.mark.skipif(connection.vendor != "sqlite", reason="a small PostgreSQL table is rightly read whole")
def test_what_one_index_tells_in_the_order_of_another_is_asked_before_any_record_is_read(
    visits: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(indexed, "FEW", -1)
    indexed.forget()
    plan = plans("code=is:a&sort=amount")[-1]
    assert plan.startswith("SEARCH o USING PRIMARY KEY (index_id=?)"), plan
    assert "SEARCH p USING PRIMARY KEY (index_id=? AND value=? AND sort_key=? AND record_id=?)" in plan, plan


@pytest.mark.skipif(connection.vendor != "sqlite", reason="a small PostgreSQL table is rightly read whole")
def test_few_are_found_before_their_order_is_looked_at(visits: list[int]) -> None:
    sorted_ones = [plan for plan in plans("code=is:a&sort=amount") if "TEMP B-TREE FOR ORDER BY" in plan]
    assert sorted_ones
    for plan in sorted_ones:
        assert plan.index("SEARCH o USING PRIMARY KEY") < plan.rindex("SEARCH t USING INTEGER PRIMARY KEY"), plan


def test_that_a_list_goes_on_beyond_the_cap_is_believed_whatever_it_asks(visits: list[int]) -> None:
    fields = dict(fields_of(visit()))
    where = conditions(visit(), ask(visit(), QueryDict("code=is:a"), fields), fields, TAILOR)
    assert counting.count_upto(visit(), where, cap=3) == 4
    with CaptureQueriesContext(connection) as queries:
        again = conditions(visit(), ask(visit(), QueryDict("code=is:a"), fields), fields, TAILOR)
        assert counting.count_upto(visit(), again, cap=3) == 4
    assert not [one for one in queries.captured_queries if "COUNT" in one["sql"]]


def test_a_field_that_came_back_is_not_answered_from_a_half_filled_index(visits: list[int]) -> None:
    field = OwnField.objects.get(record_type="visit", name="code")
    number = OwnIndex.objects.get(field="code").pk
    gate.delete(OWN_FIELD, field.pk, by=TAILOR)
    undo(Step.objects.order_by("-id")[0], TAILOR)
    assert fields_of(visit())["code"].index == 0
    assert pages("code=is:a", dict(fields_of(visit()))) == visits
    gate.update(visit(), visits[0], {"code": "b"}, by=TAILOR)
    do_jobs()
    assert fields_of(visit())["code"].index not in (0, number)
    assert pages("code=is:a", dict(fields_of(visit()))) == visits[1:]
    assert not OwnValue.objects.filter(index_id=number).exists()


def test_a_new_field_is_answered_from_its_index_at_once(visits: list[int]) -> None:
    gate.create(OWN_FIELD, {"label": "Late", "name": "late", "kind": "text", "record_type": "visit"}, by=TAILOR)
    assert fields_of(visit())["late"].index
    gate.update(visit(), visits[0], {"late": "x"}, by=TAILOR)
    assert pages("late=is:x", dict(fields_of(visit()))) == visits[:1]


def test_who_names_a_record_is_looked_up_in_the_index(visits: list[int]) -> None:
    field = fields_of(visit())["client"]
    client = reading.select(record_type("party"), TAILOR, "t.deleted_at IS NULL", [], "t.id")[0].id
    assert "records_ownvalue" in field.naming(client, "t").sql
    assert referring(visit(), field, client, 0, 100) == visits


def test_records_of_a_kind_without_own_fields_cost_no_statement_more(db: None) -> None:
    with CaptureQueriesContext(connection) as queries:
        pk = gate.create(record_type("party"), {"name": "A"}, by=TAILOR).id
        gate.update(record_type("party"), pk, {"name": "B"}, by=TAILOR)
    assert not [one for one in queries.captured_queries if "records_ownvalue" in one["sql"]]


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="on SQLite writers take turns")
def test_who_writes_elsewhere_is_seen_and_seen_to_end_even_from_within_a_transaction() -> None:
    others = connection.copy(alias="others")
    try:
        others.set_autocommit(False)
        with others.cursor() as cursor:
            cursor.execute("SELECT pg_current_xact_id()")
        with transaction.atomic():
            writing = own_values.in_flight()
            assert writing
            waiting = own_values.landed(writing)
            next(waiting)
            others.rollback()
            assert list(waiting) in ([], [None])
    finally:
        others.close()
