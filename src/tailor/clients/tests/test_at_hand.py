"""What is kept at hand on a client's card: pinned notes and the latest files, however long the story is."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from tailor.kernel import statements
from tailor.kernel.pipelining import arriving
from tailor.records import gate
from tailor.records.types import record_type

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("others", [0, 60], ids=["a story told whole", "a long story"])
def test_pinned_notes_and_files_stand_on_the_card(others, cast, clients, signed_in):
    pk, owner = clients("Elene"), signed_in("owner")
    old = {"party": pk, "kind": "note", "text": "Never before noon", "at": "2024-01-02T10:00", "pinned": True}
    gate.create(record_type("interaction"), old, by=cast.owner)
    owner.post(f"/clients/{pk}/note/", {"kind": "note", "text": "", "files": SimpleUploadedFile("offer.txt", b"hello")})
    for number in range(others):
        later = {"party": pk, "kind": "call", "text": f"Talk {number}", "at": f"2027-01-01T10:{number:02}"}
        gate.create(record_type("interaction"), later, by=cast.owner)
    page = owner.get(f"/clients/{pk}/").content.decode()
    pinned = page[page.index('class="log pinned"') : page.index('class="tabs thin"')]
    assert "Never before noon" in pinned
    assert "offer.txt" in page[page.index('id="part-side"') :]


def test_a_card_asks_what_hangs_on_it_and_its_story_before_it_waits_for_either(clients, signed_in, monkeypatch):
    pk, seen = clients("Elene"), []

    def noting(cursor):
        wait = arriving(cursor)
        return lambda: (seen.append("waited"), wait())

    def asking(execute, sql, *more):
        seen.append(sql)
        return execute(sql, *more)

    def answering(statement, answer=statements.Statement.answer):
        found = answer(statement)
        seen.append("waited")
        return found

    monkeypatch.setattr(statements, "arriving", noting)
    monkeypatch.setattr(statements.Statement, "answer", answering)
    with connection.execute_wrapper(asking):
        signed_in("owner").get(f"/clients/{pk}/")
    parts = ("SELECT EXISTS (SELECT 1 FROM clients_party", 'FROM "clients_interaction" t', "FROM history_event e")
    places = [next(at for at, sql in enumerate(seen) if part in sql) for part in parts]
    assert "waited" not in seen[min(places) : max(places)], seen
