"""The home page: its blocks by role, chosen by each person, every figure the count of the list behind it."""

import re
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tailor.home.arrangement import arranged
from tailor.home.blocks import all_blocks, blocks_for
from tailor.home.models import HomeOfRole
from tailor.records import gate
from tailor.records.blueprint.applying import apply
from tailor.records.blueprint.document import read_shape
from tailor.records.blueprint.faults import NotABlueprint
from tailor.records.blueprint.planning import plan
from tailor.records.blueprint.text import from_text, lines_of, to_text
from tailor.records.types import record_type

pytestmark = pytest.mark.django_db

TITLE = re.compile(r'id="home-([\w]+)"')


def blocks_on(browser, address="/home/"):
    return TITLE.findall(browser.get(address).content.decode())


def shape_seller(values, by):
    gate.create(record_type("role"), {"code": "seller", **values}, by=by)


def toast_of(answer):
    return unescape(answer.headers["HX-Trigger"])


@pytest.mark.parametrize("who", ["owner", "administrator", "manager", "seller", "operator", "warehouse"])
def test_everybody_begins_with_the_blocks_usual_for_their_role(who, cast, signed_in):
    expected = [one.key for one in all_blocks() if one.usual(cast[who]) and one.seen(cast[who])]
    assert blocks_on(signed_in(who), "/") == blocks_on(signed_in(who)) == expected
    assert "day" in expected


def test_an_operator_sees_what_comes_in_and_a_manager_their_team(signed_in):
    assert blocks_on(signed_in("operator"))[0] == "incoming"
    assert {"team", "pipeline", "stuck"} <= set(blocks_on(signed_in("manager")))
    assert not {"team", "pipeline", "stuck"} & set(blocks_on(signed_in("seller")))


def test_nobody_is_offered_a_block_beyond_their_rights(cast, signed_in):
    shape_seller({"rights": {"deal": {"may": ""}, "lead": {"may": ""}}}, cast.owner)
    seller = signed_in("seller")
    assert not {"deals", "pipeline", "leads"} & set(blocks_on(seller))
    assert 'value="deals"' not in seller.get("/home/blocks/").content.decode()
    seller.post("/home/arrange/", {"block": ["deals", "day"]})
    assert blocks_on(seller) == ["day"]


def test_people_choose_and_order_their_blocks_and_take_it_back(signed_in):
    seller, colleague = signed_in("seller"), signed_in("colleague")
    usual = blocks_on(seller)
    answer = seller.post("/home/arrange/", {"block": ["figures", "day"]}, headers={"HX-Request": "true"})
    assert TITLE.findall(answer.content.decode()) == ["figures", "day"] == blocks_on(seller)
    assert blocks_on(colleague) == usual
    seller.post("/home/arrange/", {"block": []})
    assert "Nothing stands here" in seller.get("/home/").content.decode()
    assert "/home/undo/1/" in toast_of(answer)
    assert seller.post("/home/undo/2/").status_code == 204
    assert blocks_on(seller) == ["figures", "day"]
    assert seller.post("/home/undo/2/").status_code == 404
    assert seller.post("/home/undo/1/").status_code == 204
    assert blocks_on(seller) == usual


def test_an_earlier_undo_takes_back_what_came_after_it_too(signed_in):
    seller = signed_in("seller")
    usual = blocks_on(seller)
    for blocks in (["day"], ["deals"], ["calls"]):
        seller.post("/home/arrange/", {"block": blocks})
    seller.post("/home/undo/1/")
    assert blocks_on(seller) == usual
    assert seller.post("/home/undo/3/").status_code == 404


def test_one_goes_back_to_the_usual_of_ones_role(signed_in):
    seller = signed_in("seller")
    usual = blocks_on(seller)
    seller.post("/home/arrange/", {"block": ["day"]})
    seller.post("/home/arrange/", {"usual": "1"})
    assert blocks_on(seller) == usual


def test_who_rules_says_what_a_role_begins_with_and_takes_it_back(signed_in):
    owner, seller = signed_in("owner"), signed_in("seller")
    usual = blocks_on(seller)
    owner.post("/home/arrange/", {"block": ["figures", "calls"]})
    answer = owner.post("/home/begin/", {"role": "seller"}, headers={"HX-Request": "true"})
    assert blocks_on(seller) == ["figures", "calls"]
    undo = re.search(r"/history/\d+/undo/", toast_of(answer)).group()
    owner.post(undo, headers={"HX-Request": "true"})
    assert blocks_on(seller) == usual
    owner.post("/home/begin/", {"role": "seller"})
    owner.post("/home/arrange/", {"block": ["calls"]})
    owner.post("/home/begin/", {"role": "seller"})
    assert blocks_on(seller) == ["calls"]
    assert HomeOfRole.objects.filter(deleted_at=None).count() == 1


def test_nobody_else_says_what_a_role_begins_with(signed_in):
    assert signed_in("manager").post("/home/begin/", {"role": "seller"}).status_code == 404
    assert signed_in("owner").post("/home/begin/", {"role": "nobody"}).status_code == 404
    assert "/home/begin/" in signed_in("owner").get("/home/blocks/").content.decode()
    assert "/home/begin/" not in signed_in("manager").get("/home/blocks/").content.decode()


def test_home_pages_are_part_of_the_blueprint(cast, signed_in):
    def bring_in(text):
        return apply(plan(from_text(text), cast.owner), cast.owner, lines=lines_of(text))

    bring_in("tailor: 1\nhomes:\n  seller:\n    blocks: [figures, day]\n")
    assert blocks_on(signed_in("seller")) == ["figures", "day"]
    assert "homes:" in to_text(read_shape(cast.owner).document())
    with pytest.raises(NotABlueprint, match="no such blocks"):
        bring_in("tailor: 1\nhomes:\n  operator:\n    blocks: [nonsense]\n")


def test_a_role_with_another_first_page_has_the_home_page_in_its_menu(cast, signed_in):
    shape_seller({"home": "history"}, cast.owner)
    seller = signed_in("seller")
    assert seller.get("/").headers["Location"] == "/history/"
    assert blocks_on(seller)
    assert 'href="/home/"' in seller.get("/history/").content.decode()


def test_every_block_is_a_few_statements(cast, signed_in):
    for who in ("owner", "manager", "seller", "operator"):
        browser = signed_in(who)
        browser.get("/home/")
        with CaptureQueriesContext(connection) as asked:
            browser.get("/home/")
        assert len(asked) <= 4 + 3 * len(arranged(cast[who])), [one["sql"] for one in asked]


def test_a_block_of_a_module_that_is_off_is_not_there(cast, monkeypatch):
    monkeypatch.setattr("tailor.access.roles.is_off", lambda dotted, _further: dotted.startswith("tailor.sales"))
    assert "deals" not in blocks_for(cast.owner)
    assert "day" in blocks_for(cast.owner)
