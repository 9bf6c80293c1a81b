"""Rules of the company: what breaks them is not saved, by whichever way it comes."""

from __future__ import annotations

from typing import Any

import pytest

from tailor.access.actors import Way
from tailor.history.models import Step
from tailor.records import gate, reading
from tailor.records.blueprint import saying
from tailor.records.blueprint.applying import apply
from tailor.records.blueprint.planning import plan
from tailor.records.blueprint.text import from_text
from tailor.records.refusals import Refusal
from tailor.records.rules.records import RULE
from tailor.records.types import record_type
from tailor.records.undo import undo

pytestmark = pytest.mark.django_db

PARTY = "party"


def rule(cast: Any, formula: str, message: str = "Not like this", field: str = "", **more: Any) -> int:
    values = {"record_type": PARTY, "formula": formula, "message": message, "field": field, **more}
    return gate.create(RULE, values, by=cast.owner).id


def test_what_breaks_a_rule_is_refused_at_its_field_by_web_api_and_import_alike(cast):
    rule(cast, "not is_company or not is_empty(tax_number)", "An organisation has a tax number", "tax_number")
    for way in (Way.WEB, Way.API, Way.IMPORT):
        with pytest.raises(Refusal) as refused:
            gate.create(record_type(PARTY), {"name": "Ltd", "is_company": True}, by=cast.owner.by(way))
        assert {name: str(fault) for name, fault in refused.value.errors.items()} == {
            "tax_number": "An organisation has a tax number"
        }
    gate.create(record_type(PARTY), {"name": "Ltd", "is_company": True, "tax_number": "12"}, by=cast.owner)
    gate.create(record_type(PARTY), {"name": "Person"}, by=cast.owner)


def test_a_form_shows_the_message_at_the_field(cast, signed_in):
    rule(cast, 'city <> "Atlantis"', "That is 100% under water", "city")
    page = signed_in("owner").post("/clients/new/", {"name": "X", "city": "Atlantis"})
    assert page.status_code == 422 or b"100% under water" in page.content
    assert b"100% under water" in page.content


def test_who_changes_something_else_is_not_asked_for_what_was_wrong_before(cast, clients):
    pk = clients("Old", city="Atlantis")
    rule(cast, 'city <> "Atlantis"', field="city")
    gate.update(record_type(PARTY), pk, {"tax_number": "5"}, by=cast.owner)
    with pytest.raises(Refusal):
        gate.update(record_type(PARTY), clients("New"), {"city": "Atlantis"}, by=cast.owner)


def test_a_rule_speaks_of_own_fields_and_of_today(cast, clients):
    field = {"record_type": PARTY, "label": "Begun", "kind": "date", "name": "begun"}
    gate.create(record_type("own_field"), field, by=cast.owner)
    rule(cast, "is_empty(begun) or begun <= today", "This lies ahead", "begun")
    gate.create(record_type(PARTY), {"name": "X", "begun": "2020-01-01"}, by=cast.owner)
    with pytest.raises(Refusal, match="lies ahead"):
        gate.create(record_type(PARTY), {"name": "X", "begun": "2999-01-01"}, by=cast.owner)


def test_a_rule_whose_field_went_rests_until_it_comes_back(cast, clients):
    field = {"record_type": PARTY, "label": "Score", "kind": "number", "name": "score"}
    made = gate.create(record_type("own_field"), field, by=cast.owner)
    rule(cast, "score > 5")
    gone = gate.delete(record_type("own_field"), made.id, by=cast.owner)
    clients("Fine")
    undo(Step.objects.get(pk=gone.step_id), cast.owner)
    with pytest.raises(Refusal):
        clients("Not fine")


@pytest.mark.parametrize(
    ("values", "wrong"),
    [
        ({"formula": "name +"}, "formula"),
        ({"formula": "length(name)"}, "formula"),
        ({"formula": "password = 1"}, "formula"),
        ({"field": "nothing_like_it"}, "field"),
        ({"record_type": "nobody"}, "record_type"),
        ({"code": "Ä"}, "code"),
    ],
)
def test_a_faulty_rule_is_refused_at_its_field(cast, values, wrong):
    with pytest.raises(Refusal) as refused:
        rule(cast, **{"formula": "is_company", **values})
    assert set(refused.value.errors) == {wrong}


def test_rules_are_in_the_blueprint_and_its_plan_says_who_breaks_them(cast, clients):
    clients("Old", city="Atlantis")
    text = 'tailor: 1\nrules:\n  party:\n    dry:\n      formula: city <> "Atlantis"\n      message: Dry land only\n      field: city\n'
    made = plan(from_text(text), cast.owner)
    assert "    ! Of the newest 1 records 1 do not keep to this rule." in "\n".join(saying.lines(made))
    apply(made, cast.owner)
    with pytest.raises(Refusal, match="Dry land only"):
        clients("New", city="Atlantis")
    assert reading.get_many(RULE, [1], cast.owner) is not None
