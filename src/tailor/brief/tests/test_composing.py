"""Answers to a blueprint: whatever is answered, it plans without a fault on an empty company, and comes off again."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from tailor.access.actors import TAILOR
from tailor.brief.accepting import accept, planned
from tailor.brief.composing import propose, proposed
from tailor.brief.questions import Answers, Question, questions
from tailor.brief.ready import LANGUAGES, TRADES, trade
from tailor.history.models import Step
from tailor.records.blueprint.document import read_shape
from tailor.records.blueprint.planning import plan
from tailor.records.blueprint.text import from_text
from tailor.records.undo import undo

pytestmark = pytest.mark.django_db


def answers_to(one: Question) -> st.SearchStrategy[tuple[str, ...]]:
    values = [value for value, _said in one.options]
    return st.lists(st.sampled_from(values), unique=True, max_size=len(values) if one.many else 1).map(one.taken)


@st.composite
def any_answers(draw: Any) -> Answers:
    found = {one.code: draw(answers_to(one)) for one in questions()}
    return {code: values for code, values in found.items() if values}


@pytest.mark.parametrize("code", TRADES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_ready_blueprint_is_taken_by_an_empty_company_in_every_language(code, language, cast):
    before = read_shape(TAILOR).document()
    text = propose({"trade": (code,)}, language)
    number = accept(text, cast.owner)
    assert not plan(from_text(text), cast.owner)
    undo(Step.objects.get(pk=number), cast.owner)
    assert read_shape(TAILOR).document() == before


class WhateverIsAnswered(TestCase):
    @hypothesis_settings(max_examples=25, deadline=None)
    @given(any_answers(), st.sampled_from(LANGUAGES))
    def test_applies_to_an_empty_company_and_comes_off_again(self, answers: Answers, language: str) -> None:
        before = read_shape(TAILOR).document()
        text = propose(answers, language)
        assert propose(answers, language) == text
        number = accept(text, TAILOR)
        assert not planned(text, TAILOR)
        if number:
            undo(Step.objects.get(pk=number), TAILOR)
        assert read_shape(TAILOR).document() == before


def test_there_are_ten_questions_and_each_may_be_left_out(cast):
    assert len(questions()) == 10
    assert proposed({}, "en") == {}


def test_a_georgian_gets_a_georgian_shape_with_the_other_languages_beside():
    shape = proposed({"trade": ("clinic",)}, "ka")
    assert shape["kinds"]["visit"]["label"] == "ვიზიტი"
    blood = shape["fields"]["party"]["blood"]
    assert (blood["label"], blood["labels"]["hu"]) == ("სისხლის ჯგუფი", "Vércsoport")


def test_every_answer_changes_the_proposal():
    base = {"trade": ("services",)}
    usual = {
        "trade": ("services",),
        **{k: (v,) if isinstance(v, str) else tuple(v) for k, v in trade("services")["answers"].items()},
    }
    for one in questions()[1:]:
        for value, _said in one.options:
            said = {**base, one.code: (value,)}
            same = usual.get(one.code) == (value,) or (one.code, value) in {
                ("visits", "no"),
                ("stages", "full"),
                ("see", "department"),
                ("sells", "services"),
            }
            assert (proposed(said, "en") == proposed(base, "en")) == same, (one.code, value)


def test_what_is_there_already_stays_as_it_is(cast):
    accept(propose({"trade": ("office",)}, "en"), cast.owner)
    made = planned(propose({"trade": ("office",), "objects": ("vehicle",)}, "en"), cast.owner)
    assert {one.path[1] for one in made.changes if one.path[0] == "kinds"} == {"vehicle"}
    assert {one.action for one in made.changes} == {"create"}
