"""Two people at work at the same time: each sees the other, what the other did comes by itself, and never under the hands."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Error, expect

pytestmark = pytest.mark.browser
AT_ONCE = 10_000  # ms: before a page would look again by itself; usually it is a third of a second
NAMES = {"Seller": "Anna Sokolova", "Manager": "Tamar Beridze"}


def value(page, name):
    return page.locator(f"[data-edit$='/fields/{name}/']:visible").first


def write(page, name, text):
    value(page, name).click()
    box = value(page, name).locator("input:not([type=hidden])")
    expect(box).to_be_focused()
    box.fill(text)
    page.keyboard.press("Enter")
    expect(value(page, name)).to_have_text(text)


def hand_over(page, to):
    """Hand over the card of a page, by its menu."""
    page.get_by_role("button", name="More", exact=True).click()
    page.get_by_role("menuitem", name="Hand over").click()
    dialog = page.get_by_role("dialog", name="Hand over")
    dialog.get_by_label("To whom").select_option(label=to)
    dialog.get_by_role("button", name="Hand over").click()
    expect(page.locator("[data-toast]").first).to_be_visible()


def read_everything(page):
    page.goto("/clients/")
    page.evaluate(
        "fetch('/notifications/read/', {method: 'POST', headers: JSON.parse(document.body.getAttribute('hx-headers'))})"
    )
    expect(page.locator("[data-bell] .n")).to_be_hidden()


@pytest.fixture
def two(enter, new_client, word):
    """A seller and a manager with the card of the seller's client open."""
    seller, manager = enter("Seller"), enter("Manager")
    read_everything(seller)
    card = new_client(seller, f"Between {word}", city="Rustavi", country="Georgia")
    for page in (seller, manager):
        page.goto(card)
    return seller, manager


def test_each_sees_the_other_at_the_card_and_that_they_leave(two):
    seller, manager = two
    expect(seller.locator(".here li")).to_have_count(1, timeout=AT_ONCE)
    expect(seller.locator(".here li")).to_have_attribute("title", "Tamar Beridze has this open too")
    expect(manager.locator(".here li")).to_have_attribute("title", "Anna Sokolova has this open too")
    manager.goto("/clients/")
    expect(seller.locator(".here li")).to_have_count(0)


def test_faces_that_come_move_nothing(two):
    seller, manager = two
    manager.goto("/clients/")
    expect(seller.locator(".here li")).to_have_count(0)
    place = "JSON.stringify([...document.querySelectorAll('.who *, #main > *')].filter(e => !e.closest('.here')).map(e => e.getBoundingClientRect()))"
    before = seller.evaluate(place)
    manager.go_back()
    expect(seller.locator(".here li")).to_have_count(1)
    assert seller.evaluate(place) == before


def test_that_the_other_is_writing_is_seen(two):
    seller, manager = two
    value(manager, "city").click()
    expect(seller.locator(".here li.writing")).to_have_attribute("title", "Tamar Beridze is writing here")
    manager.keyboard.press("Escape")
    expect(seller.locator(".here li.writing")).to_have_count(0)
    expect(seller.locator(".here li")).to_have_count(1)


def test_a_tab_that_dies_without_a_word_is_missed(two):
    seller, manager = two
    expect(seller.locator(".here li")).to_have_count(1)
    with pytest.raises(Error, match="crash"):
        manager.goto("chrome://crash")
    expect(seller.locator(".here li")).to_have_count(0)


def test_in_a_window_one_is_there_too_and_sees_the_others(two):
    seller, manager = two
    manager.goto("/clients/?sort=-created")
    expect(seller.locator(".here li")).to_have_count(0)
    manager.keyboard.press("j")
    manager.keyboard.press("p")
    expect(seller.locator(".here li")).to_have_attribute("title", "Tamar Beridze has this open too", timeout=AT_ONCE)
    window = manager.frame_locator("aside.windows iframe")
    expect(window.locator(".here li")).to_have_attribute("title", "Anna Sokolova has this open too", timeout=AT_ONCE)
    write(seller, "city", "Kutaisi")
    expect(window.locator("#story")).to_contain_text("Kutaisi", timeout=AT_ONCE)
    manager.keyboard.press("Escape")
    expect(seller.locator(".here li")).to_have_count(0, timeout=AT_ONCE)


def test_what_the_other_saves_appears_on_the_card_in_its_story_and_in_the_list(two, enter):
    seller, manager = two
    listing = seller.context.new_page()
    listing.goto("/clients/?sort=-created")
    columns = listing.locator("tbody tr").first
    write(manager, "city", "Kutaisi")
    expect(value(seller, "city")).to_have_text("Kutaisi", timeout=AT_ONCE)
    expect(seller.locator("#story")).to_contain_text("Kutaisi")
    write(manager, "next_step", "Send the offer")
    expect(columns.locator(".c-next_step")).to_have_text("Send the offer", timeout=AT_ONCE)
    expect(seller.locator(".next")).to_contain_text("Send the offer")
    listing.close()


def test_nothing_comes_under_the_hands_of_who_is_writing(two):
    seller, manager = two
    value(seller, "city").click()
    box = value(seller, "city").locator("input:not([type=hidden])")
    expect(box).to_be_focused()
    box.fill("Half typ")
    write(manager, "city", "Kutaisi")
    write(manager, "country", "Sakartvelo")
    expect(value(seller, "country")).to_have_text("Sakartvelo")
    expect(box).to_be_focused()
    expect(box).to_have_value("Half typ")
    seller.keyboard.type("ed")
    expect(box).to_have_value("Half typed")


def test_a_field_the_other_fills_in_comes_once_while_one_is_writing(two):
    seller, manager = two
    blocks = "document.querySelectorAll('.facts-col > *').length"
    before = seller.evaluate(blocks)
    value(seller, "city").click()
    box = value(seller, "city").locator("input:not([type=hidden])")
    box.fill("Half typ")
    for fold in manager.locator(".blanks summary").all():
        fold.click()
    write(manager, "position", "Buyer")
    expect(seller.locator("[data-edit$='/fields/position/']", has_text="Buyer")).to_have_count(1, timeout=AT_ONCE)
    assert seller.evaluate(blocks) == before
    expect(seller.locator("[data-edit$='/fields/phones/']")).to_have_count(1)
    expect(box).to_have_value("Half typ")


def test_a_note_that_is_half_written_stays_while_the_card_changes(two):
    seller, manager = two
    note = seller.locator(".composer textarea")
    note.fill("They want to")
    write(manager, "country", "Sakartvelo")
    expect(value(seller, "country")).to_have_text("Sakartvelo")
    expect(note).to_have_value("They want to")
    expect(note).to_be_focused()


def test_a_row_that_is_ticked_stays_so_while_it_changes(two):
    seller, manager = two
    seller.goto("/clients/?sort=-created")
    seller.locator("tbody tr").first.locator("[name=pick]").check()
    write(manager, "next_step", "Ring them up")
    expect(seller.locator("tbody tr").first).to_contain_text("Ring them up")
    expect(seller.locator("tbody tr").first.locator("[name=pick]")).to_be_checked()
    expect(seller.locator("[data-bulk]")).to_contain_text("Selected: 1")


def test_a_card_the_other_deletes_is_said_to_be_gone(two):
    seller, manager = two
    manager.get_by_role("button", name="More", exact=True).click()
    manager.get_by_role("menuitem", name="Delete").click()
    manager.locator("dialog[open]").get_by_role("button", name="Delete").click()
    expect(seller.locator("[data-toast]")).to_contain_text("not there any more")


# the corner


def test_a_hand_over_arrives_in_the_corner_and_leads_to_the_card_beside_the_page(enter, new_client, word):
    seller, manager = enter("Seller"), enter("Manager")
    read_everything(seller)
    manager.goto(new_client(manager, f"Handed {word}"))
    hand_over(manager, NAMES["Seller"])
    expect(seller.locator("[data-bell] .n")).to_have_text("1", timeout=AT_ONCE)
    expect(seller).to_have_title(re.compile(r"^\(1\) "))
    seller.keyboard.press("b")
    corner = seller.get_by_role("dialog", name="Notifications")
    expect(corner).to_contain_text(f"Tamar Beridze handed you Handed {word}")
    seller.keyboard.press("Enter")
    window = seller.frame_locator("aside.windows iframe")
    expect(window.locator("h1")).to_contain_text(f"Handed {word}")
    expect(seller.locator("[data-bell] .n")).to_be_hidden()
    expect(seller).not_to_have_title(re.compile(r"^\("))


def test_the_count_stands_in_all_tabs_and_goes_in_all_of_them(enter, new_client, word):
    seller, manager = enter("Seller"), enter("Manager")
    read_everything(seller)
    other = seller.context.new_page()
    other.goto("/history/")
    manager.goto(new_client(manager, f"Tabs {word}"))
    hand_over(manager, NAMES["Seller"])
    for page in (seller, other):
        expect(page.locator("[data-bell] .n")).to_have_text("1")
    other.goto("/notifications/?unread=1")
    expect(other.locator(".notifications li.unread")).to_have_count(1)
    other.get_by_role("button", name="Mark all as read").click()
    for page in (seller, other):
        expect(page.locator("[data-bell] .n")).to_be_hidden()
    other.reload()
    expect(other.locator("main")).to_contain_text("Everything is read.")


def test_what_changes_before_ones_eyes_is_not_told_in_the_corner(two):
    seller, manager = two
    expect(manager.locator(".here li")).to_have_count(1)  # the seller's page listens by now
    write(manager, "city", "Kutaisi")
    expect(value(seller, "city")).to_have_text("Kutaisi")
    seller.wait_for_timeout(1500)
    expect(seller.locator("[data-bell] .n")).to_be_hidden()


def test_a_sound_is_heard_in_one_tab_by_who_wants_one(enter, new_client, word):
    seller, manager = enter("Seller"), enter("Manager")
    read_everything(seller)
    seller.goto("/me/notifications/")
    seller.get_by_role("group", name="Something is handed over to me").get_by_label("with a sound").check()
    seller.get_by_role("button", name="Save").click()
    other = seller.context.new_page()
    pages = (seller, other)
    for page in pages:
        page.goto("/clients/")
        page.locator(".list-head h1").click()  # browsers let no page sound that nobody touched
        page.evaluate("window.heard = 0; document.addEventListener('tailor:sounded', () => window.heard++)")
    manager.goto(new_client(manager, f"Heard {word}"))
    hand_over(manager, NAMES["Seller"])
    for page in pages:
        expect(page.locator("[data-bell] .n")).to_have_text("1")
    seller.wait_for_timeout(500)
    assert sum(page.evaluate("window.heard") for page in pages) == 1
    seller.goto("/me/notifications/")
    seller.get_by_role("group", name="Something is handed over to me").get_by_label("quietly").check()
    seller.get_by_role("button", name="Save").click()


# out


def test_who_is_dismissed_is_out_at_once_and_gone_from_the_cards(enter, chromium, served_demo, new_client, word):
    owner = enter("Owner")
    card = new_client(owner, f"Guarded {word}")
    context = chromium.new_context(base_url=served_demo.address)
    operator = context.new_page()
    operator.goto("/sign-in/")
    operator.fill("[name=email]", "olga@demo.tailor")
    operator.fill("[name=password]", "tailor-demo")
    operator.press("[name=password]", "Enter")
    operator.wait_for_url(lambda url: "/sign-in/" not in url)
    for page in (owner, operator):
        page.goto(card)
    expect(owner.locator(".here li")).to_have_count(1)
    ruling = owner.context.new_page()
    ruling.goto("/staff/")
    olga = ruling.locator("a[data-row-link]", has_text="Olga Panina").get_attribute("href")
    ruling.goto(f"{olga}leaves/")
    ruling.get_by_role("button", name="Leaves the company").click()
    operator.wait_for_url(lambda url: "/sign-in/" in url, timeout=AT_ONCE)
    expect(owner.locator(".here li")).to_have_count(0)
    ruling.locator("[data-toast]").get_by_role("button", name="Undo").click()
    expect(ruling.locator("[data-toast]").last).to_be_visible()
    context.close()
