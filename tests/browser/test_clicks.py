"""What the ten most frequent acts cost in clicks and keys: as many as docs/clicks.md says, and no more."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from conftest import post

pytestmark = pytest.mark.browser
TABLE = Path(__file__).parents[2] / "docs" / "clicks.md"
COUNT = """
window.counted = +(sessionStorage.counted || 0);
const one = (event) => {
  if (!event.isTrusted || event.repeat || ["Control", "Shift", "Alt"].includes(event.key)) return;
  if (event.type === "click" && !event.detail) return;  // what a key does to a button
  sessionStorage.counted = ++window.counted;
};
addEventListener("keydown", one, true);
addEventListener("click", one, true);
"""


def promised():
    """What the table says of each act."""
    rows = re.findall(r"^\| ([^|]+?) \| (\d+) \|", TABLE.read_text(), re.M)
    return {act: int(cost) for act, cost in rows}


@pytest.fixture
def seller(enter):
    page = enter("Seller")
    page.add_init_script(COUNT)
    return page


def cost(page):
    """What was pressed and clicked since `afresh`. What is typed as the content of a field is put in and not counted."""
    return int(page.evaluate("+(sessionStorage.counted || 0)"))


def afresh(page, address):
    page.goto(address)
    page.evaluate("sessionStorage.counted = 0; window.counted = 0")


def press(page, *keys):
    for key in keys:
        page.keyboard.press(key)


def within(act, page):
    assert cost(page) <= promised()[act], f"{act}: {cost(page)} by now"


def test_every_act_of_the_table_is_held_by_a_test():
    source = Path(__file__).read_text()
    assert len(promised()) >= 9
    assert not [act for act in promised() if f'"{act}"' not in source]


def test_a_client_is_found(seller, new_client, word):
    new_client(seller, f"{word.title()} Roofs")
    afresh(seller, "/")
    press(seller, "/")
    seller.keyboard.insert_text(word)
    seller.locator("#hits [role=option][aria-selected=true]", has_text=word.title()).wait_for()
    press(seller, "Enter")
    seller.wait_for_url("**/clients/*/")
    within("Find a client", seller)


@pytest.mark.parametrize(("act", "key"), [("Log a call", "c"), ("Write a note", "n")])
def test_a_talk_is_written_down(act, key, seller, new_client, word):
    afresh(seller, new_client(seller, f"{word.title()} Talks"))
    press(seller, key)
    seller.keyboard.insert_text(f"agreed on {word}")
    press(seller, "Control+Enter")
    seller.locator(".log .body", has_text=word).wait_for()
    within(act, seller)


@pytest.mark.parametrize(("act", "letter", "slug"), [("New lead", "l", "leads"), ("New client", "c", "clients")])
def test_a_record_is_entered(act, letter, slug, seller, word):
    afresh(seller, "/")
    press(seller, "g", letter)
    seller.wait_for_url(f"**/{slug}/")
    press(seller, "n")
    seller.wait_for_url(f"**/{slug}/new/")
    seller.locator(":focus").wait_for()
    seller.keyboard.insert_text(f"{word.title()} New")
    press(seller, "Control+Enter")
    seller.wait_for_url(re.compile(rf"/{slug}/\d+/"))
    within(act, seller)


def test_a_task_is_typed(seller, word):
    afresh(seller, "/")
    press(seller, "g", "y")
    seller.wait_for_url("**/tasks/my/")
    press(seller, "n")
    seller.keyboard.insert_text(f"call {word} tomorrow at 10")
    press(seller, "Enter")
    seller.locator(".task", has_text=word).first.wait_for()
    within("New task", seller)


def test_a_deal_is_moved(seller, word):
    post(seller, "/deals/new/", title=f"Deal {word}", amount="1000", stage="sale.new")
    afresh(seller, "/deals/board/")
    ticket = seller.locator(".tkt", has_text=word).first
    ticket.locator("a.nm").focus()
    press(seller, "Space", "ArrowRight", "Enter")
    seller.locator("[data-toast]", has_text=word).wait_for()
    within("Move a deal", seller)


def test_a_client_is_handed_over(enter, new_client, word):
    manager = enter("Manager")
    manager.add_init_script(COUNT)
    new_client(manager, f"{word.title()} Hands")
    afresh(manager, f"/clients/?q={word}")
    press(manager, "j", "x", "o")
    dialog = manager.get_by_role("dialog", name="Hand over")
    dialog.get_by_label("To whom").wait_for()
    press(manager, "l", "Control+Enter")
    manager.locator("[data-toast]").first.wait_for()
    within("Hand over", manager)


def test_the_last_act_is_undone(seller, new_client, word):
    card = new_client(seller, f"{word.title()} Undone")
    afresh(seller, card)
    press(seller, "n")
    seller.keyboard.insert_text(f"noted {word}")
    press(seller, "Control+Enter")
    seller.locator("[data-toast]").first.wait_for()
    before = cost(seller)
    press(seller, "Control+z")
    seller.locator(".log .body", has_text=word).wait_for(state="detached")
    assert cost(seller) - before <= promised()["Undo"]
