"""What a role may see, and where it begins, holds for its home page."""

from __future__ import annotations

import re

import pytest

from tailor.access.roles import role
from tailor.staff.rights import changing

pytestmark = pytest.mark.django_db

TITLE = re.compile(r'id="home-([\w]+)"')


def blocks_on(browser, address="/home/"):
    return TITLE.findall(browser.get(address).content.decode())


def test_nobody_is_offered_a_block_beyond_their_rights(cast, signed_in):
    changing.change(role("seller"), {"rights": {"deal": {"may": ""}, "lead": {"may": ""}}}, cast.owner)
    seller = signed_in("seller")
    assert not {"deals", "pipeline", "leads"} & set(blocks_on(seller))
    assert 'value="deals"' not in seller.get("/home/blocks/").content.decode()
    seller.post("/home/arrange/", {"block": ["deals", "day"]})
    assert blocks_on(seller) == ["day"]


def test_a_role_with_another_first_page_has_the_home_page_in_its_menu(cast, signed_in):
    changing.change(role("seller"), {"home": "history"}, cast.owner)
    seller = signed_in("seller")
    assert seller.get("/").headers["Location"] == "/history/"
    assert blocks_on(seller)
    assert 'href="/home/"' in seller.get("/history/").content.decode()
