"""Roles a company makes itself: made as copies, changed in the matrix, in force at once by every door."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from tailor.access.doors import Doors, doors, keep_doors
from tailor.access.models import OwnRole, User
from tailor.access.rights import ACTIONS, Scope
from tailor.access.roles import BUILT_IN, all_roles, role
from tailor.api.tokens import make_token
from tailor.history.models import Step
from tailor.kernel import stamps
from tailor.records import gate, reading
from tailor.records.refusals import Forbidden, Refusal
from tailor.records.search import search
from tailor.records.types import all_types, record_type
from tailor.records.undo import undo
from tailor.staff.records import USER
from tailor.staff.rights import changing
from tailor.staff.roles import ROLE, grantable, hideable
from tailor.staff.tests.roles import MIXED, give, person, sign_in

pytestmark = pytest.mark.django_db


# what a role is


def test_a_company_that_changed_nothing_has_the_built_in_roles(cast):
    assert all_roles() == tuple(BUILT_IN.values())
    assert role("nobody_knows").grant("party").see is Scope.NONE


def test_a_copy_may_what_the_other_role_may_of_every_kind(cast):
    give("seller", {"party": {"may": "see", "hidden": ["phones"]}})
    changing.copy(role("seller"), {"label": "Agent"}, cast.owner)
    for kind in all_types():
        assert role("agent").grant(kind.code) == role("seller").grant(kind.code)
    give("seller", {})
    assert role("agent").grant("party").hidden == {"phones"}


def test_a_copy_of_a_role_that_needs_a_second_factor_needs_one(cast):
    keep_doors(Doors(second_factor=["seller"]))
    changing.copy(role("seller"), {"label": "Agent"}, cast.owner)
    assert doors().second_factor == ["seller", "agent"]


def test_a_role_is_called_by_its_name_in_the_language_of_whoever_reads(cast, signed_in):
    changing.copy(role("seller"), {"label": "Agent", "labels": {"hu": "Ügynök"}}, cast.owner)
    gate.update(USER, cast.administrator.person_id, {"language": "hu"}, by=cast.owner)
    assert "Ügynök" in signed_in("administrator").get("/rights/").content.decode()
    assert "Agent" in signed_in("owner").get("/rights/").content.decode()


def test_kinds_the_company_adds_are_the_copys_as_the_other_roles(cast):
    changing.copy(role("operator"), {"label": "Reception"}, cast.owner)
    gate.create(record_type("own_kind"), {"label": "Visit", "plural": "Visits"}, by=cast.owner)
    assert role("reception").grant("visit") == BUILT_IN["operator"].grant("visit")


@pytest.mark.parametrize("code", ["owner", "administrator", "system"])
def test_nobody_changes_the_roles_that_rule(code, cast, signed_in):
    with pytest.raises(Refusal, match="stays as it is"):
        gate.create(ROLE, {"code": code, "label": "Me", "rights": {}}, by=cast.owner)
    assert signed_in("owner").get(f"/rights/{code}/").status_code == 404
    assert signed_in("owner").post(f"/rights/{code}/of/party/", {"see": "none"}).status_code == 404


@pytest.mark.parametrize("name", ["manager", "seller", "operator", "warehouse"])
def test_only_those_who_rule_change_roles(name, cast, signed_in):
    with pytest.raises(Forbidden):
        gate.create(ROLE, {"label": "Boss"}, by=cast[name])
    browser = signed_in(name)
    for address in ("new/", "seller/", "seller/of/party/", "seller/back/", "seller/remove/"):
        assert browser.get(f"/rights/{address}").status_code == 404
        assert browser.post(f"/rights/{address}", {"see": "all"}).status_code == 404


@pytest.mark.parametrize("kind", ["user", "department", "role", "own_field", "own_kind"])
def test_no_role_is_given_the_power_over_rights(kind, cast):
    with pytest.raises(Refusal, match="Only those who rule"):
        give("manager", {kind: {"may": "see edit"}}, cast.owner)


def test_what_names_nothing_or_the_record_itself_is_not_hidden(cast):
    for rights, said in (
        ({"party": {"may": "see", "hidden": ["tax_numbr"]}}, "no such field"),
        ({"party": {"may": "see", "hidden": ["name"]}}, "cannot be hidden"),
        ({"patient": {"may": "see"}}, "no such kind"),
        ({"party": {"may": "see=some"}}, "is no right"),
        ({"party": {"may": "look"}}, "is no right"),
        ({"party": "see"}, "is no right"),
        ({"party": {"may": "see", "hidden": "phones"}}, "list of fields"),
        (["party"], "Rights by kind"),
    ):
        with pytest.raises(Refusal, match=said):
            give("seller", rights, cast.owner)


# changing it in the matrix


def test_a_right_is_taken_away_in_the_matrix_at_once_and_given_back_by_undo(cast, signed_in):
    seller, owner = signed_in("seller"), signed_in("owner")
    assert seller.get("/clients/").status_code == 200
    asked = owner.get("/rights/seller/of/party/").content.decode()
    assert 'value="department" checked' in asked
    means = owner.post("/rights/seller/of/party/?say=1", {"see": "none"}).content.decode()
    assert "Clients: No longer sees these." in means
    assert "Interactions: No longer sees these." in means
    assert "3 people have this role." in means
    assert seller.get("/clients/").status_code == 200
    done = owner.post("/rights/seller/of/party/", {"see": "none", "was": was(asked)}, headers={"HX-Request": "true"})
    assert "tailor:refresh" in done.headers["HX-Trigger"]
    assert seller.get("/clients/").status_code == 404
    undo(Step.objects.order_by("-id").first(), cast.owner)
    assert seller.get("/clients/").status_code == 200
    assert not OwnRole.objects.filter(deleted_at=None).exists()


def was(page: str) -> str:
    return page.split('name="was" value="')[1].split('"', maxsplit=1)[0]


def test_fields_are_hidden_and_made_read_only_in_the_matrix(cast, clients, signed_in):
    pk = clients("Aczél", owner=cast.seller.person_id, tax_number="12345", city="Vác")
    owner = signed_in("owner")
    page = owner.get("/rights/seller/of/party/").content.decode()
    form = {"see": "department", "field.tax_number": "hidden", "field.city": "read_only", "was": was(page)}
    assert "No longer sees: tax number." in owner.post("/rights/seller/of/party/?say=1", form).content.decode()
    owner.post("/rights/seller/of/party/", form)
    card = signed_in("seller").get(f"/clients/{pk}/").content.decode()
    assert "12345" not in card
    assert "Vác" in card
    with pytest.raises(Refusal, match="may not change"):
        gate.update(record_type("party"), pk, {"city": "Eger"}, by=person(cast.seller.person_id))


def test_two_who_change_the_same_rights_do_not_trample_each_other(cast, signed_in):
    page = signed_in("owner").get("/rights/seller/of/party/").content.decode()
    give("seller", {"party": {"may": "see"}}, cast.administrator)
    answer = signed_in("owner").post("/rights/seller/of/party/", {"see": "none", "was": was(page)})
    assert "Somebody changed this meanwhile" in answer.content.decode()
    assert role("seller").grant("party").see is Scope.ALL


def test_what_is_asked_for_as_it_was_declared_leaves_nothing_changed(cast, signed_in):
    owner = signed_in("owner")
    give("seller", {"party": {"may": "see"}})
    page = owner.get("/rights/seller/of/party/").content.decode()
    owner.post("/rights/seller/of/party/", {"declared": "1", "was": was(page)})
    assert role("seller") == BUILT_IN["seller"]


def test_all_rights_go_back_to_what_is_built_in(cast, signed_in):
    give("seller", {"party": {"may": "see"}, "interaction": {"may": ""}})
    said = signed_in("owner").get("/rights/seller/back/").content.decode()
    assert "Clients: Sees those of their department and of the ones below it." in said
    signed_in("owner").post("/rights/seller/back/")
    assert role("seller") == BUILT_IN["seller"]
    give("seller", {"party": {"may": "see"}})
    assert role("seller").grant("party").see is Scope.ALL


def test_every_dialog_of_the_matrix_opens_and_a_save_of_what_it_shows_changes_nothing(cast, signed_in):
    owner = signed_in("owner")
    for one in all_roles():
        for kind in all_types():
            if one.rules:
                continue
            page = owner.get(f"/rights/{one.code}/of/{kind.code}/")
            assert page.status_code == 200
            form = {action: changing.chosen(kind, action, one.grant(kind.code)).name.lower() for action in ACTIONS}
            owner.post(f"/rights/{one.code}/of/{kind.code}/", {**form, "was": was(page.content.decode())})
            assert role(one.code) == one, (one.code, kind.code)
            assert not grantable(kind) or "radio" in page.content.decode()


# making, renaming, removing


def test_a_role_is_made_renamed_and_removed_on_the_page(cast, signed_in):
    owner = signed_in("owner")
    owner.post("/rights/new/", {"label": "Csilla’s desk", "like": "operator"})
    made = next(one for one in all_roles() if str(one.label) == "Csilla’s desk")
    assert made.grant("party") == BUILT_IN["operator"].grant("party")
    owner.post(f"/rights/{made.code}/", {"label": "Desk", "entry": ["party"], "home": "party", "oversees": "1"})
    changed = role(made.code)
    assert (str(changed.label), changed.entries, changed.home, changed.oversees) == ("Desk", ("party",), "party", True)
    assert made.code in owner.get("/staff/new/").content.decode()
    owner.post(f"/rights/{made.code}/remove/")
    assert made.code not in {one.code for one in all_roles()}


def test_a_role_without_a_name_is_not_made(cast, signed_in):
    assert "This has to be filled in." in signed_in("owner").post("/rights/new/", {"like": "seller"}).content.decode()
    assert len(all_roles()) == len(BUILT_IN)


def test_a_role_somebody_has_stays_until_they_have_another(clerk, cast, signed_in):
    with pytest.raises(Refusal, match="Colleague"):
        gate.delete(ROLE, OwnRole.objects.get(code="clerk").pk, by=cast.owner)
    owner = signed_in("owner")
    assert "Choose one of these." in owner.post("/rights/clerk/remove/", {"heir": "owner"}).content.decode()
    owner.post("/rights/clerk/remove/", {"heir": "operator"})
    assert User.objects.get(pk=clerk.person_id).role == "operator"
    undo(Step.objects.order_by("-id").first(), cast.owner)
    assert User.objects.get(pk=clerk.person_id).role == "clerk"
    assert role("clerk").grant("party").may_see("phones") is False


def test_a_role_that_is_gone_gives_no_rights(clerk, cast):
    OwnRole.objects.all().delete()
    stamps.bump(stamps.SHAPE)
    assert all(role("clerk").grant(kind.code).see is Scope.NONE for kind in all_types())
    browser = sign_in(cast, "colleague")
    assert browser.get("/clients/").status_code == 404
    assert browser.get("/me/").status_code == 200


# the menu and the first page


def test_the_menu_has_just_the_entries_of_the_role_and_begins_with_its_first_page(cast, signed_in):
    seller = signed_in("seller")
    assert 'aria-current="page"' in seller.get("/").content.decode()
    changing.change(role("seller"), {"entries": ["interaction", "history"], "home": "history"}, cast.owner)
    assert seller.get("/").headers["Location"] == "/history/"
    rail = seller.get("/history/").content.decode()
    assert 'href="/interactions/"' in rail
    assert 'href="/clients/"' not in rail
    assert seller.get("/clients/").status_code == 200


@pytest.mark.parametrize(
    "home", ["https://elsewhere.test/", "//elsewhere.test", "/\\elsewhere.test", "/a b", "javascript:x"]
)
def test_the_first_page_is_never_elsewhere(home, cast):
    with pytest.raises(Refusal):
        changing.change(role("seller"), {"home": home}, cast.owner)


def test_a_first_page_the_person_does_not_have_gives_way_to_the_home_page(cast, signed_in):
    changing.change(role("seller"), {"home": "own_field"}, cast.owner)
    assert "<h1>Home</h1>" in signed_in("seller").get("/").content.decode()


# the sweep: a role of the company with mixed reaches and hidden fields, by every door


SECRET, TAX = "+995599123456", "TAX-778899"


def test_what_a_role_of_the_company_does_not_see_comes_by_no_door(clerk, cast, clients):
    near = clients("Near", owner=cast.seller.person_id, phones=[{"value": SECRET}], tax_number=TAX, city="Vác")
    own = clients("Mine", owner=clerk.person_id, phones=[{"value": SECRET}], tax_number=TAX)
    far = clients("Far", owner=cast.stranger.person_id)
    gate.update(record_type("party"), near, {"tax_number": TAX + "-1"}, by=cast.owner)
    browser = sign_in(cast, "colleague")
    _token, key = make_token(clerk.person_id or 0, "mine")
    api = {"headers": {"Authorization": f"Bearer {key}"}}
    pages = [
        browser.get(f"/clients/?columns=name,phones,tax_number,city&{query}")
        for query in ("", "sort=name", "q=Near", "group_by=city")
    ]
    pages += [browser.get(f"/clients/{near}/{part}") for part in ("", "history/", "story/")]
    pages += [browser.get(f"/search/?q={query}") for query in ("Near", "778899", "599123456", "Far")]
    pages += [browser.get("/history/"), browser.get("/clients/choose/?name=party&q=Near")]
    pages += [Client().get(f"/api/v1/{path}", **api) for path in ("clients", f"clients/{near}")]
    for answer in pages:
        assert answer.status_code in (200, 302, 404), answer.request["PATH_INFO"]
        text = re.sub(
            r'<a [^>]*href="/\w+/new/\?.*?</a>', "", answer.content.decode()
        )  # says what was typed, whoever has it
        assert "778899-1" not in text.replace('value="778899"', ""), answer.request["PATH_INFO"]
        assert "599 12 34 56" not in text and SECRET not in text, answer.request["PATH_INFO"]
        assert ">Far<" not in text or "q=Far" in answer.request["QUERY_STRING"], answer.request["PATH_INFO"]
    assert browser.get(f"/clients/{far}/").status_code == 404
    assert Client().get(f"/api/v1/clients/{far}", **api).status_code == 404
    assert not [one for hits in search("599123456", clerk) for one in hits.records]
    assert not [one for hits in search("778899", clerk) for one in hits.records]
    assert "tax_number" not in reading.get(record_type("party"), own, clerk).values
    with pytest.raises(Refusal):
        gate.update(record_type("party"), near, {"name": "Taken"}, by=clerk)
    with pytest.raises(Refusal):
        gate.delete(record_type("party"), own, by=clerk)
    assert browser.get("/clients/export/").status_code == 404
    for name in ("tax_number", "phones", "city"):
        with pytest.raises(Refusal):
            gate.update(record_type("party"), own, {name: "" if name != "phones" else []}, by=clerk)


@pytest.fixture
def one_of_each(cast: Any, clients: Any) -> dict[str, int]:
    """A record of every kind that has pages, all of them the colleague's."""
    owner = cast.colleague.person_id
    gate.create(record_type("own_kind"), {"label": "Visit", "plural": "Visits"}, by=cast.owner)
    gate.create(record_type("own_field"), {"record_type": "visit", "label": "Price", "kind": "money"}, by=cast.owner)
    company = clients("Firm", owner=owner, is_company=True)
    client = clients(
        "Near",
        owner=owner,
        company=company,
        phones=[{"value": SECRET}],
        city="Vác",
        position="boss",
        next_step="call",
        next_step_at="2026-01-03",
    )
    noted = {
        "party": client, "kind": "note", "text": "said", "owner": owner, "at": "2026-01-02T10:00:00+00:00",
    }  # fmt: skip
    view = {"name": "Mine", "record_type": "party", "question": "?sort=name"}
    return {
        "party": client,
        "interaction": gate.create(record_type("interaction"), noted, by=cast.owner).id,
        "relation": gate.create(record_type("relation"), {"party": client, "other": company}, by=cast.owner).id,
        "visit": gate.create(record_type("visit"), {"title": "First", "owner": owner}, by=cast.owner).id,
        "view": gate.create(record_type("view"), view, by=cast.colleague).id,
        "group": gate.create(record_type("group"), {"name": "Dealers"}, by=cast.owner).id,
        "user": owner,
        "department": cast.departments["Tbilisi"],
    }


PARTS = ("", "?q=a", "new/", "export/", "import/", "duplicates/", "tree/", "filter/", "columns/", "choose/?name=x&q=a")
PARTS_OF_ONE = ("", "story/", "history/", "who-sees/", "fields/title/", "merge/")
ELSEWHERE = ("/", "/search/?q=near", "/history/", "/me/", "/import/", "/departments/tree/")


def addresses_of(kind: Any, pk: int | None) -> list[str]:
    parts = [*PARTS, *(f"?group_by={name}" for name in kind.declared), *(f"?sort={one.name}" for one in kind.orders)]
    parts += [f"{pk}/{part}" for part in PARTS_OF_ONE if pk]
    return [f"/{kind.slug}/{part}" for part in parts] + [
        f"/api/v1/{kind.slug}{part}" for part in ("", f"/{pk}" if pk else "")
    ]


@pytest.mark.parametrize("every", [1, 2])
def test_no_page_breaks_whichever_fields_are_hidden(every, cast, one_of_each):
    kinds = [kind for kind in all_types() if "see" in grantable(kind)]
    given = {
        kind.code: {"may": " ".join(sorted(grantable(kind))), "hidden": sorted(hideable(kind))[::every]}
        for kind in kinds
    }
    changing.copy(role("seller"), {"label": "Blind", "rights": given}, cast.owner)
    gate.update(USER, cast.colleague.person_id, {"role": "blind"}, by=cast.owner)
    browser = sign_in(cast, "colleague")
    _token, key = make_token(cast.colleague.person_id, "mine")
    headers = {"Authorization": f"Bearer {key}"}
    browser.raise_request_exception = False
    for address in [*ELSEWHERE, *(one for kind in kinds for one in addresses_of(kind, one_of_each.get(kind.code)))]:
        answer = browser.get(address, headers=headers if address.startswith("/api/") else {})
        assert answer.status_code in (200, 302, 404, 405, 422), address


def test_a_filter_or_an_order_by_a_hidden_field_tells_nothing(clerk, cast, clients):
    clients("Near", owner=cast.seller.person_id, tax_number=TAX)
    browser = sign_in(cast, "colleague")
    shown = [browser.get(f"/clients/?tax_number=is:{value}").content.decode().count("Near") for value in (TAX, "other")]
    assert shown[0] == shown[1]


def test_every_page_of_every_kind_is_open_to_a_role_just_as_its_rights_say(clerk, cast):
    browser = sign_in(cast, "colleague")
    for kind in all_types():
        seen = clerk.scope(kind.code, "see") is not Scope.NONE
        assert (browser.get(f"/{kind.slug}/").status_code == 404) is not seen, kind.code
        may_create = seen and clerk.scope(kind.code, "create") is not Scope.NONE
        if kind.listed:
            assert (browser.get(f"/{kind.slug}/new/").status_code == 200) is may_create, kind.code


def test_a_change_of_a_role_holds_for_tokens_at_once(clerk, cast, clients):
    clients("Near", owner=cast.seller.person_id)
    _token, key = make_token(clerk.person_id or 0, "mine", read_only=True)
    headers = {"Authorization": f"Bearer {key}"}
    assert Client().get("/api/v1/clients", headers=headers).status_code == 200
    give("clerk", {**MIXED, "party": {"may": ""}}, cast.owner)
    assert Client().get("/api/v1/clients", headers=headers).status_code in (403, 404)


def test_no_request_asks_the_database_for_roles_again(clerk, cast, django_assert_max_num_queries):
    browser = sign_in(cast, "colleague")
    browser.get("/clients/")
    with django_assert_max_num_queries(50) as asked:
        browser.get("/clients/")
    assert not [one for one in asked.captured_queries if "access_ownrole" in one["sql"]]
