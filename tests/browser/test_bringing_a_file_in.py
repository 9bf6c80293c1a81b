"""An old program's csv in Russian letters is brought in, left alone meanwhile, and taken back as a whole."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser
ROWS = 300


def csv() -> bytes:
    lines = ["Наименование;Телефон;E-mail;Город;Комментарий"]
    for number in range(ROWS - 2):
        lines.append(
            f"Выгрузкин Пётр {number:03};+7 912 {100 + number} 44 55;p{number}@vygruzkin.example;Пермь;из старой базы"
        )
    lines.append(";;;Пермь;чей это был город")
    lines.append("Выгрузкин Пётр 000;+7 912 100 44 55;;Пермь;второй раз")
    return "\r\n".join(lines).encode("cp1251")


@pytest.fixture
def desk(enter):
    page = enter("Manager")
    page.goto("/clients/import/")
    return page


def bring(page, name):
    page.set_input_files("#files", {"name": name, "mimeType": "text/csv", "buffer": csv()})
    if page.url.endswith("/clients/import/"):
        page.get_by_role("button", name="Open").click()
    page.wait_for_url(re.compile(r"/import/\d+/$"))


def test_a_file_is_looked_through_loaded_and_undone(desk):
    bring(desk, "старая база.csv")
    expect(desk.locator("table.map")).to_contain_text("Выгрузкин Пётр 000")
    chosen = desk.locator("table.map tbody tr select").evaluate_all("all => all.map(one => one.value)")
    assert chosen[0] == "name" and all(chosen), chosen
    desk.get_by_role("button", name="Look through").click()
    counts = desk.locator("dl.counts")
    expect(counts.locator(".o-created dd")).to_have_text("298")
    expect(desk.locator(".foreseen tbody tr")).to_have_count(10)
    expect(desk.locator(".foreseen tbody tr").first).to_have_text(re.compile("New.*Выгрузкин Пётр 000"))
    desk.get_by_role("button", name=re.compile("^Load 300 rows")).click()
    desk.goto("/clients/")  # it goes on while one looks elsewhere
    desk.go_back()
    expect(counts.locator(".o-rejected dd")).to_have_text("1")
    expect(desk.locator(".running .badge")).to_have_text(re.compile("done", re.I))
    desk.locator("dl.counts").get_by_role("link", name="Refused, with the reason").click()
    expect(desk.locator("table tbody tr")).to_have_count(1)
    expect(desk.locator("table tbody tr")).to_contain_text("There is no name in this row")
    desk.get_by_role("button", name="Undo the whole import").click()
    expect(desk.locator("dialog#undo")).to_contain_text("Clients: 298")
    desk.get_by_role("button", name="Undo the import", exact=True).click()
    expect(desk.locator("[data-toast]")).to_contain_text("Undone")
    expect(desk.locator("main")).to_contain_text("Taken back")
    desk.goto("/search/?q=Выгрузкин")
    expect(desk.locator("main")).to_contain_text("Nothing is called so")


def test_a_file_is_dropped_onto_the_page(desk):
    transfer = desk.evaluate_handle(
        """bytes => { const data = new DataTransfer();
        data.items.add(new File([new Uint8Array(bytes)], "dropped.csv", {type: "text/csv"})); return data; }""",
        list(csv()),
    )
    for event in ("dragover", "drop"):
        desk.dispatch_event("[data-drop]", event, {"dataTransfer": transfer})
    expect(desk.locator("[data-chosen]")).to_contain_text("dropped.csv")
    desk.keyboard.press("Enter")  # the button that opens it is at hand
    desk.wait_for_url(re.compile(r"/import/\d+/$"))
    expect(desk.locator(".head")).to_contain_text("300 rows")


def test_what_is_no_file_of_ours_is_told_in_words(desk):
    desk.set_input_files("#files", {"name": "photo.csv", "mimeType": "text/csv", "buffer": b""})
    if desk.locator(".wrong").count() == 0:
        desk.get_by_role("button", name="Open").click()
    expect(desk.locator(".wrong")).to_be_visible()


def test_a_chosen_file_is_named_and_can_be_left_out_again(desk):
    desk.set_input_files("#files", {"name": "wrong one.csv", "mimeType": "text/csv", "buffer": b"x" * 12_000})
    chosen = desk.locator("[data-chosen] li")
    expect(chosen).to_contain_text("wrong one.csv")
    expect(chosen).to_contain_text("12 kB")
    chosen.get_by_role("button", name="Leave out").click()
    expect(chosen).to_have_count(0)
    assert desk.locator("#files").evaluate("input => input.files.length") == 0
