"""Suspected pairs: every one is reached page by page, and each says first why it is suspected."""

import re
from itertools import chain, pairwise

import pytest

from tailor.records.models import SuspectedPair
from tailor.records.suspects import pairs_for
from tailor.records.types import record_type

pytestmark = pytest.mark.django_db
ROW = re.compile(r'<tr class="(?:same)?"><th scope="row">([^<]+)</th>')


def suspect(first, second, *, reason="name", score=90):
    return SuspectedPair.objects.create(
        record_type="party", first_id=first, second_id=second, reason=reason, score=score
    )


def walk(by, limit):
    """The ids of all pairs, page by page."""
    pages, after = [], ""
    while True:
        page = pairs_for(record_type("party"), by, after=after, limit=limit)
        pages.append([pair.id for pair in page.pairs])
        if not page.following:
            return pages
        after = page.following


def test_every_pair_is_reached_once_the_likeliest_first(cast, clients):
    ids = [clients() for _number in range(11)]
    made = [suspect(one, other, score=86 + index % 3) for index, (one, other) in enumerate(pairwise(ids))]
    pages = walk(cast.owner, 3)
    assert [len(page) for page in pages] == [3, 3, 3, 1]
    assert list(chain(*pages)) == [pair.id for pair in sorted(made, key=lambda pair: (-pair.score, pair.id))]


def test_pairs_one_does_not_see_are_passed_over(cast, clients, monkeypatch):
    monkeypatch.setattr("tailor.records.suspects.PORTION", 2)
    for _number in range(5):
        suspect(clients(owner=cast.stranger.person_id), clients(owner=cast.stranger.person_id), score=99)
    mine = suspect(clients(owner=cast.seller.person_id), clients(owner=cast.seller.person_id))
    assert walk(cast.seller, 3) == [[mine.id]]


@pytest.mark.parametrize("after", ["x", "90", "-1", "90-", "9999-1", "90-99999999999999999999"])
def test_a_mangled_place_means_the_beginning(after, cast, clients, signed_in):
    pair = suspect(clients(), clients())
    answer = signed_in("owner").get("/clients/duplicates/", {"after": after})
    assert f'id="pair-{pair.id}"' in answer.content.decode()


def test_the_page_leads_on_to_further_pairs(cast, clients, signed_in):
    ids = [clients() for _number in range(32)]
    last = [suspect(one, other) for one, other in pairwise(ids)][-1]
    owner = signed_in("owner")
    page = owner.get("/clients/duplicates/").content.decode()
    assert f"pair-{last.id}" not in page
    following = re.search(r'href="(\?after=[^"]+)"', page)
    assert following
    assert f"pair-{last.id}" in owner.get("/clients/duplicates/" + following[1]).content.decode()


def test_a_pair_shows_first_what_it_was_found_by_then_what_differs(cast, clients, signed_in):
    same = {"city": "Batumi", "emails": [{"value": "a@b.ge"}]}
    first = clients(name="Nino Lomidze", position="Director", phones=[{"value": "+995599111222"}], **same)
    second = clients(name="Nino Lomidze", phones=[{"value": "+995599111222"}, {"value": "+995599333444"}], **same)
    suspect(first, second, reason="phone")
    page = signed_in("owner").get("/clients/duplicates/").content.decode()
    assert ROW.findall(page)[:2] == ["Phones", "Position"]
    assert f'<a href="/clients/{first}/">Nino Lomidze</a>' in page
