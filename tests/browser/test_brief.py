"""From the first account to a company in its own shape, at a desk and on a phone."""

from __future__ import annotations

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

SIZES = {"desk": {"width": 1280, "height": 800}, "phone": {"width": 390, "height": 844}}


def usable(page) -> None:
    """Nothing axe complains of, and nothing beyond the edge."""
    found = Axe().run(page).response["violations"]
    assert [(one["id"], one["nodes"][0]["html"][:200]) for one in found] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("size", SIZES)
def test_a_new_company_answers_takes_a_shape_tries_it_and_throws_the_examples_away(size, chromium, serve_in, tmp_path):
    served = serve_in(tmp_path)
    page = chromium.new_context(base_url=served.address, viewport=SIZES[size], has_touch=size == "phone").new_page()
    page.goto("/welcome/")
    for name, value in (
        ("company", "Smile"),
        ("name", "Nino"),
        ("email", "n@smile.test"),
        ("password", "battery staple 7"),
    ):
        page.locator(f"[name={name}]").fill(value)
    page.get_by_role("button", name="Begin").click()
    page.wait_for_url("**/brief/")
    usable(page)
    page.get_by_role("link", name="Begin", exact=True).click()
    page.get_by_label("Clinic").check()
    expect(page.locator("#beside dd").first).to_have_text("3")
    page.get_by_label("Animals").check()
    expect(page.locator("#beside dd").first).to_have_text("4")
    usable(page)
    page.locator("#beside").get_by_role("link", name="See the proposal").click()
    page.wait_for_url(re.compile("trade=clinic&objects=pet"))
    expect(page.locator("svg.picture:visible")).to_contain_text("Animal")
    usable(page)
    page.get_by_role("button", name="Take this shape").click()
    page.wait_for_url("**/brief/examples/")
    usable(page)
    page.get_by_role("main").get_by_role("link", name=re.compile("^Visits")).click()
    expect(page.locator("[data-rows] > *").first).to_be_visible()
    page.get_by_role("link", name="Throw the examples away").click()
    page.get_by_role("button", name="Throw the examples away").click()
    page.wait_for_url("**/brief/")
    page.goto("/visit/")
    expect(page.locator("[data-rows] > *")).to_have_count(0)
    expect(page.get_by_text("There are example records here.")).to_have_count(0)
