"""What an import announces, asks, survives: several sheets, repeats, double clicks, stops, undo, two at once."""

from __future__ import annotations

import base64
import io
from collections import Counter

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DataError, OperationalError, connection, transaction
from PIL import Image

from tailor.exchange import pace
from tailor.exchange.loading import Loader
from tailor.exchange.models import Import, ImportRow
from tailor.exchange.rows import known_by_title
from tailor.exchange.starting import begin
from tailor.exchange.tasks import Loading
from tailor.history.models import Step
from tailor.kernel.files.storing import path_of, store
from tailor.kernel.jobs import running
from tailor.kernel.jobs.models import Job
from tailor.kernel.jobs.running import work_off
from tailor.kernel.text import fold
from tailor.records import gate, reading, undo
from tailor.records.models import OwnField
from tailor.records.types import record_type

pytestmark = pytest.mark.django_db


def party():
    return record_type("party")


def living() -> int:
    return len(titles())


def titles() -> list[str]:
    from tailor.access.actors import TAILOR

    return [one.title for one in reading.select(party(), TAILOR, "t.deleted_at IS NULL", [], "t.id")]


def upload(client, content: bytes, name: str = "clients.csv") -> Import:
    answer = client.post("/clients/import/", {"files": SimpleUploadedFile(name, content)})
    assert answer.status_code == 302, answer.content.decode()[-600:]
    return Import.objects.latest("id")


def press(client, load: Import, button: str, **more: str):
    columns = {f"column-{index}": key or "" for index, key in enumerate(load.mapping)}
    return client.post(f"/import/{load.pk}/", {**columns, "rule": "fill", button: "1", **more})


def loaded(client, load: Import, **more: str) -> Import:
    press(client, load, "load", **more)
    work_off()
    load.refresh_from_db()
    return load


def lines(count: int) -> bytes:
    rows = [f"Client {number};+99559911{number:04}" for number in range(count)]
    return "\n".join(["Name;Phone", *rows]).encode()


def workbook(**sheets: list[list[str]]) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.fixture
def owner(cast, client):
    cast.sign_in(client, "owner")
    return client


@pytest.fixture
def small_portions(monkeypatch):
    monkeypatch.setattr(pace.Pace, "next_size", lambda self: 10)


# what is announced

REPEATING = """Name;Phone;E-mail;City;Works for
Anna Orlova;+995599110001;anna@x.example;;Roof Ltd
Anna Orlova;+995 599 11 00 01;;Tbilisi;
Boris;;boris@x.example;;
Boris B.;;BORIS@x.example;;
Nobody;;;;
Nobody;;;Batumi;
Roof Ltd;;;Gori;
Known;+995599110009;;Kutaisi;
Again known;;known@x.example;;
;;;;Roof Ltd
"""


@pytest.mark.parametrize("rule", ["fill", "overwrite", "skip", "ask"])
def test_looking_through_announces_exactly_what_loading_does(owner, cast, rule):
    gate.create(party(), {"name": "Known", "phones": "+995599110009", "emails": "known@x.example"}, by=cast.owner)
    load = upload(owner, REPEATING.encode())
    assert load.mapping == ["name", "phones", "emails", "city", "company"]
    press(owner, load, "plan", rule=rule)
    work_off()
    load.refresh_from_db()
    announced = load.plan
    loaded(owner, load, rule=rule)
    assert +Counter(load.counts) == +Counter(announced)
    assert sum(announced.values()) == load.total == 10


@pytest.mark.parametrize("size", [1, 3, 200])
def test_what_comes_of_a_file_does_not_depend_on_how_it_is_portioned(owner, monkeypatch, size):
    monkeypatch.setattr(pace.Pace, "next_size", lambda self: size)
    load = loaded(owner, upload(owner, REPEATING.encode()))
    assert (load.counts["created"], living()) == (5, 6)  # with the organisation that a row only names
    assert sorted(titles()).count("Anna Orlova") == 1


def test_an_import_that_met_one_client_twice_is_undone_whole(owner, cast):
    load = loaded(owner, upload(owner, REPEATING.encode()))
    assert load.counts["updated"] > 0
    undo.undo(Step.objects.get(pk=load.step_id), cast.owner)
    assert living() == 0


def test_our_own_headings_are_recognised_with_their_type(owner):
    load = upload(owner, b"Name;E-mail, work;E-mail, other;Phones, fax\nA;a@x.example;b@x.example;+995322110001\n")
    assert load.mapping == ["name", "emails.work", "emails.other", "phones.fax"]


# sheets

BOOK = workbook(
    Notes=[["Topic", "Text"], ["Roof", "repaired"]],
    Clients=[["Name", "Phone"], ["Anna", "+995599110001"], ["Boris", "+995599110002"]],
)


def test_the_sheet_of_a_workbook_is_chosen_and_remembered(owner):
    load = upload(owner, BOOK, "book.xlsx")
    assert (load.sheet, load.sheets) == ("Notes", ["Notes", "Clients"])
    assert b"Sheet of the workbook" in owner.get(f"/import/{load.pk}/").content
    press(owner, load, "load", sheet="Clients")
    load.refresh_from_db()
    assert (load.sheet, load.columns, load.state) == ("Clients", ["Name", "Phone"], "mapping")
    assert living() == 0
    loaded(owner, load, sheet="Clients")
    assert titles() == ["Anna", "Boris"]
    assert upload(owner, BOOK, "book.xlsx").sheet == "Clients"


def test_a_file_of_one_sheet_asks_for_none(owner):
    load = upload(owner, workbook(Clients=[["Name"], ["Anna"]]), "book.xlsx")
    assert b"Sheet of the workbook" not in owner.get(f"/import/{load.pk}/").content


# rows that wait


def asking(owner, cast) -> Import:
    gate.create(party(), {"name": "Client 0", "phones": "+995599110000"}, by=cast.owner)
    gate.create(party(), {"name": "Client 1", "phones": "+995599110001", "city": "Gori"}, by=cast.owner)
    content = "Name;Phone;City\nOther;+995599110000;Tbilisi\nClient 1;+995599110001;Batumi\nNew;+995599110002;\n"
    return loaded(owner, upload(owner, content.encode()), rule="ask")


@pytest.mark.parametrize(
    ("rule", "cities", "counts"),
    [
        ("skip", ["", "Gori", ""], {"skipped": 2}),
        ("fill", ["Tbilisi", "Gori", ""], {"updated": 1, "skipped": 1}),
        ("overwrite", ["Tbilisi", "Batumi", ""], {"updated": 2}),
    ],
)
def test_all_that_wait_are_decided_at_once(owner, cast, rule, cities, counts):
    load = asking(owner, cast)
    assert load.counts == {"asked": 2, "created": 1}
    assert b"All that wait" in owner.get(f"/import/{load.pk}/").content
    owner.post(f"/import/{load.pk}/rest/", {"rule": rule})
    work_off()
    load.refresh_from_db()
    assert +Counter(load.counts) == Counter(counts) + Counter(created=1)
    found = reading.select(party(), cast.owner, "t.deleted_at IS NULL", [], "t.id")
    assert [one.values["city"] for one in found] == cities
    undo.undo(Step.objects.get(pk=load.step_id), cast.owner)
    assert titles() == ["Client 0", "Client 1"]
    assert [one.values["city"] for one in reading.select(party(), cast.owner, "1 = 1", [], "t.id")][:2] == ["", "Gori"]


def test_a_row_is_decided_once_however_often_it_is_clicked(owner, cast):
    load = asking(owner, cast)
    number = ImportRow.objects.filter(of=load, outcome="asked").first().number
    first = owner.post(f"/import/{load.pk}/rows/{number}/", {"answer": "different"})
    second = owner.post(f"/import/{load.pk}/rows/{number}/", {"answer": "different"})
    assert (first.status_code, second.status_code) == (204, 404)
    assert titles().count("Other") == 1


# clicks, stops, undo


def test_a_double_click_loads_once(owner):
    load = upload(owner, lines(5))
    press(owner, load, "load")
    press(owner, load, "load")
    press(owner, load, "plan")
    assert Job.objects.filter(task="exchange.import").count() == 1
    assert Job.objects.count() == 1
    work_off()
    load.refresh_from_db()
    assert (load.state, load.counts) == ("loaded", {"created": 5})


def test_loading_while_it_is_looked_through_ends_the_look(owner):
    load = upload(owner, lines(5))
    press(owner, load, "plan")
    press(owner, load, "load")
    work_off()
    load.refresh_from_db()
    assert (load.state, living()) == ("loaded", 5)


def after_portion(monkeypatch, number: int, act) -> None:
    """Do something once so many portions are committed."""
    plain, seen = Loading.resolve, []

    def counting(self, rows):
        seen.append(rows)
        if len(seen) == number + 1:
            act(self)
        plain(self, rows)

    monkeypatch.setattr(Loading, "resolve", counting)


def test_a_stopped_import_keeps_what_it_did_and_goes_on_with_the_rest(owner, monkeypatch, small_portions):
    load = upload(owner, lines(35))
    with monkeypatch.context() as patched:
        after_portion(patched, 2, lambda self: owner.post(f"/jobs/{self.run.job.pk}/stop/"))
        loaded(owner, load)
    assert (load.state, living()) == ("stopped", 20)
    page = owner.get(f"/import/{load.pk}/").content.decode()
    assert "Go on with the rest" in page
    assert "Undo the whole import" in page
    owner.post(f"/import/{load.pk}/further/")
    owner.post(f"/import/{load.pk}/further/")
    assert "Undo the whole import" not in owner.get(f"/import/{load.pk}/").content.decode()
    work_off()
    load.refresh_from_db()
    assert (load.state, load.counts, living()) == ("loaded", {"created": 35}, 35)
    assert Step.objects.filter(operation="party.import").count() == 1


def test_an_import_stopped_before_it_began_can_be_begun_again(owner):
    load = upload(owner, lines(3))
    press(owner, load, "load")
    load.refresh_from_db()
    owner.post(f"/jobs/{load.job_id}/stop/")
    assert "Load 3 rows" in owner.get(f"/import/{load.pk}/").content.decode()
    assert loaded(owner, load).state == "loaded"
    assert living() == 3


def test_undo_of_a_running_import_takes_back_what_is_there_and_ends_it(owner, monkeypatch, small_portions):
    load = upload(owner, lines(35))
    after_portion(monkeypatch, 2, lambda self: owner.post(f"/history/{self.run.payload['step']}/undo/", {"sure": "1"}))
    loaded(owner, load)
    assert (load.state, living()) == ("stopped", 0)
    assert "Go on with the rest" not in owner.get(f"/import/{load.pk}/").content.decode()


def test_two_imports_at_once_make_nobody_twice(owner, cast):
    """Both have judged their rows as new before either has written; each finds the other's behind the lock."""
    by = cast.owner
    both = [begin(party(), store([lines(12)], name, by_id=by.person_id), by) for name in ("a.csv", "b.csv")]
    loaders = [Loader.of(load, by) for load in both]
    portions = [next(iter(loader.portions())) for loader in loaders]
    counts = []
    for loader, portion in zip(loaders, portions, strict=True):
        with transaction.atomic():
            counts.append(loader.write(gate.Step(by, "party.import"), portion))
    assert counts == [{"created": 12}, {"skipped": 12}]
    assert living() == 12


def test_two_imports_at_once_make_a_group_once(owner, cast):
    by = cast.owner
    content = "Name;Phone;Group\nAnna;+995599110001;Roofers\n"
    texts = (content, content.replace("Anna", "Boris").replace("0001", "0002"))
    both = [begin(party(), store([text.encode()], "f.csv", by_id=by.person_id), by) for text in texts]
    loaders = [Loader.of(load, by) for load in both]
    portions = [next(iter(loader.portions())) for loader in loaders]
    for loader, portion in zip(loaders, portions, strict=True):
        with transaction.atomic():
            loader.resolve(gate.Step(by, "party.import"), portion.rows)
    assert [one.title for one in reading.select(record_type("group"), by, "1 = 1", [], "t.id")].count("Roofers") == 1


def test_a_file_that_is_gone_is_told_in_the_persons_language(owner, cast):
    from tailor.access.models import User

    load = upload(owner, lines(3))
    User.objects.filter(pk=cast.owner.person_id).update(language="ru")
    press(owner, load, "load")
    path_of(load.file).unlink()
    work_off()
    job = Job.objects.latest("id")
    assert job.state == "failed"
    assert job.error == "Файла больше нет в папке данных Tailor. Загрузите его ещё раз."


# what a row adds to a client who is known


def picture() -> str:
    out = io.BytesIO()
    Image.new("RGB", (8, 8), "teal").save(out, "PNG")
    return "data:image/png;base64," + base64.b64encode(out.getvalue()).decode()


@pytest.mark.parametrize("rule", ["fill", "overwrite"])
def test_a_known_client_gets_the_new_company_group_and_photo_of_the_row(owner, cast, rule):
    anna = gate.create(party(), {"name": "Anna", "phones": "+995599110001"}, by=cast.owner).id
    row = f'Anna;+995599110001;Acme;Fresh;"{picture()}"'
    load = upload(owner, f"Name;Phone;Works for;Group;Photo\n{row}\n{row}\n".encode())
    assert load.mapping == ["name", "phones", "company", "group", "photo"]
    press(owner, load, "plan", rule=rule)
    work_off()
    load.refresh_from_db()
    announced = load.plan
    loaded(owner, load, rule=rule)
    assert +Counter(load.counts) == +Counter(announced)
    assert announced["updated"] > 0
    values = reading.get(party(), anna, cast.owner).values
    assert (values["company"] is None, values["group"] is None, values["photo"] is None) == (False, False, False)


# columns that become own fields

WITH_CODES = (
    "Name;Phone;Code\nAnna;+995599110001;A1\nAnna;+995599110001;A2\nKnown;+995599110009;\nKnown;+995599110009;K1\n"
)


@pytest.mark.parametrize("rule", ["fill", "overwrite", "skip"])
def test_looking_through_makes_no_own_field_and_announces_what_comes_of_it(owner, cast, rule):
    gate.create(party(), {"name": "Known", "phones": "+995599110009"}, by=cast.owner)
    load = upload(owner, WITH_CODES.encode())
    load.mapping = ["name", "phones", "new:"]
    press(owner, load, "plan", rule=rule)
    work_off()
    assert not OwnField.objects.exists()
    load.refresh_from_db()
    assert load.mapping[2] == "new:"
    announced = load.plan
    assert '<option value="new:" selected' in owner.get(f"/import/{load.pk}/").content.decode()
    loaded(owner, load, rule=rule)
    assert +Counter(load.counts) == +Counter(announced)
    assert [one.label for one in OwnField.objects.all()] == ["Code"]


def test_an_own_field_is_made_in_the_step_of_the_import_and_goes_with_it(owner, cast):
    load = upload(owner, WITH_CODES.encode())
    load.mapping = ["name", "phones", "new:"]
    loaded(owner, load)
    assert [one.values["code"] for one in reading.select(party(), cast.owner, "1 = 1", [], "t.id")] == ["A1", "K1"]
    assert upload(owner, WITH_CODES.encode()).mapping == ["name", "phones", "code"]
    assert Step.objects.filter(operation="own_field.create").count() == 0
    undo.undo(Step.objects.get(pk=load.step_id), cast.owner)
    assert living() == 0
    assert not OwnField.objects.filter(deleted_at=None).exists()


# what is not brought in, and what goes wrong on the way


def test_a_kind_that_comes_in_no_file_has_no_import_page(owner):
    assert owner.get("/own-fields/import/").status_code == 404
    assert owner.get("/clients/import/").status_code == 200


def test_earlier_imports_say_how_many_rows_they_had(owner):
    upload(owner, lines(7))
    assert "7 rows" in owner.get("/clients/import/").content.decode()


LONG = ";".join(["A" * 119, "B" * 119, "C" * 119, "+995599110001"])


def test_a_name_too_long_in_its_parts_is_refused_and_the_other_rows_come_in(owner):
    load = upload(owner, f"Last name;First name;Middle name;Phone\n{LONG}\nGood;Man;;+995599110002\n".encode())
    loaded(owner, load)
    assert (load.state, load.counts) == ("loaded", {"rejected": 1, "created": 1})
    page = owner.get(f"/import/{load.pk}/?outcome=rejected").content.decode()
    assert "Name: At most 300 characters fit here; these are 359." in page


def test_cells_joined_into_one_field_have_to_fit_it(owner):
    load = upload(owner, f"Name;Wibble;Wobble\nAnna;{'x' * 15_000};{'y' * 15_000}\n".encode())
    load.mapping = ["name", "other", "other"]
    assert loaded(owner, load).counts == {"rejected": 1}


def test_a_row_that_only_the_database_refuses_is_refused_alone(owner, monkeypatch):
    commit = gate.commit

    def picky(act, prepared):
        done = commit(act, prepared)
        if any(one.after["name"] == "Client 0" for one in prepared):
            raise DataError("value too long for type character varying(300)")
        return done

    monkeypatch.setattr(gate, "commit", picky)
    load = loaded(owner, upload(owner, lines(5)))
    assert (load.state, load.counts, living()) == ("loaded", {"created": 4, "rejected": 1}, 4)
    assert ImportRow.objects.get(of=load, outcome="rejected").reasons == [
        ["", {"id": "The database does not take this row."}]
    ]
    assert Step.objects.filter(operation="party.import").count() == 1


def test_a_passing_fault_of_the_database_only_makes_the_import_go_on(owner, monkeypatch, small_portions):
    monkeypatch.setattr(running, "PAUSE", 0)
    monkeypatch.setattr(connection, "close_if_unusable_or_obsolete", lambda: None)  # the test stands in a transaction

    def time_out(loading):
        raise OperationalError("canceling statement due to lock timeout")

    load = upload(owner, lines(35))
    after_portion(monkeypatch, 2, time_out)
    loaded(owner, load)
    assert (load.state, load.counts, living()) == ("loaded", {"created": 35}, 35)
    assert ImportRow.objects.filter(of=load).count() == 35
    assert Job.objects.get(task="exchange.import").state == "done"


def test_an_import_that_fails_can_be_gone_on_with_or_undone(owner, monkeypatch, small_portions):
    def fail(loading):
        raise DataError("value too long")

    load = upload(owner, lines(35))
    with monkeypatch.context() as patched:
        after_portion(patched, 2, fail)
        loaded(owner, load)
    assert (Job.objects.get(task="exchange.import").state, load.state, living()) == ("failed", "stopped", 20)
    page = owner.get(f"/import/{load.pk}/").content.decode()
    assert "Go on with the rest" in page
    assert "Undo the whole import" in page
    owner.post(f"/import/{load.pk}/further/")
    work_off()
    load.refresh_from_db()
    assert (load.state, living()) == ("loaded", 35)


def test_an_import_that_fails_before_its_first_row_can_be_begun_anew(owner, monkeypatch):
    def fail(loading):
        raise DataError("value too long")

    load = upload(owner, lines(3))
    with monkeypatch.context() as patched:
        after_portion(patched, 0, fail)
        loaded(owner, load)
    assert load.state == "mapping"
    assert loaded(owner, load).state == "loaded"


# whom a row refers to


def test_a_record_is_found_by_its_name_where_titles_have_no_sort_key(cast):
    group = record_type("group")
    pk = gate.create(group, {"name": "Wholesale"}, by=cast.owner).id
    assert known_by_title(group, ["WHOLESALE", "Retail"], cast.owner) == {fold("wholesale"): pk}


def test_a_row_that_breaks_a_rule_is_refused_alone_and_the_others_come_in(owner):
    """An organisation is not born."""
    content = (
        "Name;Phone;Birthday\nAnna;+995599110001;1981-04-12\nRoof Ltd;+995599110002;1981-04-12\nBoris;+995599110003;\n"
    )
    load = upload(owner, content.encode())
    press(owner, load, "plan")
    work_off()
    load.refresh_from_db()
    assert (load.state, load.plan) == ("planned", {"created": 2, "rejected": 1})
    loaded(owner, load)
    assert (load.state, load.counts) == ("loaded", {"created": 2, "rejected": 1})
    assert "An organisation has none." in owner.get(f"/import/{load.pk}/").content.decode()
