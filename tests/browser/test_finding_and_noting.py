"""A seller finds somebody in a keystroke and writes down what was said."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def find(page, words):
    page.keyboard.press("Control+k")
    page.keyboard.type(words)


@pytest.mark.parametrize(
    "typed", ["averkin", "fdthrby", "аверкин", "averkni"], ids=["script", "layout", "as is", "slip"]
)
def test_a_client_is_found_however_the_name_is_typed(enter, new_client, word, typed):
    page = enter("Seller")
    new_client(page, f"Аверкин {word}")
    find(page, typed)
    expect(page.locator("#hits [role=option][aria-selected=true]")).to_contain_text("Аверкин")
    page.keyboard.press("Enter")
    page.wait_for_url("**/clients/*/")
    expect(page.locator("h1")).to_contain_text("Аверкин")


def test_a_note_is_written_from_the_keyboard_and_taken_back(enter, new_client):
    page = enter("Seller")
    page.goto(new_client(page, "Nodar Chikhladze"))
    page.keyboard.press("n")
    expect(page.locator("form[data-composer] textarea")).to_be_focused()
    page.keyboard.type("Wants the catalogue in graphite")
    page.keyboard.press("Control+Enter")
    first = page.locator("#story .log li:not(.minor)").first
    expect(first).to_contain_text("Wants the catalogue in graphite")
    toast = page.locator("[data-toast]")
    expect(toast).to_contain_text("Saved")
    expect(toast.get_by_role("button", name="Undo")).to_be_visible()
    expect(page.locator("form[data-composer] textarea")).to_have_value("")
    page.keyboard.press("Control+z")
    expect(page.locator("#story")).not_to_contain_text("graphite")


def test_a_half_written_note_is_there_again_after_a_reload(enter, new_client):
    page = enter("Seller")
    page.goto(new_client(page, "Manana Gogua"))
    page.keyboard.press("c")
    page.keyboard.type("Rang about the ridge tiles, and then")
    page.reload()
    expect(page.locator("form[data-composer] textarea")).to_have_value("Rang about the ridge tiles, and then")


def test_the_story_is_filtered_by_kind_and_says_so(enter, new_client):
    page = enter("Seller")
    page.goto(new_client(page, "Vakhtang Bregvadze"))
    page.keyboard.press("n")
    page.keyboard.type("Only a note")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#story")).to_contain_text("Only a note")
    calls = page.get_by_role("navigation", name="What the story shows").get_by_role("button", name="Call")
    calls.click()
    expect(page.locator("#story")).not_to_contain_text("Only a note")
    expect(calls).to_have_attribute("aria-pressed", "true")


def test_the_next_step_is_done_with_a_key_and_stands_in_the_story(enter, new_client):
    page = enter("Seller")
    page.goto(new_client(page, "Lasha Tsiklauri", next_step="Send the samples"))
    page.keyboard.press("d")
    expect(page.locator("#story")).to_contain_text("Send the samples")
    expect(page.locator(".next")).to_contain_text(re.compile("Plan the next step"))
