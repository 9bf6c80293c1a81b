"""What a card tells of a deal, a lead and a task: what somebody did, not what their columns hold."""

from __future__ import annotations

import html
import re

import pytest

from tailor.planning.records import TASK
from tailor.records import gate
from tailor.sales.records import DEAL

pytestmark = pytest.mark.django_db
TAGS, SPACES = re.compile(r"<[^>]+>"), re.compile(r"\s+")

AGREED = {"amount": "100", "expected_on": "2026-12-01"}


def told(browser, url):
    """The lines of changes on a card, newest first, without the way to take them back."""
    story = browser.get(f"{url}story/?only=changes").content.decode()
    lines = [
        re.sub(r"<(button|a)[^>]*>.*?</\1>", "", one) for one in re.findall(r'<p class="what">(.*?)</p>', story, re.S)
    ]
    return [SPACES.sub(" ", html.unescape(TAGS.sub("", one))).strip() for one in lines]


def test_a_move_is_told_by_its_stages(deals, selling, signed_in):
    pk = deals(stage="sale.offer", **AGREED)
    gate.update(DEAL, pk, {"stage": "sale.won"}, by=selling.seller)
    assert told(signed_in("seller"), f"/deals/{pk}/")[0] == "Seller Stage: Offer made → Won"


def test_what_is_put_right_by_hand_is_told(deals, selling, signed_in):
    pk = deals(stage="sale.won", **AGREED)
    gate.update(DEAL, pk, {"closed_at": "2026-01-05T10:00:00Z"}, by=selling.seller)
    assert told(signed_in("seller"), f"/deals/{pk}/")[0].startswith("Seller Came to an end:")


def test_an_answered_lead_and_a_done_task_are_told_by_what_was_done(leads, selling, signed_in):
    browser, lead = signed_in("seller"), leads()
    browser.post("/leads/do/lead.answer/", {"pick": str(lead), "arg.text": ""}, HTTP_HX_REQUEST="true")
    assert told(browser, f"/leads/{lead}/")[0] == "Seller Answered · Status: New → Answered"
    task = gate.create(TASK, {"title": "Ring"}, by=selling.seller).id
    browser.post("/tasks/do/task.done/", {"pick": str(task)}, HTTP_HX_REQUEST="true")
    assert told(browser, f"/tasks/{task}/")[0] == "Seller Done"
    line = next(one for one in browser.get("/history/").content.decode().split("<li>") if f"/tasks/{task}/" in one)
    assert "<del" not in line and "→" not in line


def test_a_won_deal_asks_for_no_next_step(deals, selling, signed_in):
    browser, pk = signed_in("seller"), deals(stage="sale.offer", **AGREED)
    assert "Plan the next step" in browser.get(f"/deals/{pk}/").content.decode()
    gate.update(DEAL, pk, {"stage": "sale.won"}, by=selling.seller)
    assert "Plan the next step" not in browser.get(f"/deals/{pk}/").content.decode()
