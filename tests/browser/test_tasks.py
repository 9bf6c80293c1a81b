"""My day by keyboard, and the calendar by mouse and by keys."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

pytestmark = pytest.mark.browser
DAY = "2031-03-05"  # a Wednesday nobody else's tasks are due in


def line(page, title):
    return page.locator(".task", has_text=title)


def slip(page, title):
    return page.locator(".slip:not(.ghost-slip)", has_text=title)


def cell(page, to):
    return page.locator(f'[data-cell="{to}"]')


def type_task(page, text):
    page.goto("/tasks/my/")
    page.keyboard.press("n")
    page.keyboard.type(text)
    page.keyboard.press("Enter")


def test_a_line_is_typed_understood_done_and_taken_back_by_keys(enter, word):
    page = enter("Owner")
    page.goto("/tasks/my/")
    page.keyboard.press("n")
    page.keyboard.type(f"call {word} tomorrow at 10")
    expect(page.locator(".as-said")).to_contain_text("10:00")
    page.keyboard.press("Enter")
    expect(page.locator(".bunch-tomorrow")).to_contain_text(f"call {word}")
    expect(page.locator(".quick-task [name=line]")).to_have_value("")
    expect(page.locator(".quick-task [name=line]")).to_be_focused()
    page.keyboard.press("Escape")
    page.evaluate("document.activeElement.blur()")
    for _step in range(page.locator(".task").count()):
        page.keyboard.press("j")
        if word in (page.locator(".task.cursor").text_content() or ""):
            break
    page.keyboard.press("x")
    expect(page.locator(".bunch-done")).to_contain_text(f"call {word}")
    page.keyboard.press("Control+z")
    expect(page.locator(".bunch-tomorrow")).to_contain_text(f"call {word}")
    assert Axe().run(page).violations_count == 0


def test_a_task_is_dragged_to_another_day_by_mouse_and_by_keys(enter, word):
    page = enter("Owner")
    type_task(page, f"measure {word} 2031-03-05")
    expect(line(page, word)).to_be_visible()
    page.goto(f"/tasks/calendar/?day={DAY}")
    box, place = slip(page, word).bounding_box(), cell(page, "2031-03-06").bounding_box()
    page.mouse.move(box["x"] + 20, box["y"] + 8)
    page.mouse.down()
    page.mouse.move(box["x"] + 40, box["y"] + 14, steps=3)
    page.mouse.move(place["x"] + 40, place["y"] + 10, steps=4)
    page.mouse.up()
    expect(cell(page, "2031-03-06")).to_contain_text(word)
    slip(page, word).focus()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(cell(page, "2031-03-07T07")).to_contain_text(word)
    expect(slip(page, word)).to_be_focused()
    slip(page, word).press("Space")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Escape")
    expect(cell(page, "2031-03-07T07")).to_contain_text(word)
    assert Axe().run(page).violations_count == 0


def test_on_the_phone_the_calendar_is_an_agenda(enter, word):
    page = enter("Owner", phone=True)
    page.goto("/tasks/my/")
    page.locator(".quick-task [name=line]").fill(f"visit {word} 2031-03-12")
    page.locator(".quick-task button").click()
    expect(line(page, word)).to_be_visible()
    page.goto("/tasks/calendar/?day=2031-03-12")
    expect(slip(page, word)).to_be_visible()
    assert page.locator(".calendar .of:visible").count() == 1
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert Axe().run(page).violations_count == 0


def test_a_click_on_a_free_hour_of_the_calendar_begins_a_task_of_that_hour(enter, word):
    page = enter("Seller")
    page.goto("/tasks/calendar/?look=week&day=2031-05-07")
    page.locator("[data-cell='2031-05-08T14']").click()
    expect(page.locator("[name=due]")).to_have_value("2031-05-08")
    expect(page.locator("[name='due.time']")).to_have_value("14:00")
    page.get_by_label("What to do").first.fill(f"Measure {word}")
    page.get_by_role("button", name="Create").click()
    expect(page.locator("[data-cell='2031-05-08T14']")).to_contain_text(f"Measure {word}")
