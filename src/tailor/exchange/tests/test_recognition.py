"""Columns of foreign tables are understood by what was chosen before, by their headings, by their values."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tailor.exchange.files import open_table
from tailor.exchange.headings import HEADINGS
from tailor.exchange.looks import looks_like_phone, looks_like_site
from tailor.exchange.recognition import Guess, Target, recognise

DATA = Path(__file__).parents[1] / "files" / "tests" / "data"
KINDS = {
    **dict.fromkeys(("phone", "phone_mobile", "phone_work", "phone_home", "fax"), "phone"),
    **dict.fromkeys(("email", "email_work", "email_home"), "email"),
    **{"site": "site", "birthday": "date", "created": "date", "name": "name", "company": "company"},
    "address": "address",
}
TARGETS = [Target(key, frozenset(names), KINDS.get(key, "text")) for key, names in HEADINGS.items()]
FEW = [target for target in TARGETS if target.key in ("name", "phone", "email", "site", "birthday", "note")]


def keys(guesses: list[Guess]) -> dict[str, str | None]:
    return {guess.column: guess.key for guess in guesses}


def of_file(name: str) -> dict[str, str | None]:
    table = open_table(DATA / name, name)
    return keys(recognise(table.columns, [cells for _, cells in table.rows], TARGETS, {}))


@pytest.mark.parametrize(
    ("heading", "key"),
    [
        ("Раб. тел.", "phone_work"),
        ("моб", "phone_mobile"),
        ("Рабочий телефон (контакт)", "phone_work"),
        ("Телефон компании", "phone_work"),
        ("Полное имя контакта", "name"),
        ("Ответственный", "owner"),
        ("ИНН", "tax_number"),
        ("Дата рождения", "birthday"),
        ("Telefonszám", "phone"),
        ("E-mail cím", "email"),
        ("Cégnév", "company"),
        ("Irányítószám", "postcode"),
        ("ტელეფონი", "phone"),
        ("ელფოსტა", "email"),
        ("Fax", "fax"),
        ("contact_name", "name"),
        ("company_name", "company"),
        ("HomePage", "site"),
        ("E-mail 2 Address", "email"),
        ("Phone 2", "phone"),
        ("Business Phone", "phone_work"),
        ("Customer's mobile phone", "phone_mobile"),
        ("Стадия сделки", None),
        ("ID", None),
    ],
)
def test_usual_headings_of_four_languages_are_understood(heading: str, key: str | None) -> None:
    assert keys(recognise([heading], [], TARGETS, {})) == {heading: key}


@pytest.mark.parametrize("key", sorted(HEADINGS))
def test_each_concept_is_found_by_each_of_its_headings_when_asked_alone(key: str) -> None:
    target = Target(key, frozenset(HEADINGS[key]), KINDS.get(key, "text"))
    for heading in HEADINGS[key]:
        (guess,) = recognise([heading.upper()], [], [target], {})
        assert guess.key == key, heading


def test_the_tables_of_a_real_company_are_understood() -> None:
    suppliers = of_file("suppliers.csv")
    assert suppliers["company_name"] == "company"
    assert suppliers["contact_name"] == "name"
    assert suppliers["contact_title"] == "position"
    assert suppliers["homepage"] == "site"
    assert (suppliers["phone"], suppliers["fax"], suppliers["supplier_id"]) == ("phone", "fax", None)
    employees = of_file("employees.csv")
    assert (employees["title"], employees["title_of_courtesy"]) == ("position", "prefix")
    assert (employees["birth_date"], employees["hire_date"]) == ("birthday", None)


def test_an_address_book_is_understood_whole() -> None:
    found = of_file("john-doe-evolution.vcf")
    assert found["Name"] == "name"
    assert found["Phone, mobile"] == "phone_mobile"
    assert found["E-mail, work"] == "email_work"
    assert found["Groups"] == "group"


def test_a_given_name_is_the_whole_name_unless_a_surname_stands_beside_it() -> None:
    assert keys(recognise(["Имя"], [], TARGETS, {})) == {"Имя": "name"}
    assert keys(recognise(["Имя", "Фамилия"], [], TARGETS, {})) == {
        "Имя": "first_name",
        "Фамилия": "last_name",
    }


def test_what_was_chosen_before_comes_first_even_when_it_was_to_leave_out() -> None:
    remembered = {"телефон": "note", "Примечание ": None, "gone": "no such target"}
    guesses = recognise(["Телефон", "примечание", "Gone"], [], TARGETS, remembered)
    assert [(guess.key, guess.by, guess.sure) for guess in guesses] == [
        ("note", "heading", 1.0),
        (None, "heading", 1.0),
        (None, "none", 0.0),
    ]


def test_values_tell_what_headings_do_not() -> None:
    rows = [
        ["+7 495 123-45-67", "a@b.ru", "www.a.ru", "05.01.1980", "x"],
        ["(495) 765-43-21", "c@d.ru", "d.ru", "1981-02-03", "y"],
    ]
    columns = ["Column A", "Column B", "Column C", "Column D", "Column E"]
    guesses = recognise(columns, rows, FEW, {})
    assert [guess.key for guess in guesses] == ["phone", "email", "site", "birthday", None]
    assert [guess.by for guess in guesses] == ["values"] * 4 + ["none"]
    assert [guess.kind for guess in guesses] == ["phone", "email", "site", "date", "text"]


def test_a_heading_that_its_values_contradict_is_not_believed() -> None:
    rows = [["anna@example.com"], ["bela@example.com"], ["cili@example.com"]]
    (guess,) = recognise(["Клиент"], rows, FEW, {})
    assert (guess.key, guess.by) == ("email", "values")


def test_only_phones_e_mails_sites_and_addresses_take_several_columns() -> None:
    found = recognise(["Phone", "Phone 2", "Note", "Comment"], [], TARGETS, {})
    assert [guess.key for guess in found] == ["phone", "phone", "note", None]


def test_a_guess_shows_what_is_in_the_column() -> None:
    rows = [["VIP"], ["VIP"], [""], ["new"], ["new"], ["VIP"], ["VIP"]]
    (guess,) = recognise(["Something"], rows, TARGETS, {})
    assert (guess.filled, guess.distinct, guess.samples, guess.kind) == (6, 2, ["VIP", "new"], "choice")


@pytest.mark.parametrize(
    "phone", ["+995 322 48 17 60", "030-0074321", "(5) 555-4729", "8 (495) 123-45-67 доб. 12", "84951234567"]
)
def test_phones_look_like_phones(phone: str) -> None:
    assert looks_like_phone(phone)


@pytest.mark.parametrize(
    "value", ["2024-01-05", "05.01.2024", "1 250", "1 234 567", "12.5", "123456", "", "H-1052", "1234567.89"]
)
def test_dates_sums_and_codes_do_not_look_like_phones(value: str) -> None:
    assert not looks_like_phone(value)


def test_an_e_mail_is_no_site() -> None:
    assert looks_like_site("example.com/shop") and not looks_like_site("anna@example.com")


@given(
    columns=st.lists(st.text(max_size=20), max_size=6),
    rows=st.lists(st.lists(st.text(max_size=20), max_size=7), max_size=6),
    remembered=st.dictionaries(st.text(max_size=5), st.none() | st.sampled_from(sorted(HEADINGS))),
)
def test_any_table_gets_a_guess_for_each_column(
    columns: list[str], rows: list[list[str]], remembered: dict[str, str | None]
) -> None:
    guesses = recognise(columns, rows, TARGETS, remembered)
    assert [guess.column for guess in guesses] == columns
    assert all(0 <= guess.sure <= 1 for guess in guesses)
