"""What was removed from the shape comes back with its data."""

import pytest

from tailor.records import gate, reading
from tailor.records.own_fields import OWN_FIELD
from tailor.records.own_kinds import OWN_KIND
from tailor.records.types import record_type

pytestmark = pytest.mark.django_db


def test_a_removed_field_waits_in_the_bin_and_comes_back_with_its_values(cast, clients, signed_in):
    given = {"label": "Discount", "name": "discount", "kind": "text", "record_type": "party"}
    field = gate.create(OWN_FIELD, given, by=cast.owner).id
    pk = clients("Haver", discount="much")
    gate.delete(OWN_FIELD, field, by=cast.owner)
    owner = signed_in("owner")
    assert "/own-fields/bin/" in owner.get("/own-fields/").content.decode()
    page = owner.get("/own-fields/bin/").content.decode()
    assert "Discount" in page
    assert "Owner" in page
    assert owner.post(f"/own-fields/bin/{field}/").status_code == 302
    assert reading.get(record_type("party"), pk, cast.owner).values["discount"] == "much"
    assert "Nothing was removed" in owner.get("/own-fields/bin/").content.decode()


def test_a_removed_kind_comes_back_with_its_records(cast, signed_in):
    kind = gate.create(OWN_KIND, {"label": "Visit", "plural": "Visits", "code": "visit"}, by=cast.owner).id
    visit = gate.create(record_type("visit"), {"title": "First visit"}, by=cast.owner).id
    gate.delete(OWN_KIND, kind, by=cast.owner)
    owner = signed_in("owner")
    assert owner.get("/visit/").status_code == 404
    owner.post(f"/own-kinds/bin/{kind}/")
    assert "First visit" in owner.get(f"/visit/{visit}/").content.decode()


def test_a_bin_is_for_those_who_may_remove_and_for_what_is_of_the_shape(signed_in):
    assert signed_in("seller").get("/own-fields/bin/").status_code == 404
    assert signed_in("owner").get("/clients/bin/").status_code == 404
    assert signed_in("owner").post("/own-fields/bin/99/").status_code in (302, 404)
