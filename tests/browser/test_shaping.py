"""The owner shapes without code: a board in two presses, what a stage asks for by ticks, a rule as a sentence."""

from __future__ import annotations

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from conftest import post

pytestmark = pytest.mark.browser


@pytest.fixture
def bench(enter):
    """The owner at a draft of what clients are; it is thrown away afterwards."""
    page = enter("Owner")
    page.goto("/workshop/of/party/")
    yield page
    page.goto("/workshop/of/party/")
    post(page, "/workshop/draft/discard/")


def part(page: Page, name: str) -> None:
    """To the page where one more of these is made."""
    page.get_by_role("region", name="Parts").get_by_role("link", name=name).click()
    expect(page.locator("h1")).to_have_text(re.compile("^New "))


def create(page: Page) -> None:
    page.get_by_role("button", name="Create").click()
    expect(page.get_by_role("region", name="Parts")).to_be_visible()


def choose(page: Page, name: str, label: str) -> None:
    """One of the choices of a sentence, which is drawn anew by that; the focus stays where it was."""
    place = page.get_by_label(name, exact=True)
    place.focus()
    with page.expect_response(re.compile("/rules/sentence/")):
        place.select_option(label=label)
    expect(place).to_be_focused()


def violations(page: Page) -> list[str]:
    return [one["id"] for one in Axe().run(page).response["violations"]]


def test_a_board_stands_after_two_presses_and_a_stage_asks_for_what_is_ticked(bench):
    part(bench, "New pipeline")
    bench.get_by_label("Name", exact=True).fill("Sale")
    create(bench)
    bench.get_by_role("button", name="Begin with the usual stages").click()
    expect(bench.get_by_role("link", name="Under way")).to_be_visible()
    assert violations(bench) == []
    preview = bench.frame_locator("iframe[data-look-frame]")
    bench.get_by_role("button", name="Board").click()
    expect(preview.get_by_role("region", name="Under way", exact=True)).to_be_visible()

    address = bench.get_by_role("link", name="Won").get_attribute("href")
    bench.goto(address)
    bench.get_by_text(re.compile("^Colour, ")).click()
    place = bench.locator("[data-edit$='/fields/requires/']")
    place.click()
    place.get_by_label("Tax number", exact=True).check()
    bench.keyboard.press("Enter")
    expect(place).to_have_text("Tax number")
    bench.reload()
    expect(bench.locator("[data-edit$='/fields/requires/']")).to_have_text("Tax number")


def in_order(page: Page) -> list[str]:
    """The fields of a part in their order, those that are shown with a plus."""
    return page.locator("[data-sortable] [data-sorts] [type=checkbox]").evaluate_all(
        "all => all.map(one => (one.checked ? '+' : '-') + one.value)"
    )


@pytest.mark.parametrize("of_the_workshop", [True, False])
def test_a_column_that_is_ticked_comes_behind_the_last_shown_and_keeps_the_focus(bench, of_the_workshop):
    if of_the_workshop:
        bench.goto("/workshop/of/party/?part=list")
    else:
        bench.goto("/clients/")
        bench.get_by_role("button", name="Columns").click()
    expect(bench.locator("[data-sortable] [data-sorts]").first).to_be_visible()
    before = in_order(bench)
    shown = sum(one.startswith("+") for one in before)
    assert before[shown + 3][0] == "-"
    tick = (
        bench.locator("[data-sortable]").get_by_role("checkbox").and_(bench.locator(f"[value={before[shown + 3][1:]}]"))
    )
    tick.focus()
    bench.keyboard.press("Space")
    after = in_order(bench)
    assert after[shown] == "+" + before[shown + 3][1:]
    assert sorted(one[1:] for one in after) == sorted(one[1:] for one in before)
    expect(tick).to_be_focused()
    expect(tick).to_be_in_viewport()
    if of_the_workshop:
        expect(bench.locator("#toasts")).to_contain_text("The layout was changed.")
        expect(tick).to_be_focused()
    bench.keyboard.press("Alt+ArrowUp")
    assert in_order(bench)[shown - 1] == "+" + before[shown + 3][1:]
    bench.keyboard.press("Space")
    assert in_order(bench)[shown] == "-" + before[shown + 3][1:]
    expect(tick).to_be_focused()


def test_a_rule_is_said_as_a_sentence_and_changed_in_place(bench):
    part(bench, "New rule")
    choose(bench, "When: field", "Organisation")
    choose(bench, "then: field", "Next step due")
    then = bench.get_by_role("group", name="then")
    with bench.expect_response(re.compile("/rules/sentence/")):
        then.get_by_label("condition").select_option(label="is not before")
    expect(then.get_by_label("compared with")).to_have_value("today")
    assert violations(bench) == []
    bench.get_by_label("What is said when it is broken").fill("That is over")
    create(bench)
    said = "When “Organisation” is yes: “Next step due” is not before “today”, if it is filled in"
    expect(bench.get_by_role("region", name="Parts")).to_contain_text(said.replace("“today”", "today"))

    bench.goto(bench.get_by_role("link", name=re.compile("That is over")).get_attribute("href"))
    place = bench.locator("[data-edit$='/fields/formula/']")
    place.click()
    choose(bench, "When: field", "always")
    choose(bench, "then: field", "City")
    with bench.expect_response(re.compile("/rules/sentence/")):
        bench.get_by_label("condition").select_option(label="is")
    bench.get_by_label("value").fill("Vác")
    assert violations(bench) == []
    bench.keyboard.press("Enter")
    expect(place).to_have_text("“City” is “Vác”")
    place.click()
    bench.get_by_role("button", name="As a formula").click()
    expect(place.locator("textarea")).to_have_value('city = "Vác"')


def test_a_draft_thrown_away_comes_back_by_undo(bench):
    part(bench, "New pipeline")
    bench.get_by_label("Name", exact=True).fill("Sale")
    create(bench)
    bench.goto("/workshop/draft/")
    bench.get_by_role("button", name="Throw away").click()
    bench.wait_for_url("**/workshop/")
    expect(bench.get_by_text("The draft you threw away is kept")).to_be_visible()
    bench.get_by_role("button", name=re.compile("^Undo")).click()
    expect(bench.get_by_text("Your draft")).to_be_visible()


def test_a_module_that_is_switched_off_goes_from_the_menu_at_once_and_comes_back_by_undo(enter):
    page = enter("Owner")
    page.goto("/workshop/modules/")
    rail = page.get_by_role("navigation", name="Main", exact=True)
    expect(rail.get_by_role("link", name="Import")).to_be_visible()
    switch = page.get_by_role("switch", name="Import and export")
    switch.focus()
    page.keyboard.press("Space")
    expect(rail.get_by_role("link", name="Import")).to_have_count(0)
    expect(switch).to_be_focused()
    expect(page.get_by_role("complementary", name="Draft of the shape")).to_contain_text("1 change")
    page.keyboard.press("Control+z")
    expect(rail.get_by_role("link", name="Import")).to_be_visible()
    expect(switch).to_be_checked()
    expect(page.get_by_role("complementary", name="Draft of the shape")).to_have_count(0)
    post(page, "/workshop/draft/discard/")
