"""Who belongs with whom."""

import pytest

from tailor.records import gate
from tailor.records.merging import merge
from tailor.records.refusals import Refusal
from tailor.records.types import record_type

pytestmark = pytest.mark.django_db


def related(cast, party: int, other: int, part: str) -> int:
    values = {"party": party, "other": other, "part": part}
    return gate.create(record_type("relation"), values, by=cast.owner).id


def test_nobody_belongs_with_themselves(cast, clients):
    alone = clients("Alone")
    with pytest.raises(Refusal):
        related(cast, alone, alone, "twin")


def test_two_who_belonged_together_and_are_one_since_a_merge_do_not_stand_on_their_own_card(cast, clients, signed_in):
    keep, drop, third = clients("Kept"), clients("Dropped"), clients("Third")
    related(cast, keep, drop, "double of")
    related(cast, drop, third, "father of")
    merge(record_type("party"), keep, drop, {}, by=cast.owner)
    card = signed_in("owner").get(f"/clients/{keep}/").content.decode()
    people = card.split('id="part-side"')[1]
    assert "father of" in people
    assert "double of" not in people
