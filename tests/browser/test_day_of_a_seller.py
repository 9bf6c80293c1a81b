"""A day of a seller from beginning to end: somebody writes on the site and in the evening the deal is won; a manager who has it
open sees each step without loading anything anew."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from conftest import make_form
from tailor.kernel.fetching.tests.conftest import Listener, say

pytestmark = pytest.mark.browser

HEARD = 1500  # ms until the live stream knows what is shown


class Manager:
    """Whoever looks on: a page is opened once, and what is looked for has to come by itself."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def open(self, address: str) -> None:
        self.page.goto(address)
        self.page.evaluate("window.sameDocument = true")
        self.page.wait_for_timeout(HEARD)

    def sees(self, place: Locator, text: str) -> None:
        expect(place).to_contain_text(text)
        assert self.page.evaluate("window.sameDocument"), "the page was loaded anew"

    def now_at(self, stage: str) -> None:
        self.sees(self.page.locator(".stages [aria-current=step]"), stage)


def send(stranger: Page, origin: str, word: str) -> None:
    stranger.goto(f"{origin}/?utm_campaign={word}")
    stranger.get_by_label("Name").fill(f"Nino {word}")
    stranger.get_by_label("Phone").fill("+995 599 40 50 60")
    stranger.get_by_label("Message").fill(f"A gate for {word}")
    stranger.get_by_label("You may answer me.").check()
    stranger.wait_for_timeout(2100)  # who sends at once is taken for a machine
    stranger.get_by_role("button", name="Send").click()
    expect(stranger.get_by_text("Thank you.")).to_be_visible()


def column(page: Page, name: str) -> Locator:
    return page.get_by_role("region", name=name, exact=True)


def move(page: Page, stage: str, **asked: str) -> None:
    page.locator(".stages").get_by_role("button", name=stage).click()
    for label, value in asked.items():
        page.locator("dialog#move").get_by_label(label).first.fill(value)
    if asked:
        page.locator("dialog#move").get_by_role("button", name="Move").click()
    expect(page.locator(".stages [aria-current=step]")).to_have_text(stage)


def test_from_a_form_on_the_site_to_a_deal_that_is_won(
    enter: Callable[..., Page], site: Listener, stranger: Page, word: str
) -> None:
    owner, seller, manager = enter("Owner"), enter("Seller"), Manager(enter("Manager"))
    beside = Manager(manager.page.context.new_page())
    origin = f"http://127.0.0.1:{site.port}"
    line, _look = make_form(owner, f"Gates {word}", origin)
    page_of_site = f"<!doctype html><html lang=en><title>Gates</title><main><h1>Gates</h1>{line}</main></html>".encode()
    site.answer = lambda handler: say(handler, 200, page_of_site, **{"Content-Type": "text/html"})

    # it comes into a list in which nothing was
    leads = f"/leads/?utm_campaign=is:{word}"
    seller.goto(leads)
    expect(seller.get_by_text("Nothing matches")).to_be_visible()
    manager.open(leads)
    send(stranger, origin, word)
    manager.sees(manager.page.get_by_role("row").filter(has_text=word), "New")
    row = seller.get_by_role("row").filter(has_text=word)
    expect(row).to_be_visible()

    # it is taken on and answered
    row.get_by_role("link").first.click()
    manager.open(seller.url)
    if seller.get_by_role("button", name="Take it on").count():
        seller.get_by_role("button", name="Take it on").click()
        expect(seller.get_by_role("button", name="Take it on")).to_have_count(0)
    seller.get_by_role("button", name="Answered").first.click()
    seller.locator("dialog").get_by_label("What was said").fill("We measure on Monday.")
    seller.locator("dialog").get_by_role("button", name="Answered").click()
    manager.sees(manager.page.locator("#part-facts"), "Answered")
    manager.sees(manager.page.locator("#main"), "We measure on Monday.")

    # it is a deal with a client, and stands on the board
    manager.open("/deals/board/")
    seller.get_by_role("button", name="Make a deal of it").first.click()
    manager.sees(column(manager.page, "New"), word)
    ticket = manager.page.locator(".tkt", has_text=word).locator("a.nm")
    deal = str(ticket.get_attribute("href"))
    expect(seller).to_have_url(re.compile(re.escape(deal) + "$"))
    expect(seller.locator("header.who")).to_contain_text(f"Nino {word}")

    # it moves, a call is noted, a task is done
    beside.open(deal)
    manager.page.bring_to_front()
    move(seller, "In talks")
    manager.sees(column(manager.page, "In talks"), word)
    beside.page.bring_to_front()
    beside.now_at("In talks")
    seller.locator(".composer label", has_text="Call").click()
    seller.locator(".composer textarea").fill("They want it grey.")
    seller.locator(".composer").get_by_role("button", name="Save").click()
    beside.sees(beside.page.locator("#story"), "They want it grey.")
    tasks = seller.locator(".task-panel")
    tasks.get_by_label("New task").fill(f"draw {word}")
    tasks.get_by_role("button", name="Add").click()
    beside.sees(beside.page.locator(".task-panel"), f"draw {word}")
    tasks.get_by_role("checkbox").click()
    beside.sees(beside.page.locator("#story"), f"did a task: draw {word}")
    expect(beside.page.locator(".task-panel .task")).to_have_count(0)

    # it is won
    move(seller, "Offer made", Amount="4800")
    beside.sees(beside.page.locator("header.who"), "4")
    beside.now_at("Offer made")
    move(seller, "Won")
    beside.now_at("Won")
    manager.page.bring_to_front()
    manager.sees(column(manager.page, "Won"), word)
