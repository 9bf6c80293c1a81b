"""Editing in place."""

import re

import pytest

from tailor.records import gate
from tailor.records.types import record_type

pytestmark = pytest.mark.django_db


def test_a_refused_value_does_not_forget_what_was_seen(cast, clients, signed_in):
    """Otherwise mending the value would put it over what a colleague wrote meanwhile, unseen."""
    pk, seller = clients(owner=cast.seller.person_id), signed_in("seller")
    gate.update(record_type("party"), pk, {"birthday": "1980-01-01"}, by=cast.manager)
    refused = seller.post(f"/clients/{pk}/fields/birthday/", {"birthday": "nonsense", "seen": "1"})
    seen = re.search(r'name="seen"[^>]*value="(\d+)"', refused.content.decode())[1]
    assert seen == "1"
    mended = seller.post(f"/clients/{pk}/fields/birthday/", {"birthday": "1990-05-05", "seen": seen})
    assert "Manager changed this meanwhile." in mended.content.decode()
