"""Modules a role is without: nothing of them by any door."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.utils import timezone

from tailor.access.actors import TAILOR, Actor
from tailor.access.rights import grant
from tailor.access.roles import BUILT_IN, role
from tailor.api.tokens import make_token
from tailor.api.webhooks.messages import kind_of
from tailor.history.models import Step
from tailor.history.readers import catch_up
from tailor.home.blocks import blocks_for
from tailor.kernel.jobs.models import Job
from tailor.kernel.jobs.running import Run
from tailor.kernel.mail.models import Letter
from tailor.kernel.switching import is_off
from tailor.notifications.errands import TELL, tell
from tailor.notifications.kinds import HANDED, choose_ways
from tailor.notifications.models import Errand, Notification
from tailor.records import gate, operations
from tailor.records.refusals import Refusal
from tailor.records.types import record_type
from tailor.records.undo import undo
from tailor.staff.rights import changing, sentences
from tailor.staff.tests.roles import MIXED, give, person

pytestmark = pytest.mark.django_db


def test_nothing_of_a_module_is_seen_by_a_role_that_is_without_it_by_any_door(cast, signed_in, clients):
    pk = clients("Near", owner=cast.seller.person_id)
    owner, seller = signed_in("owner"), signed_in("seller")
    asked = owner.get("/rights/seller/module/clients/").content.decode()
    assert "Nothing of this module" in asked and "Clients, Interactions, Groups, Results of calls" in asked
    owner.post("/rights/seller/module/clients/", {"had": "True"}, headers={"HX-Request": "true"})
    page = owner.get("/rights/").content.decode()
    assert re.search(r'aria-label="Seller, Clients: nothing of it"', page)
    seller = signed_in("seller")
    gone = ["/clients/", f"/clients/{pk}/", f"/clients/{pk}/calling/", "/clients/new/", "/clients/export/", "/interactions/",
            "/relations/new/", "/groups/", "/clients/duplicates/", "/clients/board/", f"/clients/{pk}/who-sees/"]  # fmt: skip
    assert {path: seller.get(path).status_code for path in gone} == dict.fromkeys(gone, 404)
    begin = seller.get("/").content.decode()
    assert not [path for path in gone if f'href="{path}' in begin]
    me = seller.get("/me/").content.decode()
    assert not [path for path in gone if f'href="{path}"' in me]
    assert "Near" not in seller.get("/search/?q=nea").content.decode()
    assert "Near" not in seller.get("/history/").content.decode()
    _token, key = make_token(cast.seller.person_id, "mine")
    api = {"headers": {"Authorization": f"Bearer {key}"}}
    assert Client().get("/api/v1/clients", **api).status_code in (403, 404)
    assert Client().get(f"/api/v1/clients/{pk}", **api).status_code == 404
    kinds = {one["type"] for one in Client().get("/api/v1/types", **api).json()["types"]}
    assert "clients" not in kinds


def test_a_module_that_is_given_again_brings_the_rights_there_were_and_so_does_undo(cast, signed_in):
    give("seller", MIXED, cast.owner)
    before = role("seller")
    owner = signed_in("owner")
    owner.post("/rights/seller/module/clients/", {"had": "True"})
    step = Step.objects.latest("id")
    assert not role("seller").grant("party").see and not role("seller").grant("relation").see
    stale = owner.post("/rights/seller/module/clients/", {"had": "True"}).content.decode()
    assert "Somebody changed this meanwhile" in stale
    owner.post("/rights/seller/module/clients/", {"had": "False"})
    assert role("seller").grant("party") == before.grant("party")
    undo(Step.objects.latest("id"), cast.owner)
    assert not role("seller").grant("party").see
    undo(step, cast.owner)
    assert role("seller") == before


def test_a_module_of_which_the_rights_of_a_role_tell_nothing_is_given_with_the_right_to_see(cast, signed_in):
    assert not role("warehouse").grant("deal").see
    signed_in("owner").post("/rights/warehouse/module/sales/", {"had": "False"})
    assert role("warehouse").grant("deal") == grant("see") and role("warehouse").without == frozenset()


def test_the_page_of_a_role_names_its_modules_its_first_page_and_its_menu_and_saves_them_in_one_step(cast, signed_in):
    gate.create(record_type("own_kind"), {"label": "Visit", "plural": "Visits", "code": "visit"}, by=cast.owner)
    give("seller", {"visit": {"may": "see"}}, cast.owner)
    owner = signed_in("owner")
    page = owner.get("/rights/seller/").content.decode()
    ticked = re.findall(r'name="module" value="(\w+)" checked', page)
    assert ticked == ["api", "catalog", "clients", "exchange", "notifications", "planning", "sales", "visit"]
    assert 'name="home"' in page and 'name="entry"' in page
    steps = Step.objects.count()
    form = {"modules": "1", "module": ["visit"], "home": "visit", "entry": ["visit", "party"]}
    owner.post("/rights/seller/", form, headers={"HX-Request": "true"})
    assert Step.objects.count() == steps + 1
    seller = signed_in("seller")
    assert seller.get("/").headers["Location"] == "/visit/"
    assert seller.get("/clients/").status_code == 404 and seller.get("/visit/").status_code == 200
    owner.post("/rights/seller/", {**form, "module": []}, headers={"HX-Request": "true"})
    assert signed_in("seller").get("/visit/").status_code == 404
    owner.post("/rights/seller/", {**form, "module": ["visit"]}, headers={"HX-Request": "true"})
    assert signed_in("seller").get("/visit/").status_code == 200


def test_modules_are_taken_and_given_by_those_who_rule_only_and_never_from_them(cast, signed_in):
    for path in ("/rights/owner/module/clients/", "/rights/seller/module/nonsense/", "/rights/seller/module/workshop/"):
        assert signed_in("owner").post(path, {"had": "True"}).status_code == 404
    assert signed_in("seller").post("/rights/manager/module/clients/", {"had": "True"}).status_code == 404


# modules that keep no records


def take(code: str, *modules: str, by: Actor = TAILOR) -> int | None:
    return changing.change(role(code), {"without": list(modules)}, by).step_id


def switch(browser: Client, code: str, module: str, *, had: bool) -> str:
    """As an owner does it in the matrix: what the dialog said before."""
    said = browser.get(f"/rights/{code}/module/{module}/").content.decode()
    browser.post(f"/rights/{code}/module/{module}/", {"had": str(had)}, headers={"HX-Request": "true"})
    return said


def was(page: str) -> str:
    return page.split('name="was" value="')[1].split('"', maxsplit=1)[0]


def test_an_owner_takes_import_and_export_from_a_role_and_leaves_it_to_the_others(cast, signed_in, clients):
    clients(owner=cast.seller.person_id)
    owner = signed_in("owner")
    assert "Out of the menu, with everything behind it: Import." in switch(owner, "seller", "exchange", had=True)
    seller = signed_in("seller")
    page = seller.get("/clients/").content.decode()
    assert 'href="/import/"' not in page and "/export/" not in page and "/clients/import/" not in page
    for path in ("/import/", "/clients/import/", "/clients/export/csv/"):
        assert seller.get(path).status_code == 404, path
        assert signed_in("manager").get(path).status_code != 404, path
    assert "Exports" not in sentences.about(record_type("party"), role("seller")).replace("Exports none.", "")
    asked = owner.get("/rights/seller/of/party/").content.decode()
    assert 'name="export"' not in asked
    owner.post("/rights/seller/of/party/", {"see": "all", "was": was(asked)})
    assert role("seller").grant("party").export is BUILT_IN["seller"].grant("party").export
    matrix = owner.get("/rights/").content.decode()
    assert 'aria-label="Seller, Import and export: nothing of it"' in matrix
    assert "Works without: Import and export." in matrix
    assert not is_off("tailor.exchange.pages")


def test_a_role_without_the_api_has_no_tokens_and_theirs_open_nothing(cast, signed_in, clients):
    clients(owner=cast.seller.person_id)
    keys = {name: make_token(cast[name].person_id, "mine")[1] for name in ("seller", "manager")}
    take("seller", "api")
    for name, expected in (("seller", 404), ("manager", 200)):
        headers = {"Authorization": f"Bearer {keys[name]}"}
        message = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
        assert Client().get("/api/v1/clients", headers=headers).status_code == expected
        assert Client().post("/mcp", message, "application/json", headers=headers).status_code == expected
        assert signed_in(name).get("/tokens/").status_code == expected
        assert ('href="/tokens/"' in signed_in(name).get("/").content.decode()) is (expected == 200)


def test_who_works_in_a_role_without_a_module_does_not_find_it_either(cast, signed_in):
    take("seller", "api", "notifications")
    owner = signed_in("owner")
    owner.post("/work-as/", {"role": "seller"})
    assert [owner.get(path).status_code for path in ("/tokens/", "/me/notifications/", "/me/")] == [404, 404, 403]


def test_who_works_without_notifications_is_told_nothing_in_any_way(cast, signed_in, clients):
    catch_up()
    take("seller", "notifications")
    choose_ways(cast.seller, {HANDED.code: frozenset({"mail"})})
    pk = clients(owner=cast.manager.person_id)
    gate.update(record_type("party"), pk, {"owner": cast.seller.person_id}, by=cast.owner)
    catch_up()
    assert not Notification.objects.filter(person_id=cast.seller.person_id).exists()
    page = signed_in("seller").get("/me/").content.decode()
    assert "/notifications/" not in page and "data-bell" not in page
    assert "data-bell" in signed_in("manager").get("/me/").content.decode()


def test_a_letter_that_waits_is_not_sent_to_whose_role_lost_the_module_meanwhile(cast, clients):
    catch_up()
    choose_ways(cast.seller, {HANDED.code: frozenset({"mail"})})
    pk = clients(owner=cast.manager.person_id)
    gate.update(record_type("party"), pk, {"owner": cast.seller.person_id}, by=cast.owner)
    catch_up()
    assert Errand.objects.filter(person_id=cast.seller.person_id, done_at=None).exists()
    take("seller", "notifications")
    Errand.objects.update(due_at=timezone.now())
    tell(Run(Job(task=TELL, payload={"person": cast.seller.person_id, "way": "mail"})))
    assert not Errand.objects.filter(done_at=None).exists() and not Letter.objects.exists()


def test_its_blocks_of_the_home_page_go_with_a_module(cast):
    assert "notifications" in blocks_for(cast.seller)
    take("seller", "notifications")
    assert "notifications" not in blocks_for(person(cast.seller.person_id))


def test_what_a_module_does_to_records_of_another_is_done_by_no_door(cast, signed_in, clients, monkeypatch):
    def work(act, records):
        """An operation as a module without records would bring it."""

    work.__module__ = "tailor.exchange.operations"
    monkeypatch.setattr(operations, "_operations", dict(operations._operations))
    operations.operation("party.send_off", on="party", label="Send off", icon="send", right="see", bulk=True)(work)
    pk = clients(owner=cast.seller.person_id)
    _token, key = make_token(cast.seller.person_id, "mine")
    headers = {"Authorization": f"Bearer {key}"}
    ask = [
        lambda: "Send off" in signed_in("seller").get(f"/clients/{pk}/").content.decode(),
        lambda: signed_in("seller").get(f"/clients/do/party.send_off/?ids={pk}").status_code == 200,
        lambda: "party.send_off" in Client().get("/api/v1/types", headers=headers).content.decode(),
        lambda: Client().post("/api/v1/clients/operations/party.send_off", {"ids": [pk]}, "application/json",
                              headers=headers).status_code == 200,
    ]  # fmt: skip
    assert [one() for one in ask] == [True] * 4
    take("seller", "exchange")
    assert [one() for one in ask] == [False] * 4


def test_an_own_field_that_names_what_a_module_brings_goes_with_it(cast, signed_in, clients):
    product = gate.create(record_type("catalog_item"), {"name": "Clay tile"}, by=cast.owner).id
    field = {"record_type": "party", "label": "Wants", "kind": "reference", "to": "catalog_item"}
    name = gate.create(record_type("own_field"), field, by=cast.owner).after["name"]
    pk = clients(owner=cast.seller.person_id, **{name: product})
    assert "Wants" in signed_in("seller").get(f"/clients/{pk}/").content.decode()
    take("seller", "catalog")
    seller = signed_in("seller")
    for path in (f"/clients/{pk}/", "/clients/new/", "/clients/columns/", "/clients/filter/"):
        assert "Wants" not in seller.get(path).content.decode(), path
    assert "Wants" in signed_in("manager").get(f"/clients/{pk}/").content.decode()


def test_a_first_page_of_a_module_that_is_gone_gives_way_to_the_home_page(cast, signed_in):
    changing.change(role("seller"), {"home": "/import/"}, cast.owner)
    assert signed_in("seller").get("/").headers["Location"] == "/import/"
    take("seller", "exchange")
    assert "<h1>Home</h1>" in signed_in("seller").get("/").content.decode()


def test_what_cannot_do_without_a_module_goes_with_it_and_is_said_before(cast, signed_in):
    said = switch(signed_in("owner"), "manager", "sales", had=True)
    assert "What cannot do without it goes too: Forms, outside lists and distribution of leads." in said
    manager = signed_in("manager")
    assert manager.get("/leads/").status_code == manager.get("/sources/").status_code == 404
    switch(signed_in("owner"), "manager", "intake", had=False)
    assert role("manager").without == frozenset()  # forms make leads, so these are there again too


def test_rights_over_what_is_off_are_not_asked_for_but_the_module_is_offered(cast, signed_in):
    take("seller", "sales")
    asked = signed_in("owner").get("/rights/seller/of/deal/").content.decode()
    assert "Give the module" in asked and 'type="radio"' not in asked


def test_the_history_tells_it_and_undo_brings_it_back(cast, signed_in):
    switch(signed_in("owner"), "seller", "exchange", had=True)
    step = Step.objects.latest("id")
    page = signed_in("owner").get(f"/history/{step.pk}/").content.decode()
    assert "Works without" in page and "Import and export" in page
    undo(step, cast.owner)
    assert role("seller") == BUILT_IN["seller"]
    assert signed_in("seller").get("/import/").status_code == 302


def test_a_module_is_called_by_the_companys_word_for_what_it_brings(cast, signed_in):
    word = {"record_type": "party", "labels": {"en": "Patient"}, "plurals": {"en": "Patients"}}
    gate.create(record_type("word"), word, by=cast.owner)
    owner = signed_in("owner")
    assert 'aria-label="Seller, Patients: has it"' in owner.get("/rights/").content.decode()
    take("seller", "clients")
    assert "Works without: Patients" in owner.get("/rights/").content.decode()


def test_a_copy_is_without_what_the_other_role_is_without(cast):
    take("seller", "exchange")
    changing.copy(role("seller"), {"label": "Agent"}, cast.owner)
    assert role("agent").without == {"exchange"}
    changing.back_to_declared(role("seller"), cast.owner)
    assert role("seller") == BUILT_IN["seller"]


@pytest.mark.parametrize("wrong", [["staff"], ["workshop"], ["exchnge"], ["Import"], "exchange", [1]])
def test_what_no_role_can_do_without_is_refused_and_those_there_are_are_named(wrong, cast):
    with pytest.raises(Refusal) as refused:
        changing.change(role("seller"), {"without": wrong}, cast.owner)
    said = str(refused.value.errors["without"])
    assert "api, catalog, clients, exchange" in said or "list of modules" in said


def test_a_webhook_of_somebody_whose_role_lost_the_api_tells_nothing(cast, clients):
    clients(owner=cast.seller.person_id)
    assert kind_of("party", cast.seller) is not None
    take("seller", "api")
    assert kind_of("party", person(cast.seller.person_id)) is None
