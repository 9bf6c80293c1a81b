"""On the way to a client, with one thumb."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


@pytest.fixture
def phone(enter):
    return enter("Seller", phone=True)


@pytest.fixture
def card(phone, new_client, word):
    phone.goto(new_client(phone, f"Tornike {word}", phone="+995599313233", city="Telavi"))
    return phone


def test_a_tap_on_a_row_opens_the_card(phone):
    row = phone.locator("[data-rows] > *").first
    name = row.locator("a[data-row-link]").inner_text()
    box = row.bounding_box()
    phone.touchscreen.tap(box["x"] + 150, box["y"] + box["height"] - 8)
    phone.wait_for_url(re.compile(r"/clients/\d+/$"))
    expect(phone.locator("h1")).to_have_text(name)


def test_calls_are_one_tap_away(phone, card):
    call = card.locator("nav.thumb").get_by_role("link", name="Call")
    expect(call).to_have_attribute("href", "tel:+995599313233")
    phone.goto("/clients/")
    listed = phone.locator("[data-rows] a[href^='tel:']:visible").first
    box = listed.bounding_box()
    assert box["width"] >= 40 and box["height"] >= 40


def test_tabs_switch_the_parts_of_the_card(card):
    expect(card.locator("#part-story")).to_be_visible()
    expect(card.locator("#part-facts")).to_be_hidden()
    card.get_by_role("tab", name="Facts").tap()
    expect(card.locator("#part-facts")).to_be_visible()
    expect(card.locator("#part-facts")).to_contain_text("Telavi")
    expect(card.locator("#part-story")).to_be_hidden()
    card.get_by_role("tab", name="People").tap()
    expect(card.locator("#part-side")).to_be_visible()


def test_a_note_is_written_from_the_thumb_bar(card):
    card.get_by_role("tab", name="Facts").tap()
    card.locator("nav.thumb").get_by_role("button", name="Note").tap()
    box = card.locator("form[data-composer] textarea")
    expect(box).to_be_focused()
    card.keyboard.type("Met at the site")
    card.locator("form[data-composer]").get_by_role("button", name="Save").tap()
    expect(card.locator("#story .log li:not(.minor)").first).to_contain_text("Met at the site")


def test_the_menu_opens_and_leads_on(phone):
    phone.get_by_role("button", name="More", exact=True).tap()
    rail = phone.locator("#rail")
    expect(rail).to_be_visible()
    rail.get_by_role("link", name="History").tap()
    phone.wait_for_url("**/history/")


def test_search_fills_the_screen_and_opens_a_card(phone, new_client):
    new_client(phone, "Pavle Ingorokva")
    phone.locator("[data-open-palette]").tap()
    phone.locator("#palette input").fill("ingorokva")
    phone.get_by_role("option", name=re.compile("Ingorokva")).first.tap()
    expect(phone.locator("h1")).to_contain_text("Ingorokva")


@pytest.mark.parametrize("language", ["en", "ru", "hu", "ka"])
@pytest.mark.parametrize("width", [390, 360])
def test_no_label_of_the_tab_bar_is_cut(language, width, phone, speak):
    speak(phone, language)
    phone.set_viewport_size({"width": width, "height": 800})
    phone.goto("/clients/")
    labels = phone.locator(".tabbar span").evaluate_all(
        "all => all.map(e => [e.innerText, e.scrollWidth, e.clientWidth])"
    )
    assert len(labels) == 4
    assert [text for text, needed, given in labels if needed > given] == []


def test_the_labels_of_facts_are_not_broken_within_a_word(phone, speak, new_client, word):
    speak(phone, "ka")
    phone.goto(new_client(phone, f"Tornike {word}", tax_number="12345"))
    phone.locator("#seg-facts").tap()
    label = phone.locator("dl.facts:visible dt", has_text="საიდენტიფიკაციო").first
    needed = label.evaluate("e => { e.style.overflowWrap = 'normal'; return [e.scrollWidth, e.clientWidth] }")
    assert needed[0] <= needed[1]


def test_the_filter_of_the_history_is_folded_until_it_is_wanted(phone):
    phone.goto("/history/")
    form = phone.locator("form.history-sieve")
    expect(form).to_be_hidden()
    phone.get_by_text("Filter", exact=True).tap()
    expect(form).to_be_visible()
    form.get_by_label("To what").select_option("party")
    form.get_by_role("button", name="Show").tap()
    phone.wait_for_url("**kind=party**")
    expect(phone.locator("form.history-sieve")).to_be_visible()


def tall_enough(page, query):
    """What one taps is at least a thumb wide and high."""
    boxes = [one.bounding_box() for one in page.locator(query).all() if one.is_visible()]
    assert boxes
    return all(box["height"] >= 44 and box["width"] >= 44 for box in boxes)


def test_a_list_is_sorted_with_the_thumb(phone):
    assert tall_enough(phone, ".list-tools button")
    phone.get_by_role("button", name="Sort", exact=True).tap()
    assert tall_enough(phone, "#orders [role^=menuitem]")
    phone.get_by_role("menuitemradio", name="Descending").tap()
    phone.wait_for_url("**sort=-name")
    names = phone.locator("a[data-row-link]").all_inner_texts()
    assert names != sorted(names)
    phone.get_by_role("button", name="Sort", exact=True).tap()
    phone.get_by_role("menuitemradio", name="Sort by created").tap()
    phone.wait_for_url("**sort=-created")


def test_rows_are_ticked_by_taps_while_one_selects(phone):
    phone.get_by_role("button", name="Select", exact=True).tap()
    bar, rows = phone.locator("[data-bulk]"), phone.locator("[data-rows] > *")
    expect(bar).to_contain_text("Selected: 0")
    expect(bar.get_by_role("button", name="Hand over")).to_be_disabled()
    for row in range(3):
        box = rows.nth(row).bounding_box()
        phone.touchscreen.tap(box["x"] + 200, box["y"] + box["height"] / 2)
    expect(bar).to_contain_text("Selected: 3")
    assert tall_enough(phone, "[data-bulk] button")
    below, tabs = bar.bounding_box(), phone.locator(".tabbar").bounding_box()
    assert below["y"] + below["height"] <= tabs["y"] + 1
    bar.get_by_role("button", name="Change").tap()
    expect(phone.get_by_role("dialog", name="Change which field?")).to_be_visible()
    phone.keyboard.press("Escape")
    phone.get_by_role("button", name="Select", exact=True).tap()
    expect(bar).to_be_hidden()
    rows.first.tap()
    phone.wait_for_url(re.compile(r"/clients/\d+/$"))


def test_a_list_is_taken_away_and_kept_from_its_menu(phone):
    phone.get_by_role("button", name="Keep or export").tap()
    menu = phone.locator("#list-more")
    expect(menu).to_contain_text("Only what is yours goes into the file.")
    with phone.expect_download() as taken:
        menu.get_by_role("menuitem", name="What is shown, as csv").tap()
    assert taken.value.suggested_filename.endswith(".csv")
    phone.get_by_role("button", name="Keep or export").tap()
    menu.get_by_role("menuitem", name="Keep this view").tap()
    expect(phone.locator("#view-name")).to_be_visible()


@pytest.mark.parametrize("language", ["en", "ru", "hu", "ka"])
def test_the_figures_of_the_team_stand_on_the_screen_with_the_names_above_them(enter, speak, language):
    page = enter("Manager", phone=True)
    speak(page, language)
    page.goto("/home/")
    tables = page.locator(".home .scroll")
    assert tables.evaluate_all("all => all.filter(one => one.scrollWidth > one.clientWidth).length") == 0
    name = page.locator("#home-team ~ .scroll tbody th").first
    assert name.locator(".cut").evaluate(
        "it => it.getBoundingClientRect().width > 30 && it.scrollWidth <= it.clientWidth"
    )
