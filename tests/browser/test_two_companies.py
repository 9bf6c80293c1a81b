"""Companies cut Tailor to their business from nothing, without code, and carry the shape to an empty system."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

DESK, PATIENCE = {"width": 1280, "height": 800}, 20_000

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

KEYS = ("label", "plural", "message", "name")


COMMAND = "from tailor.project.commands import main; main()"
EMPTY = """
import django; django.setup()
from tailor.access.actors import TAILOR
from tailor.records import gate
from tailor.records.types import record_type
gate.create(record_type("user"), {"name": "Other", "email": "o@other.test", "role": "owner", "language": "en"}, by=TAILOR)
"""


@pytest.fixture
def first_day(chromium, serve_in, tmp_path):
    """The owner of a company that has nothing yet, before the workshop."""
    home = tmp_path / "home"
    home.mkdir()
    served = serve_in(home)
    page = chromium.new_context(base_url=served.address, viewport=DESK).new_page()
    page.context.set_default_timeout(PATIENCE)
    thrown: list[str] = []
    page.on("pageerror", lambda error: thrown.append(f"{page.url}: {error}"))
    page.goto("/welcome/")
    for name, value in (
        ("company", "Ours"),
        ("name", "Nino"),
        ("email", "n@ours.test"),
        ("password", "battery staple 7"),
    ):
        page.locator(f"[name={name}]").fill(value)
    page.keyboard.press("Enter")
    page.wait_for_url("**/brief/")
    page.goto("/workshop/")
    yield page, home
    page.context.close()
    assert not thrown, thrown


def fill(page: Page, **said: str | bool | list[str]) -> None:
    """Type into a form by the names of its fields, in their order; what waits under “More fields” is opened."""
    for name, value in said.items():
        if isinstance(value, list):
            offered = page.locator(f"main .field:has([name='{name}'])")
            for label in value:
                offered.get_by_label(label, exact=True).check()
            continue
        place = page.locator(f"main [name='{name.replace('__', '.')}']").first
        if not place.is_visible():
            page.evaluate("document.querySelectorAll('main form details').forEach((one) => { one.open = true; })")
        if isinstance(value, bool):
            place.check()
        elif name.startswith("formula__") and not name.endswith("value"):
            with page.expect_response(re.compile("/rules/sentence/")):
                place.select_option(label=value)
        elif place.evaluate("(one) => one.tagName") == "SELECT":
            place.select_option(label=value)
        else:
            place.fill(value)


def create(page: Page) -> None:
    page.get_by_role("button", name="Create").click()
    expect(page.get_by_role("region", name="Parts")).to_be_visible()


def bench(page: Page, kind: str, part: str = "fields") -> None:
    """The workshop, at one kind of record."""
    page.goto(f"/workshop/of/{kind}/?part={part}")


def make(page: Page, of: str, what: str, /, **said: str | bool | list[str]) -> None:
    """A part of a kind, from its page in the workshop and back to it."""
    if f"/workshop/of/{of}/" not in page.url:
        bench(page, of)
    page.get_by_role("link", name=re.compile(f"^{what}")).last.click()
    if "kind" in said:
        with page.expect_response(re.compile(r"/new/")):
            page.locator("main [name=kind]").select_option(label=str(said.pop("kind")))
    fill(page, **said)
    create(page)
    expect(page.get_by_role("region", name="Parts")).to_contain_text(
        str(next(said[key] for key in KEYS if key in said))
    )


def make_kind(page: Page, label: str, plural: str, icon: str) -> None:
    page.goto("/workshop/")
    page.keyboard.press("n")
    fill(page, label=label, plural=plural, icon=icon)
    page.get_by_role("button", name="Create").click()
    expect(page.get_by_role("link", name=re.compile(f"^{plural}")).first).to_be_visible()


def publish(page: Page, about: str) -> None:
    page.get_by_role("link", name="See and publish").click()
    page.get_by_label("What this is about").fill(about)
    page.get_by_role("button", name="Publish").click()
    page.wait_for_url("**/workshop/")
    expect(page.get_by_role("complementary", name="Draft of the shape")).to_have_count(0)


def blueprint(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", COMMAND, "blueprint", *words]
    surroundings = {**os.environ, "TAILOR_HOME": str(home)}
    return subprocess.run(command, env=surroundings, capture_output=True, text=True, check=False)


def carried_over(home: Path, elsewhere: Path) -> None:
    """The shape of one company, applied to an empty one, is the same to the letter."""
    shape = blueprint(home, "export")
    assert shape.returncode == 0, shape.stderr
    subprocess.run([sys.executable, "-c", EMPTY], env={**os.environ, "TAILOR_HOME": str(elsewhere)}, check=True)
    file = elsewhere / "shape.yaml"
    file.write_text(shape.stdout, "utf-8")
    applied = blueprint(elsewhere, "apply", str(file))
    assert applied.returncode == 0, applied.stdout + applied.stderr
    assert blueprint(elsewhere, "export").stdout == shape.stdout
    again = blueprint(elsewhere, "plan", str(file))
    assert again.returncode == 0, again.stdout


def test_a_clinic(first_day, with_tables, tmp_path):
    page, home = first_day
    bench(page, "party", "words")
    for language, one, several, count in (
        ("English", "Patient", "Patients", "patient | patients"),
        ("Magyar", "Páciens", "Páciensek", "páciens"),
    ):
        page.get_by_label("In which language").select_option(label=language)
        for label, word in (("One is called", one), ("Several are called", several), ("Behind a number", count)):
            with page.expect_response("**/words/"):
                page.get_by_label(label, exact=True).fill(word)
                page.keyboard.press("Enter")
    page.get_by_role("button", name="List", exact=True).click()
    expect(page.frame_locator("[data-look-frame]").locator("h1")).to_have_text("Patients")

    make_kind(page, "Doctor", "Doctors", "Stethoscope")
    make_kind(page, "Visit", "Visits", "Calendar")
    bench(page, "party")
    page.keyboard.press("n")
    expect(page.locator("main [name=label]")).to_be_focused()
    page.keyboard.type("Blood group")
    with page.expect_response(re.compile(r"/new/")):
        page.locator("main [name=kind]").select_option(label="Choice")
    page.locator("[name='choices.label']").first.focus()
    for group in ("A", "B", "AB", "0"):
        page.keyboard.type(group)
        page.keyboard.press("Enter")
    for at, colour in enumerate(("moss", "rust", "wine", "slate")):
        page.locator("[name='choices.colour']").nth(at).select_option(colour)
    create(page)
    make(page, "party", "New field", kind="Long text", label="Allergies")
    make(page, "party", "New field", label="Insurance number", mask="AA-9999", unique=True)

    make(page, "visit", "New pipeline", label="Reception")
    make(page, "visit", "New field", kind="Record", label="Patient", to="Patients", required=True)
    make(page, "visit", "New field", kind="Record", label="Doctor", to="Doctors")
    make(page, "visit", "New field", kind="Day and time", label="When", name="starts")
    make(page, "visit", "New field", kind="Money", label="Price")
    make(page, "visit", "New field", kind="Number", label="Discount", unit="%")
    make(page, "visit", "New field", kind="Formula", label="To pay", formula="price * (1 - first(discount, 0) / 100)")
    make(page, "visit", "New stage", label="Asked", checklist="Time agreed")
    make(page, "visit", "New stage", label="Booked", colour="denim", requires=["Doctor", "When"])
    make(page, "visit", "New stage", label="Paid", outcome="won", requires=["Price"])
    make(page, "visit", "New stage", label="Did not come", outcome="lost")
    make(
        page,
        "visit",
        "New rule",
        message="A visit costs something",
        formula__must__field="Price",
        formula__must__condition="is more than",
        formula__must__value="0",
        field="Price",
    )
    make(
        page,
        "party",
        "New field",
        kind="Roll-up of other records",
        label="Visits so far",
        through="Visits: Patient",
        summary="how many",
    )
    make(
        page,
        "party",
        "New field",
        kind="Roll-up of other records",
        label="Last visit",
        through="Visits: Patient",
        summary="the most",
        formula="starts",
        gives="Day and time",
    )

    page.get_by_role("link", name="New segment").click()
    page.get_by_label("Name", exact=True).fill("Away for 60 days")
    page.get_by_role("button", name=re.compile("^where …")).click()
    panel = page.locator("#filter-pop")
    panel.get_by_role("menuitem", name=re.compile("^Visits")).first.click()
    panel.get_by_label("Visits", exact=True).select_option("none")
    panel.get_by_label("When", exact=True).select_option("past")
    panel.get_by_label("Days", exact=True).fill("60")
    panel.get_by_role("button", name="Show these").click()
    expect(page.locator("#segment-asked")).to_contain_text("Visits: none")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("region", name="Parts")).to_contain_text("Away for 60 days")

    bench(page, "party", "card")
    with page.expect_response("**/layout/"):
        page.get_by_role("checkbox", name="Tax number").uncheck()
    bench(page, "party", "list")
    for name in ("Last visit", "Visits so far"):
        with page.expect_response("**/layout/"):
            page.get_by_role("checkbox", name=name).check()
        with page.expect_response("**/layout/"):
            for _step in range(12):
                page.keyboard.press("Alt+ArrowUp")
    page.goto("/workshop/modules/")
    with page.expect_response("**/modules/api/"):
        page.get_by_role("switch", name=re.compile("^API")).uncheck()

    page.goto("/workshop/go/?then=/rights/")
    page.keyboard.press("n")
    dialog = page.get_by_role("dialog", name="New role")
    dialog.get_by_label("Name").fill("Reception")
    dialog.get_by_label("Begins as a copy of").select_option(label="Operator")
    page.keyboard.press("Enter")
    role = page.get_by_role("region", name="Reception")
    role.get_by_role("button", name="Change", exact=True).click()
    dialog = page.get_by_role("dialog", name="Reception")
    dialog.get_by_label("First page").select_option(label="Visits")
    for entry in ("Interactions", "History"):
        dialog.get_by_role("checkbox", name=entry).uncheck()
    dialog.get_by_role("button", name="Save").click()
    expect(dialog).to_have_count(0)
    publish(page, "A clinic")
    a_day_at_the_reception(page)
    carried_over(home, with_tables(tmp_path / "elsewhere"))


def a_day_at_the_reception(page: Page) -> None:
    page.goto("/doctor/new/")
    fill(page, title="Dr. Beridze")
    page.get_by_role("button", name="Create").click()
    expect(page.locator("h1")).to_have_text("Dr. Beridze")
    page.goto("/rights/")
    page.get_by_role("region", name="Reception").get_by_role("button", name="Work in this role").click()
    menu = page.get_by_role("navigation").first
    expect(menu).to_contain_text("Patients")
    expect(menu).not_to_contain_text("History")
    expect(page.locator("h1")).to_have_text("Visits")

    page.goto("/clients/new/")
    fill(page, name="Ketevan Abashidze", blood_group="AB", insurance_number="12")
    page.get_by_role("button", name="Create").click()
    expect(page.locator("[name=insurance_number]")).to_have_attribute("aria-invalid", "true")
    fill(page, insurance_number="kv-1234")
    page.get_by_role("button", name="Create").click()
    expect(page.locator("h1")).to_have_text("Ketevan Abashidze")
    card = page.url

    page.goto(f"/visit/new/?patient={card.split('/')[-2]}")
    fill(page, title="Check-up", price="-5", discount="10")
    page.get_by_role("button", name="Create").click()
    expect(page.get_by_text("A visit costs something")).to_be_visible()
    fill(page, price="80", stage="Asked")
    page.get_by_role("button", name="Create").click()
    expect(page.locator("h1")).to_have_text("Check-up")
    expect(page.locator("main")).to_contain_text("72")
    page.locator(".stages").get_by_role("button", name="Booked").click()
    dialog = page.locator("dialog#move")
    dialog.get_by_label("Time agreed").check()
    dialog.get_by_role("searchbox", name="Doctor").fill("Berid")
    dialog.get_by_role("radio", name="Dr. Beridze").check()
    dialog.locator("[name='need.starts']").fill(f"{datetime.now(UTC).date() - timedelta(days=3)}T10:00")
    dialog.get_by_role("button", name="Move").click()
    expect(page.locator(".stages [aria-current=step]")).to_have_text("Booked")

    page.goto("/visit/board/")
    ticket = page.locator(".tkt:not(.ghost-tkt)", has_text="Check-up")
    ticket.locator("a.nm").focus()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(page.get_by_role("region", name="Paid", exact=True).locator(".tkt")).to_contain_text("Check-up")
    page.goto("/clients/")
    expect(page.get_by_role("columnheader", name="Visits so far")).to_be_visible()
    row = page.locator("tbody[data-rows]").get_by_role("row", name="Ketevan Abashidze")
    expect(row.get_by_role("cell", name="1", exact=True)).to_be_visible()
    expect(row.get_by_role("cell", name=re.compile("d ago"))).to_be_visible()
    page.goto("/clients/?segment=is:away_for_60_days")
    expect(page.locator("main")).to_contain_text("Nothing")
    expect(page.get_by_role("row", name="Ketevan Abashidze")).to_have_count(0)


BUILDING = """\
tailor: 1
groups:
  wholesale: {name: Wholesale, colour: moss}
kinds:
  order: {label: Order, plural: Orders, icon: clipboard-list}
  site: {label: Site, plural: Sites, icon: hammer}
fields:
  order:
    client: {kind: reference, label: Client, to: party, required: true}
    site: {kind: reference, label: Site, to: site}
    tonnes: {kind: number, label: Weight, unit: t, places: 3}
    price: {kind: money, label: Price per tonne}
    discount: {kind: number, label: Discount, unit: "%", least: 0, most: 100}
    total: {kind: formula, label: Total, formula: "tonnes * price * (1 - first(discount, 0) / 100)", places: 2}
    way: {kind: stage, label: Way, pipeline: order.sale}
  party:
    bought: {kind: rollup, label: Bought so far, through: order.client, summary: sum, formula: total}
pipelines:
  order:
    sale: {label: Sale}
stages:
  order.sale:
    asked: {label: Asked}
    offered: {label: Offered, requires: [price, tonnes], checklist: [Site seen]}
    paid: {label: Paid, outcome: won, enters_from: [offered]}
rules:
  order:
    half_at_most: {formula: "is_empty(discount) or discount <= 50", message: Half the price at most, field: discount}
"""


def test_a_seller_of_building_materials(first_day, with_tables, tmp_path):
    """Begins with a file, goes on by hand, and looks at the draft in every place before it is published."""
    page, home = first_day
    page.goto("/workshop/file/")
    page.get_by_label("Or as text").fill(BUILDING)
    page.get_by_role("button", name="Make it a draft").click()
    page.wait_for_url("**/workshop/draft/")
    page.get_by_role("button", name="Look at every page with it").click()
    page.goto("/order/new/")
    expect(page.get_by_label("Price per tonne")).to_be_visible()
    make(page, "site", "New field", label="Address")
    bench(page, "order", "list")
    for name in ("Site", "Discount"):
        with page.expect_response("**/layout/"):
            page.get_by_role("checkbox", name=name, exact=True).uncheck()
    publish(page, "Building materials")

    page.goto("/clients/new/")
    fill(page, name="Roof Ltd")
    page.get_by_role("button", name="Create").click()
    expect(page.locator("h1")).to_have_text("Roof Ltd")
    card = page.url
    page.goto(f"/order/new/?client={card.split('/')[-2]}")
    fill(page, title="Tiles", tonnes="2.5", price="400", discount="60", way="Asked")
    page.get_by_role("button", name="Create").click()
    expect(page.get_by_text("Half the price at most")).to_be_visible()
    fill(page, discount="10")
    page.get_by_role("button", name="Create").click()
    expect(page.locator("h1")).to_have_text("Tiles")
    expect(page.locator("main")).to_contain_text("900")
    page.locator(".stages").get_by_role("button", name="Paid").click()
    expect(page.locator("#toasts")).to_contain_text("From “Asked” nothing goes straight to “Paid”")
    page.goto(card)
    expect(page.locator("main")).to_contain_text("Bought so far")
    carried_over(home, with_tables(tmp_path / "elsewhere"))
