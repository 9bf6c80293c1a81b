"""Two people in one record: nothing is lost without somebody having chosen it."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def value(page, name):
    return page.locator(f"[data-edit$='/fields/{name}/']:visible").first


@pytest.fixture
def two(enter, new_client, word):
    """A seller and a manager with the same card open, the manager's field already open on `city`."""
    seller, manager = enter("Seller"), enter("Manager")
    card = new_client(seller, f"Shared {word}", city="Rustavi", country="Georgia")
    for page in (seller, manager):
        page.goto(card)
    value(manager, "city").click()
    expect(value(manager, "city").locator("input:not([type=hidden])")).to_be_focused()
    return seller, manager


def write(page, name, text):
    if value(page, name).locator("form").count() == 0:
        value(page, name).click()
        expect(value(page, name).locator("input:not([type=hidden])")).to_be_focused()
    page.keyboard.type(text)
    page.keyboard.press("Enter")


def test_of_one_field_the_second_sees_both_values_and_chooses(two):
    seller, manager = two
    write(seller, "city", "Kutaisi")
    expect(value(seller, "city")).to_have_text("Kutaisi")
    write(manager, "city", "Batumi")
    editing = value(manager, "city")
    expect(editing).to_contain_text("Anna Sokolova")
    expect(editing).to_contain_text("Kutaisi")
    expect(editing.locator("input:not([type=hidden])")).to_have_value("Batumi")
    expect(editing.locator("input:not([type=hidden])")).to_be_focused()
    manager.keyboard.press("Enter")
    expect(editing).to_have_text("Batumi")
    seller.reload()
    expect(value(seller, "city")).to_have_text("Batumi")


def test_escape_keeps_what_the_other_wrote(two):
    seller, manager = two
    write(seller, "city", "Kutaisi")
    expect(value(seller, "city")).to_have_text("Kutaisi")
    write(manager, "city", "Batumi")
    expect(value(manager, "city")).to_contain_text("Kutaisi")
    manager.keyboard.press("Escape")
    expect(value(manager, "city").locator("form")).to_have_count(0)
    expect(value(manager, "city")).to_have_text("Kutaisi")


def test_of_different_fields_both_are_kept_and_told(two):
    seller, manager = two
    write(seller, "country", "Sakartvelo")
    expect(value(seller, "country")).to_have_text("Sakartvelo")
    write(manager, "city", "Batumi")
    expect(manager.locator("[data-toast]")).to_contain_text("both are kept")
    manager.reload()
    expect(value(manager, "city")).to_have_text("Batumi")
    expect(value(manager, "country")).to_have_text("Sakartvelo")
