"""What a company does not use is not there, and comes back as it was."""

from __future__ import annotations

import pytest
from django.test import Client

from tailor.access.actors import TAILOR
from tailor.history.readers import catch_up
from tailor.kernel.jobs.models import Job
from tailor.kernel.jobs.running import claim, enqueue
from tailor.notifications.models import Notification
from tailor.records import gate
from tailor.records.blueprint.document import read_shape
from tailor.records.blueprint.planning import plan
from tailor.records.blueprint.text import from_text, to_text
from tailor.records.own_modules import MODULE_SWITCH, switched_off
from tailor.records.refusals import Refusal
from tailor.records.types import record_type
from tailor.workshop.tests.test_drafts import publish

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner(signed_in) -> Client:
    browser: Client = signed_in("owner")
    browser.get("/workshop/modules/")
    return browser


def switch(cast, code: str, *, off: bool = True) -> int:
    return gate.create(MODULE_SWITCH, {"code": code, "off": off}, by=cast.owner).id


def test_without_import_and_export_neither_menu_nor_lists_nor_addresses_have_them(cast, signed_in, clients):
    clients(owner=cast.seller.person_id)
    browser = signed_in("owner")
    assert 'href="/import/"' in browser.get("/clients/").content.decode()
    switch(cast, "exchange")
    page = browser.get("/clients/").content.decode()
    assert 'href="/import/"' not in page and "/export/" not in page
    for path in ("/import/", "/clients/import/", "/clients/export/csv/"):
        assert browser.get(path).status_code == 404, path


def test_without_the_api_its_doors_and_tokens_are_not_there(cast, signed_in, client):
    switch(cast, "api")
    assert client.get("/api/v1/openapi.json").status_code == 404
    assert client.get("/api/v1/clients/").status_code == 404
    assert client.post("/mcp", "{}", content_type="application/json").status_code == 404
    assert signed_in("owner").get("/tokens/").status_code == 404


def test_a_module_comes_back_as_it_was(cast, signed_in):
    pk = switch(cast, "api")
    browser = signed_in("owner")
    assert browser.get("/tokens/").status_code == 404
    gate.update(MODULE_SWITCH, pk, {"off": False}, by=cast.owner)
    assert browser.get("/tokens/").status_code == 200


def test_nobody_works_at_its_jobs_meanwhile(cast):
    enqueue("exchange.export", {}, title="Export", by_id=cast.owner.person_id)
    pk = switch(cast, "exchange")
    assert claim() is None
    gate.update(MODULE_SWITCH, pk, {"off": False}, by=cast.owner)
    found = claim()
    assert found is not None and found.task == "exchange.export" and Job.objects.count() == 1


def test_nothing_is_told_of_what_happened_meanwhile(cast, clients):
    catch_up()
    pk = switch(cast, "notifications")
    mine = clients(owner=cast.seller.person_id)
    catch_up()
    gate.update(MODULE_SWITCH, pk, {"off": False}, by=cast.owner)
    catch_up()
    assert not Notification.objects.filter(record_id=mine).exists()


def test_before_it_goes_it_is_said_what_that_hides(cast, signed_in):
    enqueue("exchange.export", {}, title="Export", by_id=cast.owner.person_id)
    browser = signed_in("owner")
    page = browser.get("/workshop/modules/", follow=True).content.decode()
    assert "Out of the menu, with everything behind it: Import." in page
    assert "Deals, Leads" in page and "What cannot do without it goes too: Forms, outside lists" in page
    answer = browser.post("/workshop/modules/exchange/", {}, HTTP_HX_REQUEST="true")
    assert "tailor:shape" in answer["HX-Trigger"] and "tailor:refresh" in answer["HX-Trigger"]
    assert browser.get("/import/").status_code == 404
    assert signed_in("administrator").get("/import/").status_code == 302
    plan = browser.get("/workshop/draft/").content.decode()
    assert "Out of the menu" in plan and "Work that waits until the module is on again: 1." in plan


@pytest.mark.parametrize("code", ["clients", "staff", "kernel", "nonsense", "workshop"])
def test_what_a_company_cannot_be_without_cannot_be_switched_off(code, cast, signed_in):
    with pytest.raises(Refusal):
        gate.create(MODULE_SWITCH, {"code": code, "off": True}, by=cast.owner)
    browser = signed_in("owner")
    browser.get("/workshop/modules/")
    assert browser.post(f"/workshop/modules/{code}/").status_code == 404


def test_what_a_module_keeps_for_the_shape_stays_when_it_is_switched_off_in_a_draft(owner, cast):
    gate.create(record_type("channel"), {"name": "Telephone"}, by=cast.owner)
    channels = set(record_type("channel").model.objects.filter(deleted_at=None).values_list("code", flat=True))
    owner.post("/workshop/modules/sales/", {}, HTTP_HX_REQUEST="true")
    assert "Removed" not in owner.get("/workshop/draft/").content.decode()
    publish(owner)
    assert switched_off() == {"sales", "intake"}
    assert set(record_type("channel").model.objects.filter(deleted_at=None).values_list("code", flat=True)) == channels
    assert owner.get("/workshop/").status_code == 200
    assert "/channels/" not in owner.get("/workshop/").content.decode()


def test_the_file_of_a_company_that_does_without_a_module_still_says_what_that_keeps(cast):
    gate.create(record_type("channel"), {"name": "Telephone"}, by=cast.owner)
    switch(cast, "sales")
    told = to_text(read_shape(TAILOR).document())
    assert "channels:" in told
    assert not plan(from_text(told), cast.owner)
    assert plan(from_text(told.replace("    off: true\n", "    off: false\n")), cast.owner).count("delete") == 0
