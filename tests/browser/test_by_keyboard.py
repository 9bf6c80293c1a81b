"""Everything is reached, seen and left by the keyboard alone."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

FOCUSABLE = """() => [...document.querySelectorAll("a[href], button:not(:disabled), input:not([type=hidden]):not(:disabled), \
select, textarea, summary, [tabindex='0']")].filter(one => one.tabIndex >= 0 && one.checkVisibility({visibilityProperty: true}) \
&& !one.closest("dialog:not([open]), [popover]:not(:popover-open):not(#rail)") \
&& !(one.type === "radio" && !one.checked && document.querySelector(`[name="${one.name}"]:checked`))).length"""
HERE = """() => { const one = document.activeElement; if (one === document.body) return null;
    window.seen ??= new Set(); const fresh = !window.seen.has(one); window.seen.add(one);
    const shown = (element) => { const style = getComputedStyle(element);
        return (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== "none"; };
    const beside = [one, one.parentElement, one.closest("label"), one.nextElementSibling, one.closest("form"), ...one.children];
    return {what: one.outerHTML.slice(0, 160), fresh, seen: beside.some((element) => element && shown(element))}; }"""


@pytest.fixture
def card(enter, new_client, word):
    page = enter("Seller")
    page.goto(new_client(page, f"Nestan {word}", email=f"nestan@{word}.example", city="Mtskheta"))
    return page


def test_tab_reaches_every_control_of_a_card_and_shows_where_it_is(card):
    every = card.evaluate(FOCUSABLE)
    reached, unseen = 0, []
    for _step in range(every + 20):
        card.keyboard.press("Tab")
        here = card.evaluate(HERE)
        if here is None or not here["fresh"]:
            break
        reached += 1
        if not here["seen"]:
            unseen.append(here["what"])
    assert unseen == []
    assert reached >= every


def test_the_first_tab_offers_to_skip_to_the_page(card):
    card.keyboard.press("Tab")
    skip = card.get_by_role("link", name="Skip to the page")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()


def test_a_value_is_edited_without_a_mouse(card):
    pen = card.get_by_role("button", name="Edit: City")
    pen.focus()
    card.keyboard.press("Enter")
    expect(card.locator("[data-edit$='/fields/city/'] input:not([type=hidden])")).to_be_focused()
    card.keyboard.type("Gori")
    card.keyboard.press("Enter")
    expect(card.locator("[data-edit$='/fields/city/']")).to_have_text("Gori")
    expect(pen).to_be_focused()


def test_a_dialog_holds_the_focus_and_escape_closes_it(card):
    card.keyboard.press("?")
    dialog = card.get_by_role("dialog", name="Keys of this page")
    expect(dialog).to_be_visible()
    for _step in range(6):
        card.keyboard.press("Tab")
        assert card.evaluate("document.activeElement === document.body || !!document.activeElement.closest('#keys')")
    card.keyboard.press("Escape")
    expect(dialog).to_be_hidden()


def test_a_menu_is_opened_walked_and_left_by_keys(card):
    more = card.locator(".who").get_by_role("button", name="More")
    more.focus()
    card.keyboard.press("Enter")
    items = card.locator("#record-menu").get_by_role("menuitem")
    expect(items.first).to_be_focused()
    card.keyboard.press("ArrowDown")
    expect(items.nth(1)).to_be_focused()
    card.keyboard.press("Escape")
    expect(items.first).to_be_hidden()
    expect(more).to_be_focused()


def test_the_palette_is_a_combobox(card):
    card.keyboard.press("/")
    box = card.get_by_role("combobox", name="Find or do")
    expect(box).to_be_focused()
    expect(box).to_have_attribute("aria-controls", "hits")
    card.keyboard.type("an")
    options = card.locator("#hits [role=option]")
    expect(options.locator("mark").first).to_be_visible()
    expect(box).to_have_attribute("aria-expanded", "true")
    for row, key in ((0, None), (1, "ArrowDown"), (0, "ArrowUp")):
        if key:
            card.keyboard.press(key)
        expect(options.nth(row)).to_have_attribute("aria-selected", "true")
        expect(card.locator("#hits [aria-selected=true]")).to_have_count(1)
        expect(box).to_have_attribute("aria-activedescendant", options.nth(row).get_attribute("id"))
        expect(box).to_be_focused()
    card.keyboard.press("Escape")
    expect(box).to_be_hidden()


def test_nothing_found_is_told_and_leads_only_to_what_may_be_made_of_it(card):
    card.keyboard.press("/")
    card.keyboard.type("qqzzxxww")
    expect(card.locator("#hits .none")).to_be_visible()
    expect(card.get_by_role("combobox", name="Find or do")).to_have_attribute(
        "aria-activedescendant", re.compile("^make-")
    )
    card.keyboard.press("Enter")
    card.wait_for_url(re.compile(r"/new/\?name=qqzzxxww"))
    expect(card.locator("main [name=name]")).to_have_value("qqzzxxww")


def test_g_and_a_letter_go_to_a_page(card):
    card.keyboard.press("g")
    card.keyboard.press("c")
    card.wait_for_url(re.compile("/clients/$"))


def test_a_new_client_is_made_without_a_mouse(enter):
    page = enter("Seller")
    page.keyboard.press("n")
    page.wait_for_url("**/clients/new/")
    name = page.get_by_label("Name", exact=True)
    expect(name).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".wrong")).to_have_text("This has to be filled in.")
    expect(name).to_be_focused()
    page.keyboard.type("Tinatin Keyboard")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Tinatin Keyboard")
    expect(page.locator("[data-toast]")).to_contain_text("Created")


@pytest.mark.parametrize("keys", ["Enter", "Control+Enter"])
def test_two_presses_on_a_form_make_one_record(enter, word, keys):
    page = enter("Seller")
    page.goto("/clients/new/")
    page.get_by_label("Name", exact=True).fill(f"Twice {word}")
    page.keyboard.press(keys)
    page.keyboard.press(keys)
    expect(page.locator("h1")).to_have_text(f"Twice {word}")
    page.goto(f"/search/?q={word}")
    expect(page.locator("a", has_text=word)).to_have_count(1)


def test_a_form_one_went_back_to_can_be_sent_again(enter, word):
    page = enter("Seller")
    page.goto("/clients/new/")
    page.get_by_label("Name", exact=True).fill(f"First {word}")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text(f"First {word}")
    page.go_back()
    page.get_by_label("Name", exact=True).fill(f"Second {word}")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text(f"Second {word}")
