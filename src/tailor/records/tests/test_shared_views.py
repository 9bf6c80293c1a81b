"""A view that is shared tells nobody what they may not see."""

from __future__ import annotations

import pytest

from tailor.records import gate, reading
from tailor.records.types import record_type
from tailor.records.views import SAVED_VIEW, saved_views

pytestmark = pytest.mark.django_db


def view(by, name, question, sharing="all", kind="party"):
    values = {"name": name, "record_type": kind, "question": question, "sharing": sharing}
    return gate.create(SAVED_VIEW, values, by=by).id


def names(by):
    return {one.name for one in saved_views(record_type("party"), by)}


@pytest.mark.parametrize(
    "question",
    [
        "?tax_number=is:77",
        "?city=is:Vác&tax_number=has:7",
        "?party.company=some:tax_number%3Dis:77",
        "?party.company=some:tax_number=is:77",
    ],
)
def test_a_view_that_asks_what_somebody_may_not_see_does_not_exist_for_them(question, cast, signed_in):
    pk = view(cast.owner, "Taxed", question)
    view(cast.owner, "Of Vác", "?city=is:Vác&columns=name,tax_number&sort=city")
    assert "tax_number" in cast.operator.grant("party").hidden
    assert names(cast.operator) == {"Of Vác"} and names(cast.manager) == {"Taxed", "Of Vác"}
    with pytest.raises(reading.NotVisible):
        reading.get(SAVED_VIEW, pk, cast.operator)
    page = signed_in("operator").get("/clients/").content.decode()
    assert "Of Vác" in page and "Taxed" not in page


def test_ones_own_view_stays_ones_own_when_a_field_is_hidden(cast):
    pk = view(cast.operator, "Mine", "?city=is:Vác", sharing="me")
    gate.create(record_type("role"), {"code": "operator", "rights": {"party": {"hidden": ["city"]}}}, by=cast.owner)
    assert reading.get(SAVED_VIEW, pk, cast.operator).title == "Mine"


@pytest.mark.parametrize(
    ("wrong", "values"),
    [
        ("record_type", {"record_type": "no_such"}),
        ("question", {"question": "javascript:alert(1)"}),
        ("question", {"question": "?just words"}),
    ],
)
def test_a_view_of_nothing_is_refused(wrong, values, cast):
    with pytest.raises(gate.Refusal) as refused:
        gate.create(SAVED_VIEW, {"name": "Wrong", "record_type": "party", "question": "", **values}, by=cast.owner)
    assert list(refused.value.errors) == [wrong]
