"""What a draft changes is seen by nobody but who drafts it: not in another thread, not by the API, not in what goes out."""

from __future__ import annotations

import pytest
from django.test import Client

from tailor.access.models import User
from tailor.history.models import Event, Step
from tailor.kernel import remembering, stamps
from tailor.records import gate
from tailor.records.blueprint.text import from_text
from tailor.records.models import OwnField
from tailor.records.own_fields import OWN_FIELD
from tailor.records.shape import fields_of
from tailor.records.types import record_type
from tailor.workshop.drafts import begin_with, draft_of
from tailor.workshop.trying import trying

PARTY = record_type("party")
SHAPE = "tailor: 1\nfields:\n  party:\n    blood: {kind: text, label: Blood group}\n"


@pytest.mark.django_db
def test_while_a_draft_is_on_trial_a_thread_that_shares_its_memory_does_not_read_it(cast):
    """The memory of the process alone, without a database: what a trial found is under a number nobody else goes by."""
    begin_with(cast.owner, from_text(SHAPE), "")
    before = fields_of(PARTY)
    committed = stamps.current(stamps.SHAPE)
    with trying(draft_of(cast.owner), cast.owner):
        assert "blood" in fields_of(PARTY) and "blood" not in before
        kept = [answer for _key, (stamp, answer) in remembering._answers.items() if stamp == committed]
        assert all("blood" not in answer for answer in kept if isinstance(answer, dict))
        assert all(stamp >= 0 for stamp, _answer in remembering._answers.values())
    assert stamps.current(stamps.SHAPE) == committed


MARKUP = "<img src=x onerror=alert(1)>"


@pytest.mark.django_db
def test_no_word_of_a_shape_becomes_markup(cast, clients, signed_in):
    """Labels, choices, units, helps, messages, titles of blocks, names of kinds and stages, on every page of the workshop."""
    text = f"""\
tailor: 1
words:
  party:
    itself: {{labels: {{en: "{MARKUP}"}}, plurals: {{en: "{MARKUP}"}}}}
kinds:
  visit: {{label: "{MARKUP}", plural: "{MARKUP}"}}
fields:
  party:
    blood: {{kind: choice, label: "{MARKUP}", help: "{MARKUP}", choices: [{{value: a, label: "{MARKUP}"}}]}}
    weight: {{kind: number, label: Weight, unit: "<b>kg</b>"}}
  visit:
    patient: {{kind: reference, label: "{MARKUP}", to: party}}
    stage: {{kind: stage, label: "{MARKUP}", pipeline: visit.way}}
pipelines:
  visit:
    way: {{label: "{MARKUP}"}}
stages:
  visit.way:
    asked: {{label: "{MARKUP}", checklist: ["{MARKUP}"]}}
rules:
  party:
    never: {{formula: "is_empty(weight) or weight > 0", message: "{MARKUP}", field: weight}}
roles:
  desk: {{label: "{MARKUP}", like: operator}}
"""
    pk = clients()
    owner: Client = signed_in("owner")
    owner.get("/workshop/of/party/")
    answer = owner.post("/workshop/file/", {"text": text})
    assert answer.status_code == 302, answer.content.decode()
    paths = ["/workshop/", "/workshop/draft/", "/workshop/modules/", "/clients/", "/clients/new/", f"/clients/{pk}/", "/visit/",
        "/visit/new/", "/visit/board/", "/rights/", "/own-fields/", "/rules/", "/pipelines/", "/stages/", "/clients/filter/",
        "/clients/segments/new/", "/brief/", "/brief/proposal/", "/search/?q=img"]  # fmt: skip
    paths += [
        f"/workshop/of/{kind}/?part={part}"
        for kind in ("party", "visit")
        for part in ("fields", "card", "list", "form", "words")
    ]
    for path in paths:
        answer = owner.get(path, follow=True)
        assert answer.status_code == 200, path
        page = answer.content.decode()
        assert "<img src=x" not in page and "<b>kg" not in page, path
    page = owner.post("/workshop/file/", {"text": f"tailor: 1\nfields:\n  '{MARKUP}': 1\n"}).content.decode()
    assert "<img src=x" not in page


@pytest.mark.django_db
def test_the_api_and_the_log_know_nothing_of_a_draft(cast, signed_in):
    owner: Client = signed_in("owner")
    owner.get("/workshop/of/party/")
    before = (Step.objects.count(), Event.objects.count(), User.objects.count())
    owner.post("/own-fields/new/", {"label": "Blood group", "record_type": "party", "kind": "text", "name": "blood"})
    owner.post("/rights/new/", {"label": "Desk", "like": "operator"}, HTTP_HX_REQUEST="true")
    owner.get("/clients/")
    assert before == (Step.objects.count(), Event.objects.count(), User.objects.count())
    assert not OwnField.objects.exists() and "blood" not in owner.get("/api/v1/types").content.decode()
    gate.create(
        OWN_FIELD, {"label": "Size", "record_type": "party", "kind": "text", "name": "size"}, by=cast.administrator
    )
    assert "size" in fields_of(PARTY) and "blood" not in fields_of(PARTY)
