"""Who may do what with clients, as the guide says it."""

import pytest

from tailor.records import gate
from tailor.records.operations import bulk_operations
from tailor.records.types import record_type

pytestmark = pytest.mark.django_db


def test_an_operator_is_not_offered_to_hand_over_and_may_not(cast, clients, signed_in):
    pk = clients()
    offered = {one.code for one in bulk_operations(record_type("party"), cast.operator)}
    assert "party.group" in offered
    assert "party.hand_over" not in offered
    given = {"pick": pk, "arg.owner": cast.seller.person_id}
    assert signed_in("operator").post("/clients/do/party.hand_over/", given).status_code == 404


def test_a_warehouse_worker_reads_no_calls_and_notes(cast, clients, signed_in):
    values = {"party": clients("Elene"), "kind": "note", "text": "his wife is ill", "at": "2026-01-02T10:00"}
    gate.create(record_type("interaction"), values, by=cast.owner)
    worker = signed_in("warehouse")
    assert "his wife" not in worker.get(f"/clients/{values['party']}/").content.decode()
    assert worker.get("/interactions/").status_code == 404
    assert "his wife" not in worker.get("/search/?q=wife").content.decode()
