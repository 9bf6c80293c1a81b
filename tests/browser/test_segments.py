"""Segments by hand: suggested, changed by the same panel as a list's filters, kept, chosen, seen on a card."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def test_a_segment_is_put_together_kept_chosen_and_seen_on_a_card(enter):
    owner = enter("Owner")
    owner.get_by_role("button", name="Segments", exact=True).click()
    owner.get_by_role("link", name="New segment").click()
    name = owner.get_by_label("Name", exact=True)
    name.fill("In touch")
    owner.get_by_role("button", name=re.compile("^where …")).click()
    panel = owner.locator("#filter-pop")
    panel.get_by_role("menuitem", name="Interactions", exact=True).click()
    panel.get_by_label("Interactions").select_option("least")
    panel.get_by_label("How many").fill("2")
    panel.get_by_role("button", name="Show these").click()
    asked = owner.locator("#segment-asked")
    expect(asked).to_contain_text("Interactions: at least 2")
    expect(asked.get_by_role("status")).to_contain_text(re.compile(r"Today: \d"))
    expect(name).to_have_value("In touch")
    owner.get_by_role("button", name="Interactions: at least 2").click()
    expect(panel.get_by_label("How many")).to_have_value("2")
    panel.get_by_label("When").select_option("past")
    panel.get_by_label("Days", exact=True).fill("400")
    panel.get_by_role("button", name="Show these").click()
    expect(asked).to_contain_text("2, in the last 400 days")
    owner.get_by_role("button", name="Save").click()
    expect(owner.locator("[data-toast]")).to_contain_text("Segment kept: In touch")
    expect(owner.locator(".sentence")).to_contain_text("Segment is In touch")
    owner.locator("a[data-row-link]").first.click()
    owner.wait_for_url("**/clients/*/")
    expect(owner.get_by_role("group", name="Segments").get_by_role("link", name="In touch")).to_be_visible()

    seller = enter("Seller")
    seller.get_by_role("button", name="Segments", exact=True).click()
    chosen = seller.locator("#segments-pop").get_by_role("link", name="In touch")
    expect(chosen.locator(".n")).to_have_text(re.compile(r"\d"))
    chosen.click()
    expect(seller.locator(".sentence")).to_contain_text("Segment is In touch")


def test_on_the_phone_the_form_of_a_condition_stays_within_the_window(enter):
    page = enter("Owner", phone=True)
    page.get_by_role("button", name=re.compile("^where …")).click()
    page.locator("#filter-pop").get_by_role("menuitem", name="Interactions", exact=True).click()
    expect(page.locator("#filter-pop").get_by_role("button", name="Show these")).to_be_visible()
    box = page.locator("#filter-pop").bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
