"""One box that finds anybody however the name or number is typed."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tailor.records import gate
from tailor.records.search import search
from tailor.records.types import record_type

pytestmark = pytest.mark.django_db


def found(query, by):
    return [record.title for hits in search(query, by) if hits.kind.code == "party" for record in hits.records]


@pytest.fixture
def base(clients):
    clients(name="Иванов Пётр", phones="8 921 310-44-08", emails="p.ivanov@stroi.example")
    clients(name="Kovács Béla", phones="06 30 482 9917")
    clients(name="გიორგი ლომიძე", phones="+995 599 41 20 77")
    clients(name="Müller GmbH", is_company=True, about="Needs trapezoidal cassettes")


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("ivanov", "Иванов Пётр"), ("иванов", "Иванов Пётр"), ("bdfyjd", "Иванов Пётр"), ("ив", "Иванов Пётр"),
        ("и", "Иванов Пётр"), ("kovacs", "Kovács Béla"), ("kovács", "Kovács Béla"), ("лщмфсы", "Kovács Béla"),
        ("giorgi", "გიორგი ლომიძე"), ("გიორგი", "გიორგი ლომიძე"), ("lomi", "გიორგი ლომიძე"), ("muller", "Müller GmbH"),
        ("vanov", "Иванов Пётр"), ("petr ivan", "Иванов Пётр"), ("ivanof", "Иванов Пётр"), ("kovasc", "Kovács Béla"),
        ("310-44", "Иванов Пётр"), ("8921310", "Иванов Пётр"), ("+7 921", "Иванов Пётр"), ("4408", "Иванов Пётр"),
        ("0630482", "Kovács Béla"), ("412077", "გიორგი ლომიძე"), ("p.ivanov@", "Иванов Пётр"), ("stroi", "Иванов Пётр"),
        ("trapez", "Müller GmbH"), ("pezoidal", "Müller GmbH"),
    ],
)  # fmt: skip
def test_it_finds(query, name, base, cast):
    assert name in found(query, cast.owner)


def test_nothing_is_found_for_nothing(base, cast):
    assert found("", cast.owner) == found("   ", cast.owner) == found("zzzzqqqq", cast.owner) == []


def test_a_seller_finds_only_what_is_seen(cast, clients):
    clients(name="Mine Kovács", owner=cast.seller.person_id)
    clients(name="Foreign Kovács", owner=cast.stranger.person_id, phones="+36304829917")
    assert found("kovacs", cast.seller) == ["Mine Kovács"]
    assert found("304829917", cast.seller) == []
    assert set(found("kovacs", cast.owner)) == {"Mine Kovács", "Foreign Kovács"}


def test_a_client_nobody_owns_is_found_by_those_of_its_department(cast, clients):
    pk = clients(name="Orphan Kovács", owner=cast.seller.person_id)
    gate.update(record_type("party"), pk, {"owner": None}, by=cast.owner)
    assert found("orphan", cast.colleague) == ["Orphan Kovács"]
    assert found("orphan", cast.stranger) == []


def test_a_record_is_found_by_its_new_name_and_no_longer_by_the_old(cast, clients):
    pk = clients(name="Before Name")
    gate.update(record_type("party"), pk, {"name": "After Name"}, by=cast.owner)
    assert found("before", cast.owner) == []
    assert found("after", cast.owner) == ["After Name"]


def test_a_deleted_record_is_not_found_and_a_restored_one_is(cast, clients):
    from tailor.history.models import Step
    from tailor.records import undo

    pk = clients(name="Phoenix")
    deleted = gate.delete(record_type("party"), pk, by=cast.owner)
    assert found("phoenix", cast.owner) == []
    undo.undo(Step.objects.get(pk=deleted.step_id), cast.owner)
    assert found("phoenix", cast.owner) == ["Phoenix"]


def test_after_a_hand_over_the_new_owner_finds_the_client_and_the_old_one_does_not(cast, clients):
    pk = clients(name="Wanderer", owner=cast.seller.person_id)
    gate.update(record_type("party"), pk, {"owner": cast.stranger.person_id}, by=cast.owner)
    assert found("wanderer", cast.seller) == []
    assert found("wanderer", cast.stranger) == ["Wanderer"]


def test_the_box_marks_the_letters_that_match(base, cast, client):
    cast.sign_in(client, "owner")
    page = client.get("/search/?q=kov", headers={"HX-Request": "true"}).content.decode()
    assert "<mark>Kov</mark>ács Béla" in page


def test_the_box_opens_pages_and_makes_records(cast, client):
    cast.sign_in(client, "owner")
    page = client.get("/search/?q=%3Ehist", headers={"HX-Request": "true"}).content.decode()
    assert 'href="/history/"' in page


def test_of_many_of_one_name_the_newest_are_found_first(cast, clients):
    ids = [clients(f"Common {number}") for number in range(60)]
    shown = [record.id for hits in search("common", cast.owner) for record in hits.records]
    assert shown == ids[:-9:-1]


@pytest.mark.parametrize("place", [1, 40, 59])
def test_ones_own_note_is_found_among_many_one_may_not_see(place, cast, clients):
    mine, theirs = clients(owner=cast.seller.person_id), clients(owner=cast.stranger.person_id)
    parties = [mine if number == place else theirs for number in range(60)]
    notes = [
        gate.create(
            record_type("interaction"),
            {"party": party, "kind": "note", "text": "brick", "at": "2026-01-02"},
            by=cast.owner,
        )
        for party in parties
    ]
    assert [[record.id for record in hits.records] for hits in search("brick", cast.seller)] == [[notes[place].id]]


def test_beginnings_of_words_are_read_from_the_index_in_its_own_order(cast, clients):
    for number in range(60):
        clients(f"Common {number}", owner=cast.seller.person_id)
    for person in (cast.owner, cast.seller):
        with CaptureQueriesContext(connection) as queries:
            search("common", person)
        asked = [
            one["sql"] for one in queries.captured_queries if "ORDER BY" in one["sql"] and "searchword" in one["sql"]
        ]
        assert any("DESC" in sql for sql in asked)  # the newest of the word in which the range breaks off
        for sql in asked:
            assert_read_in_order(sql)


def assert_read_in_order(sql):
    """By the key of the word index, and nothing is sorted."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")  # a small table is rightly read whole
            cursor.execute("SET LOCAL enable_bitmapscan = off")
        cursor.execute(("EXPLAIN " if connection.vendor == "postgresql" else "EXPLAIN QUERY PLAN ") + sql)
        plan = " ".join(str(value) for row in cursor.fetchall() for value in row)
    assert "Index" in plan or "USING PRIMARY KEY" in plan or "INDEX" in plan, plan
    assert "Sort" not in plan, plan
    assert "TEMP B-TREE" not in plan, plan
