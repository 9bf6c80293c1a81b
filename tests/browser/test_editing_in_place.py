"""Whatever is wrong on a card is put right where it stands."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def value(page, name):
    return page.locator(f"[data-edit$='/fields/{name}/']:visible").first


@pytest.fixture
def card(enter, new_client, word):
    page = enter("Seller")
    page.goto(new_client(page, f"Ketevan {word}", phone="+9955991" + "".join(str(ord(letter) % 10) for letter in word[:5]), email=f"keti@{word}.example",
                         city="Rustavi", country="Georgia"))  # fmt: skip
    return page


def test_a_value_is_clicked_typed_and_saved(card):
    value(card, "city").click()
    card.keyboard.type("Kutaisi")
    card.keyboard.press("Enter")
    expect(card.locator("[data-toast]")).to_contain_text("Saved")
    expect(value(card, "city")).to_have_text("Kutaisi")
    card.reload()
    expect(value(card, "city")).to_have_text("Kutaisi")


def test_escape_leaves_everything_as_it_was(card):
    value(card, "city").click()
    card.keyboard.type("Nowhere")
    card.keyboard.press("Escape")
    expect(value(card, "city")).to_have_text("Rustavi")
    expect(card.locator("[data-toast]")).to_have_count(0)
    card.reload()
    expect(value(card, "city")).to_have_text("Rustavi")


def test_a_wrong_value_is_told_beside_the_field_and_stays_typed(card):
    value(card, "emails").click()
    field = value(card, "emails").locator("input[type=email]").first
    expect(field).to_be_focused()
    card.keyboard.type("keti at nowhere")
    card.keyboard.press("Enter")
    expect(value(card, "emails").locator(".wrong")).to_be_visible()
    expect(value(card, "emails").locator("input:not([type=hidden])").first).to_have_value("keti at nowhere")
    card.keyboard.press("Escape")
    expect(value(card, "emails")).to_contain_text("keti@")


def test_tab_saves_and_goes_on_to_the_next_value(card):
    value(card, "city").click()
    card.keyboard.type("Gori")
    card.keyboard.press("Tab")
    expect(value(card, "country").locator("input:not([type=hidden])")).to_be_focused()
    expect(value(card, "city")).to_have_text("Gori")


def test_a_second_phone_is_added(card):
    value(card, "phones").click()
    second = value(card, "phones").locator("input[type=tel]").nth(1)
    second.fill("032 2 99 88 77")
    second.press("Enter")
    expect(value(card, "phones")).to_contain_text("+995 32 299 88 77")
    expect(value(card, "phones")).to_contain_text("+995 599 1")


def test_what_is_typed_before_the_field_has_come_is_not_lost(card):
    card.route(
        "**/fields/**", lambda route: route.fallback() if route.request.method == "POST" else slowly(card, route)
    )
    value(card, "city").click()
    card.keyboard.type("Gori")
    card.keyboard.press("Tab")
    card.keyboard.type("Sakartvelo")
    card.keyboard.press("Enter")
    expect(value(card, "city")).to_have_text("Gori")
    expect(value(card, "country")).to_have_text("Sakartvelo")


def slowly(page, route):
    """The answer of a server that is far away."""
    answer = route.fetch()
    page.wait_for_timeout(300)
    route.fulfill(response=answer)


def test_undo_takes_an_edit_back(card):
    value(card, "city").click()
    card.keyboard.type("Poti")
    card.keyboard.press("Enter")
    expect(value(card, "city")).to_have_text("Poti")
    card.locator("[data-toast]").get_by_role("button", name="Undo").click()
    expect(value(card, "city")).to_have_text("Rustavi")


def test_keys_and_value_go_on_working_when_there_was_no_network_to_open_it(card):
    card.context.set_offline(True)
    value(card, "city").click()
    expect(card.locator("[data-toast]")).to_contain_text("No network")
    card.keyboard.press("n")
    card.keyboard.type("written without a network")
    expect(card.locator("form[data-composer] textarea")).to_have_value("written without a network")
    card.keyboard.press("Escape")
    card.context.set_offline(False)
    value(card, "city").click()
    card.keyboard.type("Poti")
    card.keyboard.press("Enter")
    expect(value(card, "city")).to_have_text("Poti")


def test_an_undo_that_nobody_heard_can_be_pressed_again(card):
    value(card, "city").click()
    card.keyboard.type("Poti")
    card.keyboard.press("Enter")
    expect(value(card, "city")).to_have_text("Poti")
    undo = card.locator("[data-toast]").get_by_role("button", name="Undo").last
    card.context.set_offline(True)
    undo.click()
    word = card.locator("[data-toast]", has_text="No network")
    expect(word).to_be_visible()
    card.context.set_offline(False)
    word.locator("[data-toast-close]").click()
    undo.click()
    expect(value(card, "city")).to_have_text("Rustavi")


def test_a_menu_that_did_not_come_is_not_an_empty_box(card):
    card.goto("/clients/")
    card.context.set_offline(True)
    card.get_by_role("button", name="where").click()
    expect(card.locator("[data-toast]")).to_contain_text("No network")
    expect(card.locator(".pop:popover-open")).to_have_count(0)


def test_a_note_whose_file_is_refused_is_still_there(card):
    text = card.locator("form[data-composer] textarea")
    text.fill("Called about the steep roof, the plan is with it.")
    empty = {"name": "plan.pdf", "mimeType": "application/pdf", "buffer": b""}
    card.locator("form[data-composer] input[type=file]").first.set_input_files([empty])
    text.press("Control+Enter")
    expect(card.locator("[data-toast]")).to_contain_text("The file is empty.")
    expect(text).to_have_value("Called about the steep roof, the plan is with it.")


def places(page):
    """Where everything stands that one looks at: nothing of it may move."""
    return page.evaluate(
        """() => [...document.querySelectorAll(".id .line, .next, .facts dt, .composer, #story, .seg, .dial a")]
        .map(one => { const box = one.getBoundingClientRect(); return [box.left, box.top, box.height].map(Math.round); })"""
    )


@pytest.mark.parametrize("name", ["name", "city", "phones", "group", "next_step"])
def test_nothing_moves_when_a_field_opens(card, name):
    before = places(card)
    box = value(card, name).bounding_box()
    assert box
    card.mouse.click(box["x"] + box["width"] - 2, box["y"] + 3)  # beside a telephone, which would be called
    expect(card.locator("form.editing")).to_be_visible()
    assert places(card) == before


def test_nothing_moves_when_a_value_is_refused_and_the_policy_has_nothing_to_report(card):
    reports = []
    card.on("console", lambda said: reports.append(said.text) if "Security Policy" in said.text else None)
    before = places(card)
    value(card, "name").click()
    field = card.locator("form.editing [name=name]")
    field.evaluate("field => { field.style.height = '40px'; field.style.height = ''; }")  # as a hand pulls a text box
    field.fill("")
    card.keyboard.press("Enter")
    expect(card.locator("form.editing .wrong")).to_be_visible()
    assert places(card) == before
    assert reports == []


def test_a_finger_has_buttons_to_save_and_to_leave_a_value_as_it_was(card):
    card.set_viewport_size({"width": 390, "height": 844})
    card.locator("#seg-facts").click()
    for button, becomes in (("Leave as it was", "Rustavi"), ("Save", "Kutaisi")):
        value(card, "city").click()
        form = card.locator("form.editing")
        form.locator("[name=city]").fill("Kutaisi")
        pressed = form.get_by_role("button", name=button)
        box = pressed.bounding_box()
        assert box and box["height"] >= 44 and box["x"] + box["width"] <= 390
        pressed.click()
        expect(form).to_have_count(0)
        expect(value(card, "city")).to_have_text(becomes)


def test_chosen_files_stand_under_the_note_until_they_are_left_out_or_saved(card):
    picture = bytes.fromhex(
        "89504e470d0a1a0a0000000d49484452000000010000000108020000009077"
        "53de0000000c4944415408d763f8cfc000000301010018dd8db00000000049454e44ae426082"
    )
    files = card.locator(".composer input[type=file]")
    files.set_input_files([{"name": "offer.txt", "mimeType": "text/plain", "buffer": b"steep roof"}])
    files.set_input_files([{"name": "roof.png", "mimeType": "image/png", "buffer": picture}])
    chosen = card.locator(".composer [data-chosen] li")
    expect(chosen).to_have_count(2)  # the second choice is added to the first
    expect(chosen.nth(1).locator("canvas")).to_be_visible()
    chosen.first.get_by_role("button").click()
    expect(chosen).to_have_count(1)
    card.locator(".composer").get_by_role("button", name="Save").click()
    expect(card.locator("#story")).to_contain_text("roof.png")
    expect(card.locator("#story")).not_to_contain_text("offer.txt")
    expect(chosen).to_have_count(0)
