"""Several cards at once: beside the page, in windows, put down and taken up again; on the phone, sheets."""

from __future__ import annotations

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


@pytest.fixture
def seller(enter):
    return enter("Seller")


@pytest.fixture
def made(seller, new_client, word):
    """Two clients of the seller, and the list they stand in."""
    for name in ("Nino", "Otar"):
        new_client(seller, f"{name} {word}", phone="+995599313233", city="Telavi", is_company="1")
    seller.goto(f"/clients/?name=has:{word}")
    return {name: f"{name} {word}" for name in ("Nino", "Otar")}


def row(page, name):
    return page.locator("a[data-row-link]", has_text=name)


def window(page, name):
    return page.get_by_role("dialog", name=name)


def inside(page, name):
    return window(page, name).locator("iframe").content_frame


def beside(page, name):
    row(page, name).click(modifiers=["Shift"])
    expect(inside(page, name).locator("h1")).to_have_text(name)


def in_a_window(page, name):
    beside(page, name)
    window(page, name).get_by_role("button", name="In a window").click()


def note(page, name, text):
    box = inside(page, name).get_by_role("textbox", name="Note", exact=True)
    box.fill(text)
    box.press("Control+Enter")


def drag(page, place, dx, dy):
    box = place.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + dx / 2, y + dy / 2)
    page.mouse.move(x + dx, y + dy)
    page.mouse.up()


def test_a_card_opens_beside_and_the_page_stays_what_it_is(seller, made):
    title, url, before = seller.title(), seller.url, seller.locator("main").bounding_box()
    beside(seller, made["Nino"])
    assert (seller.title(), seller.url) == (title, url)
    assert seller.locator("main").bounding_box() == before
    beside(seller, made["Otar"])
    expect(seller.locator(".window")).to_have_count(1)
    row(seller, made["Otar"]).click()
    seller.wait_for_url(re.compile(r"/clients/\d+/$"))


def test_a_note_is_written_in_one_window_while_another_is_read(seller, made):
    in_a_window(seller, made["Nino"])
    in_a_window(seller, made["Otar"])
    drag(seller, window(seller, made["Otar"]).locator("h2"), -500, 60)
    note(seller, made["Nino"], "Wants green tiles")
    expect(inside(seller, made["Nino"]).locator("#story")).to_contain_text("Wants green tiles")
    expect(inside(seller, made["Otar"]).locator("h1")).to_be_visible()
    expect(inside(seller, made["Otar"]).locator("#story")).not_to_contain_text("Wants green tiles")
    inside(seller, made["Nino"]).get_by_role("button", name="Undo").first.click()
    expect(inside(seller, made["Nino"]).locator("#story")).not_to_contain_text("Wants green tiles")


def test_a_value_is_changed_within_a_window(seller, made):
    in_a_window(seller, made["Nino"])
    frame = inside(seller, made["Nino"])
    frame.get_by_role("tab", name="Facts").click()
    frame.locator("[data-edit$='/fields/city/']").click()
    frame.locator("form.editing input:not([type=hidden])").fill("Batumi")
    seller.keyboard.press("Enter")
    expect(frame.locator("[data-edit$='/fields/city/']")).to_have_text("Batumi")
    expect(frame.locator("#toasts")).to_contain_text("Batumi")


def test_windows_stand_where_they_stood_after_a_reload_and_on_other_pages(seller, made):
    in_a_window(seller, made["Nino"])
    drag(seller, window(seller, made["Nino"]).locator("h2"), -300, 90)
    in_a_window(seller, made["Otar"])
    window(seller, made["Otar"]).get_by_role("button", name="Put down").click()
    stood = window(seller, made["Nino"]).bounding_box()
    seller.reload()
    expect(inside(seller, made["Nino"]).locator("h1")).to_have_text(made["Nino"])
    assert window(seller, made["Nino"]).bounding_box() == stood
    seller.goto("/history/")
    expect(inside(seller, made["Nino"]).locator("h1")).to_have_text(made["Nino"])
    seller.locator(".shelf").get_by_role("button", name=made["Otar"]).click()
    expect(inside(seller, made["Otar"]).locator("h1")).to_be_visible()
    expect(seller.locator(".shelf li")).to_have_count(0)


def test_windows_are_moved_and_sized_by_mouse_and_by_arrow_keys(seller, made):
    in_a_window(seller, made["Nino"])
    one = window(seller, made["Nino"])
    before = one.bounding_box()
    one.get_by_role("button", name="Move").press("ArrowLeft")
    one.get_by_role("button", name="Size").press("Shift+ArrowUp")
    moved = one.bounding_box()
    assert moved["x"] == before["x"] - 16 and moved["height"] == before["height"] - 80
    drag(seller, one.get_by_role("button", name="Size"), -60, -40)
    sized = one.bounding_box()
    assert (sized["width"], sized["height"]) == (moved["width"] - 60, moved["height"] - 40)
    drag(seller, one.locator("h2"), -5000, -5000)
    assert one.bounding_box()["x"] == 0 and one.bounding_box()["y"] >= 0


def test_all_of_it_by_keyboard(seller, made):
    seller.keyboard.press("j")
    seller.keyboard.press("p")
    expect(seller.locator(".window")).to_have_count(1)
    name = seller.locator(".window h2").inner_text()
    expect(inside(seller, name).locator("h1")).to_be_visible()
    seller.keyboard.press("F6")
    assert seller.evaluate("document.activeElement.localName") == "iframe"
    seller.keyboard.press("F6")
    assert seller.evaluate("document.activeElement.localName") != "iframe"
    seller.keyboard.press("F6")
    seller.keyboard.press("n")
    seller.keyboard.type("half a thought")
    seller.keyboard.press("Escape")
    expect(seller.locator(".window")).to_have_count(1)
    seller.keyboard.press("Escape")
    expect(seller.locator(".window")).to_have_count(0)


def test_a_link_in_a_window_opens_in_the_page_and_with_shift_beside(seller, made, new_client, word):
    number = re.search(r"/(\d+)/", row(seller, made["Nino"]).get_attribute("href"))[1]
    new_client(seller, f"Zaza {word}", company=number)
    seller.goto(f"/clients/?name=has:{word}")
    in_a_window(seller, f"Zaza {word}")
    link = inside(seller, f"Zaza {word}").get_by_role("link", name=made["Nino"]).first
    link.click(modifiers=["Shift"])
    expect(inside(seller, made["Nino"]).locator("h1")).to_have_text(made["Nino"])
    window(seller, made["Nino"]).get_by_role("button", name="Close").click()
    link.click()
    seller.wait_for_url(f"**/clients/{number}/")
    expect(inside(seller, f"Zaza {word}").locator("h1")).to_be_visible()


def test_a_record_that_is_gone_closes_its_window_with_a_word(seller, made, enter):
    in_a_window(seller, made["Nino"])
    address = row(seller, made["Nino"]).get_attribute("href")
    owner = enter("Owner")
    owner.goto(address)
    owner.evaluate(
        "url => fetch(url, {method: 'POST', headers: JSON.parse(document.body.getAttribute('hx-headers'))})",
        f"{address}delete/",
    )
    seller.reload()
    expect(seller.locator("#toasts")).to_contain_text(made["Nino"])
    expect(seller.locator(".window")).to_have_count(0)


def test_the_card_of_the_page_goes_into_a_window_and_the_page_back(seller, made):
    row(seller, made["Nino"]).click()
    seller.wait_for_url(re.compile(r"/clients/\d+/$"))
    seller.get_by_role("button", name="In a window").click()
    seller.wait_for_url("**/clients/?name=has:*")
    expect(inside(seller, made["Nino"]).locator("h1")).to_have_text(made["Nino"])


def test_ticked_rows_open_together_and_share_one_stream_of_news(seller, made):
    seller.wait_for_timeout(1000)  # the page has its own by then
    streams = []
    seller.context.on("request", lambda request: streams.append(request.url) if "/live/" in request.url else None)
    for name in made.values():
        seller.get_by_role("checkbox", name=name).check()
    seller.get_by_role("button", name="Open beside").first.click()
    for name in made.values():
        expect(inside(seller, name).locator("h1")).to_have_text(name)
    seller.wait_for_timeout(1000)
    assert len(streams) <= 2, "the one stream is opened anew to say what is shown, and no other"


def test_a_card_deleted_in_its_window_can_be_had_back(seller, made):
    in_a_window(seller, made["Nino"])
    frame = inside(seller, made["Nino"])
    frame.get_by_role("button", name="More", exact=True).first.click()
    frame.get_by_role("menuitem", name="Delete").click()
    frame.locator("dialog").get_by_role("button", name="Delete").click()
    expect(seller.locator(".window")).to_have_count(0)
    expect(row(seller, made["Nino"])).to_have_count(0)
    seller.locator("#toasts").get_by_role("button", name="Undo").click()
    expect(row(seller, made["Nino"])).to_have_count(1)


def test_the_panel_gives_way_but_what_was_begun_in_it_waits_at_the_bottom(seller, made):
    beside(seller, made["Nino"])
    inside(seller, made["Nino"]).get_by_role("textbox", name="Note", exact=True).fill("Half a thought")
    beside(seller, made["Otar"])
    put = seller.locator(".shelf").get_by_role("button", name=made["Nino"])
    expect(put).to_contain_text("draft")
    put.click()
    box = inside(seller, made["Nino"]).get_by_role("textbox", name="Note", exact=True)
    expect(box).to_have_value("Half a thought")


@pytest.mark.parametrize("width", [1280, 390])
def test_what_is_put_down_does_not_lie_over_the_buttons_of_a_form(seller, made, width):
    beside(seller, made["Nino"])
    window(seller, made["Nino"]).get_by_role("button", name="Put down").click()
    seller.set_viewport_size({"width": width, "height": 620})
    seller.goto("/clients/new/")
    put = seller.get_by_role("list", name="Put down").get_by_role("listitem")
    expect(put).to_contain_text(made["Nino"])
    seller.get_by_text("More fields").click()
    seller.locator("main .page").evaluate("it => it.scrollTo(0, it.scrollHeight)")
    create, lies = seller.get_by_role("button", name="Create").bounding_box(), put.bounding_box()
    assert create["y"] + create["height"] <= lies["y"]


def test_what_was_searched_for_opens_beside_with_shift_and_enter(seller, made):
    seller.keyboard.press("Control+k")
    seller.keyboard.type(made["Otar"])
    expect(seller.locator("#hits [aria-selected=true]")).to_contain_text(made["Otar"])
    seller.keyboard.press("Shift+Enter")
    expect(inside(seller, made["Otar"]).locator("h1")).to_have_text(made["Otar"])
    expect(seller.locator("#palette")).not_to_be_visible()


def test_windows_can_be_used_by_all(seller, made):
    in_a_window(seller, made["Nino"])
    in_a_window(seller, made["Otar"])
    window(seller, made["Otar"]).get_by_role("button", name="Put down").click()
    found = Axe().run(seller).response["violations"]
    assert [(one["id"], one["nodes"][0]["target"]) for one in found if one["impact"] != "minor"] == []


def test_on_the_phone_a_card_beside_is_a_sheet_from_below(enter, new_client, word):
    phone = enter("Seller", phone=True)
    name = f"Tornike {word}"
    phone.goto(new_client(phone, name, phone="+995599313233"))
    phone.get_by_role("button", name="More", exact=True).first.tap()
    phone.get_by_role("menuitem", name="Open beside").tap()
    phone.wait_for_url(lambda url: not re.search(r"/clients/\d+/$", url))
    box = window(phone, name).bounding_box()
    assert (box["x"], box["width"]) == (0, 390)
    assert round(box["y"] + box["height"]) == 844
    note(phone, name, "Call on Monday")
    expect(inside(phone, name).locator("#story")).to_contain_text("Call on Monday")
    window(phone, name).get_by_role("button", name="Put down").tap()
    phone.locator(".shelf").get_by_role("button", name=name).tap()
    expect(inside(phone, name).locator("h1")).to_be_visible()
    window(phone, name).get_by_role("button", name="Close").tap()
    expect(phone.locator(".window")).to_have_count(0)
