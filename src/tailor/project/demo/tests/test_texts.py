"""The texts can be read, filled and told apart."""

import random
from datetime import UTC, datetime

import pytest

from tailor.project.demo.conversations import LANGUAGES, Speaker, phrasebook
from tailor.project.demo.places import AUSTRIA, GEORGIA, HUNGARY, RUSSIA
from tailor.project.demo.portraits import portrait
from tailor.project.demo.story import WAYS

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_says_the_same_things(language):
    english = {name: one.ways for name, one in phrasebook("en").scenarios.items()}
    assert {name: one.ways for name, one in phrasebook(language).scenarios.items()} == english


@pytest.mark.parametrize("country", [AUSTRIA, GEORGIA, HUNGARY, RUSSIA], ids=lambda one: one.code)
def test_texts_are_filled_and_distinct(country):
    speaker = Speaker(random.Random(1))
    ways = [way for way in WAYS if way not in ("call.missed", "sms.in")]
    said = [speaker.say(ways[i % len(ways)], country, country.cities[0][0], NOW) for i in range(600)]
    texts = [one.text for one in said]
    assert len(set(texts)) > 590
    assert not any(mark in one.text + one.result + one.step for one in said for mark in "{}[]|")


def test_georgian_is_not_written_in_capitals():
    speaker = Speaker(random.Random(1))
    text = "".join(speaker.say("call.in", GEORGIA, "თბილისი", NOW).text for _one in range(50))
    assert not any("\u1c90" <= char <= "\u1cbf" for char in text)


def test_the_same_seed_draws_the_same_face():
    assert portrait(random.Random(4), woman=True) == portrait(random.Random(4), woman=True)
