"""Working as somebody else, and reading who sees what, by mouse and by keyboard."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def card_of(page, name):
    page.goto("/staff/")
    page.get_by_role("link", name=name).first.click()
    expect(page.get_by_role("heading", level=1, name=name)).to_be_visible()


def test_an_owner_works_as_a_seller_and_is_themselves_again(enter):
    page = enter("Owner")
    everything = page.goto("/clients/") and page.locator(".pager .num").inner_text()
    card_of(page, "Anna Sokolova")
    page.get_by_role("button", name="More", exact=True).click()
    page.get_by_role("menuitem", name="Work as this employee").click()
    page.get_by_role("button", name="Work as Anna Sokolova").click()
    bar = page.get_by_role("complementary", name="As whom you work")
    expect(bar).to_contain_text("You are working as Anna Sokolova (Seller)")
    page.goto("/clients/")
    assert page.locator(".pager .num").inner_text() != everything
    page.goto("/history/")
    expect(bar).to_be_visible()
    bar.get_by_role("button", name="Back to myself").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1, name="Anna Sokolova")).to_be_visible()
    expect(bar).to_have_count(0)


def test_the_bar_stands_on_the_phone_and_nothing_runs_over_the_edge(enter):
    page = enter("Administrator", phone=True)
    page.goto("/rights/")
    page.locator("#role-seller").get_by_role("button", name="Work in this role").click()
    expect(page.get_by_role("button", name="Back to myself")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_role("button", name="Back to myself").click()
    expect(page.get_by_role("button", name="Back to myself")).to_have_count(0)


def test_who_sees_a_client_is_told_in_a_dialog_that_esc_closes(enter):
    page = enter("Manager")
    page.goto("/clients/1/")
    page.get_by_role("button", name="More", exact=True).focus()
    page.keyboard.press("Enter")
    page.get_by_role("menuitem", name="Who sees this").press("Enter")
    dialog = page.get_by_role("dialog", name=re.compile("people see this"))
    expect(dialog).to_be_visible()
    expect(dialog).to_contain_text("See all by their role: Owner")
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)


def test_a_department_is_moved_by_keyboard_and_undone(enter):
    page = enter("Owner")
    page.goto("/departments/")
    page.get_by_role("link", name="As a tree").click()
    page.locator('.branch-head:has(h2 a:text-is("Export"))').get_by_role("button", name="Move", exact=True).press(
        "Enter"
    )
    page.get_by_label("Under which department").locator("visible=true").select_option("At the top")
    page.get_by_role("button", name="Move here").locator("visible=true").press("Enter")
    expect(page.locator(".branches.top > .branch > .branch-head h2", has_text="Export")).to_be_visible()
    page.get_by_role("button", name=re.compile("^Undo")).click()
    expect(page.locator(".toast", has_text="Undone")).to_be_visible()
    page.goto("/departments/tree/")
    expect(page.locator(".branches.top > .branch > .branch-head h2", has_text="Export")).to_have_count(0)


def test_the_head_and_the_first_column_of_the_matrix_stay(enter):
    page = enter("Owner")
    page.goto("/rights/")
    wrap = page.get_by_role("region", name="Rights by role")
    wrap.evaluate("element => element.scrollTo(0, 600)")
    top = wrap.bounding_box()["y"]
    head = page.locator("table.matrix thead th").first.bounding_box()
    assert abs(head["y"] - top) < 3
