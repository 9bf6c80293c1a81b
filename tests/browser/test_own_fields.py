"""A field of the company's own is made with hands on the keyboard, and asks only what its kind takes."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def test_its_form_asks_what_the_kind_takes_and_keeps_what_was_typed(enter, word):
    page = enter("Owner")
    page.goto("/own-fields/new/")
    page.keyboard.type(f"Roof {word}")
    expect(page.locator("[name=mask]")).to_be_visible()
    kind = page.locator("select[name=kind]")
    kind.focus()
    kind.select_option("choices")
    first = page.locator("[name='choices.label']").first
    expect(first).to_be_visible()
    expect(page.locator("[name=mask]")).to_have_count(0)
    expect(kind).to_be_focused()
    expect(page.locator("[name=label]")).to_have_value(f"Roof {word}")


def test_choices_are_typed_put_in_order_and_taken_out_by_keyboard(enter, word):
    page = enter("Owner")
    page.goto(f"/own-fields/new/?kind=choices&record_type=party&label=Roof+{word}")
    rows = page.locator("[name='choices.label']")
    rows.first.focus()
    for name in ("Tile", "Metal", "Thatch"):
        page.keyboard.type(name)
        page.keyboard.press("Enter")
    expect(rows).to_have_count(4)
    rows.nth(2).press("Alt+ArrowUp")
    page.locator("[data-row-out]").first.press("Enter")
    assert [rows.nth(at).input_value() for at in range(rows.count())] == ["Thatch", "Metal", ""]
    expect(rows.first).to_be_focused()
    page.get_by_role("button", name="Create").click()
    expect(page.locator("[data-edit$='/fields/choices/']")).to_have_text("Thatch Metal")
    page.locator("[data-edit$='/fields/choices/']").click()
    page.locator("[name='choices.label']").first.fill("Reed")
    page.keyboard.press("Enter")
    expect(page.locator("[data-edit$='/fields/choices/']")).to_have_text("Reed Metal")


def test_several_choices_are_ticked_before_they_are_saved(enter, new_client, word):
    page = enter("Owner")
    page.goto(f"/own-fields/new/?kind=choices&record_type=party&label=Roof+{word}&name=roof_{word}")
    for at, name in enumerate(("Tile", "Metal")):
        page.locator("[name='choices.label']").nth(at).fill(name)
    page.get_by_role("button", name="Create").click()
    expect(page.locator("[data-edit$='/fields/choices/']")).to_be_visible()
    page.goto(new_client(page, f"Ketevan {word}"))
    place = page.locator(f"[data-edit$='/fields/roof_{word}/']")
    page.evaluate("document.querySelectorAll('details.blanks').forEach((one) => { one.open = true; })")
    place.click()
    for name in ("Tile", "Metal"):
        place.get_by_label(name).check()
    page.keyboard.press("Enter")
    expect(place).to_have_text("Tile Metal")
