"""Whatever is wrong on a card is put right where it stands."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def value(page, name):
    return page.locator(f"[data-edit$='/fields/{name}/']:visible").first


@pytest.fixture
def card(enter, new_client, word):
    page = enter("Seller")
    page.goto(new_client(page, f"Ketevan {word}", phone="+9955991" + "".join(str(ord(letter) % 10) for letter in word[:5]), email=f"keti@{word}.example",
                         city="Rustavi", country="Georgia"))  # fmt: skip
    return page


def test_a_value_is_clicked_typed_and_saved(card):
    value(card, "city").click()
    card.keyboard.type("Kutaisi")
    card.keyboard.press("Enter")
    expect(card.locator("[data-toast]")).to_contain_text("Saved")
    expect(value(card, "city")).to_have_text("Kutaisi")
    card.reload()
    expect(value(card, "city")).to_have_text("Kutaisi")


def test_escape_leaves_everything_as_it_was(card):
    value(card, "city").click()
    card.keyboard.type("Nowhere")
    card.keyboard.press("Escape")
    expect(value(card, "city")).to_have_text("Rustavi")
    expect(card.locator("[data-toast]")).to_have_count(0)
    card.reload()
    expect(value(card, "city")).to_have_text("Rustavi")


def test_a_wrong_value_is_told_beside_the_field_and_stays_typed(card):
    value(card, "emails").click()
    field = value(card, "emails").locator("input[type=email]").first
    expect(field).to_be_focused()
    card.keyboard.type("keti at nowhere")
    card.keyboard.press("Enter")
    expect(value(card, "emails").locator(".wrong")).to_be_visible()
    expect(value(card, "emails").locator("input:not([type=hidden])").first).to_have_value("keti at nowhere")
    card.keyboard.press("Escape")
    expect(value(card, "emails")).to_contain_text("keti@")


def test_tab_saves_and_goes_on_to_the_next_value(card):
    value(card, "city").click()
    card.keyboard.type("Gori")
    card.keyboard.press("Tab")
    expect(value(card, "country").locator("input:not([type=hidden])")).to_be_focused()
    expect(value(card, "city")).to_have_text("Gori")


def test_a_second_phone_is_added(card):
    value(card, "phones").click()
    second = value(card, "phones").locator("input[type=tel]").nth(1)
    second.fill("032 2 99 88 77")
    second.press("Enter")
    expect(value(card, "phones")).to_contain_text("+995 32 299 88 77")
    expect(value(card, "phones")).to_contain_text("+995 599 1")


def test_what_is_typed_before_the_field_has_come_is_not_lost(card):
    card.route(
        "**/fields/**", lambda route: route.fallback() if route.request.method == "POST" else slowly(card, route)
    )
    value(card, "city").click()
    card.keyboard.type("Gori")
    card.keyboard.press("Tab")
    card.keyboard.type("Sakartvelo")
    card.keyboard.press("Enter")
    expect(value(card, "city")).to_have_text("Gori")
    expect(value(card, "country")).to_have_text("Sakartvelo")


def slowly(page, route):
    """The answer of a server that is far away."""
    answer = route.fetch()
    page.wait_for_timeout(300)
    route.fulfill(response=answer)


def test_undo_takes_an_edit_back(card):
    value(card, "city").click()
    card.keyboard.type("Poti")
    card.keyboard.press("Enter")
    expect(value(card, "city")).to_have_text("Poti")
    card.locator("[data-toast]").get_by_role("button", name="Undo").click()
    expect(value(card, "city")).to_have_text("Rustavi")
