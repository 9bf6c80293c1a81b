"""A card for a window is the same card without menu and search, and only our own pages may frame it."""

import pytest

pytestmark = pytest.mark.django_db


@pytest.fixture
def card(clients, cast):
    return f"/clients/{clients(name='Anna', owner=cast.seller.person_id)}/"


def test_a_card_in_a_window_has_no_menu_and_no_search(card, signed_in):
    page = signed_in("seller").get(f"{card}?frame=1").content.decode()
    assert "Anna" in page and "data-framed" in page and '<base target="_top">' in page
    assert 'class="rail"' not in page and 'role="search"' not in page and 'id="palette"' not in page


def test_only_our_own_pages_may_frame_it(card, signed_in):
    answer = signed_in("seller").get(f"{card}?frame=1")
    assert "frame-ancestors 'self'" in answer["Content-Security-Policy"]
    assert answer["X-Frame-Options"] == "SAMEORIGIN"


@pytest.mark.parametrize("path", ["{card}", "/clients/?frame=1", "/clients/new/?frame=1", "/clients/999999/?frame=1"])
def test_nothing_else_may_be_framed_by_anybody(path, card, signed_in):
    answer = signed_in("seller").get(path.format(card=card))
    assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]
    assert answer["X-Frame-Options"] == "DENY"


def test_who_may_not_see_a_card_sees_it_in_no_window_either(card, signed_in):
    assert signed_in("stranger").get(f"{card}?frame=1").status_code == 404
