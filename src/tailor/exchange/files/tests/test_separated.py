"""Delimited text as programs and people leave it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tailor.exchange.files import open_table
from tailor.exchange.files.tests.helpers import DATA, dicts, opened


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(tmp_path: Path, delimiter: str) -> None:
    lines = ["Name,Sum,Town", '"Kovács, Anna","1,5",Pécs', '"Bélák; fiai","2,5",Győr']
    text = "\r\n".join(
        line.replace('",', f'"{delimiter}').replace("Name,Sum,Town", delimiter.join(["Name", "Sum", "Town"]))
        for line in lines
    )
    table = opened(tmp_path, text.encode())
    assert table.delimiter == delimiter
    assert dicts(table)[0] == {"Name": "Kovács, Anna", "Sum": "1,5", "Town": "Pécs"}


def test_real_tables_keep_every_cell() -> None:
    table = open_table(DATA / "customers.csv", "customers.csv")
    rows = dicts(table)
    assert (table.kind, table.encoding, table.delimiter, table.total) == ("csv", "utf-8", ",", 91)
    assert rows[1]["city"] == "México D.F."
    assert rows[0]["phone"] == "030-0074321"


def test_excels_own_first_line_says_the_delimiter_and_is_no_row(tmp_path: Path) -> None:
    table = opened(tmp_path, b'sep=;\r\nName;"Note"\r\nAnna;"a,b,c,d"\r\n')
    assert table.delimiter == ";"
    assert list(table.rows) == [(2, ["Anna", "a,b,c,d"])]


def test_line_ends_within_quotes_belong_to_the_value(tmp_path: Path) -> None:
    table = opened(tmp_path, b'Name,Note\r\nAnna,"first\r\nsecond"\r\nB\xc3\xa9la,x\r\n')
    assert list(table.rows) == [(2, ["Anna", "first\nsecond"]), (3, ["Béla", "x"])]


def test_rows_are_numbered_as_a_spreadsheet_program_shows_them(tmp_path: Path) -> None:
    table = opened(tmp_path, b"Name,Town\n\nAnna,Pecs\n,\nBela,Gyor\n")
    assert [number for number, _ in table.rows] == [3, 5]


def test_short_rows_are_filled_and_surplus_cells_kept_in_a_column_of_their_own(tmp_path: Path) -> None:
    table = opened(tmp_path, b"Name,Town,Sum\nAnna\nBela,Gyor,5,x,y\nCili,Vac,7,,\n")
    assert table.columns == ["Name", "Town", "Sum", "…"]
    assert [cells for _, cells in table.rows] == [
        ["Anna", "", "", ""],
        ["Bela", "Gyor", "5", "x,y"],
        ["Cili", "Vac", "7", ""],
    ]


def test_empty_surplus_cells_make_no_column(tmp_path: Path) -> None:
    assert opened(tmp_path, b"Name,Town,,\nAnna,Pecs,,\nBela,Gyor,,,,\n").columns == ["Name", "Town"]


def test_unnamed_and_repeated_columns_get_names_of_their_own(tmp_path: Path) -> None:
    table = opened(tmp_path, b"Name,Phone,,Phone\nAnna,1,x,2\n")
    assert table.columns == ["Name", "Phone", "Column C", "Phone (2)"]


def test_a_file_without_a_heading_loses_no_row(tmp_path: Path) -> None:
    table = opened(tmp_path, "Анна,+7 495 123-45-67,anna@example.ru\nИван,+7 495 765-43-21,ivan@example.ru\n".encode())
    assert table.columns == ["Column A", "Column B", "Column C"]
    assert len(dicts(table)) == 2


def test_a_quote_that_is_never_closed_does_not_swallow_the_rest(tmp_path: Path) -> None:
    table = opened(tmp_path, b'Name,Town\n"Anna,Pecs\nBela,"Gyor"\nCili,Vac\n')
    assert [row.get("Town") for row in dicts(table)] == ["Pecs", "Gyor", "Vac"]


def test_nul_bytes_and_a_mark_of_byte_order_are_no_part_of_values(tmp_path: Path) -> None:
    table = opened(tmp_path, "\ufeffName,Town\r\nAn\0na,Pécs\r\n".encode())
    assert (table.columns, dicts(table)) == (["Name", "Town"], [{"Name": "Anna", "Town": "Pécs"}])


def test_a_list_of_one_column_is_a_table_too(tmp_path: Path) -> None:
    table = opened(tmp_path, b"Name\nAnna\nBela\n")
    assert (table.delimiter, dicts(table)) == ("", [{"Name": "Anna"}, {"Name": "Bela"}])


def test_the_apostrophe_that_our_export_puts_before_a_formula_is_taken_off(tmp_path: Path) -> None:
    table = opened(tmp_path, b"Name,Note\nAnna,'=1+1\nO'Neil,'plain'\n")
    assert [row["Note"] for row in dicts(table)] == ["=1+1", "'plain'"]
