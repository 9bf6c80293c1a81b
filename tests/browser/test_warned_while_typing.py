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
