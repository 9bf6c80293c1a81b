"""Whoever connects a site sees at once whether messages arrive, and what it answered."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tailor.kernel.fetching.tests.conftest import Listener, say

pytestmark = pytest.mark.browser
axe = Axe()


@pytest.fixture
def site() -> Iterator[Listener]:
    """The company's site, which takes what it is told."""
    one = Listener()
    one.answer = lambda handler: say(handler, 200, b'{"taken":true}')
    yield one
    one.server.shutdown()
    one.server.server_close()


def sound(page: Page) -> bool:
    found = axe.run(page).response["violations"]
    assert [(one["id"], one["nodes"][0]["target"]) for one in found if one["impact"] != "minor"] == []
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


@pytest.mark.parametrize("phone", [False, True], ids=["desk", "phone"])
def test_a_webhook_is_made_tried_and_shows_what_came_back(enter, new_client, word, site, phone):
    page = enter("Owner", phone=phone)
    page.goto("/webhooks/")
    page.keyboard.press("n")
    page.wait_for_url("**/webhooks/new/")
    page.fill("[name=name]", word)
    page.fill("[name=url]", f"http://127.0.0.1:{site.port}/hook")
    page.keyboard.press("Enter")
    expect(page.locator(".told-once code")).to_have_text(re.compile("whsec_"))
    assert sound(page)
    page.get_by_role("button", name="Send a test").click()
    expect(page.locator("[role=status] .badge")).to_have_text("taken")  # nobody loads the page anew
    expect(page.locator("pre.sent").last).to_contain_text('"taken": true')
    assert sound(page)
    assert json.loads(site.asked[0][3])["type"] == "test"
    new_client(page, f"Client {word}")
    page.goto("/webhooks/")
    page.get_by_role("link", name=word).click()
    made = page.get_by_role("link", name="Client: made")
    for _second in range(20):  # the change is queued by another process, a moment after it was made
        if made.count():
            break
        page.wait_for_timeout(1000)
        page.reload()
    made.click()
    expect(page.locator("pre.sent").first).to_contain_text(f"Client {word}")
    page.get_by_role("link", name=word).first.click()
    page.get_by_role("link", name="Edit").click()
    page.get_by_role("button", name="Delete").click()
    page.locator("dialog").get_by_role("button", name="Delete").click()
    page.wait_for_url("**/webhooks/")
    expect(page.get_by_role("link", name=word)).to_have_count(0)


def test_a_receiver_in_an_inner_network_is_told_of_in_words(enter, word):
    page = enter("Owner")
    page.goto("/webhooks/new/")
    page.fill("[name=name]", word)
    page.fill("[name=url]", "https://10.0.0.1/hook")
    page.keyboard.press("Enter")
    expect(page.locator(".wrong")).to_contain_text("inner network")
    expect(page.locator("[name=url]")).to_be_focused()
    assert sound(page)
