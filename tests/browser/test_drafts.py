"""What is half typed survives a reload, a lost network and another computer; nobody else sees it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from conftest import post

pytestmark = pytest.mark.browser


@pytest.fixture
def seller(enter):
    return enter("Seller")


@pytest.fixture
def card(seller, new_client, word):
    url = new_client(seller, f"Nino {word}", phone="+995599313233", city="Telavi")
    seller.goto(url)
    return url


def box(page):
    return page.get_by_role("textbox", name="Note", exact=True)


def on_the_server(page):
    """Wait until the server has it."""
    return page.expect_response(lambda answer: "/drafts/" in answer.url and answer.request.method == "POST")


def test_a_note_half_written_is_there_again_after_a_reload_and_can_be_discarded(seller, card):
    box(seller).fill("He wants green ti")
    seller.reload()
    expect(box(seller)).to_have_value("He wants green ti")
    expect(seller.locator("form.composer [data-kept]")).to_contain_text("Kept from")
    seller.get_by_role("button", name="Discard").click()
    expect(box(seller)).to_have_value("")
    seller.reload()
    expect(box(seller)).to_have_value("")


def test_it_is_there_in_another_browser_of_the_same_person_and_in_nobody_elses(seller, card, enter):
    with on_the_server(seller):
        box(seller).fill("He wants green ti")
    home = enter("Seller")
    home.goto(card)
    expect(box(home)).to_have_value("He wants green ti")
    owner = enter("Owner")
    with owner.expect_response("**/drafts/?**"):
        owner.goto(card)
    expect(box(owner)).to_have_value("")
    with on_the_server(home):
        box(home).press("Control+Enter")
    expect(home.locator("#story")).to_contain_text("He wants green ti")
    seller.reload()
    expect(seller.locator("#story")).to_contain_text("He wants green ti")
    expect(box(seller)).to_have_value("")


def test_saved_it_is_no_draft_any_more(seller, card):
    box(seller).fill("Delivered")
    box(seller).press("Control+Enter")
    expect(seller.locator("#story")).to_contain_text("Delivered")
    seller.reload()
    expect(box(seller)).to_have_value("")


def test_a_new_client_half_filled_in(seller, word):
    seller.goto("/clients/new/")
    seller.get_by_label("Name", exact=True).fill(f"Otar {word}")
    seller.locator("[name='phones.value']").first.fill("+995599000111")
    seller.locator("[name=is_company]").check()
    with on_the_server(seller):
        seller.get_by_label("City").first.evaluate("it => it.closest('details')?.setAttribute('open', '')")
        seller.locator("[name=city]").fill("Rustavi")
    seller.goto("/history/")
    seller.goto("/clients/new/")
    expect(seller.get_by_label("Name", exact=True)).to_have_value(f"Otar {word}")
    expect(seller.locator("[name='phones.value']").first).to_have_value("+995599000111")
    expect(seller.locator("[name=is_company]")).to_be_checked()
    expect(seller.locator(".head [data-kept]")).to_contain_text("Kept from")
    seller.get_by_role("button", name="Create").click()
    seller.wait_for_url(re.compile(r"/clients/\d+/$"))
    seller.goto("/clients/new/")
    expect(seller.get_by_label("Name", exact=True)).to_have_value("")


def test_what_was_sent_does_not_come_back_where_the_server_has_not_heard_of_it_yet(seller, word):
    seller.goto("/clients/new/")
    with on_the_server(seller):
        seller.get_by_label("Name", exact=True).fill(f"Nino {word}")
    seller.route("**/drafts/", lambda route: route.abort())
    seller.get_by_role("button", name="Create").click()
    seller.wait_for_url(re.compile(r"/clients/\d+/$"))
    seller.unroute("**/drafts/")
    with seller.expect_response(lambda answer: answer.request.method == "POST" and "/drafts/" in answer.url):
        seller.goto("/clients/new/")
    expect(seller.get_by_label("Name", exact=True)).to_have_value("")
    seller.evaluate("sessionStorage.clear()")
    seller.goto("/clients/new/")
    seller.wait_for_load_state("networkidle")
    expect(seller.get_by_label("Name", exact=True)).to_have_value("")


def test_a_field_left_open_is_marked_and_opens_with_what_was_typed(seller, card):
    city = seller.locator("[data-edit$='/fields/city/']")
    city.click()
    seller.locator("form.editing input:not([type=hidden])").fill("Kutai")
    seller.reload()
    expect(city).to_have_text("Telavi")
    expect(city).to_have_class(re.compile("begun"))
    city.click()
    expect(seller.locator("form.editing input:not([type=hidden])")).to_have_value("Kutai")
    seller.keyboard.press("Escape")
    expect(city).to_have_text("Telavi")
    expect(city).not_to_have_class(re.compile("begun"))


def test_the_dialog_of_an_operation_keeps_what_was_chosen(seller, card):
    def ask():
        seller.get_by_role("button", name="More", exact=True).first.click()
        seller.get_by_role("menuitem", name="Hand over").click()
        return seller.locator("dialog form select").first

    choice = ask()
    choice.select_option(index=2)
    chosen = choice.input_value()
    seller.reload()
    expect(ask()).to_have_value(chosen)
    seller.get_by_role("button", name="Not now").click()
    expect(ask()).not_to_have_value(chosen)


def test_an_operation_that_is_not_done_keeps_what_was_typed_and_its_draft(enter, word):
    """Somebody has a draft of the shape open beside it, in which nothing but the shape is changed."""
    owner = enter("Owner")
    owner.goto(post(owner, "/leads/new/", name=f"Luka {word}"))

    def ask():
        owner.get_by_role("button", name="More", exact=True).first.click()
        owner.get_by_role("menuitem", name="Hide").click()
        return owner.get_by_role("dialog").get_by_label("Why")

    why = ask()
    why.fill("He rang by mistake")
    owner.request.get("/workshop/of/party/")
    post(owner, "/workshop/of/party/layout/", part="list", line="city", shown="city")
    owner.get_by_role("dialog").get_by_role("button", name="Hide").click()
    expect(owner.locator("#toasts")).to_contain_text("Leave the draft first")
    expect(why).to_have_value("He rang by mistake")
    post(owner, "/workshop/draft/discard/")
    owner.reload()
    expect(ask()).to_have_value("He rang by mistake")
    owner.get_by_role("dialog").get_by_role("button", name="Hide").click()
    expect(owner.get_by_role("dialog")).to_have_count(0)
    assert not owner.evaluate("Object.keys(localStorage).some(key => key.includes('lead.hide'))")


def test_without_a_network_nothing_is_lost_and_it_goes_out_when_it_is_back(seller, card):
    seller.context.set_offline(True)
    box(seller).fill("From the lift")
    box(seller).press("Control+Enter")
    expect(seller.locator("#toasts")).to_contain_text("goes out as soon as it is back")
    expect(box(seller)).to_have_value("From the lift")
    seller.context.set_offline(False)
    expect(seller.locator("#story")).to_contain_text("From the lift")
    expect(box(seller)).to_have_value("")


def test_a_new_client_without_a_network_stays_on_the_page(seller, word):
    seller.goto("/clients/new/")
    seller.context.set_offline(True)
    seller.get_by_label("Name", exact=True).fill(f"Zaza {word}")
    seller.get_by_role("button", name="Create").click()
    expect(seller.locator("#toasts")).to_contain_text("goes out as soon as it is back")
    seller.context.set_offline(False)
    seller.wait_for_url(re.compile(r"/clients/\d+/$"))
    expect(seller.locator("h1")).to_have_text(f"Zaza {word}")


def test_what_the_server_did_not_get_it_gets_later(seller, card, enter):
    seller.context.set_offline(True)
    box(seller).fill("In the tunnel")
    expect(seller.locator("form.composer [data-kept]")).to_contain_text("No network")
    with on_the_server(seller):
        seller.context.set_offline(False)
    home = enter("Seller")
    home.goto(card)
    expect(box(home)).to_have_value("In the tunnel")


def test_who_signs_out_leaves_nothing_in_the_browser(seller, card, served_demo):
    box(seller).fill("Between us")
    assert seller.evaluate("Object.keys(localStorage).some(key => key.startsWith('draft:'))")
    seller.evaluate("sessionStorage.setItem('windows:0', '[]')")
    # a sign-in of its own, for that of the others is not to end
    seller.evaluate(
        "document.querySelector('[data-sign-out]').addEventListener('submit', event => event.preventDefault())"
    )
    seller.locator(".rail .me").click()
    seller.get_by_role("menuitem", name="Sign out").click()
    assert not seller.evaluate("Object.keys(localStorage).some(key => key.startsWith('draft:'))")
    assert seller.evaluate("sessionStorage.length") == 0


def test_no_file_and_no_password_is_kept(seller, card):
    box(seller).fill("See the file")
    seller.locator("form.composer input[type=file]").set_input_files(
        {"name": "a.txt", "mimeType": "text/plain", "buffer": b"x"}
    )
    expect(seller.get_by_text("A draft keeps the text, not the files.")).to_be_visible()
    kept = seller.evaluate("JSON.stringify(localStorage)")
    assert "See the file" in kept and "a.txt" not in kept


def test_a_task_half_typed_is_there_when_one_has_signed_in_again(seller, word):
    seller.goto("/tasks/my/")
    line, keys = seller.locator(".quick-task [name=line]"), seller.context.cookies()
    line.fill(f"call {word} tomorrow at 10")
    seller.context.clear_cookies()
    line.press("Enter")
    seller.wait_for_url("**/sign-in/**")
    seller.context.add_cookies(keys)
    seller.goto("/tasks/my/")
    expect(line).to_have_value(f"call {word} tomorrow at 10")
    expect(seller.locator(".quick-task [data-kept]")).to_contain_text("Kept from")
    line.press("Enter")
    expect(seller.locator(".bunch-tomorrow")).to_contain_text(f"call {word}")
    expect(line).to_have_value("")
    expect(seller.locator(".quick-task [data-kept]")).to_be_empty()
    seller.reload()
    expect(seller.locator(".bunch-tomorrow")).to_contain_text(f"call {word}")
    expect(line).to_have_value("")


def test_a_task_half_typed_on_a_card_is_of_that_card(seller, card):
    line = seller.locator(".quick-task [name=line]")
    line.fill("measure the roof")
    seller.goto("/tasks/my/")
    expect(line).to_be_visible()
    expect(line).to_have_value("")
    seller.goto(card)
    expect(line).to_have_value("measure the roof")


def test_a_task_that_is_refused_says_why_and_stays_as_it_was_typed(seller, word):
    seller.goto("/tasks/my/")
    line, why = seller.locator(".quick-task [name=line]"), "Say what is to be done first."
    seller.route("**/tasks/quick/", lambda route: route.continue_(post_data="line=%20"))
    line.fill(f"call {word} tomorrow at 10")
    line.press("Enter")
    expect(seller.locator("#toasts")).to_contain_text(why)
    expect(line).to_have_value(f"call {word} tomorrow at 10")
    seller.reload()
    expect(line).to_have_value(f"call {word} tomorrow at 10")
    expect(seller.locator(".quick-task [data-kept]")).to_contain_text("Kept from")
    seller.unroute("**/tasks/quick/")
    line.press("Enter")
    expect(seller.locator(".bunch-tomorrow")).to_contain_text(f"call {word}")
    expect(line).to_have_value("")
