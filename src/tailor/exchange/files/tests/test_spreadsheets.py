"""Sheets as people make them: titles above, cells of many kinds, formulas with errors."""

from __future__ import annotations

import datetime
import io
import zipfile
from pathlib import Path

import openpyxl
import pytest

from tailor.exchange.files.spreadsheet_process import cell_text
from tailor.exchange.files.tests.helpers import code_of, dicts, opened, workbook_bytes


def test_each_kind_of_cell_becomes_a_clean_string(tmp_path: Path) -> None:
    day, moment = datetime.date(2024, 1, 5), datetime.datetime(2024, 1, 5, 13, 14, 15)  # noqa: DTZ001
    content = workbook_bytes(
        ("S", [["Day", "Moment", "Whole", "Part", "Yes", "Text"], [day, moment, 5.0, 0.1 + 0.2, True, " a "]])
    )
    assert dicts(opened(tmp_path, content)) == [
        {
            "Day": "2024-01-05",
            "Moment": "2024-01-05 13:14:15",
            "Whole": "5",
            "Part": "0.3",
            "Yes": "true",
            "Text": "a",
        }
    ]


def test_an_error_of_a_formula_is_an_empty_cell(tmp_path: Path) -> None:
    import xlsxwriter

    stream = io.BytesIO()
    workbook = xlsxwriter.Workbook(stream)
    sheet = workbook.add_worksheet()
    sheet.write_row(0, 0, ["Name", "Share", "Sum"])
    sheet.write_row(1, 0, ["Anna"])
    sheet.write_formula(1, 1, "=1/0", None, "#DIV/0!")
    sheet.write_formula(1, 2, "=1+1", None, 2)
    workbook.close()
    assert dicts(opened(tmp_path, stream.getvalue())) == [{"Name": "Anna", "Sum": "2"}]


TEXT_CELL = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
DAY_CELL = '<table:table-cell office:value-type="date" office:date-value="1980-03-22"/>'
NUMBER_CELL = '<table:table-cell office:value-type="float" office:value="5"/>'
ODS = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
    '<table:table table:name="Клиенты"><table:table-row>'
    + "".join(map(TEXT_CELL.format, ("Имя", "Родился", "Долг")))
    + "</table:table-row><table:table-row>"
    + (TEXT_CELL.format("Анна") + DAY_CELL + NUMBER_CELL)
    + "</table:table-row></table:table></office:spreadsheet></office:body></office:document-content>"
)


def ods(manifest: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", ODS)
        archive.writestr("META-INF/manifest.xml", manifest)
    return stream.getvalue()


def test_a_sheet_of_libreoffice_is_read(tmp_path: Path) -> None:
    table = opened(tmp_path, ods("<manifest/>"))
    assert (table.kind, table.sheet) == ("ods", "Клиенты")
    assert dicts(table) == [{"Имя": "Анна", "Родился": "1980-03-22", "Долг": "5"}]


def test_a_protected_sheet_of_libreoffice_asks_for_a_password(tmp_path: Path) -> None:
    assert code_of(tmp_path, ods("<manifest:encryption-data/>")) == "password"


def test_titles_and_blank_rows_above_the_heading_are_passed_by(tmp_path: Path) -> None:
    rows = [
        ["Clients of the year"],
        [],
        ["", "Name", "Phone"],
        ["", "Anna", "+36 1 234"],
        [],
        ["", "Béla", "+36 1 235"],
    ]
    table = opened(tmp_path, workbook_bytes(("S", rows)))
    assert [number for number, _ in table.rows] == [4, 6]
    assert table.columns == ["Column A", "Name", "Phone"]
    assert table.total == 2


def test_a_table_that_begins_to_the_right_keeps_the_letters_of_its_columns(tmp_path: Path) -> None:
    table = opened(tmp_path, workbook_bytes(("S", [["", "Name", None, "City"], ["", "Anna", "x", "Pécs"]])))
    assert "Column C" in table.columns


def test_the_first_visible_sheet_with_rows_is_read(tmp_path: Path) -> None:
    workbook = openpyxl.Workbook()
    workbook.active.title = "Hidden"
    workbook.active.append(["Secret"])
    workbook.active.sheet_state = "hidden"
    workbook.create_sheet("Blank")
    sheet = workbook.create_sheet("Clients")
    sheet.append(["Name"])
    sheet.append(["Anna"])
    stream = io.BytesIO()
    workbook.save(stream)
    assert opened(tmp_path, stream.getvalue()).sheet == "Clients"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (995322481760.0, "995322481760"),
        (1e-7, "0.0000001"),
        (1.5e20, "150000000000000000000"),
        (float("nan"), ""),
        (-0.0, "0"),
        (datetime.time(9, 30), "09:30:00"),
        (datetime.timedelta(hours=30), "30:00:00"),
        (datetime.datetime(2024, 1, 5, 13, 14, 59, 999_999), "2024-01-05 13:15:00"),  # noqa: DTZ001
        (datetime.datetime(2024, 1, 5), "2024-01-05"),  # noqa: DTZ001
        (None, ""),
        (False, "false"),
    ],
)
def test_numbers_and_times_are_written_as_people_read_them(value: object, text: str) -> None:
    assert cell_text(value) == text
