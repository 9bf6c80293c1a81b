"""kill -9 of the server while somebody types: what was typed is there again, from this browser and from another, and is
saved once."""

from __future__ import annotations

import os
import random
import re
import signal
import string
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.crash
PATIENCE = 20_000  # ms
PASSWORD = "correct horse"
BUILD = f"""
import django; django.setup()
from tailor.access.actors import TAILOR
from tailor.access.models import User
from tailor.access.passwords import new_password
from tailor.records import gate
from tailor.records.types import record_type
values = {{"name": "Ada", "email": "ada@example.com", "role": "owner", "language": "en"}}
gate.create(record_type("user"), values, by=TAILOR)
gate.create(record_type("party"), {{"name": "Nino"}}, by=TAILOR)
User.objects.update(password=new_password({PASSWORD!r}))
"""


class House:
    """A Tailor that is killed with all its processes, and started again in the same place."""

    def __init__(self, home: Path, serve_in) -> None:
        self.home, self.serve_in = home, serve_in
        environment = {**os.environ, "TAILOR_HOME": str(home)}
        subprocess.run([sys.executable, "-c", BUILD], env=environment, check=True)
        self.served = serve_in(home)
        self.address = self.served.address

    def kill(self) -> None:
        parent = self.served.process.pid
        children = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
        for pid in (parent, *map(int, children)):
            os.kill(pid, signal.SIGKILL)
        self.served.process.wait()

    def start(self) -> None:
        self.served = self.serve_in(self.home, int(self.address.rpartition(":")[2]))


@pytest.fixture(scope="module")
def house(tmp_path_factory, with_tables, serve_in):
    return House(with_tables(tmp_path_factory.mktemp("house")), serve_in)


@pytest.fixture
def enter(house, chromium):
    """A browser of its own in which Ada is signed in."""
    contexts = []

    def enter():
        contexts.append(chromium.new_context(base_url=house.address, locale="en"))
        contexts[-1].set_default_timeout(PATIENCE)
        page = contexts[-1].new_page()
        page.goto("/sign-in/")
        page.fill("[name=email]", "ada@example.com")
        page.fill("[name=password]", PASSWORD)
        page.press("[name=password]", "Enter")
        page.wait_for_url(lambda url: "/sign-in/" not in url)
        return page

    yield enter
    for context in contexts:
        context.close()


@pytest.fixture
def word():
    return "".join(random.choices(string.ascii_lowercase, k=9))


def kept_by_the_server(page):
    return page.expect_response(
        lambda answer: "/drafts/" in answer.url and answer.request.method == "POST" and answer.ok
    )


def named(page):
    return page.get_by_label("Name", exact=True)


def clients_called(page, name):
    list_of_them = page.request.get("/clients/", params={"name": f"has:{name}"}).text()
    return len(set(re.findall(r'href="/clients/(\d+)/"', list_of_them)))


def test_a_half_filled_form_comes_back_in_this_browser_and_in_another_and_is_saved_once(house, enter):
    page = enter()
    page.goto("/clients/new/")
    with kept_by_the_server(page):
        named(page).fill("Otar")
    page.locator("[name='phones.value']").first.fill("+995599000111")
    house.kill()
    expect(page.locator(".head [data-kept]")).to_contain_text("No network")
    house.start()

    home = enter()
    home.goto("/clients/new/")
    expect(named(home)).to_have_value("Otar")  # the server had acknowledged it
    home.context.close()

    with kept_by_the_server(page):
        page.reload()
        expect(named(page)).to_have_value("Otar")
        expect(page.locator("[name='phones.value']").first).to_have_value("+995599000111")
    elsewhere = enter()
    elsewhere.goto("/clients/new/")
    expect(elsewhere.locator("[name='phones.value']").first).to_have_value("+995599000111")

    page.get_by_role("button", name="Create").click()
    page.wait_for_url(re.compile(r"/clients/\d+/$"))
    assert clients_called(page, "Otar") == 1
    for browser in (page, elsewhere):
        browser.goto("/clients/new/")
        expect(named(browser)).to_have_value("")


@pytest.mark.parametrize("passing_by", ["/clients/new/", "/clients/", "/"])
def test_a_form_sent_to_a_dead_server_is_there_whichever_way_one_comes_back_to_it(passing_by, house, enter, word):
    page = enter()
    page.goto("/clients/new/")
    named(page).fill(word)
    house.kill()
    page.get_by_role("button", name="Create").click()
    page.wait_for_url("chrome-error://chromewebdata/")
    house.start()
    page.goto(passing_by)
    page.goto("/clients/new/")
    expect(named(page)).to_have_value(word)
    page.get_by_role("button", name="Create").click()
    page.wait_for_url(re.compile(r"/clients/\d+/$"))
    assert clients_called(page, word) == 1
    page.goto("/clients/new/")
    expect(named(page)).to_have_value("")


def test_a_note_that_did_not_get_through_stays_in_its_box_and_is_noted_once(house, enter):
    page = enter()
    page.goto("/clients/")
    page.get_by_role("link", name="Nino").first.click()
    box = page.get_by_role("textbox", name="Note", exact=True)
    box.fill("He wants green tiles")
    house.kill()
    box.press("Control+Enter")
    expect(page.locator("#toasts")).not_to_be_empty()
    expect(box).to_have_value("He wants green tiles")
    house.start()
    page.reload()
    expect(box).to_have_value("He wants green tiles")
    box.press("Control+Enter")
    expect(page.locator("#story")).to_contain_text("He wants green tiles")
    page.reload()
    expect(page.locator("#story").get_by_text("He wants green tiles")).to_have_count(1)
    expect(box).to_have_value("")
