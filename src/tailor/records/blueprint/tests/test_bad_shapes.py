"""What people ask of a shape that is too much, or makes no sense: refused in words, or borne."""

from __future__ import annotations

import json
from itertools import chain

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tailor.records import gate
from tailor.records.blueprint.applying import apply
from tailor.records.blueprint.document import read_shape
from tailor.records.blueprint.faults import NotABlueprint
from tailor.records.blueprint.planning import plan
from tailor.records.blueprint.text import from_text, lines_of, to_text
from tailor.records.models import OwnField
from tailor.records.own_fields import OWN_FIELD

pytestmark = pytest.mark.django_db

FIELD = {"label": "Size", "record_type": "party", "kind": "text"}
WHOLE = """\
tailor: 1
groups:
  regular:
    name: Regular patient
    colour: moss
fields:
  party:
    blood:
      kind: choice
      label: Blood group
      choices:
        - A
        - value: B
          label: B and more
          colour: moss
    weight:
      kind: number
      label: Weight
      unit: kg
      least: 1
rules:
  party:
    heavy:
      formula: weight > 2
      message: Too light
"""


def test_a_field_named_id_is_refused_at_its_name(signed_in):
    answer = signed_in("owner").post("/own-fields/new/", {**FIELD, "name": "id"})
    assert answer.status_code == 422 and "A plain word of Latin letters is expected" in answer.content.decode()


def test_a_field_called_by_an_emoji_has_a_plain_inner_name_and_works(signed_in, clients):
    browser = signed_in("owner")
    assert browser.post("/own-fields/new/", {**FIELD, "label": "🏠", "name": ""}).status_code == 302
    row = OwnField.objects.get()
    assert row.label == "🏠" and row.name.isascii() and row.name.isidentifier()
    pk = clients(**{row.name: "tiles"})
    assert "🏠" in browser.get(f"/clients/{pk}/").content.decode()


def test_a_label_in_sixty_languages_is_refused_by_naming_those_nobody_reads_here(signed_in, cast):
    labels = {f"{first}{second}": "Size" for first in "abcdef" for second in "mnopqrstuv"}
    text = f"tailor: 1\nfields:\n  party:\n    size:\n      kind: text\n      label: Size\n      labels: {json.dumps(labels)}\n"
    with pytest.raises(NotABlueprint) as refused:
        from_text(text)
    fault = refused.value.faults[0]
    assert fault.line == 7 and len(str(fault)) < 300
    assert not OwnField.objects.exists()


@pytest.fixture
def many_fields(cast):
    with gate.step(cast.owner, "own_field.create") as act:
        for number in range(300):
            values = {**FIELD, "label": f"Field {number}", "name": f"field_{number}"}
            gate.write(act, [gate.Change(OWN_FIELD, "create", values=values)])


def test_three_hundred_fields_on_one_kind_are_borne_by_every_page(many_fields, signed_in, clients, cast):
    pk = clients(field_7="seven")
    browser = signed_in("owner")
    for url in (
        "/clients/",
        f"/clients/{pk}/",
        "/clients/new/",
        "/clients/?columns=name,field_7&field_7=has:seven",
        "/own-fields/",
        "/workshop/of/party/",
    ):
        with CaptureQueriesContext(connection) as asked:
            assert browser.get(url, follow=True).status_code == 200, url
        assert len(asked) < 60, url
    assert len(from_text(to_text(read_shape(cast.owner).document())).entries["own_field"]) == 300


def test_a_new_field_that_has_to_be_filled_in_asks_the_database_no_more_of_many_records(clients, cast):
    def asked() -> int:
        text = (
            "tailor: 1\nfields:\n  party:\n    branch:\n      kind: text\n      label: Branch\n      required: true\n"
        )
        with CaptureQueriesContext(connection) as found:
            planned = plan(from_text(text), cast.owner)
            apply(planned, cast.owner)
        apply(plan(from_text("tailor: 1\n"), cast.owner), cast.owner)
        return len(found)

    asked()
    few = asked()  # from now on it comes back each time
    for number in range(40):
        clients(f"Client {number}")
    assert asked() <= few


def test_a_blueprint_cut_after_any_line_or_letter_is_taken_whole_or_not_at_all(cast):
    def shape():
        return read_shape(cast.owner).document().entries

    begun = shape()
    lines = WHOLE.splitlines(keepends=True)
    cuts = ["".join(lines[:number]) for number in range(len(lines) + 1)]
    for text in chain(cuts, (WHOLE[:at] for at in range(0, len(WHOLE), 17))):
        try:
            document = from_text(text)
            apply(plan(document, cast.owner), cast.owner, lines=lines_of(text))
        except NotABlueprint as refused:
            assert refused.faults and all(str(fault) for fault in refused.faults)
            assert shape() == begun
        else:
            begun = shape()
            assert {code: list(found) for code, found in begun.items() if found} == {
                code: list(found) for code, found in document.entries.items() if found
            }
