"""The journeys of people: one small demo company, really served, really looked at."""

from __future__ import annotations

import json
import os
import random
import re
import string
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

    from conftest import Served
    from tailor.kernel.fetching.tests.conftest import Listener

TALKS = 150
DESK, PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 844}
PATIENCE = 20_000  # ms: the machine may be busy with other things
BUILD = f"""
import django; django.setup()
from pathlib import Path
from django.conf import settings
from tailor.project.demo.build import build_demo
from tailor.project.serving import sign_ins
sign_ins.write(Path(settings.TAILOR_HOME), build_demo(talks={TALKS}))
"""


@pytest.fixture(scope="session")
def demo_home(tmp_path_factory: pytest.TempPathFactory, with_tables: Callable[[Path], Path]) -> Path:
    """A demo company with fewer talks, built in a third of the time."""
    home = with_tables(tmp_path_factory.mktemp("company"))
    environment = {**os.environ, "TAILOR_HOME": str(home)}
    subprocess.run([sys.executable, "-c", BUILD], env=environment, check=True)
    return home


@pytest.fixture(scope="session")
def served_demo(demo_home: Path, serve_in: Callable[..., Served]) -> Served:
    """The demo company, whose webhooks may go to this machine."""
    with pytest.MonkeyPatch.context() as surroundings:
        surroundings.setenv("TAILOR_FETCH_PRIVATE", "127.0.0.0/8")
        return serve_in(demo_home)


@pytest.fixture(autouse=True, scope="session")
def patience() -> None:
    from playwright.sync_api import expect

    expect.set_options(timeout=PATIENCE)


@pytest.fixture
def enter(chromium: Browser, served_demo: Served, keys_of: Callable[[str], dict]) -> Iterator[Callable[..., Page]]:
    """Somebody of that role at work in English: `enter("Seller")`, `enter("Seller", phone=True)`.
    Whatever a script of the page throws fails the test."""
    contexts, thrown = [], []

    def come(role: str, *, phone: bool = False) -> Page:
        email, _password = served_demo.sign_in_of(role)
        context = chromium.new_context(
            base_url=served_demo.address, viewport=PHONE if phone else DESK, has_touch=phone,
            storage_state=keys_of(email),
        )  # fmt: skip
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: thrown.append(f"{page.url}: {error}"))
        page.goto("/clients/")
        if page.locator("html").get_attribute("lang") != "en":
            post(page, "/me/", language="en", time_zone="Asia/Tbilisi")
            page.goto("/clients/")
        return page

    yield come
    for context in contexts:
        forget_drafts(context)
        context.close()
    assert not thrown, thrown


def forget_drafts(context: BrowserContext) -> None:
    """What a test left half typed is not for the next one."""
    for page in context.pages:
        page.close()
    for form in context.request.get("/drafts/?under=/").json():
        token = re.search(r"X-CSRFToken\": \"(\w+)", context.request.get("/me/").text())
        context.request.post("/drafts/", form={"form": form, "csrfmiddlewaretoken": token[1] if token else ""})


def post(page: Page, url: str, **values: str) -> str:
    """Post a form as the person of that page; where it leads to."""
    token = json.loads(page.locator("body").get_attribute("hx-headers") or "{}")["X-CSRFToken"]
    answer = page.request.post(url, form={**values, "csrfmiddlewaretoken": token})
    assert answer.ok, f"{answer.status} {answer.url}"
    return answer.url


@pytest.fixture
def speak() -> Iterator[Callable[[Page, str], None]]:
    """Lets the person of a page read another language, until the test is over: `speak(page, "hu")`."""
    spoken: list[Page] = []

    def choose(page: Page, language: str) -> None:
        spoken.append(page)
        post(page, "/me/", language=language, time_zone="Asia/Tbilisi")

    yield choose
    for page in spoken:
        post(page, "/me/", language="en", time_zone="Asia/Tbilisi")


def make_form(page: Page, name: str, origin: str) -> tuple[str, str]:
    """A form for a site; the line for it, and its address."""
    page.goto("/site-forms/new/")
    page.fill("[name=name]", name)
    page.fill("[name=consent]", "You may answer me.")
    page.fill("[name=origins]", origin)
    page.get_by_role("button", name="Create").click()
    from playwright.sync_api import expect

    line = page.locator("#site-line")
    expect(line).to_have_value(re.compile("/forms/"))
    look = page.get_by_role("link", name="Look at it").get_attribute("href")
    return line.input_value(), str(look)


@pytest.fixture
def site() -> Iterator[Listener]:
    """A site on an origin of its own; its page is put there by the test."""
    from tailor.kernel.fetching.tests.conftest import Listener

    one = Listener()
    yield one
    one.server.shutdown()
    one.server.server_close()


@pytest.fixture
def stranger(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context(locale="en-GB")
    yield context.new_page()
    context.close()


@pytest.fixture
def new_client() -> Callable[..., str]:
    """The address of the card of a client that this person just made: `new_client(page, "Anna", phone="+36…")`."""

    def make(page: Page, name: str, *, phone: str = "", email: str = "", **values: str) -> str:
        many = {"phones.value": phone, "phones.type": "mobile", "emails.value": email, "emails.type": "work"}
        url = post(page, "/clients/new/", name=name, **many, **values)
        assert not url.endswith("/new/"), "the client was not made"
        return url

    return make


@pytest.fixture
def word() -> str:
    """A word that no other test writes, so that nobody takes one client of the tests for another."""
    return "".join(random.choices(string.ascii_lowercase, k=9))


@pytest.fixture(scope="session")
def keys_of(chromium: Browser, served_demo) -> Iterator[Callable[[str], dict]]:
    """What a browser keeps of somebody who signed in through the door, by their e-mail."""
    kept: dict[str, dict] = {}

    def sign_in(email: str) -> dict:
        if email not in kept:
            context = chromium.new_context(base_url=served_demo.address)
            page = context.new_page()
            page.goto("/sign-in/")
            page.fill("[name=email]", email)
            page.fill("[name=password]", "tailor-demo")
            page.press("[name=password]", "Enter")
            page.wait_for_url(lambda url: "/sign-in/" not in url)
            kept[email] = context.storage_state()
            context.close()
        return kept[email]

    yield sign_in
