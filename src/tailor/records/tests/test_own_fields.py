"""Own fields stand beside the declared ones and never in their place."""

import pytest

from tailor.records import gate
from tailor.records.own_fields import OWN_FIELD
from tailor.records.refusals import Refusal
from tailor.records.types import record_type

pytestmark = pytest.mark.django_db
DISCOUNT = {"label": "Discount", "kind": "text", "record_type": "party", "name": "discount"}


@pytest.fixture
def discount(cast):
    return gate.create(OWN_FIELD, DISCOUNT, by=cast.owner).id


def test_it_takes_no_name_of_a_declared_field(cast, clients, signed_in):
    clients("Kovács")
    answer = signed_in("owner").post("/own-fields/new/", {**DISCOUNT, "name": "name"})
    assert answer.status_code == 422
    assert "This name is taken." in answer.content.decode()
    assert "Kovács" in signed_in("owner").get("/clients/").content.decode()


def test_it_takes_no_name_of_another_own_field_not_even_a_deleted_one(discount, cast, signed_in):
    owner = signed_in("owner")
    assert owner.post("/own-fields/new/", DISCOUNT).status_code == 422
    gate.delete(OWN_FIELD, discount, by=cast.owner)
    assert owner.post("/own-fields/new/", DISCOUNT).status_code == 422
    assert owner.post("/own-fields/new/", {**DISCOUNT, "name": ""}).status_code == 302


@pytest.mark.parametrize(("name", "value"), [("kind", "number"), ("name", "rebate")])
def test_what_its_values_are_read_by_stays(name, value, discount, cast, signed_in):
    gate.create(record_type("party"), {"name": "Kovács", "discount": "abc"}, by=cast.owner)
    owner = signed_in("owner")
    assert owner.post(f"/own-fields/{discount}/fields/{name}/", {name: value}).status_code == 422
    assert "abc" in owner.get("/clients/?columns=name,discount").content.decode()


def test_two_of_one_name_in_one_go_are_refused(cast):
    with pytest.raises(Refusal), gate.step(cast.owner, "own_field.create") as act:
        gate.write(act, [gate.Change(OWN_FIELD, "create", values=dict(DISCOUNT)) for _one in range(2)])


def test_its_label_is_changed_at_will(discount, cast):
    assert gate.update(OWN_FIELD, discount, {"label": "Rebate"}, by=cast.owner).changes
