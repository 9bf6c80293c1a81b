"""One box that finds anybody however the name or number is typed."""

import re

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


def shown_for(query, person):
    return person.get("/search/", {"q": query}, headers={"HX-Request": "true"}).content.decode()


def test_what_matches_as_it_was_typed_stands_above_what_matches_in_another_script(cast, clients, signed_in):
    clients("Roof Line Kakheti")
    clients("Руф Мастер")
    for number in range(3):
        gate.create(record_type("catalog_item"), {"name": f"Профнастил С{number}"}, by=cast.owner)
    page = shown_for("roof", signed_in("owner"))
    places = [page.index(text) for text in (">Roof</mark> Line", "настил С0")]
    assert places == sorted(places)
    clients("Roofing Профи")
    clients("Профиль Юг")
    assert found("roof", cast.owner) == ["Roof Line Kakheti", "Roofing Профи", "Профиль Юг"]
    clients("Рооф")
    assert found("roof", cast.owner)[2:] == ["Рооф", "Профиль Юг"]
    assert found("рооф", cast.owner)[0] == "Рооф"


def test_what_is_put_in_order_is_asked_for_only_once(cast, clients):
    for number in range(3):
        clients(f"Roof {number}")
        clients(f"Профнастил {number}")
    with CaptureQueriesContext(connection) as queries:
        search("roof", cast.owner)
    reading = [one["sql"] for one in queries.captured_queries if 'FROM "clients_party"' in one["sql"]]
    assert len(reading) == 1


def test_a_phone_nobody_has_may_be_made_a_client_or_a_lead_that_begins_with_it(cast, clients, signed_in):
    seller = signed_in("seller")
    page = shown_for("599 12 34 56", seller)
    assert 'href="/clients/new/?phones=%2B995599123456"' in page
    assert 'href="/leads/new/?phones=%2B995599123456"' in page
    assert "New client with +995 599 12 34 56" in page
    form = seller.get("/clients/new/?phones=%2B995599123456").content.decode()
    assert 'value="+995 599 12 34 56"' in form
    clients("Nino", phones="599 12 34 56", owner=cast.seller.person_id)
    assert "/new/?phones" not in shown_for("599 12 34 56", seller)


def test_who_was_found_only_by_a_forgiven_slip_may_be_somebody_else_who_is_yet_to_be_made(cast, clients, signed_in):
    clients("Nino Beridze", owner=cast.seller.person_id)
    seller = signed_in("seller")
    page = re.sub("<[^>]+>", "", shown_for("Nino Beridxe", seller))
    assert "Nino Beridze" in page and "New client with Nino Beridxe" in page
    assert page.index("Nino Beridze") < page.index("New client with")
    exact = re.sub("<[^>]+>", "", shown_for("Nino Beridze", seller))
    assert "Nino Beridze" in exact and "New client with" not in exact


@pytest.mark.parametrize(
    ("typed", "leads_to"),
    [
        ("nino@example.com", {"/clients/new/?emails=nino%40example.com", "/leads/new/?emails=nino%40example.com"}),
        ("Нино Беридзе", {"/clients/new/?name=%D0%9D%D0%B8%D0%BD%D0%BE+%D0%91%D0%B5%D1%80%D0%B8%D0%B4%D0%B7%D0%B5",
                          "/leads/new/?name=%D0%9D%D0%B8%D0%BD%D0%BE+%D0%91%D0%B5%D1%80%D0%B8%D0%B4%D0%B7%D0%B5"}),
        ("nino@", set()), ("12345", set()), ("", set()), (">Нино", set()),
    ],
)  # fmt: skip
def test_what_a_new_record_begins_with_is_the_field_that_fits(typed, leads_to, cast, signed_in):
    page = shown_for(typed, signed_in("owner"))
    assert {one for one in re.findall(r'href="([^"]+)"', page) if "/new/?" in one} == leads_to


def test_nobody_is_offered_what_they_may_not_make(cast, signed_in):
    assert "/new/?" not in shown_for("599 12 34 56", signed_in("warehouse"))


def test_a_kind_the_company_added_begins_with_a_phone_too(cast, signed_in):
    gate.create(record_type("own_kind"), {"label": "Tenant", "plural": "Tenants"}, by=cast.owner)
    tenant = record_type("tenant")
    gate.create(
        record_type("own_field"), {"record_type": tenant.code, "label": "Mobile", "kind": "phones"}, by=cast.owner
    )
    page = shown_for("599 12 34 56", signed_in("owner"))
    assert 'href="/tenant/new/?mobile=%2B995599123456"' in page
    form = signed_in("owner").get("/tenant/new/?mobile=%2B995599123456").content.decode()
    assert 'value="+995 599 12 34 56"' in form


def test_before_anything_is_typed_stands_what_one_changed_last_and_the_words_of_the_company_stand_last(
    cast, clients, signed_in
):
    clients("Somebody else's", owner=cast.seller.person_id)
    mine = [clients(f"Client {number}", by=cast.seller) for number in range(3)]
    gate.update(record_type("party"), mine[0], {"about": "roofs"}, by=cast.seller)
    page = shown_for("", signed_in("seller"))
    shown = re.findall(r'href="(/[^"]+)"', page)
    assert shown[:3] == [f"/clients/{mine[0]}/", f"/clients/{mine[2]}/", f"/clients/{mine[1]}/"]
    assert shown.index("/clients/new/") < shown.index("/clients/") < shown.index("/groups/")
    assert "Somebody else" not in page
    gate.delete(record_type("party"), mine[0], by=cast.owner)
    assert f"/clients/{mine[0]}/" not in shown_for("", signed_in("seller"))


def test_what_one_changed_last_is_found_by_an_index(cast, clients):
    from tailor.history.reading import last_touched

    clients("One", by=cast.seller)
    with CaptureQueriesContext(connection) as queries:
        assert len(last_touched(cast.seller.person_id, 10)) == 1
    assert len(queries.captured_queries) == 1
    latest = queries.captured_queries[0]["sql"].partition("FROM (")[2].partition(") s ")[0]
    assert "LIMIT 10" in latest  # however much somebody did, no more of it is read
    assert_read_in_order(latest)
