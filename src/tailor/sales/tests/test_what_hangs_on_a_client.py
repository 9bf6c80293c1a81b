"""What a client's card reads: one question finds out whether there is anything beside its story."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tailor.records import gate
from tailor.records.types import record_type

pytestmark = pytest.mark.django_db


def statements(browser, address):
    browser.get(address)
    with CaptureQueriesContext(connection) as asked:
        page = browser.get(address).content.decode()
    return [one["sql"] for one in asked.captured_queries], page


def test_a_card_with_nothing_beside_its_story_is_five_statements(clients, signed_in):
    asked, _page = statements(signed_in("owner"), f"/clients/{clients('Elene')}/")
    assert len(asked) == 5, asked  # who asks, the client, what hangs on it, what was said, what was changed


def test_what_hangs_on_a_client_is_found_and_shown(cast, clients, signed_in):
    client = clients("Elene")
    gate.create(record_type("task"), {"title": "Send the roof plan", "about": f"party/{client}"}, by=cast.owner)
    gate.create(record_type("deal"), {"title": "A roof for Elene", "party": client}, by=cast.owner)
    asked, page = statements(signed_in("owner"), f"/clients/{client}/")
    assert "Send the roof plan" in page
    assert "A roof for Elene" in page
    assert len(asked) == 7  # and the deals, and the tasks


def test_what_somebody_may_not_see_stays_unseen_though_it_hangs_there(cast, clients, signed_in):
    client = clients("Elene", owner=cast.seller.person_id)
    task = {"title": "Ask for the discount", "about": f"party/{client}", "owner": cast.owner.person_id}
    gate.create(record_type("task"), task, by=cast.owner)
    _asked, page = statements(signed_in("seller"), f"/clients/{client}/")
    assert "Ask for the discount" not in page


def test_what_hangs_on_a_client_is_looked_up_in_indexes(clients, signed_in):
    if connection.vendor != "sqlite":
        pytest.skip("a small table is read whole there")
    asked, _page = statements(signed_in("owner"), f"/clients/{clients('Acme', is_company=True)}/")
    [probe] = [sql for sql in asked if sql.startswith("SELECT EXISTS")]
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {probe}")
        plan = [str(row[-1]) for row in cursor.fetchall()]
    assert not [step for step in plan if step.startswith("SCAN") and step != "SCAN CONSTANT ROW"], plan
