"""The board: tickets go by mouse, by finger and by keys; what a stage asks for is asked in place."""

from __future__ import annotations

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from conftest import post

pytestmark = pytest.mark.browser


@pytest.fixture
def board(enter, word):
    """The address of the board of a kind of its own, with three records; who made it sits before it."""
    page = enter("Owner")
    kind = f"k{word}"
    post(page, "/own-kinds/new/", label="Job", plural="Jobs", code=kind)
    post(page, "/pipelines/new/", label="Way", record_type=kind, code="way")
    page.goto("/stages/new/")
    pipeline = page.locator("select[name=pipeline] option", has_text="Way").last.get_attribute("value")
    post(page, "/own-fields/new/", label="Price", kind="money", record_type=kind)
    post(page, "/stages/new/", label="Asked", pipeline=pipeline, checklist="Measured")
    post(page, "/stages/new/", label="Offered", pipeline=pipeline, requires="price")
    post(page, "/stages/new/", label="Agreed", pipeline=pipeline, outcome="won", enters_from="offered")
    post(page, "/stages/new/", label="Gone", pipeline=pipeline, outcome="lost")
    for title in ("Roof", "Gate", "Fence"):
        post(page, f"/{kind}/new/", title=title)
    page.goto(f"/{kind}/board/")
    yield page
    page.goto("/own-kinds/")
    address = page.locator("a[data-row-link]", has_text="Job").last.get_attribute("href")
    post(page, f"{address}delete/")


def ticket(page, name):
    return page.locator(".tkt:not(.ghost-tkt)", has_text=name)


def column(page, name):
    return page.get_by_role("region", name=name, exact=True)


def drag(page, name, to):
    box, place = ticket(page, name).bounding_box(), column(page, to).bounding_box()
    page.mouse.move(box["x"] + box["width"] - 60, box["y"] + 20)
    page.mouse.down()
    page.mouse.move(box["x"] + 40, box["y"] + 50, steps=4)
    page.mouse.move(place["x"] + 60, place["y"] + 120, steps=4)
    page.mouse.up()


def test_a_ticket_falls_into_the_column_that_is_seen_beneath_it_when_the_board_went_on_scrolling(board):
    board.set_viewport_size({"width": 560, "height": 700})
    box = ticket(board, "Gate").bounding_box()
    board.mouse.move(box["x"] + 40, box["y"] + 20)
    board.mouse.down()
    board.mouse.move(box["x"] + 60, box["y"] + 40, steps=4)
    place = board.locator("[data-board]")
    place.evaluate("one => { one.style.scrollSnapType = 'none'; one.scrollLeft = one.scrollWidth; }")
    seen = board.evaluate(
        "([x, y]) => document.elementFromPoint(x, y).closest('[data-column]').dataset.label",
        [box["x"] + 60, box["y"] + 40],
    )
    assert seen not in ("Asked", "Offered")
    board.mouse.up()
    expect(column(board, seen).locator(".tkt", has_text="Gate")).to_be_visible()


@pytest.mark.parametrize("language", ["en", "ru", "hu"])
def test_stages_are_called_by_their_whole_names_beside_their_sums(enter, speak, language):
    page = enter("Seller")
    speak(page, language)
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto("/deals/board/")
    names = page.locator(".column > header .cut")
    assert names.count() > 4
    assert [one.inner_text() for one in names.all() if one.evaluate("one => one.scrollWidth > one.clientWidth")] == []
    assert (
        len({box["height"] for header in page.locator(".column > header").all() if (box := header.bounding_box())}) == 1
    )


def test_a_ticket_is_dragged_by_mouse_and_undo_brings_it_back(board):
    drag(board, "Roof", "Gone")
    expect(column(board, "Gone").locator(".tkt")).to_contain_text("Roof")
    expect(board.locator("[data-toast]")).to_contain_text("Roof: now at “Gone”")
    expect(column(board, "Gone").locator("header .n")).to_have_text("1")
    expect(column(board, "Asked").locator("header .n")).to_have_text("2")
    assert board.url.endswith("/board/"), "the click that ends a drag opens nothing"
    board.keyboard.press("Control+z")
    expect(column(board, "Asked").locator(".tkt")).to_have_count(3)


def test_what_a_stage_asks_for_is_asked_in_place_and_then_the_ticket_moves(board):
    drag(board, "Gate", "Offered")
    dialog = board.locator("dialog#move")
    expect(dialog).to_contain_text("To “Offered”")
    expect(column(board, "Asked").locator(".tkt")).to_have_count(3)
    assert dialog.locator("[name=asked]").count() == 1
    dialog.get_by_label("Price").fill("120")
    dialog.get_by_label("Measured").check()
    dialog.get_by_role("button", name="Move").click()
    expect(dialog).to_have_count(0)
    expect(column(board, "Offered").locator(".tkt")).to_contain_text("Gate")
    expect(column(board, "Offered").locator(".sum")).to_contain_text("120")


def test_a_refused_ticket_goes_back_and_says_why(board):
    drag(board, "Fence", "Agreed")
    expect(board.locator("[data-toast]")).to_contain_text("From “Asked” nothing goes straight to “Agreed”")
    expect(column(board, "Asked").locator(".tkt")).to_have_count(3)


def test_a_ticket_is_picked_up_carried_and_set_down_by_keys(board):
    ticket(board, "Roof").locator("a.nm").focus()
    said = board.locator("#board-said")
    board.keyboard.press("Space")
    expect(said).to_have_text("Roof picked up. At Asked.")
    board.keyboard.press("ArrowRight")
    expect(said).to_have_text("Over Offered.")
    board.keyboard.press("Escape")
    expect(said).to_have_text("Roof stays at Asked.")
    expect(ticket(board, "Roof").locator("a.nm")).to_be_focused()
    board.keyboard.press("Space")
    for _ in range(3):
        board.keyboard.press("ArrowRight")
    board.keyboard.press("Enter")
    expect(said).to_have_text("Roof set down at Gone.")
    expect(column(board, "Gone").locator(".tkt")).to_contain_text("Roof")


def test_a_colleague_sees_a_ticket_move(board, enter):
    other = enter("Administrator")
    other.goto(board.url)
    expect(column(other, "Asked").locator(".tkt")).to_have_count(3)
    other.wait_for_timeout(1500)  # until the live stream knows what is shown
    drag(board, "Roof", "Gone")
    expect(column(other, "Gone").locator(".tkt")).to_contain_text("Roof")
    expect(column(other, "Asked").locator("header .n")).to_have_text("2")


def test_the_card_moves_on_by_its_bar_and_on_the_phone_by_a_choice(board, enter):
    address = ticket(board, "Roof").locator("a.nm").get_attribute("href")
    board.goto(address)
    board.locator(".checklist").get_by_label("Measured").check()
    expect(board.locator("[data-toast]")).to_contain_text("Ticked: Measured")
    board.locator(".stages").get_by_role("button", name="Offered").click()
    board.locator("dialog#move").get_by_label("Price").fill("9")
    board.locator("dialog#move").get_by_role("button", name="Move").click()
    expect(board.locator(".stages [aria-current=step]")).to_have_text("Offered")
    phone = enter("Administrator", phone=True)
    phone.goto(address)
    phone.locator("[data-stage-select]").select_option(label="Agreed")
    expect(phone.locator("[data-toast]")).to_contain_text("now at “Agreed”")
    expect(phone.locator("[data-stage-select]")).to_have_value("agreed")


@pytest.mark.parametrize("phone", [False, True])
def test_the_board_and_the_card_can_be_used_by_all(board, enter, phone):
    page = enter("Administrator", phone=phone)
    for address in (board.url, ticket(board, "Roof").locator("a.nm").get_attribute("href")):
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        found = Axe().run(page).response["violations"]
        assert [(one["id"], one["nodes"][0]["target"]) for one in found if one["impact"] != "minor"] == []


def test_the_phone_shows_one_column_and_goes_to_another_by_a_tap(board, enter):
    phone = enter("Administrator", phone=True)
    phone.goto(board.url)
    tab = phone.locator(".board-seg").get_by_role("button", name=re.compile("^Gone"))
    tab.tap()
    expect(tab).to_have_attribute("aria-current", "true")
    expect(column(phone, "Gone")).to_be_in_viewport()
    expect(column(phone, "Asked")).not_to_be_in_viewport()
