"""The file of an import stays with it; one that was exported goes after a while, and its page says so."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tailor.exchange.models import Import
from tailor.exchange.web import exports
from tailor.kernel.files.clearing import LASTS, look_at_portion
from tailor.kernel.files.models import StoredFile
from tailor.kernel.jobs.models import Job
from tailor.kernel.jobs.running import work_off

pytestmark = pytest.mark.django_db


def looked_at_when_old() -> None:
    StoredFile.objects.update(created_at=timezone.now() - LASTS - timedelta(days=1))
    look_at_portion(timezone.now() - LASTS)


def test_the_file_of_an_import_stays_with_it(signed_in):
    client = signed_in("owner")
    client.post("/clients/import/", {"files": SimpleUploadedFile("people.csv", b"Name;Phone\nAnna;+36301234567\n")})
    load = Import.objects.get()
    client.post("/clients/import/", {"files": SimpleUploadedFile("nothing.csv", b"\n")})
    assert StoredFile.objects.count() == 2
    looked_at_when_old()
    assert StoredFile.objects.get().pk == load.file_id
    assert client.get(f"/import/{load.pk}/").status_code == 200


def test_what_was_exported_goes_and_its_page_says_so_instead_of_leading_there(signed_in, clients, monkeypatch):
    monkeypatch.setattr(exports, "INLINE", 0)
    clients(name="Anna")
    client = signed_in("owner")
    page = client.get("/clients/export/csv/")["Location"]
    work_off()
    kept, job = StoredFile.objects.get(), Job.objects.get(task="exchange.export")
    assert f'href="/files/{kept.pk}/?download"' in client.get(page).content.decode()
    looked_at_when_old()
    assert not StoredFile.objects.exists()
    for address in (page, f"/jobs/{job.pk}/strip/"):
        html = client.get(address).content.decode()
        assert "/files/" not in html
        assert "The file was deleted after 90 days." in html


def test_whoever_sees_the_work_of_somebody_else_is_not_led_to_the_file_that_is_theirs(
    cast, signed_in, clients, monkeypatch
):
    monkeypatch.setattr(exports, "INLINE", 0)
    clients(name="Anna", owner=cast.seller.person_id)
    page = signed_in("seller").get("/clients/export/csv/")["Location"]
    work_off()
    assert "/files/" in signed_in("seller").get(page).content.decode()
    html = signed_in("owner").get(page).content.decode()
    assert "/files/" not in html
    assert "was deleted" not in html


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL reads small tables whole")
def test_whether_a_file_is_a_photo_is_looked_up_in_an_index(clients):
    clients(name="Anna")
    StoredFile.objects.create(sha256="0", name="a", size=1, content_type="image/png")
    with CaptureQueriesContext(connection) as caught:
        looked_at_when_old()
    (asked,) = [one["sql"] for one in caught.captured_queries if 'FROM "clients_party"' in one["sql"]]
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN QUERY PLAN " + asked)
        assert "USING COVERING INDEX party_photo" in str(cursor.fetchall())
