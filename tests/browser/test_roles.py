"""Making a role and changing what it may, by mouse, by keyboard and on the phone."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def test_an_owner_makes_a_role_narrows_it_and_takes_it_back(enter):
    page = enter("Owner")
    page.goto("/rights/")
    page.keyboard.press("n")
    dialog = page.get_by_role("dialog", name="New role")
    dialog.get_by_label("Name").fill("Front desk")
    dialog.get_by_label("Begins as a copy of").select_option(label="Seller")
    page.keyboard.press("Enter")
    section = page.get_by_role("region", name="Front desk")
    expect(section).to_contain_text("Nobody has this role.")
    section.get_by_role("button", name="Change: Front desk, Clients").focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="Front desk: Clients")
    expect(dialog.get_by_role("radio", name="department").first).to_be_focused()
    page.keyboard.press("ArrowLeft")
    expect(dialog).to_contain_text("Clients: Sees only their own.")
    expect(section).to_contain_text("Sees those of their department")
    dialog.get_by_text("Fields that are hidden or only seen").click()
    dialog.get_by_label("Tax number").select_option("hidden")
    expect(dialog).to_contain_text("Clients: No longer sees: tax number.")
    dialog.get_by_role("button", name="Save").click()
    expect(dialog).to_have_count(0)
    expect(section).to_contain_text("Does not see: tax number.")
    page.get_by_role("button", name="Undo").first.click()
    expect(section).not_to_contain_text("Does not see: tax number.")


def test_a_cell_of_the_matrix_opens_at_its_right(enter):
    page = enter("Administrator")
    page.goto("/rights/")
    clients = page.locator("table.matrix tbody").filter(has_text=re.compile(r"^\s*Clients\b")).first
    clients.get_by_role("row", name="Export").locator("button.cell").nth(1).click()
    dialog = page.get_by_role("dialog", name="Seller: Clients")
    expect(dialog.get_by_role("group", name="Export").get_by_role("radio", name="own")).to_be_focused()
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)


def test_a_role_is_changed_on_the_phone(enter):
    page = enter("Owner", phone=True)
    page.goto("/rights/")
    section = page.locator("#role-operator")
    section.get_by_role("button", name="Change", exact=True).click()
    dialog = page.get_by_role("dialog", name="Operator")
    dialog.get_by_label("First page").select_option(label="History")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    dialog.get_by_role("button", name="Save").click()
    expect(dialog).to_have_count(0)
    section.get_by_role("button", name="Change", exact=True).click()
    expect(page.get_by_role("dialog").get_by_label("First page")).to_have_value(re.compile("history"))


def test_a_module_without_records_is_taken_from_a_role_in_the_matrix_and_comes_back_by_undo(enter):
    page = enter("Owner")
    page.goto("/rights/")
    page.get_by_role("button", name="Seller, Import and export: has it").click()
    dialog = page.get_by_role("dialog", name="Seller: Import and export")
    expect(dialog).to_contain_text("Out of the menu, with everything behind it: Import.")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Seller, Import and export: nothing of it")).to_be_visible()
    section = page.get_by_role("region", name="Seller")
    expect(section).to_contain_text("Works without: Import and export.")
    page.keyboard.press("Control+z")
    expect(page.get_by_role("button", name="Seller, Import and export: has it")).to_be_visible()
    expect(section).not_to_contain_text("Works without")
