"""Whoever rules cuts the company's shape to its business as a draft; everybody else works on with what is published."""

from __future__ import annotations

import re
from urllib.parse import unquote

import pytest
from django.test import Client

from tailor.access.models import User
from tailor.history.models import Step
from tailor.records import gate
from tailor.records.blueprint.document import read_shape
from tailor.records.models import OwnField, OwnKind, OwnRecord
from tailor.records.own_fields import OWN_FIELD
from tailor.records.shape import fields_of
from tailor.records.types import record_type
from tailor.workshop.drafts import draft_of
from tailor.workshop.models import ShapeDraft

pytestmark = pytest.mark.django_db

FIELD = {"label": "Blood group", "record_type": "party", "kind": "text", "name": "blood"}
PARTY = record_type("party")


@pytest.fixture
def owner(signed_in) -> Client:
    """The owner, at a draft."""
    browser: Client = signed_in("owner")
    browser.get("/workshop/of/party/")
    return browser


def make_field(browser: Client, **said: str) -> str:
    """A field made on its page; where that led."""
    answer = browser.post("/own-fields/new/?then=/workshop/of/party/", FIELD | said)
    assert answer.status_code == 302, answer.content.decode()
    return str(answer["Location"])


def publish(browser: Client):
    page = browser.get("/workshop/draft/").content.decode()
    mark = re.search(r'name="mark" value="(\w*)"', page)
    assert mark, page
    return browser.post("/workshop/draft/publish/", {"mark": mark[1]})


def test_a_field_of_a_draft_is_on_the_card_of_who_drafts_it_and_on_nobody_elses(owner, clients, signed_in):
    card = f"/clients/{clients()}/"
    assert make_field(owner) == "/workshop/of/party/"
    assert "Blood group" in owner.get(card).content.decode()
    assert "Blood group" in owner.get("/workshop/of/party/").content.decode()
    assert "Blood group" not in signed_in("manager").get(card).content.decode()
    assert not OwnField.objects.exists() and not Step.objects.filter(operation__startswith="own_field").exists()


def test_publishing_makes_it_everybodys_as_one_step_that_can_be_undone(owner, clients, signed_in):
    card = f"/clients/{clients()}/"
    make_field(owner)
    make_field(owner, label="Allergies", name="allergies")
    assert publish(owner).status_code == 302
    assert "Allergies" in signed_in("manager").get(card).content.decode()
    assert not ShapeDraft.objects.exists()
    step = Step.objects.get(operation="blueprint.apply")
    owner.post(f"/history/{step.pk}/undo/", {"later": "too", "sure": "1"})
    assert "Allergies" not in signed_in("manager").get(card).content.decode()


def test_before_publishing_it_is_said_what_becomes_of_the_data(owner, clients):
    for _one in range(3):
        clients()
    make_field(owner, required="1")
    page = owner.get("/workshop/draft/").content.decode()
    assert "Records with nothing in this field: 3." in page and "Blood group" in page


def test_within_a_draft_no_client_is_changed_and_that_is_said(owner, clients):
    pk = clients(name="Anna")
    make_field(owner)
    answer = owner.post(f"/clients/{pk}/fields/name/", {"name": "Bela"}, HTTP_HX_REQUEST="true")
    assert "draft" in answer["HX-Trigger"]
    assert owner.post("/clients/new/", {"name": "Cecil"}).status_code == 409
    owner.post("/workshop/draft/leave/")
    assert "Anna" in owner.get(f"/clients/{pk}/").content.decode()
    assert owner.post("/clients/new/", {"name": "Cecil"}).status_code == 302


def test_whoever_only_looked_into_the_workshop_sees_no_draft_and_works_on(owner, clients):
    pk = clients(name="Anna")
    for path in ("/workshop/of/party/", f"/clients/{pk}/", "/deals/", "/roles/"):
        assert "See and publish" not in owner.get(path).content.decode()
    owner.post(f"/clients/{pk}/fields/name/", {"name": "Bela"}, HTTP_HX_REQUEST="true")
    assert "Bela" in owner.get(f"/clients/{pk}/").content.decode()
    make_field(owner)
    page = owner.get(f"/clients/{pk}/").content.decode()
    assert "See and publish" in page and "1 change" in page
    assert "tailor:shape" in owner.post("/workshop/draft/undo/", HTTP_HX_REQUEST="true")["HX-Trigger"]
    assert "See and publish" not in owner.get(f"/clients/{pk}/").content.decode()


@pytest.mark.parametrize(
    "path", ["/history/{step}/undo/", "/brief/accept/", "/brief/examples/new/", "/departments/1/move/", "/tokens/"]
)
def test_whatever_else_would_be_done_for_real_is_refused_within_a_draft(path, owner, clients):
    pk = clients(name="Anna")
    make_field(owner)
    step = Step.objects.latest("id").pk
    answer = owner.post(path.format(step=step), {"sure": "1"})
    assert answer.status_code == 409 and "draft" in answer.content.decode()
    assert owner.get(f"/clients/{pk}/").status_code == 200


def test_what_is_ones_own_affair_is_done_for_real_within_a_draft(owner, cast):
    owner.post("/me/theme/", {"theme": "dark"})
    assert 'data-theme="dark"' in owner.get("/clients/").content.decode()
    owner.post("/sign-out/")
    assert owner.get("/clients/").status_code == 302


def test_a_draft_waits_for_who_leaves_it_and_can_be_thrown_away(owner):
    make_field(owner)
    owner.post("/workshop/draft/leave/")
    assert 'name="blood"' not in owner.get("/clients/new/").content.decode()
    assert "Your draft" in owner.get("/workshop/").content.decode()
    owner.get("/workshop/of/party/")
    assert 'name="blood"' in owner.get("/clients/new/").content.decode()
    owner.post("/workshop/draft/discard/")
    owner.get("/workshop/of/party/")
    assert 'name="blood"' not in owner.get("/clients/new/").content.decode()


def test_each_step_of_a_draft_can_be_taken_back(owner):
    make_field(owner)
    answer = owner.post("/own-fields/new/", FIELD | {"label": "Allergies", "name": "allergies"})
    assert "Created" in owner.get("/clients/").content.decode()
    assert answer["Location"].startswith("/own-fields/")
    owner.post("/workshop/draft/undo/")
    page = owner.get("/clients/new/").content.decode()
    assert "Blood group" in page and "Allergies" not in page
    owner.post("/workshop/draft/undo/")
    assert "Blood group" not in owner.get("/clients/new/").content.decode()
    owner.post("/workshop/draft/leave/")
    assert "Your draft" not in owner.get("/workshop/").content.decode()  # there is nothing in it to see or publish


def test_what_a_draft_makes_has_one_address_until_it_is_published(owner):
    url = owner.post("/own-fields/new/", FIELD)["Location"]
    for _again in range(3):
        assert "Blood group" in owner.get(url).content.decode()
    answer = owner.post(f"{url}fields/label/", {"label": "Blood"}, HTTP_HX_REQUEST="true")
    assert answer.status_code == 200 and "tailor:shape" in answer["HX-Trigger"]
    assert "/workshop/draft/undo/" in answer["HX-Trigger"]
    assert "Blood" in owner.get(url).content.decode()


def test_a_kind_with_its_pipeline_is_drafted_tried_and_published_together(owner, signed_in):
    owner.post("/own-kinds/new/", {"label": "Visit", "plural": "Visits", "code": "visit"})
    assert "Visits" in owner.get("/workshop/").content.decode()
    pipeline = owner.post("/pipelines/new/", {"label": "Reception", "record_type": "visit", "code": "reception"})
    number = pipeline["Location"].split("/")[-2]
    stage = {"label": "Booked", "pipeline": number, "code": "booked"}
    assert owner.post("/stages/new/", stage).status_code == 302
    assert "Booked" in owner.get("/visit/board/?frame=1").content.decode()
    assert signed_in("manager").get("/visit/").status_code == 404
    assert not OwnKind.objects.exists()
    assert publish(owner).status_code == 302
    assert "Booked" in owner.get("/visit/board/").content.decode()
    assert signed_in("manager").get("/visit/").status_code == 200
    answer = signed_in("manager").post("/visit/new/", {"title": "First", "stage": "booked"})
    assert answer.status_code == 302 and OwnRecord.objects.get().title == "First"


def test_what_was_published_meanwhile_stays_and_is_in_the_draft(owner, cast, signed_in):
    make_field(owner)
    gate.create(OWN_FIELD, FIELD | {"label": "Size", "name": "size"}, by=cast.administrator)
    page = owner.get("/clients/new/").content.decode()
    assert "Size" in page and "Blood group" in page
    assert publish(owner).status_code == 302
    assert {"size", "blood"} <= set(fields_of(PARTY))


def test_of_two_who_publish_at_once_the_second_is_asked_to_look_again(owner, cast, signed_in):
    existing = gate.create(OWN_FIELD, FIELD, by=cast.owner).id
    page = owner.get("/workshop/of/party/")
    owner.post(f"/own-fields/{existing}/fields/label/", {"label": "Mine"}, HTTP_HX_REQUEST="true")
    shown = owner.get("/workshop/draft/").content.decode()
    mark = re.search(r'name="mark" value="(\w*)"', shown)[1]
    gate.update(OWN_FIELD, existing, {"label": "Theirs"}, by=cast.administrator)
    answer = owner.post("/workshop/draft/publish/", {"mark": mark})
    page = answer.content.decode()
    assert answer.status_code == 409 and "changed meanwhile" in page and "Somebody else changed these too" in page
    assert OwnField.objects.get().label == "Theirs"
    assert publish(owner).status_code == 302
    assert OwnField.objects.get().label == "Mine"


def test_a_draft_that_cannot_be_any_more_says_so_and_leaves_that_out(owner, cast):
    pipeline = gate.create(
        record_type("pipeline"), {"label": "Way", "record_type": "party", "code": "way"}, by=cast.owner
    )
    owner.post("/stages/new/", {"label": "First", "pipeline": str(pipeline.id), "code": "first"})
    make_field(owner)
    gate.delete(record_type("pipeline"), pipeline.id, by=cast.administrator)
    assert owner.get("/clients/")["Location"] == "/workshop/draft/"
    assert "Leave that out" in owner.get("/workshop/draft/").content.decode()
    owner.post("/workshop/draft/mend/")
    assert "Blood group" in owner.get("/clients/new/").content.decode()
    assert publish(owner).status_code == 302


@pytest.mark.parametrize("role", ["manager", "seller", "operator", "warehouse"])
def test_the_workshop_is_not_there_for_those_who_do_not_rule(role, signed_in, owner):
    make_field(owner)
    browser = signed_in(role)
    browser.cookies["tailor_draft"] = "1"
    for path in ("/workshop/", "/workshop/of/party/", "/workshop/draft/", "/workshop/versions/", "/workshop/file/"):
        assert browser.get(path).status_code == 404
    assert "Blood group" not in browser.get("/clients/").content.decode()


def test_one_looks_at_a_draft_with_the_eyes_of_a_role(owner, clients, cast):
    card = f"/clients/{clients(owner=cast.owner.person_id)}/"
    make_field(owner)
    owner.post("/work-as/", {"role": "manager"})
    page = owner.get(card).content.decode()
    assert "Blood group" in page and "You are working in the role" in page
    assert owner.get("/workshop/draft/").status_code == 404


def test_back_to_a_version_is_a_draft_first(owner, cast):
    gate.create(OWN_FIELD, FIELD, by=cast.owner)
    gate.create(OWN_FIELD, FIELD | {"label": "Size", "name": "size"}, by=cast.owner)
    page = owner.get("/workshop/versions/").content.decode()
    numbers = re.findall(r'action="/workshop/versions/(\d+)/"', page)
    assert owner.post(f"/workshop/versions/{numbers[0]}/")["Location"] == "/workshop/draft/"
    assert "Size" in owner.get("/workshop/draft/").content.decode()
    assert "size" in fields_of(PARTY)
    assert publish(owner).status_code == 302
    assert "size" not in fields_of(PARTY) and "blood" in fields_of(PARTY)
    assert owner.post("/workshop/versions/99999999/").status_code == 404


def test_a_file_becomes_a_draft_or_its_faults_are_told_by_line(owner):
    wrong = owner.post("/workshop/file/", {"text": "tailor: 1\nfields:\n  party:\n    blood:\n      kind: nonsense\n"})
    assert wrong.status_code == 422 and "5" in wrong.content.decode() and not ShapeDraft.objects.exists()
    text = "tailor: 1\nfields:\n  party:\n    blood:\n      kind: text\n      label: Blood group\n"
    assert owner.post("/workshop/file/", {"text": text})["Location"] == "/workshop/draft/"
    assert "Blood group" in owner.get("/clients/new/").content.decode()
    assert "blood:" in owner.get("/workshop/shape.yaml?draft").content.decode()
    assert "blood:" not in owner.get("/workshop/shape.yaml").content.decode()


def test_fields_are_put_in_order_within_the_draft(owner, cast):
    for place, name in enumerate(("one", "two", "three")):
        gate.create(OWN_FIELD, FIELD | {"label": name, "name": name, "place": place}, by=cast.owner)
    owner.post("/workshop/of/party/order/", {"name": ["three", "one", "two"]}, HTTP_HX_REQUEST="true")
    page = owner.get("/workshop/of/party/").content.decode()
    assert page.index('value="three"') < page.index('value="one"') < page.index('value="two"')
    assert [name for name in fields_of(PARTY) if name in ("one", "two", "three")] == ["one", "two", "three"]


@pytest.mark.parametrize("there", ["https://elsewhere.example/", "//elsewhere.example/", "/\\elsewhere.example"])
def test_nobody_is_led_elsewhere(there, owner):
    assert owner.get("/workshop/go/", {"then": there})["Location"] == "/workshop/"
    answer = owner.post(f"/own-fields/new/?then={there}", FIELD)
    assert answer["Location"].startswith("/own-fields/")


def test_a_segment_is_drafted_and_published_like_the_rest(owner, clients, signed_in):
    clients("Kovács", city="Vác")
    asked = {"name": "Of Vác", "colour": "moss", "question": "?city=is:Vác", "then": "/workshop/of/party/"}
    assert owner.post("/clients/segments/new/", asked)["Location"] == "/workshop/of/party/"
    assert "Of Vác" in owner.get("/workshop/of/party/").content.decode()
    assert "Kovács" in owner.get("/clients/?segment=is:of_vac").content.decode()
    opened = owner.get("/clients/segments/of_vac/?then=/workshop/of/party/", follow=True).content.decode()
    assert 'name="then" value="/workshop/of/party/"' in opened
    assert "Of Vác" not in signed_in("manager").get("/clients/segments/").content.decode()
    assert publish(owner).status_code == 302
    assert "Of Vác" in signed_in("manager").get("/clients/segments/").content.decode()


def test_of_two_changes_of_one_draft_at_once_neither_is_lost(owner, cast, monkeypatch):
    make_field(owner, label="First", name="first_one")
    read_by_both = draft_of(cast.owner)
    make_field(owner)
    monkeypatch.setattr("tailor.workshop.middleware.draft_of", lambda _by: read_by_both)
    make_field(owner, label="Size", name="size")
    monkeypatch.undo()
    page = owner.get("/clients/new/").content.decode()
    assert all(f'name="{name}"' in page for name in ("first_one", "blood", "size"))
    owner.post("/workshop/draft/undo/")
    page = owner.get("/clients/new/").content.decode()
    assert 'name="size"' not in page and 'name="blood"' in page


def test_what_was_drafted_while_it_was_published_stays_a_draft(owner, cast, monkeypatch):
    make_field(owner)
    found = draft_of(cast.owner)
    make_field(owner, label="Size", name="size")
    monkeypatch.setattr("tailor.workshop.web.draft.draft_of", lambda _by: found)
    assert publish(owner).status_code == 302
    monkeypatch.undo()
    assert {"blood"} == {"blood", "size"} & set(fields_of(PARTY))
    assert "Your draft" in owner.get("/workshop/").content.decode()
    assert publish(owner).status_code == 302
    assert "size" in fields_of(PARTY)


def test_a_change_in_flight_when_the_draft_is_thrown_away_is_all_that_is_left(owner, cast, monkeypatch):
    make_field(owner)
    found = draft_of(cast.owner)
    owner.post("/workshop/draft/discard/")
    owner.get("/workshop/of/party/")
    monkeypatch.setattr("tailor.workshop.middleware.draft_of", lambda _by: found)
    make_field(owner, label="Size", name="size")
    monkeypatch.undo()
    page = owner.get("/clients/new/").content.decode()
    assert 'name="size"' in page and 'name="blood"' not in page


def test_the_menu_of_a_drafted_role_holds_a_drafted_kind(owner, cast):
    owner.post("/own-kinds/new/", {"label": "Visit", "plural": "Visits", "code": "visit"})
    owner.post("/rights/new/", {"label": "Reception", "like": "operator"}, HTTP_HX_REQUEST="true")
    form = owner.get("/rights/reception/").content.decode()
    assert 'name="entry" value="visit"' in form
    owner.post(
        "/rights/reception/",
        {"label": "Reception", "home": "visit", "entry": ["party", "visit"]},
        HTTP_HX_REQUEST="true",
    )
    assert draft_of(cast.owner).wanted.entries["role"][("reception",)]["entries"] == ["party", "visit"]
    assert publish(owner).status_code == 302
    assert read_shape(cast.owner).document().entries["role"][("reception",)]["entries"] == ["party", "visit"]


def test_a_stage_and_its_pipeline_lead_back_to_where_they_are_cut(owner, cast, signed_in):
    pipeline = gate.create(
        record_type("pipeline"), {"label": "Way", "record_type": "party", "code": "way"}, by=cast.owner
    )
    given = {"label": "First", "pipeline": pipeline.id, "code": "first"}
    stage = gate.create(record_type("stage"), given, by=cast.owner)
    page = owner.get(f"/stages/{stage.id}/").content.decode()
    head = page.partition('<header class="who">')[2].partition("</header>")[0]
    assert re.findall(r'href="(/(?:workshop|pipelines|stages)/[^"]*)"', head)[:3] == [
        "/workshop/of/party/",
        "/workshop/of/party/",
        f"/pipelines/{pipeline.id}/",
    ]
    assert 'href="/workshop/of/party/"' in owner.get(f"/pipelines/{pipeline.id}/").content.decode()
    in_a_window = owner.get(f"/stages/{stage.id}/?frame=1").content.decode()
    assert f'href="/pipelines/{pipeline.id}/">Way' not in in_a_window


def test_a_board_is_drafted_with_two_presses_and_a_step_back_takes_the_field_along(owner, signed_in):
    owner.post("/own-kinds/new/", {"label": "Visit", "plural": "Visits", "code": "visit"})
    made = owner.post("/pipelines/new/?then=/workshop/of/visit/", {"label": "Reception", "record_type": "visit"})
    page = owner.get(made["Location"]).content.decode()
    number = re.search(r'hx-vals="{&#34;pick&#34;: (\d+)}"', page)
    assert number, page
    owner.post("/pipelines/do/pipeline.usual_stages/", {"pick": number[1]})
    assert "Under way" in owner.get("/visit/board/?frame=1").content.decode()
    assert "usual_stages" not in owner.get("/workshop/of/visit/").content.decode()
    owner.post("/workshop/draft/undo/")
    assert "usual_stages" in owner.get("/workshop/of/visit/").content.decode()
    owner.post("/workshop/draft/undo/")
    wanted = owner.get("/workshop/shape.yaml?draft").content.decode()
    assert "pipelines" not in wanted and "kind: stage" not in wanted


def test_a_draft_that_was_thrown_away_can_be_taken_back(owner):
    make_field(owner)
    thrown = owner.post("/workshop/draft/discard/")
    page = owner.get(thrown["Location"]).content.decode()
    assert "/workshop/draft/back/" in page and "Undo" in page
    assert "Your draft" not in page and "kept until you begin another" in page
    assert "Nothing is drafted" in owner.get("/workshop/draft/").content.decode()
    owner.post("/workshop/draft/back/")
    assert "Blood group" in owner.get("/workshop/draft/").content.decode()
    owner.post("/workshop/draft/undo/")
    assert "Nothing is drafted" in owner.get("/workshop/draft/").content.decode()


def test_what_was_thrown_away_is_gone_once_another_draft_is_begun(owner):
    make_field(owner)
    owner.post("/workshop/draft/discard/")
    owner.get("/workshop/of/party/")
    make_field(owner, label="Size", name="size")
    answer = owner.post("/workshop/draft/back/", HTTP_HX_REQUEST="true")
    assert "There is nothing to take back" in answer["HX-Trigger"]
    page = owner.get("/workshop/draft/").content.decode()
    assert "Size" in page and "Blood group" not in page
    owner.post("/workshop/draft/undo/")
    assert "Nothing is drafted" in owner.get("/workshop/draft/").content.decode()


def test_an_own_field_is_offered_for_no_kind_that_only_makes_up_the_shape(owner):
    page = owner.get("/own-fields/new/").content.decode()
    offered = set(re.findall(r'value="(\w+)"', page.split('name="record_type"')[1].split("</select>")[0]))
    assert {"party", "group", "user"} <= offered
    assert not offered & {"pipeline", "stage", "rule", "own_field", "own_kind", "segment"}


def test_the_plan_says_what_still_names_a_field_that_goes_and_no_page_breaks(owner, cast, clients, signed_in):
    field = gate.create(OWN_FIELD, FIELD | {"kind": "text"}, by=cast.owner)
    client = clients("Nino", blood="A")
    everywhere = {"columns": ["blood", "city"], "asked": ["blood"], "phone": ["blood"], "left_out": []}
    for role in ("everybody", "seller"):
        blocks = [{"title": "Health", "fields": ["blood", "city"]}]
        gate.create(
            record_type("layout"), {"record_type": "party", "role": role, "blocks": blocks, **everywhere}, by=cast.owner
        )
    pipeline = gate.create(record_type("pipeline"), {"record_type": "party", "label": "Care"}, by=cast.owner).id
    gate.create(record_type("stage"), {"pipeline": pipeline, "label": "Seen", "requires": ["blood"]}, by=cast.owner)
    for formula in ("not is_empty(blood)", 'city <> "Atlantis"'):
        rule = {"record_type": "party", "formula": formula, "message": f"Rule: {formula}", "field": "blood"}
        gate.create(record_type("rule"), rule, by=cast.owner)
    owner.post(f"/own-fields/{field.id}/delete/")
    page = owner.get("/workshop/draft/").content.decode()
    assert "Layouts that name this field: 2 (Everybody, Seller)." in page
    assert "Stages that ask for this field: 1 (Seen)." in page
    assert "Rules that read this field: 1 (Rule: not is_empty(blood))." in page
    assert publish(owner).status_code == 302
    owner.post("/workshop/draft/leave/")
    for at in ("/clients/", f"/clients/{client}/", "/clients/new/", "/stages/", "/rules/"):
        assert owner.get(at).status_code == 200, at
    for part in ("fields", "card", "list", "form", "words"):
        assert owner.get(f"/workshop/of/party/?part={part}", follow=True).status_code == 200, part
    owner.post("/workshop/draft/leave/")
    refused = signed_in("seller").post("/clients/new/", {"name": "Levan", "city": "Atlantis"}).content.decode()
    assert "Rule: city &lt;&gt;" in refused  # it is said of the whole where its field went


def test_the_plan_names_kinds_and_fields_as_people_do_also_those_that_come_with_it(owner):
    text = (
        "tailor: 1\nkinds:\n  visit: {label: Visit, plural: Visits}\nfields:\n  visit:\n    day: {kind: date, label: Day}\n"
        "words:\n  party:\n    itself: {labels: {en: Patient}}\n    city: {labels: {en: Town}}\n"
        "layouts:\n  party:\n    everybody:\n      columns: [city]\n"
    )
    assert owner.post("/workshop/file/", {"text": text}).status_code == 302
    plan = owner.get("/workshop/draft/").content.decode()
    said = re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", plan))
    assert "itself" not in said and " visit " not in said and " everybody " not in said
    assert "Visits" in said and "Town" in said and "Everybody" in said


def test_the_plan_names_a_pipeline_and_its_stages_in_the_language_of_the_reader(owner, signed_in):
    text = (
        "tailor: 1\nkinds:\n  visit: {label: Visit, plural: Visits}\n"
        "fields:\n  visit:\n    day: {kind: date, label: Day, labels: {ru: День}}\n"
        "pipelines:\n  visit:\n    way: {label: Reception, labels: {ru: Приёмная}}\n"
        "stages:\n  visit.way:\n    asked: {label: Asked, labels: {ru: Спросили}}\n    done: {label: Done, outcome: won}\n"
    )
    owner.post("/workshop/file/", {"text": text})
    User.objects.filter(role="owner").update(language="ru")
    plan = signed_in("owner").get("/workshop/draft/").content.decode()
    named = [re.sub(r"<[^>]*>", " ", one).split("\n")[0] for one in re.findall(r'<span class="q">(.*?)</strong>', plan)]
    said = [" ".join(one.split()) for one in named]
    assert any(one.endswith("Visits · Приёмная Спросили") for one in said)
    assert any(one.endswith("Visits · Приёмная Done") for one in said)
    assert any(one.endswith("Visits Приёмная") for one in said) and any(one.endswith("Visits День") for one in said)


def test_a_new_kind_leads_on_to_where_it_is_shaped(owner):
    page = owner.get("/workshop/").content.decode()
    begin = unquote(re.search(r'class="bench add" href="/workshop/go/[?]then=([^"]+)"', page)[1])
    form = owner.get(owner.get("/workshop/go/", {"then": begin})["Location"])
    assert form.status_code == 200 and 'href="/workshop/"' in form.content.decode()
    made = owner.post(
        form.request["PATH_INFO"] + "?" + form.request["QUERY_STRING"], {"label": "Visit", "plural": "Visits"}
    )
    assert made["Location"] == "/workshop/of/visit/"
    assert owner.get(made["Location"]).status_code == 200
    elsewhere = owner.post("/own-kinds/new/?into=//elsewhere.test/{code}/", {"label": "Flat", "plural": "Flats"})
    assert elsewhere["Location"].startswith("/own-kinds/")
