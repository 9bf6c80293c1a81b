"""Facts of a card, and editing in place."""

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


def test_a_long_fact_is_folded_and_a_short_one_is_not(cast, clients, signed_in):
    gate.create(
        record_type("own_field"), {"record_type": "party", "label": "Terms", "kind": "longtext", "name": "terms"},
        by=cast.owner,
    )  # fmt: skip
    long, short = clients(terms="All of it. " * 300), clients(terms="Cash only.\nOn the spot.")
    browser = signed_in("owner")
    page = browser.get(f"/clients/{long}/").content.decode()
    fact = page.partition("/fields/terms/")[2].partition("</dd>")[0]
    assert "Show all" in fact and '<details class="unfold">' in fact
    page = browser.get(f"/clients/{short}/").content.decode()
    fact = page.partition("/fields/terms/")[2].partition("</dd>")[0]
    assert "Cash only.\nOn the spot." in fact and "Show all" not in fact
    saved = browser.post(f"/clients/{short}/fields/terms/", {"terms": "And so on. " * 300, "seen": "1"})
    assert "Show all" in saved.content.decode()


def test_what_somebody_wrote_meanwhile_stands_whole_beside_ones_own(cast, clients, signed_in):
    """A paragraph does not hold another one: a browser would put what is theirs outside of where it is looked for."""
    pk, seller = clients(owner=cast.seller.person_id), signed_in("seller")
    gate.update(record_type("party"), pk, {"about": "Theirs.\n" * 20}, by=cast.manager)
    refused = seller.post(f"/clients/{pk}/fields/about/", {"about": "Mine", "seen": "1"}).content.decode()
    assert "<p" not in re.sub(r"<p\b.*?</p>", "", refused.partition("data-theirs>")[0], flags=re.DOTALL)
    assert refused.partition("data-theirs>")[2].startswith('<p class="body">Theirs.')
