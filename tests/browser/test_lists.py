"""The list: moved through by keys, narrowed down by a sentence, cut to taste, remembered."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


@pytest.fixture
def page(enter):
    return enter("Manager")


def cursor(page):
    return page.locator("[data-rows] > .cursor")


def names(page):
    return page.locator("a[data-row-link]").all_inner_texts()


def narrow(page, field, *choices):
    """where … field is one of choices"""
    page.get_by_role("button", name=re.compile("^(where|and) …")).click()
    page.locator("#filter-pop").get_by_role("menuitem", name=field, exact=True).click()
    for choice in choices:
        page.locator("#filter-pop").get_by_label(choice, exact=True).check()
    page.locator("#filter-pop").get_by_role("button", name="Show these").click()


def test_rows_are_walked_by_keys_and_opened_by_enter(page):
    three = names(page)[:3]
    for key, name in (("j", three[0]), ("j", three[1]), ("j", three[2]), ("k", three[1])):
        page.keyboard.press(key)
        expect(cursor(page)).to_contain_text(name)
    page.keyboard.press("Enter")
    page.wait_for_url("**/clients/*/")
    expect(page.locator("h1")).to_have_text(three[1])
    page.go_back()
    expect(cursor(page)).to_contain_text(three[1])


def test_a_value_is_changed_within_its_row(page, new_client):
    new_client(page, "Aaron First")
    page.goto("/clients/")
    page.keyboard.press("j")
    page.keyboard.press("e")
    field = cursor(page).locator("[data-edit] form :is(input:not([type=hidden]), select)").first
    expect(field).to_be_focused()
    page.keyboard.type("Aaron Foremost")
    page.keyboard.press("Enter")
    expect(page.locator("[data-toast]")).to_contain_text("Saved")
    expect(cursor(page)).to_contain_text("Aaron Foremost")


def test_conditions_read_as_a_sentence_and_are_taken_away_again(page):
    before = page.locator(".pager").inner_text()
    narrow(page, "Group", "VIP")
    chip = page.locator(".sentence .chip")
    expect(chip).to_contain_text("VIP")
    expect(page.locator(".pager")).not_to_have_text(before)
    groups = page.locator("td.c-group").all_inner_texts()
    assert groups and set(groups) == {"VIP"}
    narrow(page, "Owner", "Anna Sokolova")
    expect(chip).to_have_count(2)
    chip.first.get_by_role("button", name="Remove the condition").click()
    expect(chip).to_have_count(1)
    chip.first.get_by_role("button", name="Remove the condition").click()
    expect(chip).to_have_count(0)
    assert page.locator(".pager").inner_text() == before


def test_a_click_on_a_head_sorts_and_another_turns_it_round(page):
    page.get_by_role("columnheader", name="Next step due").get_by_role("link").click()
    head = page.get_by_role("columnheader", name="Next step due")
    expect(head).to_have_attribute("aria-sort", "ascending")
    up = names(page)
    head.get_by_role("link").click()
    expect(head).to_have_attribute("aria-sort", "descending")
    assert names(page) != up


def test_columns_are_chosen(page):
    page.get_by_role("button", name="Columns", exact=True).click()
    page.locator("#columns-pop").get_by_label("City", exact=True).check()
    page.locator("#columns-pop").get_by_label("Owner", exact=True).uncheck()
    page.get_by_role("button", name="Show these columns").click()
    expect(page.get_by_role("columnheader", name="City")).to_be_visible()
    expect(page.get_by_role("columnheader", name="Owner")).to_have_count(0)


def test_a_column_is_dragged_wider_and_stays_so(page):
    head = page.locator("th[data-col=group]")
    before = head.bounding_box()
    grip = head.locator(".grip").bounding_box()
    x, y = grip["x"] + grip["width"] / 2, grip["y"] + grip["height"] / 2
    with page.expect_response("**/clients/widths/") as told:
        page.mouse.move(x, y)
        page.mouse.down()
        page.mouse.move(x + 40, y, steps=4)
        page.mouse.move(x + 60, y)
        page.mouse.up()
    assert told.value.ok
    wide = head.bounding_box()["width"]
    assert wide == pytest.approx(before["width"] + 60, abs=3)
    page.reload()
    assert head.bounding_box()["width"] == pytest.approx(wide, abs=3)


def test_a_view_is_kept_under_a_name_and_found_among_the_tabs(page):
    narrow(page, "Group", "Dealer")
    expect(page.locator(".sentence .chip")).to_contain_text("Dealer")
    page.get_by_role("button", name="Keep this view").click()
    page.get_by_label("Name of this view").fill("Our dealers")
    page.keyboard.press("Enter")
    tab = page.get_by_role("navigation", name="Views").get_by_role("link", name="Our dealers")
    expect(tab).to_be_visible()
    page.goto("/clients/")
    tab.click()
    expect(page.locator(".sentence .chip")).to_contain_text("Dealer")
    expect(tab).to_have_attribute("aria-current", "page")


def test_the_next_page_and_back(page):
    first = names(page)
    page.get_by_role("link", name="Next").click()
    expect(page.locator(".pager b")).to_have_text("51–100")
    assert not set(first) & set(names(page))
    page.get_by_role("link", name="Back").click()
    expect(page.locator(".pager b")).to_have_text("1–50")
    assert names(page) == first
