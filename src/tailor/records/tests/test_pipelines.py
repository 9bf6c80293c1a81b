"""Records go through the stages of a pipeline, and what a stage asks for holds whichever way they come."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from tailor.access.actors import TAILOR
from tailor.access.models import User
from tailor.history.models import Event, Step
from tailor.records import gate, reading
from tailor.records.blueprint.applying import apply
from tailor.records.blueprint.document import read_shape
from tailor.records.blueprint.planning import plan
from tailor.records.blueprint.text import from_text, to_text
from tailor.records.own_kinds import OWN_KIND
from tailor.records.refusals import Refusal
from tailor.records.shape import fields_of
from tailor.records.types import record_type
from tailor.records.undo import undo

pytestmark = pytest.mark.django_db

CLINIC = """
tailor: 1
kinds:
  visit:
    label: Visit
    plural: Visits
    titled: Reason
pipelines:
  visit:
    reception:
      label: Reception
fields:
  visit:
    price:
      kind: money
      label: Price
    doctor:
      kind: person
      label: Doctor
    why:
      kind: text
      label: Why not
    stage:
      kind: stage
      label: Stage
      pipeline: visit.reception
stages:
  visit.reception:
    asked:
      label: Asked
      colour: slate
      checklist:
        - Insurance seen
        - Time agreed
    booked:
      label: Booked
      colour: denim
      probability: 60
      requires:
        - doctor
        - price
    done:
      label: Done
      outcome: won
      colour: moss
      enters_from:
        - booked
      roles:
        - manager
    off:
      label: Called off
      outcome: lost
      colour: wine
      requires:
        - why
"""


@pytest.fixture
def clinic(cast: Any) -> Any:
    """Visits that go from Asked over Booked to Done, or are called off."""
    apply(plan(from_text(CLINIC), cast.owner), cast.owner)
    return cast


@pytest.fixture
def visit(clinic: Any) -> Callable[..., int]:
    def make(title: str = "Toothache", by: Any = None, **values: Any) -> int:
        return gate.create(record_type("visit"), {"title": title, **values}, by=by or clinic.owner).id

    return make


def stage(pk: int) -> str:
    return str(reading.get(record_type("visit"), pk, TAILOR).values["stage"])


def move(pk: int, to: str, by: Any, **more: Any) -> Any:
    return gate.update(record_type("visit"), pk, {"stage": to, **more}, by=by)


TICKED = ["asked/Insurance seen", "asked/Time agreed"]


def ready(clinic: Any) -> dict[str, Any]:
    return {"doctor": clinic.seller.person_id, "price": "100", "stage__ticks": TICKED}


def test_the_blueprint_with_pipelines_comes_out_as_it_went_in(clinic):
    shape = read_shape(clinic.owner)
    text = to_text(shape.document())
    assert "visit.reception" in text
    assert not plan(from_text(text), clinic.owner)
    own = {line.strip() for line in CLINIC.splitlines()}
    assert own <= {line.strip() for line in text.splitlines()} | {"", "outcome: open"}


def test_a_new_record_begins_at_the_first_open_stage(visit):
    pk = visit()
    assert stage(pk) == "asked"
    assert Event.objects.get(record_type="visit", record_id=pk).changes["stage"] == [None, "asked"]


def test_what_a_stage_asks_for_is_marked_where_it_is_asked(clinic, visit, signed_in):
    owner, pk = signed_in("owner"), visit(stage__ticks=TICKED)
    page = owner.post(f"/visit/{pk}/move/stage/", {"to": "booked"}, HTTP_HX_REQUEST="true").content.decode()
    assert re.findall(r'<label for="need-(\w+)" class="must"', page) == ["doctor", "price"]
    assert page.count('aria-required="true"') == 2 and " required" not in page
    again = {"to": "booked", "asked": ["doctor", "price"], "need.doctor": clinic.seller.person_id, "need.price": ""}
    page = owner.post(f"/visit/{pk}/move/stage/", again, HTTP_HX_REQUEST="true").content.decode()
    assert sorted(re.findall(r'<label for="need-(\w+)" class="must"', page)) == ["doctor", "price"]
    form = owner.get("/visit/new/").content.decode()
    assert 'for="n-price" class="must"' not in form
    first = next(iter(reading.select(record_type("stage"), TAILOR, "t.code = %s", ["asked"], "t.id")))
    gate.update(record_type("stage"), first.id, {"requires": ["price"]}, by=clinic.owner)
    form = owner.get("/visit/new/").content.decode()
    assert 'for="n-price" class="must"' in form and 'for="n-doctor" class="must"' not in form


def test_a_stage_names_every_field_it_asks_for(visit, clinic):
    pk = visit(stage__ticks=TICKED)
    with pytest.raises(Refusal) as refused:
        move(pk, "booked", clinic.owner)
    assert set(refused.value.errors) == {"doctor", "price"}
    move(pk, "booked", clinic.owner, doctor=clinic.seller.person_id, price="10")
    assert stage(pk) == "booked"


def test_what_is_not_ticked_holds_a_record_back_but_not_from_the_end_nobody_hopes_for(visit, clinic):
    pk = visit(doctor=clinic.seller.person_id, price="10", stage__ticks=TICKED[:1])
    with pytest.raises(Refusal, match="Time agreed"):
        move(pk, "booked", clinic.owner)
    move(pk, "off", clinic.owner, why="moved away")
    assert stage(pk) == "off"


def test_moves_that_are_not_allowed_are_refused_by_name(visit, clinic):
    pk = visit(stage__ticks=TICKED)
    with pytest.raises(Refusal, match="From “Asked” nothing goes straight to “Done”"):
        move(pk, "done", clinic.owner)
    with pytest.raises(Refusal, match="has to stand at some stage"):
        move(pk, "", clinic.owner)


def test_only_the_roles_named_move_there_and_those_who_rule(visit, clinic):
    for by in (clinic.manager, clinic.owner):
        move(visit(by=clinic.seller, **ready(clinic), stage="booked"), "done", by)
    pk = visit(by=clinic.seller, **ready(clinic), stage="booked")
    with pytest.raises(Refusal, match="Manager"):
        move(pk, "done", clinic.seller)


def test_a_record_made_at_a_later_stage_is_asked_for_the_same(visit, clinic):
    with pytest.raises(Refusal) as refused:
        visit(stage="booked")
    assert set(refused.value.errors) == {"doctor", "price"}
    with pytest.raises(Refusal, match="Manager"):
        visit(by=clinic.seller, stage="done")


def test_undo_takes_a_move_back_whatever_the_way_there_asks_for(visit, clinic):
    pk = visit(**ready(clinic), stage="booked")
    done = move(pk, "done", clinic.owner)
    undo(Step.objects.get(pk=done.step_id), clinic.owner)
    assert stage(pk) == "booked"


def test_the_list_sorts_by_the_place_of_stages_filters_by_them_and_groups(visit, clinic, signed_in):
    for title, at in (("Bridge", "booked"), ("Crown", "asked"), ("Filling", "off")):
        visit(title, **ready(clinic), why="x", stage=at)
    browser = signed_in("owner")
    listed = browser.get("/visit/?sort=stage").content.decode()
    assert listed.index("Crown") < listed.index("Bridge") < listed.index("Filling")
    narrowed = browser.get("/visit/?stage=is:booked").content.decode()
    assert "Bridge" in narrowed
    assert "Crown" not in narrowed
    assert "Called off" in browser.get("/visit/?group_by=stage").content.decode()


def test_a_stage_is_told_by_its_label_in_files_and_in_the_history(visit, clinic, signed_in):
    pk = visit(**ready(clinic))
    field = fields_of(record_type("visit"))["stage"]
    assert field.clean("BOOKED") == field.clean("booked") == "booked"
    move(pk, "Booked", clinic.owner)
    card = signed_in("owner").get(f"/visit/{pk}/").content.decode()
    assert '<del class="was">Asked</del> → <ins class="new">Booked</ins>' in card


def test_a_stage_that_was_taken_away_is_still_called_by_its_name(visit, clinic, signed_in):
    pk = visit(why="x", stage="off")
    shape = read_shape(clinic.owner).document()
    del shape.entries["stage"]["visit.reception", "off"]
    wanted = plan(shape, clinic.owner)
    assert [str(said) for one in wanted.changes for said in one.touches] == [
        "Records at “Called off”: 1. They stay there until somebody moves them."
    ]
    apply(wanted, clinic.owner)
    assert "Called off" in signed_in("owner").get("/visit/").content.decode()
    move(pk, "asked", clinic.owner)


def test_a_stage_asks_for_fields_that_there_are(clinic):
    pipeline = read_shape(clinic.owner).records["pipeline"]["visit", "reception"].id
    values = {"label": "Paid", "pipeline": pipeline, "requires": ["price", "prise"]}
    with pytest.raises(Refusal, match="prise"):
        gate.create(record_type("stage"), values, by=clinic.owner)


def test_a_field_stands_on_a_pipeline_of_its_own_records(clinic):
    pipeline = read_shape(clinic.owner).records["pipeline"]["visit", "reception"].id
    for wrong in (None, pipeline):
        values = {"record_type": "party", "label": "Stage", "kind": "stage", "pipeline": wrong}
        with pytest.raises(Refusal, match="which pipeline"):
            gate.create(record_type("own_field"), values, by=clinic.owner)


def test_a_pipeline_goes_after_what_stands_on_it(clinic):
    pipeline = read_shape(clinic.owner).records["pipeline"]["visit", "reception"].id
    with pytest.raises(Refusal, match="Fields stand on this pipeline: Stage"):
        gate.delete(record_type("pipeline"), pipeline, by=clinic.owner)


def test_nobody_but_those_who_rule_shapes_pipelines(clinic, signed_in):
    for name in ("manager", "seller", "operator", "warehouse"):
        for slug in ("pipelines", "stages"):
            assert signed_in(name).get(f"/{slug}/").status_code == 404
            with pytest.raises(Refusal):
                gate.create(record_type(slug[:-1]), {"label": "Mine", "record_type": "visit"}, by=clinic[name])


def test_pages_of_pipelines_and_stages_are_made_by_hand(cast, signed_in):
    gate.create(OWN_KIND, {"label": "Visit", "plural": "Visits"}, by=cast.owner)
    browser = signed_in("owner")
    browser.post("/pipelines/new/", {"label": "Reception", "record_type": "visit"})
    pipeline = read_shape(cast.owner).records["pipeline"]["visit", "reception"].id
    form = {"label": "Asked", "pipeline": pipeline, "checklist": "Insurance seen\nTime agreed"}
    browser.post("/stages/new/", form)
    browser.post("/stages/new/", {"label": "Paid", "pipeline": pipeline, "outcome": "won"})
    stages = fields_of(record_type("visit"))["stage"].stages
    assert [(one.value, one.colour, one.checklist) for one in stages] == [
        ("asked", "slate", ("Insurance seen", "Time agreed")),
        ("paid", "moss", ()),
    ]


def test_a_pipeline_made_by_hand_brings_a_field_and_the_usual_stages_in_one_press(cast, signed_in):
    gate.create(OWN_KIND, {"label": "Visit", "plural": "Visits"}, by=cast.owner)
    browser, visits = signed_in("owner"), record_type("visit")
    made = browser.post("/pipelines/new/", {"label": "Reception", "record_type": "visit"})
    pipeline = read_shape(cast.owner).records["pipeline"]["visit", "reception"].id
    card = browser.get(made["Location"]).content.decode()
    assert "Begin with the usual stages" in card
    assert browser.post("/pipelines/do/pipeline.usual_stages/", {"pick": pipeline}).status_code == 204
    field = fields_of(visits)["stage"]
    assert [(one.value, str(one.label), one.outcome, one.colour) for one in field.stages] == [
        ("new", "New", "open", "slate"),
        ("under_way", "Under way", "open", "slate"),
        ("won", "Won", "won", "moss"),
        ("lost", "Lost", "lost", "wine"),
    ]
    assert "Under way" in browser.get("/visit/board/").content.decode()
    assert "To the board" in browser.get(made["Location"]).content.decode()
    browser.post("/pipelines/do/pipeline.usual_stages/", {"pick": pipeline})
    assert "This pipeline has stages already" in browser.get(made["Location"]).content.decode()
    assert len(fields_of(visits)["stage"].stages) == 4


def test_the_field_a_pipeline_brings_goes_with_it_when_that_is_undone(cast, signed_in):
    gate.create(OWN_KIND, {"label": "Visit", "plural": "Visits"}, by=cast.owner)
    signed_in("owner").post("/pipelines/new/", {"label": "Reception", "record_type": "visit"})
    step = Step.objects.latest("id")
    assert set(Event.objects.filter(step=step).values_list("record_type", flat=True)) == {"pipeline", "own_field"}
    undo(step, cast.owner)
    assert "stage" not in fields_of(record_type("visit"))
    assert not read_shape(cast.owner).document().entries["pipeline"]


def test_a_second_pipeline_brings_a_second_field_called_after_it(clinic, signed_in):
    signed_in("owner").post("/pipelines/new/", {"label": "Payment", "record_type": "visit"})
    fields = fields_of(record_type("visit"))
    assert [str(one.label) for one in fields.values() if one.kind == "stage"] == ["Stage", "Payment"]


def test_stages_and_field_are_called_in_the_language_of_who_makes_them_and_in_the_others(cast, signed_in):
    gate.create(OWN_KIND, {"label": "Visit", "plural": "Visits"}, by=cast.owner)
    User.objects.filter(pk=cast.owner.person_id).update(language="hu")
    signed_in("owner").post("/pipelines/new/", {"label": "Reception", "record_type": "visit"})
    made = read_shape(cast.owner).records["own_field"]["visit", "stage"].values
    assert (made["label"], made["labels"]["en"], made["labels"]["ru"]) == ("Szakasz", "Stage", "Стадия")


def test_an_undone_beginning_can_be_made_again(cast, signed_in):
    gate.create(OWN_KIND, {"label": "Visit", "plural": "Visits"}, by=cast.owner)
    browser = signed_in("owner")
    browser.post("/pipelines/new/", {"label": "Reception", "record_type": "visit"})
    pipeline = read_shape(cast.owner).records["pipeline"]["visit", "reception"].id
    browser.post("/pipelines/do/pipeline.usual_stages/", {"pick": pipeline})
    undo(Step.objects.latest("id"), cast.owner)
    browser.post("/pipelines/do/pipeline.usual_stages/", {"pick": pipeline})
    assert [str(one.label) for one in fields_of(record_type("visit"))["stage"].stages] == [
        "New", "Under way", "Won", "Lost",
    ]  # fmt: skip
