"""What the pages of an import tell: before it is loaded, after it was taken back, and of earlier ones."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tailor.access.models import User
from tailor.exchange.models import Import
from tailor.kernel.jobs.running import work_off
from tailor.records import gate
from tailor.records.types import record_type

pytestmark = pytest.mark.django_db
FILE = """Name;Phone;E-mail;Group;Works for;Birthday
Kovács Anna;+36 30 123 4567;anna@kovacs.example;Dealers;Kovács Kft.;12.04.1981
Nagy Béla;+36 30 765 4321;;;;
;;;;;
Kis Géza;+36 30 111 2233;;;;31.02.1990
"""


@pytest.fixture
def bring(cast, signed_in):
    """Upload the file as somebody and press a button of its page."""

    def press(who="owner", button="plan", **more):
        client = signed_in(who)
        client.post("/clients/import/", {"files": SimpleUploadedFile("people.csv", FILE.encode())})
        load = Import.objects.latest("id")
        columns = {f"column-{index}": key or "" for index, key in enumerate(load.mapping)}
        client.post(f"/import/{load.pk}/", {**columns, "rule": "fill", button: "1", **more})
        work_off()
        load.refresh_from_db()
        return load

    return press


def page(client, address):
    return client.get(address).content.decode()


def test_looking_through_shows_the_rows_as_they_will_become(bring, cast, signed_in):
    gate.create(record_type("party"), {"name": "Nagy Béla", "phones": "+36 30 765 4321"}, by=cast.owner)
    load = bring()
    html = page(signed_in("owner"), f"/import/{load.pk}/")
    assert "The first rows as they will become" in html
    for shown in ("Kovács Anna", "+36 30 123 4567", "Dealers", "Kovács Kft.", "the same phone: Nagy Béla"):
        assert shown in html
    assert [one["outcome"] for one in load.preview] == ["created", "skipped", "rejected"]
    assert "31.02.1990" in html  # what stands in a refused row stands there as it came
    assert "Kovács Anna" not in page(signed_in("owner"), "/clients/")


def test_reasons_are_read_in_the_language_of_the_reader(bring, cast, signed_in):
    load = bring()
    User.objects.filter(pk=cast.owner.person_id).update(language="ru")
    assert load.preview[-1]["reasons"]
    reason = "There is no such day as"
    assert reason in page(signed_in("administrator"), f"/import/{load.pk}/")
    assert reason not in page(signed_in("owner"), f"/import/{load.pk}/")


def test_a_new_choice_of_columns_forgets_what_was_foreseen(bring, signed_in):
    load = bring()
    signed_in("owner").post(f"/import/{load.pk}/", {"column-0": "name", "rule": "fill", "plan": "1"})
    load.refresh_from_db()
    assert load.preview == []


def test_undoing_an_import_is_asked_about_and_counted_in_records(bring, signed_in):
    load, owner = bring(button="load"), signed_in("owner")
    asked = owner.post(f"/history/{load.step_id}/undo/", headers={"HX-Request": "true"})
    assert asked.headers["HX-Retarget"] == "#dialogs"
    text = " ".join(asked.content.decode().split())
    assert 'Clients: <b class="num">3</b>' in text and 'Groups: <b class="num">1</b>' in text
    assert "Kovács Anna" in page(owner, "/clients/")
    done = owner.post(f"/history/{load.step_id}/undo/", {"sure": "1"}, headers={"HX-Request": "true"})
    assert "clients (3), groups (1)" in done.headers["HX-Trigger"]
    assert "Kovács Anna" not in page(owner, "/clients/")


def test_the_report_of_an_import_that_was_taken_back_says_so(bring, signed_in):
    load, owner = bring(button="load"), signed_in("owner")
    assert "Taken back" not in page(owner, f"/import/{load.pk}/")
    owner.post(f"/history/{load.step_id}/undo/", {"sure": "1"})
    html = page(owner, f"/import/{load.pk}/")
    assert "by Owner" in html and html.count(">Taken back</span>") == 2
    assert "Kovács Anna" in html and 'href="/clients/' not in html.split("<table")[1].split("</table")[0]
    assert "Undo the whole import" not in html and "Bring it back" in html


def test_a_client_who_was_deleted_since_is_named_without_a_dead_link(bring, cast, signed_in):
    from tailor.exchange.models import ImportRow

    load = bring(button="load")
    row = ImportRow.objects.filter(of=load, outcome="created").first()
    gate.delete(record_type("party"), row.record_id, by=cast.owner)
    html = page(signed_in("owner"), f"/import/{load.pk}/")
    assert "deleted since" in html and f"/clients/{row.record_id}/" not in html


def test_earlier_imports_are_listed_with_what_became_of_them(bring, signed_in):
    load = bring("seller", "load")
    for who in ("seller", "owner"):
        html = page(signed_in(who), "/clients/import/")
        assert f"/import/{load.pk}/" in html and "loaded" in html and "New 2 · Refused 1" in html
    assert f"/import/{load.pk}/" not in page(signed_in("manager"), "/clients/import/")
    signed_in("seller").post(f"/history/{load.step_id}/undo/", {"sure": "1"})
    assert "taken back" in page(signed_in("seller"), "/clients/import/")


def test_the_menu_leads_to_bringing_in_clients_and_the_other_kinds_are_chosen_above_the_file(cast, signed_in):
    owner = signed_in("owner")
    assert owner.get("/import/")["Location"] == "/clients/import/"
    html = page(owner, "/clients/import/")
    tabs = html[html.index('aria-label="What is in the file"') :]
    tabs = tabs[: tabs.index("</nav>")]
    assert '"/clients/import/" aria-current' in tabs and tabs.count("aria-current") == 1
    assert tabs.index("/clients/import/") < tabs.index("/catalog/import/")
    assert html.index("What is in the file") < html.index("Drop a file here")
