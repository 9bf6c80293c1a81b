"""Long words, long names and large sums: nothing is cut, nothing lies over anything else, in any language."""

from __future__ import annotations

import datetime
import re

import pytest
from playwright.sync_api import expect

from conftest import post

pytestmark = pytest.mark.browser

LANGUAGES = ("en", "ru", "hu", "ka")
WIDE, MIDDLE = {"width": 1440, "height": 900}, {"width": 1024, "height": 768}
HUGE = "123456789012.55"
LONG = " ".join(["Call the foreman about the façade cassettes of the northern side"] * 4)[:250]
OVERLAPS = """(one, selector) => {
  const boxes = [...one.querySelectorAll(selector)].map((part) => part.getBoundingClientRect()).filter((box) => box.width > 0);
  return boxes.some((a, at) => boxes.slice(at + 1).some((b) =>
    a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1));
}"""
STICKS_OUT = """(one, selector) => {
  const box = one.getBoundingClientRect();
  return [...one.querySelectorAll(selector)].filter((part) => part.offsetWidth > 1).map((part) => [part, part.getBoundingClientRect()])
    .filter(([, inner]) => inner.left < box.left - 1 || inner.right > box.right + 1 || inner.bottom > box.bottom + 1)
    .map(([part]) => part.textContent.trim());
}"""
IS_CUT = "(one) => one.scrollWidth > one.clientWidth + 1 || one.scrollHeight > one.clientHeight + 1"
ROOM_OF_WORDS = """(one) => {
  const [box, words] = [one, one.querySelector(".lbl")].map((part) => part.getBoundingClientRect());
  return Math.min(words.left - box.left, box.right - words.right);
}"""


@pytest.fixture
def huge(enter, word):
    """Somebody who rules, and the name of a deal that comes to more than any other."""
    page, title = enter("Owner"), f"Roof {word}"
    page.set_viewport_size(WIDE)
    past = (datetime.datetime.now(tz=datetime.UTC).date() - datetime.timedelta(days=30)).isoformat()
    url = post(page, "/deals/new/", title=title, amount=HUGE, party="1", expected_on=past)
    assert re.search(r"/deals/\d+/$", url)
    yield page, title
    post(page, f"{url}delete/")


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_one_is_told_of_stands_above_how(enter, speak, language):
    phone = enter("Operator", phone=True)
    speak(phone, language)
    phone.goto("/me/notifications/")
    lines = phone.locator(".heard").all()
    assert lines
    for line in lines:
        assert not line.evaluate(OVERLAPS, ".line > span, .choice"), line.inner_text()
        assert line.evaluate(STICKS_OUT, ".line > span, .choice") == []


@pytest.mark.parametrize(("language", "size"), [("ru", WIDE), ("hu", MIDDLE), ("ka", MIDDLE)])
def test_all_that_can_be_done_with_the_ticked_is_there_and_the_way_out_too(enter, speak, language, size):
    page = enter("Operator")
    speak(page, language)
    page.set_viewport_size(size)
    page.goto("/leads/")
    for box in page.locator("#picks [name=pick]").all()[:2]:
        box.check()
    bar = page.locator("[data-bulk]")
    expect(bar).to_be_visible()
    assert bar.evaluate(STICKS_OUT, ".btn") == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    bar.locator("[data-select-none]").click()
    expect(bar).to_be_hidden()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_buttons_under_the_thumb_hold_their_words(enter, speak, language):
    phone = enter("Operator", phone=True)
    speak(phone, language)
    phone.goto("/leads/?status=is:new")
    phone.goto(phone.locator("a[data-row-link]").first.get_attribute("href"))
    buttons = phone.locator("nav.thumb.many > .btn").all()
    assert buttons
    for button in buttons:
        assert button.evaluate(ROOM_OF_WORDS) >= 3


def test_a_huge_sum_is_whole_in_the_list_and_on_the_board(huge):
    page, title = huge
    page.goto("/deals/")
    row = page.locator("[data-rows] > tr", has_text=title)
    cell = row.locator("td.c-amount")
    assert not cell.evaluate(IS_CUT)
    assert re.sub(r"\D", "", cell.inner_text()) == re.sub(r"\D", "", HUGE)
    expect(row.locator(".c-expected_on .late")).to_be_visible()
    page.get_by_role("link", name="Board", exact=True).click()
    ticket = page.locator(".tkt", has_text=title)
    assert ticket.evaluate(STICKS_OUT, ".num, .age, .who-of, h3") == []
    expect(ticket.locator(".late")).to_be_visible()


@pytest.mark.parametrize("language", LANGUAGES)
def test_tables_of_the_home_page_keep_to_their_blocks(huge, speak, language):
    page, _title = huge
    speak(page, language)
    page.goto("/home/")
    blocks = page.locator(".home-block").all()
    assert any(block.locator("table").count() for block in blocks)
    for block in blocks:
        assert block.evaluate(STICKS_OUT, "table, dl, ol") == [], block.inner_text()


def test_the_team_fits_a_phone(enter):
    phone = enter("Owner", phone=True)
    phone.goto("/home/")
    table = phone.locator(".home-block .scroll").first
    expect(table.locator("tbody tr").first).to_be_visible()
    assert not table.evaluate("(one) => one.scrollWidth > one.clientWidth + 1")


def test_tapes_of_the_figures_are_as_wide_as_one_another(enter):
    page = enter("Seller")
    page.goto("/home/")
    widths = page.locator(".figures .measure").evaluate_all("(all) => all.map((one) => one.offsetWidth)")
    assert len(widths) > 1 and len(set(widths)) == 1


@pytest.mark.parametrize("phone", [False, True])
def test_a_long_name_is_whole_on_its_card(enter, phone):
    page = enter("Seller", phone=phone)
    page.goto(post(page, "/tasks/new/", title=LONG))
    title = page.locator(".who h1")
    expect(title).to_have_text(LONG)
    assert not title.evaluate(IS_CUT)
    assert page.locator(".who").evaluate(STICKS_OUT, "h1, .acts > .btn") == []


@pytest.mark.parametrize("size", [WIDE, MIDDLE])
@pytest.mark.parametrize("language", LANGUAGES)
def test_kept_views_are_all_there(enter, speak, language, size):
    page = enter("Manager")
    speak(page, language)
    page.set_viewport_size(size)
    page.goto("/clients/")
    tabs = page.locator(".list-head .tabs")
    assert not tabs.evaluate(IS_CUT)
    assert tabs.evaluate(STICKS_OUT, "a") == []


@pytest.mark.parametrize("size", [WIDE, {"width": 1280, "height": 800}, MIDDLE])
def test_what_a_lead_is_about_has_room_beside_its_other_columns(enter, size):
    page = enter("Operator")
    page.set_viewport_size(size)
    page.goto("/leads/")
    assert page.locator("[data-rows] .title-cell").first.bounding_box()["width"] > 160
    assert page.locator(".grid").evaluate("(one) => one.scrollWidth <= one.clientWidth")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", ["/tasks/my/", "/tasks/calendar/"])
def test_the_head_of_the_day_is_two_lines_on_a_phone(enter, speak, path, language):
    phone = enter("Operator", phone=True)
    speak(phone, language)
    phone.goto(path)
    head = phone.locator("main > .head")
    assert head.bounding_box()["height"] < 112
    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_calendar_says_its_days_and_all_its_looks_in_a_small_window(enter, speak, language):
    page = enter("Seller")
    speak(page, language)
    page.set_viewport_size(MIDDLE)
    page.goto("/tasks/calendar/?look=month")
    head = page.locator("main > .head")
    assert head.evaluate(STICKS_OUT, ".tabs a, .btn, .cut") == []
    for part in head.locator(".tabs, .cut").all():
        assert not part.evaluate(IS_CUT)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_stage_is_called_by_its_whole_name_in_a_small_window(enter, speak, language):
    page = enter("Seller")
    speak(page, language)
    page.set_viewport_size(MIDDLE)
    page.goto("/deals/board/")
    heads = page.locator(".board .column > header").all()
    assert not any(head.evaluate(IS_CUT) or head.locator(".cut").evaluate(IS_CUT) for head in heads)
    assert len({head.bounding_box()["height"] for head in heads}) == 1


def test_a_long_note_is_folded_opened_by_a_key_and_printed_whole(enter, new_client, word):
    page = enter("Seller")
    page.goto(new_client(page, f"Nana {word}"))
    post(page, f"{page.url}note/", kind="note", text="The beams are late again, the crane waits. " * 110)
    page.reload()
    body = page.locator("#story .body").first
    assert body.bounding_box()["height"] < 200
    line = page.locator("#story .unfold summary")
    line.focus()
    page.keyboard.press("Enter")
    assert body.bounding_box()["height"] > 500
    expect(line.get_by_text("Show less")).to_be_visible()
    page.keyboard.press("Enter")
    assert body.bounding_box()["height"] < 200
    page.emulate_media(media="print")
    assert not body.evaluate(IS_CUT)
    expect(line).to_be_hidden()
