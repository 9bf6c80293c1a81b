"""What a stage asks for is chosen by what it is called, kept by inner names, and told in the words of whoever reads."""

from __future__ import annotations

from typing import Any

import pytest

from tailor.access.models import User
from tailor.records import gate, reading
from tailor.records.blueprint.applying import apply
from tailor.records.blueprint.document import read_shape
from tailor.records.blueprint.planning import plan
from tailor.records.blueprint.text import from_text, to_text
from tailor.records.own_fields import OWN_FIELD
from tailor.records.pipelines import STAGE

pytestmark = pytest.mark.django_db

SHAPE = """
tailor: 1
fields:
  party:
    price:
      kind: money
      label: Agreed price
      labels:
        ru: Цена
    begun:
      kind: date
      label: Begun
pipelines:
  party:
    sale:
      label: Sale
    care:
      label: Care
stages:
  party.sale:
    asked:
      label: Asked
    paid:
      label: Paid
      labels:
        ru: Оплачено
      requires:
        - price
  party.care:
    seen:
      label: Seen
"""


@pytest.fixture
def stages(cast: Any) -> dict[str, int]:
    apply(plan(from_text(SHAPE), cast.owner), cast.owner)
    return {key[-1]: one.id for key, one in read_shape(cast.owner).records["stage"].items()}


def settings_of(cast: Any, pk: int) -> dict[str, Any]:
    return reading.get(STAGE, pk, cast.owner).values


def test_fields_stages_and_roles_are_ticked_by_what_they_are_called(stages, signed_in):
    browser, at = signed_in("owner"), f"/stages/{stages['paid']}/fields"
    fields = browser.get(f"{at}/requires/").content.decode()
    assert "Agreed price" in fields
    assert 'value="price" checked' in fields
    assert 'value="begun"' in fields
    others = browser.get(f"{at}/enters_from/").content.decode()
    assert "Asked" in others
    assert "Seen" not in others  # that is a stage of another pipeline
    assert 'value="paid"' not in others  # nothing comes to a stage from itself
    assert "Warehouse worker" in browser.get(f"{at}/roles/").content.decode()


def test_what_is_ticked_in_place_is_kept_by_inner_names(cast, stages, signed_in):
    browser, at = signed_in("owner"), f"/stages/{stages['paid']}/fields"
    shown = browser.post(f"{at}/requires/", {"requires": ["", "price", "begun"], "seen": "1"}).content.decode()
    assert "Agreed price" in shown
    browser.post(f"{at}/enters_from/", {"enters_from": ["", "asked"], "seen": "2"})
    browser.post(f"{at}/roles/", {"roles": ["", "seller"], "seen": "3"})
    kept = settings_of(cast, stages["paid"])
    assert (kept["requires"], kept["enters_from"], kept["roles"]) == (["price", "begun"], ["asked"], ["seller"])
    browser.post(f"{at}/requires/", {"requires": "", "seen": "4"})
    assert settings_of(cast, stages["paid"])["requires"] == []


def test_a_new_stage_offers_what_is_of_the_pipeline_that_is_chosen(cast, stages, signed_in):
    browser = signed_in("owner")
    pipeline = settings_of(cast, stages["seen"])["pipeline"]
    page = browser.get(f"/stages/new/?pipeline={pipeline}").content.decode()
    assert "Agreed price" in page
    assert "Seen" in page
    assert "Asked" not in page
    redrawn = browser.get("/stages/new/", {"pipeline": pipeline, "requires": ["", "begun"]}, HTTP_HX_REQUEST="true")
    assert 'value="begun" checked' in redrawn.content.decode()
    browser.post("/stages/new/", {"label": "Left", "pipeline": pipeline, "requires": ["", "begun"], "roles": ""})
    made = read_shape(cast.owner).records["stage"]["party.care", "left"].values
    assert (made["requires"], made["roles"]) == (["begun"], [])


def test_cards_lists_and_the_history_tell_it_in_the_language_of_who_reads(cast, stages, signed_in):
    gate.update(STAGE, stages["asked"], {"enters_from": ["paid"], "requires": ["price"]}, by=cast.owner)
    User.objects.filter(pk=cast.owner.person_id).update(language="ru")
    browser = signed_in("owner")
    card = browser.get(f"/stages/{stages['asked']}/").content.decode()
    assert '<ins class="new">Оплачено</ins>' in card
    assert '<ins class="new">Цена</ins>' in card
    assert '<span class="mark">Цена</span>' in card
    assert '<span class="mark">Цена</span>' in browser.get("/stages/?columns=requires").content.decode()
    assert "Оплачено" in browser.get("/history/").content.decode()


def test_what_is_no_longer_there_is_told_as_such_and_can_be_taken_away(cast, stages, signed_in):
    field = read_shape(cast.owner).records["own_field"]["party", "price"]
    gate.delete(OWN_FIELD, field.id, by=cast.owner)
    browser, at = signed_in("owner"), f"/stages/{stages['paid']}/"
    assert "price (no longer there)" in browser.get(at).content.decode()
    asked = browser.get(f"{at}fields/requires/").content.decode()
    assert "price (no longer there)" in asked
    browser.post(f"{at}fields/requires/", {"requires": ["", "begun", "price"], "seen": "1"})
    assert settings_of(cast, stages["paid"])["requires"] == ["begun", "price"]  # it may stay, too
    browser.post(f"{at}fields/requires/", {"requires": ["", "begun"], "seen": "2"})
    assert settings_of(cast, stages["paid"])["requires"] == ["begun"]


def test_the_blueprint_says_inner_names_as_ever(cast, stages):
    text = to_text(read_shape(cast.owner).document())
    assert "      requires:\n        - price\n" in text
    assert not plan(from_text(text), cast.owner)


def test_a_draft_is_asked_and_told_in_the_words_it_brings_itself(cast, stages, signed_in):
    browser = signed_in("owner")
    browser.get("/workshop/of/party/")
    browser.post("/own-fields/new/", {"label": "Paid on", "kind": "date", "record_type": "party", "name": "paid_on"})
    at = f"/stages/{stages['paid']}/fields/requires/"
    assert "Paid on" in browser.get(at).content.decode()
    browser.post(at, {"requires": ["", "price", "paid_on"], "seen": "1"})
    page = browser.get("/workshop/draft/").content.decode()
    assert "<del>Agreed price</del>" in page
    assert "<ins>Agreed price, Paid on</ins>" in page
    assert settings_of(cast, stages["paid"])["requires"] == ["price"]
