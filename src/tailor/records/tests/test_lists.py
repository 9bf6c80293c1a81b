"""Lists: filters in the address, orders, pages by keyset, own fields, answered from an index."""

import html
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tailor.access.models import User
from tailor.history.models import Step
from tailor.records import gate, undo
from tailor.records.listing.page import read_cursor, read_page
from tailor.records.listing.question import Filter, Question, ask
from tailor.records.own_fields import OWN_FIELD
from tailor.records.search import search
from tailor.records.shape import fields_of, visible_fields
from tailor.records.types import all_types, record_type

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


NASTY = [
    "", "²", "٣", "-1", "0", "99999999999999999999", "1e400", "nan", "1,2,3", "99999", "9999-12-31", "0001-01-01", "1000-01-01",
    "--02-30", "2026-13-45T99:99", "9999-12-31T23:59:59+14:00", "0001-01-01T00:00:00+14:00", "'\"\\%_", "a,b,,", "[]", "{}", "null",
    "\0", "\ud7ff", "\U0001f600", "x" * 2500,
]  # fmt: skip
OWN_KINDS = ("text", "longtext", "number", "money", "date", "yesno", "links", "phones", "emails", "person")


@pytest.fixture
def with_own_fields(cast):
    """Own fields of every kind, and people in a zone far from UTC, where the first and last days of time have no neighbour."""
    for kind in OWN_KINDS:
        values = {"label": kind, "kind": kind, "record_type": "party", "name": f"own_{kind}"}
        gate.create(OWN_FIELD, values, by=cast.owner)
    User.objects.update(time_zone="Asia/Tbilisi")


def test_no_operator_of_any_kind_of_record_breaks_on_any_argument(cast, clients, signed_in, with_own_fields):
    clients("Kovács")
    owner = signed_in("owner")
    for kind in all_types():
        for name, field in fields_of(kind).items():
            for argument in NASTY if field.operators else ():
                asked = {name: [f"{operator}:{argument}" for operator in field.operators]}
                assert owner.get(f"/{kind.slug}/", asked).status_code == 200, asked


def test_no_value_breaks_a_field_its_card_or_its_list(cast, clients, signed_in, with_own_fields):
    """Refused in words, or kept and shown."""
    owner, pk = signed_in("owner"), clients("Kovács")
    note = {"party": pk, "kind": "note", "text": "x", "at": "2026-01-02"}
    records = [
        (party(), pk),
        (record_type("interaction"), gate.create(record_type("interaction"), note, by=cast.owner).id),
    ]
    records += [
        (record_type("department"), cast.departments["Budapest"]),
        (record_type("user"), cast.stranger.person_id),
    ]
    for kind, one in records:
        for name in fields_of(kind):
            for value in NASTY:
                for given in ({name: value}, {f"{name}.value": value, f"{name}.type": value}):
                    assert owner.post(f"/{kind.slug}/{one}/fields/{name}/", given).status_code in (200, 404, 422), (
                        name,
                        value,
                    )
            assert owner.get(f"/{kind.slug}/{one}/").status_code == 200
            assert owner.get(f"/{kind.slug}/?columns={name}").status_code == 200


@pytest.mark.parametrize("value", NASTY)
def test_no_address_breaks_on_any_number_or_day(value, cast, clients, signed_in):
    pk, owner = clients("Kovács"), signed_in("owner")
    User.objects.update(time_zone="Asia/Tbilisi")
    for name in ("before", "person", "from", "to", "kind", "way"):
        assert owner.get("/history/", {name: value}).status_code == 200
    for address in ("/clients/do/party.group/", "/clients/merge/", "/clients/", "/clients/filter/", "/search/"):
        given = {"pick": value, "from": value, "after": value, "q": value, "field": value, "question": f"?name={value}"}
        assert owner.get(address, given).status_code < 500
    for part in ("kind", "text", "direction", "result", "minutes"):
        assert owner.post(f"/clients/{pk}/note/", {"kind": "note", "text": "x", part: value}).status_code < 500
    assert owner.post("/clients/widths/", {"col": "name", "width": value}).status_code < 500


@pytest.mark.parametrize(
    "address", ["/clients/{}/", "/clients/{}/delete/", "/history/{}/", "/history/{}/undo/", "/files/{}/"]
)
def test_an_id_no_column_holds_is_not_there(address, signed_in):
    for method in ("get", "post"):
        answer = getattr(signed_in("owner"), method)(address.format(10**20))
        assert answer.status_code in (404, 405)


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
    with django_assert_max_num_queries(4):
        client.get("/clients/")


def test_a_grouped_list_keeps_its_filters_and_shows_those_without_a_group_last(cast, clients, signed_in):
    group = gate.create(record_type("group"), {"name": "Wholesale"}, by=cast.owner).id
    clients("Grouped Gori", group=group, city="Gori")
    clients("Loner Gori", city="Gori")
    clients("Loner Tbilisi", city="Tbilisi")
    owner = signed_in("owner")
    link = "?city=has:Gori&group_by=group"
    assert f'href="{link.replace("&", "&amp;")}"' in owner.get("/clients/?city=has:Gori").content.decode()
    page = owner.get("/clients/" + link).content.decode()
    assert page.index(">Grouped Gori<") < page.index(">Loner Gori<")
    assert "Loner Tbilisi" not in page


def test_every_export_that_is_offered_is_answered(cast, clients, signed_in):
    talk = {"party": clients("Elene"), "kind": "note", "text": "Roof", "at": "2026-01-02T10:00"}
    gate.create(record_type("interaction"), talk, by=cast.owner)
    owner = signed_in("owner")
    for address in ("/clients/", "/clients/?name=has:elene&sort=-created", "/interactions/?sort=-at"):
        offered = [
            html.unescape(url)
            for url in re.findall(r'href="([^"]*/export/[^"]*)"', owner.get(address).content.decode())
        ]
        assert len(offered) >= 4
        assert {url: owner.get(url).status_code for url in offered} == dict.fromkeys(offered, 200)


def test_notes_go_out_of_sight_with_their_client_and_come_back_with_it(cast, clients, signed_in):
    pk, seen = clients("Elene"), lambda: "Roof in May" in signed_in("owner").get("/interactions/").content.decode()
    talk = {"party": pk, "kind": "note", "text": "Roof in May", "at": "2026-01-02T10:00"}
    gate.create(record_type("interaction"), talk, by=cast.owner)
    assert seen()
    gone = gate.delete(party(), pk, by=cast.owner)
    assert not seen()
    assert not search("roof", cast.owner)
    undo.undo(Step.objects.get(pk=gone.step_id), cast.owner)
    assert seen()


def test_lists_are_put_in_groups_by_people_choices_and_own_fields_of_few_values(cast, clients, signed_in):
    gate.create(OWN_FIELD, {"record_type": "party", "label": "Size", "kind": "choice", "name": "size",
                "choices": "Big\n Small \n\nBig"}, by=cast.owner)  # fmt: skip
    one = clients("Elene", owner=cast.seller.person_id, size="small")
    clients("Nino", owner=cast.owner.person_id, size="big")
    gate.create(
        record_type("interaction"),
        {"party": one, "kind": "call", "text": "Roof", "at": "2026-01-02T10:00"},
        by=cast.owner,
    )
    owner = signed_in("owner")
    assert "group_by=size" in owner.get("/clients/").content.decode()
    assert "group_by=kind" in owner.get("/interactions/").content.decode()
    for address, first, second in (
        ("/clients/?group_by=size", "Nino", "Elene"),
        ("/clients/?group_by=owner", "Nino", "Elene"),
    ):
        page = owner.get(address).content.decode()
        assert page.index(f">{first}</a>") < page.index(f">{second}</a>"), address
    assert ">Roof</a>" in owner.get("/interactions/?group_by=kind").content.decode()
