"""The doors as a browser meets them: the sum that shows one is no machine, and passkeys of a virtual device."""

from __future__ import annotations

import re
import shutil
import sqlite3
from contextlib import closing

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tailor.project.demo.team import PASSWORD

pytestmark = pytest.mark.browser
SELLER = "anna@demo.tailor"


@pytest.fixture(scope="module")
def house(demo_home, serve_in, tmp_path_factory):
    """A copy of the demo company whose doors may be rattled without anybody else being checked for it."""
    home = tmp_path_factory.mktemp("doors") / "home"
    shutil.copytree(demo_home, home)
    return serve_in(home)


@pytest.fixture
def stranger(chromium, house):
    """A browser nobody is signed in with, at the house by its name: numbers know no passkeys."""
    address = house.address.replace("127.0.0.1", "localhost")
    context = chromium.new_context(base_url=address, locale="en-GB")
    complaints = []
    page = context.new_page()
    page.on(
        "console",
        lambda said: complaints.append(said.text) if said.type == "error" and "status of" not in said.text else None,
    )
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    context.close()
    assert not complaints, complaints


def knock(page, email, password):
    """Tries to sign in, and waits for the answer's page: the one before may look just the same."""
    page.fill("[name=email]", email)
    page.fill("[name=password]", password)
    with page.expect_navigation():
        page.click("form[action='/sign-in/'] button[type=submit]")


def test_after_three_wrong_ones_the_browser_does_its_sum_by_itself(stranger):
    stranger.goto("/sign-in/")
    for _one in range(3):
        knock(stranger, "nobody@demo.tailor", "wrong")
        expect(stranger.locator(".wrong").first).to_be_visible()
    expect(stranger.locator("[data-proof]")).to_be_attached()
    knock(stranger, "nobody@demo.tailor", "wrong")
    expect(stranger.locator(".wrong").first).to_contain_text("do not belong together")
    expect(stranger.locator("[data-done]")).to_be_visible()
    assert Axe().run(stranger).response["violations"] == []


def test_a_passkey_is_made_opens_alone_and_is_the_second_factor(stranger):
    device = stranger.context.new_cdp_session(stranger)
    device.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
        "isUserVerified": True, "automaticPresenceSimulation": True,
    }  # fmt: skip
    device.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    stranger.goto("/sign-in/")
    knock(stranger, SELLER, PASSWORD)
    stranger.wait_for_url(lambda url: "/sign-in/" not in url)
    stranger.goto("/me/second/")
    stranger.click("#new-passkey >> xpath=../summary")
    stranger.fill("#new-passkey [name=name]", "Test device")
    stranger.fill("#password-passkey", PASSWORD)
    stranger.click("[data-passkey=create]")
    expect(stranger.locator(".codes li")).to_have_count(10)
    expect(stranger.locator(".rows")).to_contain_text("Test device")
    assert [one["id"] for one in Axe().run(stranger).response["violations"]] == []

    stranger.context.clear_cookies()
    stranger.goto("/sign-in/")
    stranger.click("[data-passkey=get]")
    stranger.wait_for_url(lambda url: "/sign-in/" not in url)

    stranger.context.clear_cookies()
    stranger.goto("/sign-in/")
    knock(stranger, SELLER, PASSWORD)
    stranger.wait_for_url("**/sign-in/second/")
    stranger.goto("/clients/")
    assert "/sign-in/" in stranger.url
    stranger.goto("/sign-in/second/")
    stranger.click("[data-passkey=get]")
    stranger.wait_for_url(lambda url: "/sign-in/" not in url)

    stranger.goto("/me/second/")
    stranger.click("#password-away >> xpath=ancestor::details/summary")
    stranger.fill("#password-away", PASSWORD)
    stranger.click("form[action='/me/second/away/'] button:has-text('Test device')")
    expect(stranger.locator(".rows")).to_have_count(0)


def test_who_goes_by_a_provider_tells_the_clock_of_their_browser(chromium, house):
    values = ("Outside", "http://127.0.0.1:1", "tailor", "", False, "", False, True, "2026-01-01 00:00:00")
    with closing(sqlite3.connect(house.home / "tailor.sqlite3")) as database, database:
        database.execute(
            "INSERT INTO access_provider (name, issuer, client_id, secret, joins, role, trusted, is_on, created_at) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            values,
        )
    context = chromium.new_context(base_url=house.address, timezone_id="Asia/Tbilisi")
    page = context.new_page()
    page.goto("/sign-in/?next=/history/")
    link = page.get_by_role("link", name="Sign in with Outside")
    expect(link).to_have_attribute("href", re.compile(r"/sign-in/with/1/\?next=/history/&time_zone=Asia%2FTbilisi$"))
    context.close()
