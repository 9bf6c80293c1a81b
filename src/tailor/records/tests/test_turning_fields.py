"""A field of the company's own becomes of another kind: what fits goes along, what does not is said before and is not lost."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from tailor.access.actors import TAILOR
from tailor.history.models import Step
from tailor.kernel.jobs.running import work_off
from tailor.records import gate, reading
from tailor.records.blueprint import saying
from tailor.records.blueprint.applying import apply
from tailor.records.blueprint.planning import plan
from tailor.records.blueprint.text import from_text
from tailor.records.blueprint.versions import latest_before_last, shape_at
from tailor.records.own_fields import OWN_FIELD
from tailor.records.refusals import Refusal
from tailor.records.search import search
from tailor.records.types import record_type
from tailor.records.undo import undo

pytestmark = pytest.mark.django_db


@pytest.fixture
def own(cast):
    def make(name: str, kind: str = "text", **more: Any) -> int:
        given = {"label": name.title(), "name": name, "kind": kind, "record_type": "party", **more}
        return gate.create(OWN_FIELD, given, by=cast.owner).id

    return make


@pytest.fixture
def kept(cast):
    return lambda pk, name: reading.get(record_type("party"), pk, cast.owner).values[name]


@pytest.fixture
def become(cast):
    return lambda field, kind, **more: gate.update(OWN_FIELD, field, {"kind": kind, **more}, by=cast.owner)


def test_texts_become_numbers_and_are_there_to_the_letter_when_that_is_undone(own, clients, kept, become, cast):
    field = own("size")
    ids = [clients(size=text) for text in ("12,5", "1 284.50", "about ten", "7")]
    done = become(field, "number")
    assert [kept(pk, "size") for pk in ids] == ["12.50", "1284.50", None, "7.00"]
    undo(Step.objects.get(pk=done.step_id), cast.owner)
    assert [kept(pk, "size") for pk in ids] == ["12,5", "1 284.50", "about ten", "7"]


def test_what_somebody_writes_meanwhile_is_what_comes_back(own, clients, kept, become, cast):
    field = own("size")
    pk = clients(size="about ten")
    become(field, "number")
    gate.update(record_type("party"), pk, {"size": "10.5"}, by=cast.owner)
    become(field, "text")
    assert kept(pk, "size") == "10.5"


def test_choices_are_made_of_what_is_there(own, clients, kept, become):
    field = own("roof")
    ids = [clients(roof=text) for text in ("Tiles", "tiles", "Slate")]
    become(field, "choice")
    assert [kept(pk, "roof") for pk in ids] == ["Tiles", "Tiles", "Slate"]
    become(field, "choices")
    assert [kept(pk, "roof") for pk in ids] == [["Tiles"], ["Tiles"], ["Slate"]]
    become(field, "text")
    assert [kept(pk, "roof") for pk in ids] == ["Tiles", "tiles", "Slate"]


def test_what_makes_no_sense_is_refused_by_naming_what_does(own, become):
    with pytest.raises(Refusal) as refused:
        become(own("born_at", "date"), "money")
    assert "may become: Day and time, Long text, Text" in str(refused.value.errors["kind"])


def test_of_many_records_it_is_a_job_and_lists_show_what_is_done_so_far(
    own, clients, kept, become, monkeypatch, signed_in
):
    monkeypatch.setattr("tailor.records.turning.AT_ONCE", 2)
    field = own("size")
    ids = [clients(size=str(number)) for number in range(5)]
    become(field, "number", places=0)
    assert [kept(pk, "size") for pk in ids] == [None] * 5
    assert signed_in("owner").get("/clients/?size=from:3&columns=size&sort=size").status_code == 200
    work_off()
    assert [kept(pk, "size") for pk in ids] == [0, 1, 2, 3, 4]


def test_search_finds_by_the_words_of_what_is_a_text_only(own, clients, become, cast):
    field = own("roof")
    clients("Haver", roof="corrugated")
    assert search("corrugated", cast.owner)
    become(field, "choice")
    assert not search("corrugated", cast.owner)
    become(field, "text")
    assert search("corrugated", cast.owner)


def test_the_history_still_tells_what_it_was(own, clients, become, signed_in, cast):
    field = own("size")
    pk = clients()
    gate.update(record_type("party"), pk, {"size": "about ten"}, by=cast.owner)
    for kind in ("number", "date", "phones", "choices"):
        become(field, "text")
        become(field, kind)
        page = signed_in("owner").get(f"/clients/{pk}/story/")
        assert page.status_code == 200 and "about ten" in page.content.decode(), kind


def test_what_reads_the_field_is_named_where_it_would_not_understand_the_new_kind(own, become, cast):
    field = own("weight", "number")
    own("freight", "formula", formula="weight * 2")
    rule = {"record_type": "party", "formula": "weight > 3", "message": "Too light"}
    gate.create(record_type("rule"), rule, by=cast.owner)
    with pytest.raises(Refusal) as refused:
        become(field, "text")
    assert str(refused.value.errors["kind"]).startswith("Read by “Freight”, “Too light”")
    become(field, "money")


def test_formulas_follow_what_the_field_became(own, clients, become, kept):
    field = own("weight", "number", places=2)
    pk = clients(weight="2.5")
    own("freight", "formula", formula="weight * 2")
    become(field, "number", places=0)
    assert kept(pk, "freight") == "6.00"
    become(field, "number", places=2)
    assert kept(pk, "freight") == "5.00"


def test_a_field_that_went_as_one_kind_comes_back_with_its_values(own, clients, become, kept, cast):
    field = own("size")
    ids = [clients(size="12"), clients(size="about ten")]
    become(field, "number")
    gone = gate.delete(OWN_FIELD, field, by=cast.owner)
    undo(Step.objects.get(pk=gone.step_id), cast.owner)
    assert [kept(pk, "size") for pk in ids] == ["12.00", None]
    become(field, "text")
    assert [kept(pk, "size") for pk in ids] == ["12", "about ten"]


def test_deleted_records_turn_along(own, clients, become, kept, cast):
    field = own("size")
    pk = clients(size="12")
    gone = gate.delete(record_type("party"), pk, by=cast.owner)
    become(field, "number")
    undo(Step.objects.get(pk=gone.step_id), cast.owner)
    assert kept(pk, "size") == "12.00"


WRITTEN = "tailor: 1\nfields:\n  party:\n    size:\n      kind: {kind}\n      label: Size\n"


def test_a_blueprint_with_another_kind_says_what_fits_and_what_does_not(own, clients, cast, kept):
    own("size")
    ids = [clients(size=text) for text in ("12", "about ten", "a lot")]
    planned = plan(from_text(WRITTEN.format(kind="number")), cast.owner)
    said = "\n".join(saying.lines(planned))
    assert "kind: text -> number" in said and "Values looked at: 3; 1 fit, 2 do not." in said
    assert "“a lot”, “about ten”" in said or "“about ten”, “a lot”" in said
    apply(planned, cast.owner)
    assert not plan(from_text(WRITTEN.format(kind="number")), cast.owner)
    before = latest_before_last()
    assert before is not None
    apply(plan(shape_at(before, cast.owner), cast.owner), cast.owner)
    assert [kept(pk, "size") for pk in ids] == ["12", "about ten", "a lot"]


VALUES = st.sampled_from(
    [
        "12",
        "12,5",
        "1 284.50",
        "0012",
        "2026-02-03",
        "3.2.2026",
        "yes",
        "tiles; slate",
        "x@y.test",
        "+995 599 12 34 56",
        "a  b",
    ]
)
KINDS = st.sampled_from(["text", "longtext", "number", "money", "date", "moment", "yesno", "choice", "choices", "phones", "emails", "links"])  # fmt: skip


class ThereAndBack(TestCase):
    @given(st.lists(VALUES, min_size=1, max_size=4), st.lists(KINDS, min_size=1, max_size=5), st.booleans())
    @settings(max_examples=40, deadline=None)
    def test_through_whatever_kinds_a_field_goes_taking_it_all_back_leaves_everything_as_it_was(
        self, texts: list[str], kinds: list[str], step_by_step: bool
    ) -> None:
        party, by = record_type("party"), TAILOR
        field = gate.create(OWN_FIELD, {"label": "Size", "name": "size", "kind": "text", "record_type": "party"}, by=by)
        made = [gate.create(party, {"name": "N", "size": text}, by=by).id for text in texts]
        before = [reading.get(party, pk, by).values for pk in made]
        steps = []
        for kind in kinds:
            try:
                done = gate.update(OWN_FIELD, field.id, {"kind": kind}, by=by)
            except Refusal:
                continue
            steps += [done.step_id] if done.changes else []
            assert all(reading.get(party, pk, by) for pk in made)
        if step_by_step:
            for step in reversed(steps):
                undo(Step.objects.get(pk=step), by)
        else:
            gate.update(OWN_FIELD, field.id, {"kind": "text"}, by=by) if steps else None
        now = reading.get(OWN_FIELD, field.id, by).values["kind"]
        assert now != "text" or [reading.get(party, pk, by).values for pk in made] == before


def test_in_place_the_plan_is_shown_before_the_kind_is_changed(own, clients, kept, signed_in):
    field = own("size")
    pk = clients(size="about ten")
    browser, url = signed_in("owner"), f"/own-fields/{field}/fields/kind/"
    answer = browser.post(url, {"kind": "number"})
    assert answer.status_code == 422 and "“about ten”" in answer.content.decode()
    assert kept(pk, "size") == "about ten"
    assert browser.post(url, {"kind": "person"}).status_code == 422
    assert "may become" in browser.post(url, {"kind": "person", "sure": "person"}).content.decode()
    assert browser.post(url, {"kind": "number", "sure": "number"}).status_code == 200
    assert kept(pk, "size") is None


def test_in_a_draft_the_kind_is_changed_on_trial_and_published_with_the_plan(own, clients, kept, signed_in):
    field = own("size")
    ids = [clients(size="12"), clients(size="about ten")]
    browser = signed_in("owner")
    browser.get("/workshop/of/party/")
    assert browser.post(f"/own-fields/{field}/fields/kind/", {"kind": "number"}).status_code == 200
    assert ">12<" in browser.get(f"/clients/{ids[0]}/").content.decode().replace('<span class="num">12</span>', ">12<")
    assert kept(ids[0], "size") == "12"
    page = browser.get("/workshop/draft/").content.decode()
    assert "1 fit, 1 do not" in page and "about ten" in page
    mark = re.search(r'name="mark" value="(\w*)"', page)
    assert mark and browser.post("/workshop/draft/publish/", {"mark": mark[1]}).status_code == 302
    assert [kept(pk, "size") for pk in ids] == ["12.00", None]
