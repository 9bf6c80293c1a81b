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
        lines.append(f"Выгрузкин Пётр {number:03};+7 912 {100 + number} 44 55;p{number}@vygruzkin.example;Пермь;из старой базы")
    lines.append("Испорченный Адрес;;не почта;Пермь;")
    lines.append("Выгрузкин Пётр 000;+7 912 100 44 55;;Пермь;второй раз")
    return "\r\n".join(lines).encode("cp1251")


@pytest.fixture
def page(enter):
    page = enter("Manager")
    page.goto("/clients/import/")
    return page


def bring(page, name):
    page.set_input_files("#files", {"name": name, "mimeType": "text/csv", "buffer": csv()})
    if page.url.endswith("/clients/import/"):
        page.get_by_role("button", name="Open").click()
    page.wait_for_url(re.compile(r"/import/\d+/$"))


def test_a_file_is_looked_through_loaded_and_undone(page):
    bring(page, "старая база.csv")
    expect(page.locator("table.map")).to_contain_text("Выгрузкин Пётр 000")
    chosen = page.locator("table.map tbody tr select").evaluate_all("all => all.map(one => one.value)")
    assert chosen[0] == "name" and all(chosen), chosen
    page.get_by_role("button", name="Look through").click()
    counts = page.locator("dl.counts")
    expect(counts.locator(".o-created dd")).to_have_text(re.compile(r"29\d"))
    page.get_by_role("button", name=re.compile("^Load 300 rows")).click()
    page.goto("/clients/")  # it goes on while one looks elsewhere
    page.go_back()
    expect(page.locator("dl.counts .o-rejected dd")).to_have_text("1")
    expect(page.locator(".running .badge")).to_have_text(re.compile("done", re.I))
    page.locator("dl.counts").get_by_role("link", name="Refused, with the reason").click()
    expect(page.locator("table tbody tr")).to_have_count(1)
    expect(page.locator("table tbody tr")).to_contain_text("Испорченный")
    page.get_by_role("button", name="Undo the whole import").click()
    page.wait_for_function("document.querySelector('[data-toast]') || document.querySelector('dialog[open]')")
    page.goto("/search/?q=Выгрузкин")
    expect(page.locator("main")).to_contain_text("Nothing is called so")


def test_a_file_is_dropped_onto_the_page(page):
    transfer = page.evaluate_handle(
        """bytes => { const data = new DataTransfer();
        data.items.add(new File([new Uint8Array(bytes)], "dropped.csv", {type: "text/csv"})); return data; }""",
        list(csv()),
    )
    for event in ("dragover", "drop"):
        page.dispatch_event("[data-drop]", event, {"dataTransfer": transfer})
    page.wait_for_url(re.compile(r"/import/\d+/$"))
    expect(page.locator(".head")).to_contain_text("300 rows")


def test_what_is_no_file_of_ours_is_told_in_words(page):
    page.set_input_files("#files", {"name": "photo.csv", "mimeType": "text/csv", "buffer": b""})
    if page.locator(".wrong").count() == 0:
        page.get_by_role("button", name="Open").click()
    expect(page.locator(".wrong")).to_be_visible()
