"""Calling a list through by keys: whoever is next is seen before the server answers, and never kept for anybody by that."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Route, expect

pytestmark = pytest.mark.browser


@pytest.fixture
def three(enter: Callable[..., Page], new_client: Callable[..., str], word: str) -> Page:
    """A seller before a list of three clients, about to call them through."""
    page = enter("Seller")
    for at, name in enumerate(("Aga", "Bea", "Cili")):
        new_client(page, f"{name} {word}", phone=f"+3630765432{at}", city=word)
    page.goto(f"/clients/?city=has:{word}&sort=name")
    page.locator("h1").first.wait_for()
    page.keyboard.press("c")
    page.wait_for_url("**/calls/*/")
    return page


def test_who_is_next_is_seen_at_once_and_the_answer_takes_the_place(three: Page, word: str) -> None:
    waiting: list[Route] = []
    expect(three.locator("#call-now .dial")).to_be_visible()
    three.wait_for_timeout(800)  # until the next one was read ahead

    def hold(route: Route) -> None:
        waiting.append(route)

    three.route("**/skip/", hold)
    three.keyboard.press("s")
    ahead = three.locator("#call-now > [data-next]")
    expect(ahead.locator(".call-who")).to_contain_text(f"Bea {word}")
    expect(three.locator("#call-now > .call-parts")).to_be_hidden()
    three.keyboard.press("s")  # nothing in it can be pressed
    assert len(waiting) == 1
    waiting[0].continue_()
    expect(ahead).to_have_count(0)
    expect(three.locator("#call-now > .call-parts > .call-who")).to_contain_text(f"Bea {word}")
    expect(three.locator("#call-now")).to_contain_text("2 of 3")
    assert Axe().run(three).violations_count == 0


def test_what_was_not_kept_is_still_there(three: Page, word: str) -> None:
    three.wait_for_timeout(800)
    three.keyboard.press("Enter")
    expect(three.locator("[data-toast]")).to_contain_text("Choose how it ended")
    expect(three.locator("#call-now > .call-parts > .call-who")).to_contain_text(f"Aga {word}")
    expect(three.locator("#call-now > [data-next]")).to_have_count(0)
    three.keyboard.press("1")
    three.keyboard.press("Enter")
    expect(three.locator("#call-now > .call-parts > .call-who")).to_contain_text(f"Bea {word}")


def test_a_word_is_written_left_by_escape_and_the_digit_is_a_key_again(three: Page, word: str) -> None:
    three.keyboard.press("n")
    three.keyboard.type("will think")
    three.keyboard.press("Escape")
    three.keyboard.press("1")
    expect(three.locator("#call-now [name=outcome]:checked")).to_have_count(1)
    three.keyboard.press("Enter")
    expect(three.locator("#call-now > .call-parts > .call-who")).to_contain_text(f"Bea {word}")
    three.keyboard.press("b")
    expect(three.locator("#call-now")).to_contain_text("will think")
    expect(three.locator("#call-now")).not_to_contain_text("will think1")
