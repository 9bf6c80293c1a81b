"""Most of the search index of an import is written late, many records at once. Whatever happens meanwhile, in the end it holds
what it would hold had everything been written at once."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from tailor.access.actors import TAILOR
from tailor.exchange import pace
from tailor.exchange.models import Import
from tailor.exchange.tasks import Loading
from tailor.history.models import Step
from tailor.kernel.jobs.running import Halt, work_off
from tailor.records import gate, reading, undo
from tailor.records.indexing.backlog import Backlog, marked
from tailor.records.reindexing import rebuild
from tailor.records.search import search
from tailor.records.types import record_type

pytestmark = pytest.mark.django_db
COUNT = 30


@pytest.fixture
def owner(cast, client, monkeypatch):
    monkeypatch.setattr(pace.Pace, "next_size", lambda self: 7)
    cast.sign_in(client, "owner")
    return client


def party():
    return record_type("party")


def bring_in(client, extra: str = "") -> Import:
    rows = [f"Zurab Number{n};+99559911{n:04};zurab{n}@roofs.example;Batumi" for n in range(COUNT)]
    content = "\n".join(["Name;Phone;E-mail;City", *rows, extra]).encode()
    client.post("/clients/import/", {"files": SimpleUploadedFile("clients.csv", content)})
    load = Import.objects.latest("id")
    columns = {f"column-{index}": key or "" for index, key in enumerate(load.mapping)}
    client.post(f"/import/{load.pk}/", {**columns, "rule": "overwrite", "load": "1"})
    work_off()
    load.refresh_from_db()
    return load


def index() -> dict[str, list[tuple]]:
    found = {}
    for table, condition in (
        ("records_searchword", "scope LIKE 'party%%'"),
        ("records_searchdigits", "record_type = 'party'"),
    ):
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT * FROM {table} WHERE {condition}".replace("%%", "%"))
            found[table] = sorted(cursor.fetchall(), key=str)
    return found


def as_if_written_at_once() -> dict[str, list[tuple]]:
    rebuild(party())
    return index()


def ids() -> list[int]:
    return [one.id for one in reading.select(party(), TAILOR, "t.deleted_at IS NULL", [], "t.id")]


def found(query: str, by) -> int:
    return sum(len(hits.records) for hits in search(query, by, kinds=[party()]))


def meanwhile(monkeypatch, act) -> None:
    """Do something once, when the first part of what was kept back has been written."""
    write, done = Backlog.write, []

    def written(self, part):
        answer = write(self, part)
        if not done:
            done.append(True)
            act()
        return answer

    monkeypatch.setattr(Backlog, "write", written)


def test_in_the_end_all_is_found_and_nothing_waits(owner, cast):
    load = bring_in(owner)
    assert load.counts == {"created": COUNT}
    assert not marked(1)
    assert index() == as_if_written_at_once()
    assert found("zurab number7", cast.owner) == 1


def test_while_it_waits_a_client_is_found_by_number_and_address(owner, cast, monkeypatch):
    seen = []
    index_it = Loading.index
    monkeypatch.setattr(
        Loading,
        "index",
        lambda self: (
            seen.append([found(q, cast.owner) for q in ("599110003", "zurab3@roofs.example", "Number3")]),
            index_it(self),
        ),
    )
    bring_in(owner)
    assert seen[0] == [1, 1, 0]
    assert found("Number3", cast.owner) == 1


def test_a_row_finds_the_client_a_row_far_before_it_made(owner):
    load = bring_in(owner, "Zurab Changed;+995599110002;;Gori")
    assert load.counts == {"created": COUNT, "updated": 1}
    assert index() == as_if_written_at_once()


def test_who_is_changed_deleted_or_handed_over_meanwhile_is_found_as_they_are_now(owner, cast, monkeypatch):
    def others_work():
        first, second, third, *_rest = ids()
        gate.update(party(), first, {"name": "Nino Changed", "phones": "+995599220000"}, by=cast.owner)
        gate.delete(party(), second, by=cast.owner)
        gate.update(party(), third, {"owner": cast.seller.person_id}, by=cast.owner)

    meanwhile(monkeypatch, others_work)
    bring_in(owner)
    assert not marked(1)
    assert found("599110000", cast.owner) == 0
    assert found("nino changed", cast.owner) == 1
    assert found("number2", cast.seller) == 1
    assert index() == as_if_written_at_once()


def test_an_index_made_anew_meanwhile_is_not_written_twice(owner, monkeypatch):
    meanwhile(monkeypatch, lambda: rebuild(party()))
    bring_in(owner)
    assert index() == as_if_written_at_once()


def test_what_a_failed_import_left_is_learnt_by_a_job_of_its_own(owner, cast, monkeypatch):
    def fail():
        raise Halt("the disk is full")

    meanwhile(monkeypatch, fail)
    load = bring_in(owner)
    assert load.state == Import.State.STOPPED
    assert not marked(1), "the job that was asked for has done it"
    assert index() == as_if_written_at_once()
    assert found("number7", cast.owner) == 1


def test_an_import_whose_records_wait_is_undone_whole(owner, cast, monkeypatch):
    meanwhile(monkeypatch, lambda: undo.undo(Step.objects.get(operation="party.import"), cast.owner))
    bring_in(owner)
    assert ids() == []
    assert index() == {"records_searchword": [], "records_searchdigits": []}


@pytest.mark.parametrize(
    "address",
    [
        "zurab@roofs.example",
        "a&b@roofs.example",
        "x=1@roofs.example",
        f"{'bounce' * 9}@relay.example",
        "o'neil@roofs.example",
    ],
)
def test_an_address_met_again_far_behind_is_the_same_client(owner, address):
    far = "\n".join([f"Nobody {n};;nobody{n}@roofs.example;" for n in range(20)])
    load = bring_in(owner, f"First;;{address};\n{far}\nSecond;;{address};")
    assert load.counts == {"created": COUNT + 21, "updated": 1}


def test_two_rows_that_are_one_known_client_by_different_keys_are_both_written(owner, cast):
    values = {"name": "Known", "phones": "+995599220001", "emails": "known@roofs.example"}
    pk = gate.create(party(), values, by=cast.owner).id
    load = bring_in(owner, "Known;+995599220001;;Gori\nKnown;+995599220002;known@roofs.example;")
    assert load.counts == {"created": COUNT, "updated": 2}
    known = reading.get(party(), pk, cast.owner).values
    assert (known["city"], [one["value"] for one in known["phones"]]) == ("Gori", ["+995599220001", "+995599220002"])
    assert index() == as_if_written_at_once()


def test_clients_go_where_their_owner_works_by_then(owner, cast, monkeypatch):
    write, moved = Loading.write, []

    def written(self, portion):
        write(self, portion)
        if not moved:
            moved.append(True)
            there = {"department": cast.departments["Budapest"]}
            gate.update(record_type("user"), cast.owner.person_id, there, by=cast.owner)

    monkeypatch.setattr(Loading, "write", written)
    bring_in(owner)
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT department_id FROM clients_party")
        assert cursor.fetchall() == [(cast.departments["Budapest"],)]
    assert index() == as_if_written_at_once()
