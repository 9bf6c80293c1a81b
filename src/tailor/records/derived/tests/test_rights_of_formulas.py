"""Who sees what a formula gives: nobody who does not see what it reads."""

import pytest

from tailor.access.actors import TAILOR
from tailor.records import gate
from tailor.records.own_fields import OWN_FIELD
from tailor.records.own_kinds import OWN_KIND
from tailor.records.shape import fields_of, visible_fields
from tailor.records.types import record_type

pytestmark = pytest.mark.django_db


@pytest.fixture
def own(cast):
    def make(name, kind="formula", of="party", **more):
        given = {"label": name.title(), "name": name, "kind": kind, "record_type": of, **more}
        return gate.create(OWN_FIELD, given, by=cast.owner).id

    return make


@pytest.fixture
def orders(cast, own):
    gate.create(OWN_KIND, {"label": "Order", "plural": "Orders", "code": "order"}, by=cast.owner)
    own("client", "reference", "order", to="party")
    own("price", "number", "order")
    return record_type("order")


def seen(by, code="party"):
    return visible_fields(record_type(code), by).keys()


def test_what_goes_back_to_a_hidden_field_is_hidden_everywhere(own, clients, cast, signed_in):
    own("secretly", formula='"zebrafish" & tax_number')
    own("further", formula='upper(secretly) & "!"')
    pk = clients("Haver", tax_number="12345678")
    assert {"secretly", "further"} <= seen(cast.owner)
    assert not {"secretly", "further"} & seen(cast.operator)
    operator = signed_in("operator")
    assert "zebrafish" not in operator.get(f"/clients/{pk}/").content.decode().lower()
    for address in (
        "?columns=name,secretly,further",
        "?further=set:",
        "?secretly=is:zebrafish12345678",
        "?sort=further",
    ):
        page = operator.get(f"/clients/{address}").content.decode()
        assert "Further" not in page
        assert "zebrafish" not in page.replace(f"/clients/{address}", "").replace("zebrafish12345678", "").lower()
    assert "Haver" not in operator.get("/search/?q=zebrafish12345678").content.decode()
    assert "Haver" in signed_in("owner").get("/search/?q=zebrafish12345678").content.decode()


def test_a_sum_over_records_of_which_one_sees_some_is_for_those_who_see_all(orders, own, clients, cast):
    own("total", "rollup", through="order.client", summary="sum", formula="price")
    own("bonus", formula="total / 10")
    assert {"total", "bonus"} <= seen(cast.owner)
    assert {"total", "bonus"} <= seen(cast.manager)
    assert not {"total", "bonus"} & seen(cast.seller)


def test_what_hangs_on_a_record_is_counted_for_whoever_sees_the_record(own, clients, cast):
    own("talks", "rollup", through="interaction.party", summary="count")
    assert "talks" in seen(cast.seller)


def test_a_formula_that_looks_at_records_not_everybody_sees_is_for_those_who_see_all(orders, own, cast):
    own("whose", of="order", formula="client.name")
    assert "whose" in seen(cast.owner, "order")
    assert "whose" not in seen(cast.seller, "order")


def test_before_the_rule_is_known_nobody_sees_any(own, cast, monkeypatch):
    own("twice", formula="length(name) * 2")
    assert "twice" in seen(cast.seller)
    monkeypatch.setattr("tailor.records.shape._sees_derived", lambda *asked: False)
    assert "twice" not in seen(TAILOR)
    assert "twice" in fields_of(record_type("party"))
