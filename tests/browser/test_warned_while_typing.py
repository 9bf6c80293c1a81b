"""Whoever types a client that is there already is told so before making it twice."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


@pytest.fixture
def form(enter, new_client, word):
    page = enter("Seller")
    new_client(page, "Zviad Gamsakhia", phone="+995599515253")
    page.goto("/clients/new/")
    return page


def test_by_the_name_in_another_script(form):
    form.get_by_label("Name", exact=True).press_sequentially("Звиад Гамсахия")
    expect(form.locator("#alike")).to_contain_text("Zviad Gamsakhia")
    expect(form.locator("#alike")).to_contain_text("similar name")


def test_by_the_phone_and_the_link_leads_to_the_card(form):
    form.get_by_label("Phones").first.press_sequentially("599 51 52 53")
    link = form.locator("#alike").get_by_role("link", name="Zviad Gamsakhia")
    expect(form.locator("#alike")).to_contain_text("the same phone")
    link.first.click()
    expect(form.locator("h1")).to_have_text("Zviad Gamsakhia")


def test_nobody_is_warned_of_nobody(form):
    with form.expect_response("**/clients/alike/**"):
        form.get_by_label("Name", exact=True).press_sequentially("Xqzw Unheard Of")
    expect(form.locator("#alike")).to_be_empty()


def test_in_the_form_of_a_lead_by_the_phone_of_a_client(form):
    form.goto("/leads/new/")
    form.get_by_label("Phones").first.press_sequentially("599 51 52 53")
    expect(form.locator("#alike")).to_contain_text("Known already:")
    form.locator("#alike").get_by_role("link", name="Zviad Gamsakhia").first.click()
    expect(form.locator("h1")).to_have_text("Zviad Gamsakhia")


def test_there_is_always_room_for_one_more_phone_also_when_a_half_filled_form_is_opened_again(form, word):
    phones = form.locator("[name='phones.value']")
    form.get_by_label("Name", exact=True).fill(f"Ramaz {word}")
    for number in range(4):
        phones.last.fill(f"+99559930000{number}")
        expect(phones).to_have_count(number + 2)
    form.reload()
    expect(phones).to_have_count(5)
    expect(phones.nth(3)).to_have_value("+995599300003")
    phones.last.press("Enter")
    expect(form.locator("h1")).to_have_text(f"Ramaz {word}")
    form.locator("[data-edit$='/fields/phones/']").first.click()
    expect(phones).to_have_count(5)
    phones.last.fill("+995599300004")
    expect(phones).to_have_count(6)
    form.keyboard.press("Enter")
    expect(form.locator("[data-edit$='/fields/phones/'] .entry")).to_have_count(5)
