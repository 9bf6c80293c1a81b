"""Values of own fields are found, ordered and merged like those of declared ones."""

from importlib import import_module
from io import BytesIO
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import connection
from PIL import Image

from tailor.history.models import Step
from tailor.kernel.files.storing import store
from tailor.kernel.jobs.models import Job
from tailor.kernel.jobs.running import work_off
from tailor.records import gate, reading, reindexing, undo
from tailor.records.merging import merge
from tailor.records.own_fields import OWN_FIELD
from tailor.records.search import search
from tailor.records.types import record_type

pytestmark = pytest.mark.django_db


def picture(colour: str) -> bytes:
    content = BytesIO()
    Image.new("RGB", (8, 8), colour).save(content, "PNG")
    return content.getvalue()


@pytest.fixture
def own(cast):
    """Adds an own field to clients, or to another kind; gives its id."""

    def add(name, kind, of="party", **more):
        values = {"label": name.title(), "name": name, "kind": kind, "record_type": of, **more}
        return gate.create(OWN_FIELD, values, by=cast.owner).id

    return add


@pytest.fixture
def found(cast):
    """The names of clients a query finds."""
    return lambda query: [record.title for hits in search(query, cast.owner) for record in hits.records]


def shown(answer, *names):
    """Which of the clients a list shows, in its order."""
    text = answer.content.decode()
    return sorted((name for name in names if f">{name}</a>" in text), key=lambda name: text.index(f">{name}</a>"))


# found


@pytest.mark.parametrize(("kind", "value", "query"), [
    ("text", "Zebrafish", "zebraf"), ("longtext", "first line\nzebrafish", "zebrafish"),
    ("emails", "zoe@zebra.test", "zebra"), ("links", "https://zebrafish.test", "zebrafish"),
    ("phones", "+995 599 12 34 56", "599123456"), ("phones", "+36 30 123 4567", "1234567"),
])  # fmt: skip
def test_whatever_holds_words_or_phones_is_found(kind, value, query, own, clients, found, signed_in):
    own("memo", kind)
    clients("Haver", memo=value)
    assert found(query) == ["Haver"]
    assert "<mark>" in signed_in("owner").get("/search/", {"q": query}).content.decode() or kind == "phones"


def test_a_changed_value_is_found_anew(own, clients, found, cast):
    own("memo", "longtext")
    pk = clients("Haver", memo="zebrafish")
    gate.update(record_type("party"), pk, {"memo": "tortoise"}, by=cast.owner)
    assert (found("zebrafish"), found("tortoise")) == ([], ["Haver"])


def test_an_own_phone_is_found_by_its_field_and_by_no_other(own, clients, signed_in):
    own("fax", "phones")
    clients("Haver", fax="+995599123456")
    clients("Phoned", phones="+995599123457")
    owner = signed_in("owner")
    for typed in ("599123456", "+995 599 12 34 56", "599-123-456"):
        assert shown(owner.get("/clients/", {"fax": f"has:{typed}"}), "Haver", "Phoned") == ["Haver"]
    assert shown(owner.get("/clients/?fax=has:59912345"), "Haver", "Phoned") == ["Haver"]
    assert shown(owner.get("/clients/?phones=has:59912345"), "Haver", "Phoned") == ["Phoned"]
    assert shown(owner.get("/clients/?phones=has:letters"), "Haver", "Phoned") == []


def test_a_deleted_field_finds_nothing_until_it_is_back(own, clients, found, cast):
    field, party = own("fax", "phones"), record_type("party")
    own("memo", "longtext")
    pk = clients("Haver", fax="+995599123456", memo="zebrafish")
    deleted = gate.delete(OWN_FIELD, field, by=cast.owner)
    assert found("599123456") == []
    assert found("zebrafish") == ["Haver"]
    gate.update(party, pk, {"memo": "tortoise"}, by=cast.owner)
    undo.undo(Step.objects.get(pk=deleted.step_id), cast.owner)
    assert found("599123456") == ["Haver"]
    assert reading.get(party, pk, cast.owner).values["fax"][0]["value"] == "+995599123456"


def test_of_many_records_a_job_goes_through_those_with_a_value(own, clients, found, cast, monkeypatch):
    monkeypatch.setattr(reindexing, "AT_ONCE", 2)
    monkeypatch.setattr(reindexing, "PORTION", 2)
    field = own("memo", "longtext")
    for number in range(5):
        clients(f"Haver {number}", memo="zebrafish")
    clients("Empty")
    assert not Job.objects.exists()
    deleted = gate.delete(OWN_FIELD, field, by=cast.owner)
    assert Job.objects.get(task="records.search_by_own_field").title == "Search by the field: Memo"
    work_off()
    assert found("zebrafish") == []
    assert Job.objects.get(task="records.search_by_own_field").position == 5
    undo.undo(Step.objects.get(pk=deleted.step_id), cast.owner)
    work_off()
    assert len(found("zebrafish")) == 5


def test_what_was_kept_by_earlier_versions_is_turned(own, clients, found, cast):
    own("budget", "money"), own("memo", "longtext"), own("bonus", "number", of="user")
    pk = clients("Haver", budget=1, memo="zebrafish")
    custom = '{"budget": 2.5, "memo": "zebrafish"}'
    with connection.cursor() as cursor:
        cursor.execute("UPDATE clients_party SET custom = %s WHERE id = %s", [custom, pk])
        cursor.execute("UPDATE access_user SET custom = %s WHERE id = %s", ['{"bonus": 7}', cast.owner.person_id])
        cursor.execute("DELETE FROM records_searchword WHERE word = 'zebrafish'")
    migration = import_module("tailor.records.migrations.0004_numbers_in_parts")
    editor = SimpleNamespace(connection=connection)
    migration.turn(apps, editor)
    migration.search_again(apps, editor)
    assert reading.get(record_type("party"), pk, cast.owner).values["budget"] == "2.50"
    assert reading.get(record_type("user"), cast.owner.person_id, cast.owner).values["bonus"] == "7.00"
    work_off()
    assert found("zebrafish") == ["Haver"]


# in order


@pytest.mark.parametrize(("kind", "more", "values"), [
    ("number", {}, ["-5", "2", "10", "9000000000"]),
    ("money", {}, ["9.99", "10", "10.01", "100"]),
    ("date", {}, ["1999-12-31", "2024-02-29", "2024-03-01"]),
    ("choice", {"choices": "small\nlarge\nO'Neil 100%"}, ["small", "large", "O'Neil 100%"]),
    ("text", {}, ["10", "2", "a"]),
])  # fmt: skip
def test_a_list_is_in_the_order_of_an_own_field(kind, more, values, own, clients, signed_in):
    own("memo", kind, **more)
    names = [f"C{place}" for place in range(len(values))]
    for name, value in sorted(zip(names, values, strict=True), key=lambda pair: pair[1][::-1]):
        clients(name, memo=value)
    clients("Nothing")
    owner = signed_in("owner")
    assert shown(owner.get("/clients/?sort=memo"), *names, "Nothing") == [*names, "Nothing"]
    assert shown(owner.get("/clients/?sort=-memo"), *names, "Nothing") == [*reversed(names), "Nothing"]


@pytest.mark.parametrize(("kind", "more", "values"), [
    ("money", {}, ["1.5", "10.25", "2"]), ("choice", {"choices": "small\nlarge"}, ["small", "large"]),
    ("date", {}, ["1999-12-31", "2024-02-29", "2024-03-01"]),
])  # fmt: skip
def test_its_pages_follow_one_another(kind, more, values, own, clients, signed_in):
    own("memo", kind, **more)
    names = [f"C{number:03}" for number in range(110)]
    for number, name in enumerate(names):
        clients(name, memo=[*values, ""][number % (len(values) + 1)])
    owner, seen, url = signed_in("owner"), [], "/clients/?sort=memo"
    while url:
        answer = owner.get(url)
        seen += shown(answer, *names)
        following = answer.content.decode().partition("after=")[2].partition('"')[0].replace("&amp;", "&")
        url = f"/clients/?sort=memo&after={following}" if following else ""
    assert sorted(seen) == names
    for mangled in ("WyJhIiwxXQ", "W251bGwsMV0", "WzFlMzAsMV0", "WzEuNSwxXQ", "Wzk5OTk5OTk5OTk5OTk5OTk5OTk5OTksMV0"):
        assert owner.get(f"/clients/?sort=memo&after={mangled}").status_code == 200


def test_staff_have_own_fields_too(own, cast, signed_in):
    own("memo", "text", of="user")
    gate.update(record_type("user"), cast.seller.person_id, {"memo": "zebrafish"}, by=cast.owner)
    owner = signed_in("owner")
    assert shown(owner.get("/staff/?memo=is:zebrafish"), "Seller", "Owner") == ["Seller"]
    assert shown(owner.get("/staff/?sort=memo"), "Seller", "Owner") == ["Seller", "Owner"]


# merged


def test_a_merge_shows_every_kind_and_keeps_what_is_chosen(own, clients, cast, signed_in):
    for name, kind in (
        ("budget", "money"),
        ("vip", "yesno"),
        ("memo", "longtext"),
        ("fax", "phones"),
        ("aide", "person"),
    ):
        own(name, kind)
    pictures = [store([picture(colour)], "me.png", by_id=cast.owner.person_id).pk for colour in ("teal", "tan")]
    one = clients("Anna", photo=pictures[0], budget="2.5", memo="tall", fax="+995599123456", aide=cast.seller.person_id)
    other = clients("Anna B", photo=pictures[1], budget="3", vip=True, memo="blue", fax="+995599123457")
    page = signed_in("owner").get(f"/clients/merge/?pick={one}&pick={other}").content.decode()
    for file_id in pictures:
        assert f'<img class="thumb" src="/files/{file_id}/small/" alt="a picture">' in page
    assert "2.50 <small>EUR</small>" in page
    assert "<span>no</span>" in page
    for name in ("photo", "budget", "vip", "memo", "fax", "aide"):
        assert f'name="field-{name}" value="second"' in page
    merge(record_type("party"), one, other, {"photo": "second", "budget": "second", "vip": "second"}, by=cast.owner)
    kept = reading.get(record_type("party"), one, cast.owner).values
    assert (kept["photo"], kept["budget"], kept["vip"], kept["memo"]) == (pictures[1], "3.00", True, "tall\nblue")
    assert [entry["value"] for entry in kept["fax"]] == ["+995599123456", "+995599123457"]
    assert kept["aide"] == cast.seller.person_id
