"""Lists: filters in the address, orders, pages by keyset, own fields, answered from an index."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tailor.records import gate
from tailor.records.listing.page import read_cursor, read_page
from tailor.records.listing.question import Filter, Question, ask
from tailor.records.own_fields import OWN_FIELD
from tailor.records.shape import visible_fields
from tailor.records.types import record_type

pytestmark = pytest.mark.django_db


def party():
    return record_type("party")


def names(question, by, cursor=None, size=50):
    fields = visible_fields(party(), by)
    page = read_page(party(), question, fields, [fields["name"]], by, cursor, size=size)
    at = page.columns.index("name")
    return [row[at] for row in page.rows], page


def walk(question, by, size):
    """All names, page by page forwards, then back to the beginning."""
    there, page = names(question, by, size=size)
    pages = [there]
    while page.following:
        there, page = names(question, by, page.following, size)
        pages.append(there)
        assert len(pages) < 100, "the pages go round in circles"
    back = [there]
    while page.preceding:
        there, page = names(question, by, page.preceding, size)
        back.append(there)
    assert back[::-1] == pages
    return [name for one in pages for name in one]


@pytest.mark.parametrize(
    "sort", ["name", "-name", "created", "-created", "last_contact", "-last_contact", "next_step", "-next_step"]
)
def test_pages_show_every_record_once_there_and_back(sort, cast, clients):
    for index in range(23):
        due = f"2026-01-{index % 5 + 1:02}T10:00" if index % 3 else None
        clients(name=f"Client {index % 7}", next_step="x", next_step_at=due)
    assert len(walk(Question(sort=sort), cast.owner, 4)) == 23


def test_names_sort_as_people_of_the_four_languages_expect(cast, clients):
    for name in (
        "Őri",
        "Orbán",
        "Óvári",
        "Öreg",
        "Cukor",
        "Csaba",
        "Ёлкин",
        "Елкин",
        "Жуков",
        "ბერი",
        "ანა",
        "„Zeta”",
        "alfa",
    ):
        clients(name=name)
    order = walk(Question(sort="name"), cast.owner, 50)
    assert order == [
        "Alfa",
        "Cukor",
        "Csaba",
        "Orbán",
        "Óvári",
        "Öreg",
        "Őri",
        "„Zeta”",
        "Елкин",
        "Ёлкин",
        "Жуков",
        "ანა",
        "ბერი",
    ]


def test_filters_are_read_from_the_address_and_written_back(cast):
    fields = visible_fields(party(), cast.owner)
    question = ask(
        party(),
        {"name": "has:kov", "owner": "is:me", "sort": "-created", "columns": "name,city", "evil": "is:1"},
        fields,
    )
    assert question.filters == (Filter("name", "has", "kov"), Filter("owner", "is", "me"))
    assert question.address() == "?name=has:kov&owner=is:me&sort=-created&columns=name,city"


def test_filters_find_what_they_say(cast, clients):
    clients(name="Kovács", phones="+36304829917", city="Vác", owner=cast.seller.person_id)
    clients(name="Szabó", owner=cast.colleague.person_id)
    ask_for = lambda **params: walk(ask(party(), params, visible_fields(party(), cast.owner)), cast.owner, 50)  # noqa: E731
    assert ask_for(name="has:kov") == ["Kovács"]
    assert ask_for(phones="has:482") == ["Kovács"]
    assert ask_for(phones="empty") == ["Szabó"]
    assert ask_for(city="set") == ["Kovács"]
    assert ask_for(owner=f"is:{cast.colleague.person_id}") == ["Szabó"]
    assert ask_for(owner=f"not:{cast.colleague.person_id}") == ["Kovács"]
    assert ask_for(created_at="past:1") == ["Kovács", "Szabó"]
    assert ask_for(created_at="older:1") == []


@pytest.mark.parametrize(
    "evil", ["is:1 OR 1=1", "has:';DROP TABLE x;--", "from:x", "past:99999999", "is:", "nonsense:1", "has:%", "is:\x00"]
)
def test_no_filter_breaks_or_leaks(evil, cast, clients, client):
    clients(name="Kovács")
    cast.sign_in(client, "owner")
    for name in visible_fields(party(), cast.owner):
        assert (
            client.get(
                "/clients/", {name: evil, "sort": evil, "columns": evil, "after": evil, "group_by": evil}
            ).status_code
            == 200
        )


def test_a_mangled_cursor_means_the_beginning(cast, clients, client):
    clients(name="Kovács")
    cast.sign_in(client, "owner")
    for cursor in ("x", "////", "W10", "eyJ9", "bnVsbA", "WyJhIixbXV0", "WzEsMV0"):
        read_cursor(cursor, back=False)
        assert client.get("/clients/", {"after": cursor}).status_code == 200


@pytest.mark.parametrize("kind_of_field", ["text", "number", "date", "yesno"])
def test_an_own_field_is_filtered_sorted_searched_and_shown_like_any_other(kind_of_field, cast, clients, client):
    values = {
        "text": ("alpha", "beta"),
        "number": ("3", "20"),
        "date": ("2026-01-05", "2026-02-06"),
        "yesno": ("1", ""),
    }[kind_of_field]
    gate.create(
        OWN_FIELD,
        {"label": "Discount class", "kind": kind_of_field, "record_type": "party", "name": "discount"},
        by=cast.owner,
    )
    first, second = clients(name="First"), clients(name="Second")
    clients(name="Third")
    gate.update(party(), first, {"discount": values[0]}, by=cast.owner)
    gate.update(party(), second, {"discount": values[1]}, by=cast.owner)
    cast.sign_in(client, "owner")
    assert client.get("/clients/?columns=name,discount&sort=discount").status_code == 200
    order = walk(Question(sort="discount"), cast.owner, 1)
    assert order[:2] == (["First", "Second"] if kind_of_field != "yesno" else ["First", *sorted(order[1:2])])
    assert len(order) == 3
    operator = {"text": "is:alpha", "number": "to:5", "date": "to:2026-01-31", "yesno": "is:yes"}[kind_of_field]
    fields = visible_fields(party(), cast.owner)
    assert walk(ask(party(), {"discount": operator}, fields), cast.owner, 50) == ["First"]
    if kind_of_field == "text":
        assert "First" in client.get("/search/?q=alpha").content.decode()
    card = client.get(f"/clients/{first}/").content.decode()
    assert "Discount class" in card


def plan_of(query):
    with connection.cursor() as cursor:
        explain = "EXPLAIN " if connection.vendor == "postgresql" else "EXPLAIN QUERY PLAN "
        cursor.execute(explain + query["sql"])
        return " ".join(str(value) for row in cursor.fetchall() for value in row)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="a small PostgreSQL table is rightly read whole")
@pytest.mark.parametrize("sort", ["name", "created", "last_contact", "next_step"])
@pytest.mark.parametrize("role", ["owner", "seller"])
def test_every_order_of_the_list_is_answered_from_an_index(sort, role, cast, clients):
    for index in range(6):
        clients(name=f"C{index}", owner=cast.seller.person_id)
    _names, page = names(Question(sort=sort), cast[role], size=2)
    with CaptureQueriesContext(connection) as queries:
        names(Question(sort=sort), cast[role], page.following, size=2)
    for query in queries.captured_queries:
        if "clients_party" in query["sql"]:
            plan = plan_of(query)
            assert "USING INDEX party" in plan and "SCAN t" not in plan.replace("SCAN t USING INDEX", ""), plan
            assert "TEMP B-TREE" not in plan, plan


def test_a_list_of_fifty_makes_a_handful_of_queries(cast, clients, client, django_assert_max_num_queries):
    for index in range(55):
        clients(name=f"C{index}", phones=f"+3630482{index:04}")
    cast.sign_in(client, "seller")
    client.get("/clients/")
    with django_assert_max_num_queries(7):
        client.get("/clients/")
