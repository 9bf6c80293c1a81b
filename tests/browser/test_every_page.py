"""Every page in both themes, on a desk and on a phone: it answers, complains of nothing, fits, and can be used by all."""

from __future__ import annotations

import itertools
import os
from dataclasses import dataclass
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

pytestmark = pytest.mark.browser

SIZES = {"desk": {"width": 1440, "height": 900}, "phone": {"width": 390, "height": 844}}
LOOKS = list(itertools.product(SIZES, ("light", "dark")))
PEOPLE = {  # one of each role, in all four languages
    "owner": "giorgi@demo.tailor", "administrator": "natia@demo.tailor", "manager": "gergely@demo.tailor",
    "seller": "dmitry@demo.tailor", "operator": "mariam@demo.tailor", "warehouse": "laszlo@demo.tailor",
}  # fmt: skip
EVERYBODY = tuple(PEOPLE)
THOSE_WHO_WRITE = EVERYBODY[:5]
THOSE_WHO_MERGE = EVERYBODY[:4]
THOSE_WHO_RULE = EVERYBODY[:2]
PAGES = {
    "list": ("/clients/", EVERYBODY),
    "card": ("", EVERYBODY),
    "new": ("/clients/new/", THOSE_WHO_WRITE),
    "import": ("/clients/import/", THOSE_WHO_WRITE),
    "history": ("/history/", EVERYBODY),
    "duplicates": ("/clients/duplicates/", THOSE_WHO_MERGE),
    "merge": ("/clients/merge/?pick=1&pick=2", THOSE_WHO_RULE),
    "groups": ("/groups/", THOSE_WHO_RULE),
    "segments": ("/segments/", THOSE_WHO_RULE),
    "new segment": ("/clients/segments/new/?interaction.party=none:at=past:60", THOSE_WHO_RULE),
    "menu": ("/clients/", EVERYBODY),
    "palette": ("/clients/", EVERYBODY),
    "found": ("/search/?q=an", EVERYBODY),
    "account": ("/me/", EVERYBODY),
    "notifications": ("/notifications/", EVERYBODY),
    "what one is told of": ("/me/notifications/", EVERYBODY),
    "bell": ("/clients/", EVERYBODY),
    "sign-ins": ("/me/sign-ins/", EVERYBODY),
    "second factor": ("/me/second/", EVERYBODY),
    "attempts": ("/doors/", THOSE_WHO_RULE),
    "bans": ("/doors/bans/", THOSE_WHO_RULE),
    "invitations": ("/doors/invitations/", THOSE_WHO_RULE),
    "rules of the doors": ("/doors/rules/", THOSE_WHO_RULE),
    "mail server": ("/doors/mail/", THOSE_WHO_RULE),
    "letters": ("/doors/letters/", THOSE_WHO_RULE),
    "providers": ("/doors/providers/", THOSE_WHO_RULE),
    "rights": ("/rights/", THOSE_WHO_RULE),
    "rights of a role": ("/rights/", THOSE_WHO_RULE),
    "role": ("/rights/", THOSE_WHO_RULE),
    "brief": ("/brief/", THOSE_WHO_RULE),
    "ten questions": ("/brief/questions/?trade=retail&objects=vehicle", THOSE_WHO_RULE),
    "proposal": ("/brief/proposal/?trade=wholesale", THOSE_WHO_RULE),
    "examples": ("/brief/examples/", THOSE_WHO_RULE),
    "figures of channels": ("/channels/figures/?period=this-year", THOSE_WHO_RULE),
    "competitor": ("/competitors/1/", THOSE_WHO_RULE),
    "departments": ("/departments/tree/", EVERYBODY),
    "who-sees": ("/clients/1/who-sees/", THOSE_WHO_RULE),
    "tokens": ("/tokens/", EVERYBODY),
    "API reference": ("/tokens/reference/", EVERYBODY),
    "webhooks": ("/webhooks/", THOSE_WHO_RULE),
    "new webhook": ("/webhooks/new/", THOSE_WHO_RULE),
    "calling through": ("/clients/", THOSE_WHO_WRITE),
    "catalogue": ("/catalog/", EVERYBODY),
    "new product": ("/catalog/new/", THOSE_WHO_RULE),
    "plans": ("/plans/", THOSE_WHO_RULE),
    "new plan": ("/plans/new/", THOSE_WHO_RULE),
    "forms of the site": ("/site-forms/", THOSE_WHO_RULE),
    "new form of the site": ("/site-forms/new/", THOSE_WHO_RULE),
    "styleguide": ("/styleguide/", EVERYBODY),
}
MINOR = ("minor",)
SHOTS = os.environ.get("TAILOR_SHOTS", "")  # a folder for pictures of all of them


@dataclass
class Visit:
    name: str
    role: str
    size: str
    theme: str


def visits() -> list[Visit]:
    """Each page in each look, by roles in turn."""
    return [
        Visit(name, roles[(row + column) % len(roles)], size, theme)
        for row, (name, (_path, roles)) in enumerate(PAGES.items())
        for column, (size, theme) in enumerate(LOOKS)
    ]


VISITS = visits()
axe = Axe()


def test_every_role_is_among_the_visitors():
    assert {visit.role for visit in VISITS} == set(PEOPLE)


@pytest.mark.parametrize("visit", VISITS, ids=lambda visit: f"{visit.name}-{visit.role}-{visit.size}-{visit.theme}")
def test_a_page_is_sound(visit, chromium, served_demo, keys_of):
    context = chromium.new_context(
        base_url=served_demo.address, viewport=SIZES[visit.size], color_scheme=visit.theme,
        has_touch=visit.size == "phone", storage_state=keys_of(PEOPLE[visit.role]),
    )  # fmt: skip
    page, complaints = context.new_page(), []
    page.on("console", lambda said: complaints.append(said.text) if said.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    answer = page.goto(PAGES[visit.name][0] or "/clients/")
    if visit.name == "card":
        answer = page.goto(page.locator("a[data-row-link]").first.get_attribute("href"))
    elif visit.name == "menu":
        if visit.size == "phone":
            page.locator(".tabbar button").tap()
        page.locator(".rail .me").click()
    elif visit.name == "calling through":
        page.locator("[hx-post='/clients/call/']").first.dispatch_event("click")
        page.locator("#call-now[data-ahead] .dial").first.wait_for()
    elif visit.name == "bell":
        page.locator("[data-bell]").click()
        page.locator("#bell-pop .foot").wait_for()
    elif visit.name in ("rights of a role", "role"):
        of = "/rights/operator/of/party/" if visit.name == "rights of a role" else "/rights/operator/"
        page.locator(f"#role-operator [hx-get='{of}']").click()
        page.locator("dialog summary").click()
        page.locator("dialog [type=submit]").first.wait_for()
    elif visit.name == "palette":
        page.keyboard.press("Control+k")
        page.keyboard.type("an")
        page.locator("#hits [role=option] mark").first.wait_for()
    assert answer is not None and answer.status == 200
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f"{visit.name}-{visit.size}-{visit.theme}-{visit.role}.png")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "the page scrolls sideways"
    assert page.evaluate("document.body.scrollWidth <= innerWidth"), "the page is wider than the window"
    found = axe.run(page).response["violations"]
    assert [(one["id"], one["nodes"][0]["target"]) for one in found if one["impact"] not in MINOR] == []
    assert complaints == []
    context.close()
