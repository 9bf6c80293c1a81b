"""A stranger fills in a form on a foreign site, and whoever has the list of leads open sees them a moment later."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from conftest import make_form
from tailor.kernel.fetching.tests.conftest import Listener, say

pytestmark = pytest.mark.browser
axe = Axe()


def sound(page: Page) -> bool:
    found = axe.run(page).response["violations"]
    assert [(one["id"], one["nodes"][0]["target"]) for one in found if one["impact"] != "minor"] == []
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


def test_a_form_on_a_foreign_site_is_a_lead_in_a_list_that_is_open(
    enter: Callable[..., Page], site: Listener, stranger: Page, word: str
) -> None:
    owner = enter("Owner")
    origin = f"http://127.0.0.1:{site.port}"
    line, _look = make_form(owner, f"Form {word}", origin)
    assert sound(owner)
    page_of_site = f"<!doctype html><html lang=en><title>Roofs</title><main><h1>Roofs</h1>{line}</main></html>".encode()
    site.answer = lambda handler: say(handler, 200, page_of_site, **{"Content-Type": "text/html"})
    owner.goto("/leads/?status=is:new")
    stranger.goto(f"{origin}/roofs?utm_source=ads")
    stranger.get_by_label("Name").fill(f"Ann {word}")
    stranger.get_by_label("Phone").fill("+36 30 111 2233")
    stranger.get_by_label("E-mail").fill("ann")
    stranger.get_by_label("Message").fill(f"A roof for {word}")
    stranger.get_by_label("You may answer me.").check()
    stranger.wait_for_timeout(2100)  # who sends at once is taken for a machine
    stranger.get_by_role("button", name="Send").click()
    expect(stranger.get_by_text("An e-mail address has an @ in it.")).to_be_visible()
    expect(stranger.get_by_label("Message")).to_have_value(f"A roof for {word}")
    stranger.get_by_label("E-mail").fill("ann@example.com")
    assert sound(stranger)
    stranger.get_by_role("button", name="Send").click()
    expect(stranger.get_by_text("Thank you.")).to_be_visible()
    row = owner.get_by_role("row").filter(has_text=word)
    expect(row).to_be_visible()  # nobody loaded the page anew
    assert sound(owner)
    row.get_by_role("link").first.click()
    expect(owner.get_by_text(f"By the form “Form {word}”")).to_be_visible()
    expect(owner.locator("#part-facts")).to_contain_text("ads")


def test_who_may_be_a_machine_does_a_sum_on_our_page_and_is_a_lead(
    enter: Callable[..., Page], site: Listener, stranger: Page, word: str
) -> None:
    owner = enter("Owner")
    _line, look = make_form(owner, f"Form {word}", f"http://127.0.0.1:{site.port}")
    stranger.goto(owner.url.split("/site-forms")[0] + look)
    assert sound(stranger)
    stranger.set_viewport_size({"width": 390, "height": 844})
    assert sound(stranger)
    stranger.get_by_label("Name").fill(f"Bob {word}")
    stranger.get_by_label("Phone").fill("+36 30 111 2244")
    stranger.get_by_label("You may answer me.").check()
    stranger.locator("[name=stamp]").evaluate("field => field.value = 'of a machine'")
    stranger.get_by_role("button", name="Send").click()
    expect(stranger.get_by_text("One more step")).to_be_visible()
    expect(stranger.get_by_label("Name")).to_have_value(f"Bob {word}")
    stranger.get_by_role("button", name="Send").click()
    expect(stranger.get_by_text("Thank you.")).to_be_visible()
