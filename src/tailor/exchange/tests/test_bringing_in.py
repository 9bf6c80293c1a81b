"""Files of others brought in, undone, taken out and brought in again with nothing lost."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tailor.access.models import User
from tailor.exchange.models import Import, ImportRow
from tailor.history.models import Step
from tailor.kernel.jobs.running import work_off
from tailor.records import gate, reading, undo
from tailor.records.fields.base import Condition
from tailor.records.listing.counting import count_all
from tailor.records.search import search
from tailor.records.types import record_type

pytestmark = pytest.mark.django_db
DATA = Path(__file__).parents[1] / "files" / "tests" / "data"
FILES = (
    sorted(path for path in DATA.rglob("*") if path.suffix == ".vcf")
    + sorted(DATA.rglob("customers.csv"))
    + sorted(DATA.rglob("suppliers.csv"))
)


def party():
    return record_type("party")


def bring(client, content: bytes, name: str, *, rule="fill", mapping=None, check=True) -> Import:
    """Upload, accept the guesses (or the given mapping), load, and work the job off."""
    answer = client.post("/clients/import/", {"files": SimpleUploadedFile(name, content)})
    assert answer.status_code == 302, answer.content.decode()[-600:]
    load = Import.objects.latest("id")
    chosen = mapping or load.mapping
    columns = {f"column-{index}": key or "" for index, key in enumerate(chosen)}
    client.post(answer["Location"], {**columns, "rule": rule, "load": "1"})
    work_off()
    load.refresh_from_db()
    assert not check or load.state == "loaded"
    assert client.get(answer["Location"]).status_code == 200
    return load


def living() -> int:
    return count_all(party(), Condition("t.deleted_at IS NULL"))


def everybody(by):
    return {r.title: r for r in reading.select(party(), by, "t.deleted_at IS NULL", [], "t.id")}


@pytest.fixture
def owner(cast, client):
    cast.sign_in(client, "owner")
    return client


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_real_file_comes_in_whole_and_is_undone_whole(path, owner, cast):
    load = bring(owner, path.read_bytes(), path.name)
    assert load.total > 0
    assert load.counts.get("rejected", 0) == 0
    assert sum(load.counts.values()) == load.total
    assert living() >= load.counts.get("created", 0) > 0
    undo.undo(Step.objects.get(pk=load.step_id), cast.owner, later_too=True)
    assert living() == 0


def test_northwind_is_found_by_name_phone_and_place(owner, cast):
    bring(owner, next(DATA.rglob("customers.csv")).read_bytes(), "customers.csv")
    people = everybody(cast.owner)
    maria = people["Maria Anders"]
    assert maria.values["position"] == "Sales Representative"
    assert [a["value"] for a in maria.values["addresses"]] == ["Obere Str. 57"]
    assert people["Alfreds Futterkiste"].values["is_company"] is True
    assert maria.values["company"] == people["Alfreds Futterkiste"].id
    assert "ALFKI" in maria.values["other"]
    titles = [r.title for hits in search("0074321", cast.owner) for r in hits.records]
    assert "Maria Anders" in titles


@pytest.mark.parametrize("form", ["csv-all", "xlsx-all", "vcard"])
def test_everything_taken_out_and_brought_in_again_is_the_same(form, owner, cast):
    for path in FILES:
        bring(owner, path.read_bytes(), path.name)
    before = everybody(cast.owner)
    answer = owner.get(f"/clients/export/{form}/")
    content = b"".join(answer.streaming_content)
    step = Step.objects.filter(operation="party.import").order_by("-id")
    for one in step:
        undo.undo(one, cast.owner, later_too=True)
    assert living() == 0
    name = {"csv-all": "again.csv", "xlsx-all": "again.xlsx", "vcard": "again.vcf"}[form]
    bring(owner, content, name, rule="fill")
    after = everybody(cast.owner)
    assert set(after) == set(before)
    names = ["phones", "emails", "birthday", "position", "last_name", "first_name", "nickname"]
    names += [] if form == "vcard" else ["city", "country", "is_company", "about", "other", "tax_number"]
    for title, record in before.items():
        for field in names:
            mine, theirs = record.values[field], after[title].values[field]
            if field in ("phones", "emails"):
                mine = {(one["value"] or one.get("typed"), one["type"]) for one in mine}
                theirs = {(one["value"] or one.get("typed"), one["type"]) for one in theirs}
            assert theirs == mine, f"{title}: {field}"


def test_bringing_the_same_file_twice_makes_nobody_twice(owner):
    content = "Имя;Телефон;Почта\nАнна;8 921 310-44-08;anna@a.example\nБорис;+7 921 310 44 09;\n".encode("cp1251")
    bring(owner, content, "клиенты.csv")
    again = bring(owner, content, "клиенты.csv")
    assert again.counts.get("created", 0) == 0
    assert living() == 2


@pytest.mark.parametrize(
    ("rule", "city", "outcome"),
    [("fill", "Vác", "skipped"), ("overwrite", "Szeged", "updated"), ("skip", "Vác", "skipped")],
)
def test_what_happens_to_those_known_already_is_chosen(rule, city, outcome, owner, cast, clients):
    pk = clients(name="Kovács Péter", phones="+36304829917", city="Vác")
    load = bring(owner, "név,telefon,város\nKovács Péter,06 30 482 9917,Szeged\n".encode(), "a.csv", rule=rule)
    assert load.counts == {outcome: 1}
    assert reading.get(party(), pk, cast.owner).values["city"] == city


def test_rows_that_wait_for_a_decision_are_decided_one_by_one(owner, cast, clients):
    pk = clients(name="Kovács Péter", phones="+36304829917")
    load = bring(owner, b"name,phone,city\nKovacs Peter,06304829917,Szeged\n", "a.csv", rule="ask")
    assert load.counts == {"asked": 1}
    row = ImportRow.objects.get(of=load)
    owner.post(f"/import/{load.pk}/rows/{row.number}/", {"answer": "same"})
    assert reading.get(party(), pk, cast.owner).values["city"] == "Szeged"


def test_several_phones_in_one_cell_are_taken_apart(owner, cast):
    bring(owner, 'имя;телефон\nАнна;"8-921-310-44-08, 322-48-17; моб +36 30 482 9917"\n'.encode(), "a.csv")
    phones = everybody(cast.owner)["Анна"].values["phones"]
    assert {"+79213104408", "+36304829917"} <= {one["value"] for one in phones}
    assert len(phones) == 3


def test_own_phones_of_somebody_known_are_added_to(owner, cast, clients):
    definition = {"record_type": "party", "label": "Night desk", "kind": "phones", "name": "night_desk"}
    gate.create(record_type("own_field"), definition, by=cast.owner)
    pk = clients("Elene Abashidze", phones="+995599112233", night_desk="+995599000001")
    bring(owner, b"Name;Phone;Night desk\nElene Abashidze;+995599112233;+995599000002\n", "a.csv")
    numbers = [one["value"] for one in reading.get(party(), pk, cast.owner).values["night_desk"]]
    assert numbers == ["+995599000001", "+995599000002"]


def test_what_cannot_be_read_as_a_phone_is_kept_in_words(owner, cast):
    bring(
        owner, "имя;телефон\nАнна;спросить мужа\nБорис;8 921 310-44-08\n".encode(), "a.csv", mapping=["name", "phones"]
    )
    anna = everybody(cast.owner)["Анна"].values
    assert anna["phones"] == []
    assert "спросить мужа" in anna["other"]


def test_good_rows_come_in_and_bad_ones_are_given_back_to_mend(owner, cast):
    load = bring(owner, b"name,birthday\nAnna,1990-02-31\nBella,1991-03-04\n", "a.csv")
    assert load.counts == {"rejected": 1, "created": 1}
    file = owner.get(f"/import/{load.pk}/refused/")
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(file.streaming_content))).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert rows[1][:2] == ["Anna", "1990-02-31"]
    assert rows[1][2]


def test_an_unknown_group_is_made_and_undone_with_the_import(owner, cast):
    load = bring(owner, b"name,group\nAnna,Fitters\n", "a.csv")
    group = record_type("group")
    made = [r.title for r in reading.select(group, cast.owner, "t.deleted_at IS NULL", [], "t.id")]
    assert "Fitters" in made
    undo.undo(Step.objects.get(pk=load.step_id), cast.owner)
    assert "Fitters" not in [r.title for r in reading.select(group, cast.owner, "t.deleted_at IS NULL", [], "t.id")]


def test_a_column_is_kept_as_a_new_field(owner, cast):
    load = bring(owner, b"name,Code 1C\nAnna,00-0144\n", "a.csv", mapping=["name", "new:"])
    assert load.counts == {"created": 1}
    assert (
        everybody(cast.owner)["Anna"].values["code_1c"] == "00-0144"
        or "00-0144" in everybody(cast.owner)["Anna"].values.values()
    )


def test_the_heading_is_remembered_for_the_next_file(owner):
    bring(owner, b"name,Blah\nAnna,Vac\n", "a.csv", mapping=["name", "city"])
    owner.post("/clients/import/", {"files": SimpleUploadedFile("b.csv", b"name,Blah\nBella,Vac\n")})
    assert Import.objects.latest("id").mapping == ["name", "city"]


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"", "empty.csv"),
        (b"PK\x03\x04broken", "a.xlsx"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "a.xls"),
        (b"\x89PNG\r\n\x1a\n", "a.csv"),
        (b"%PDF-1.4", "a.pdf"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_words(content, name, owner):
    answer = owner.post("/clients/import/", {"files": SimpleUploadedFile(name, content)})
    assert answer.status_code == 422
    assert 'class="wrong"' in answer.content.decode()
    assert not Import.objects.exists()


def test_formulas_of_a_spreadsheet_are_defused_on_the_way_out(owner, cast, clients):
    clients(name='=HYPERLINK("http://evil.example")', about="+1+1", position="@SUM(A1)")
    content = b"".join(owner.get("/clients/export/csv-all/").streaming_content).decode("utf-8-sig")
    for line in content.splitlines()[1:]:
        for cell in line.split(","):
            assert not cell.strip('"').startswith(("=", "@", "+1"))


def test_a_seller_takes_out_only_his_own(cast, client, clients):
    clients(name="Mine", owner=cast.seller.person_id)
    clients(name="Colleagues", owner=cast.colleague.person_id)
    cast.sign_in(client, "seller")
    content = b"".join(client.get("/clients/export/csv/").streaming_content).decode()
    assert "Mine" in content
    assert "Colleagues" not in content


def test_an_import_matches_only_clients_its_person_may_see(cast, client, clients):
    foreign = clients(name="Secret", phones="+36304829917", owner=cast.stranger.person_id)
    cast.sign_in(client, "seller")
    load = bring(client, b"name,phone\nAnna,06304829917\n", "a.csv", rule="overwrite")
    assert load.counts == {"created": 1}
    assert reading.get(party(), foreign, cast.owner).title == "Secret"
    assert gate  # the gate alone wrote it


MOMENTS = {  # an ordinary one, one with seconds, and the hour that comes twice when the clocks go back in Budapest
    "Summer": ("2026-07-01T08:00:00Z", "2026-07-01 10:00"),
    "Seconds": ("2026-01-10T08:00:05Z", "2026-01-10 09:00:05"),
    "First": ("2026-10-25T00:30:00Z", "2026-10-25 02:30+02:00"),
    "Second": ("2026-10-25T01:30:00Z", "2026-10-25 02:30+01:00"),
}


@pytest.mark.parametrize("form", ["csv-all", "xlsx-all"])
def test_moments_leave_by_the_persons_clock_and_come_back_the_same(owner, cast, form):
    User.objects.filter(pk=cast.owner.person_id).update(time_zone="Europe/Budapest")
    for name, (moment, _written) in MOMENTS.items():
        gate.create(party(), {"name": name, "next_step_at": moment}, by=cast.owner)
    content = b"".join(owner.get(f"/clients/export/{form}/").streaming_content)
    if form == "csv-all":
        assert [written for _m, written in MOMENTS.values() if f",{written}," not in content.decode()] == []
    for one in everybody(cast.owner).values():
        gate.delete(party(), one.id, by=cast.owner)
    bring(owner, content, f"again.{form[:-4]}")
    assert {name: one.values["next_step_at"] for name, one in everybody(cast.owner).items()} == {
        name: moment for name, (moment, _written) in MOMENTS.items()
    }
