"""What is written opens in a spreadsheet program, runs nothing there, and comes back unchanged."""

from __future__ import annotations

import datetime
import io
import tempfile
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tailor.exchange.files import open_table, write_csv, write_xlsx, writing
from tailor.exchange.files.defusing import defuse, restore
from tailor.exchange.files.tables import clean
from tailor.exchange.files.tests.helpers import dicts, opened

UTC = datetime.UTC
TEXTS = st.text(max_size=40).map(clean) | st.sampled_from(
    ["=1+1", "+1", "-5", "@a", "'=x", "''=x", "+995322481760", "＝1", "_x0041_", "'"]
)
TABLES = st.lists(st.lists(TEXTS, min_size=3, max_size=3), min_size=1, max_size=6)
COLUMNS = ["Name of client", "Note of client", "Town of client"]


def csv_bytes(rows: list[list[object]], columns: list[str] | None = None) -> bytes:
    stream = io.BytesIO()
    write_csv(stream, columns or ["Value"], rows)
    return stream.getvalue()


def xlsx_bytes(rows: list[list[object]], columns: list[str] | None = None, sheet: str = "Clients") -> bytes:
    stream = io.BytesIO()
    write_xlsx(stream, columns or ["Value"], rows, sheet)
    return stream.getvalue()


def reread(content: bytes) -> list[list[str]]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "file"
        path.write_bytes(content)
        return [cells for _, cells in open_table(path, "file").rows]


@settings(max_examples=150, deadline=None)
@given(rows=TABLES)
def test_any_text_in_csv_comes_back(rows: list[list[object]]) -> None:
    marked: list[list[object]] = [["row", *row] for row in rows]
    assert reread(csv_bytes(marked, ["Kind of row", *COLUMNS])) == marked


@settings(max_examples=25, deadline=None)
@given(rows=TABLES)
def test_any_text_in_xlsx_comes_back(rows: list[list[object]]) -> None:
    marked: list[list[object]] = [["row", *row] for row in rows]
    assert reread(xlsx_bytes(marked, ["Kind of row", *COLUMNS])) == marked


@given(text=st.text())
def test_defusing_is_undone_for_any_text(text: str) -> None:
    assert restore(defuse(text)) == text


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+cmd|' /C calc'!A0",
        "-2+3",
        "@SUM(A1)",
        "＝1",
        "＋1-",
        "－x",
        "＠x",
        "\t=1",
        "\r=1",
        "+36-30-123",
    ],
)
def test_what_could_run_is_defused_in_csv(text: str) -> None:
    assert defuse(text) == "'" + text


@pytest.mark.parametrize(
    "text",
    ["+995 322 48 17 60", "+7 (495) 123-45-67", "+995322481760", "-5", "-1 250,50", "-0.5", "O'Neil", "a=b"],
)
def test_phones_negative_numbers_and_plain_texts_stay_as_they_are(text: str) -> None:
    assert defuse(text) == text


def test_texts_in_xlsx_are_never_formulas_or_links() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(xlsx_bytes([["=1+1"], ["https://example.com"], ["+1"]]))).active
    cells = [row[0] for row in sheet.iter_rows(min_row=2)]
    assert [(cell.value, cell.data_type, cell.hyperlink) for cell in cells] == [
        ("=1+1", "s", None),
        ("https://example.com", "s", None),
        ("+1", "s", None),
    ]


VALUES = [
    ("text", "text"),
    (7, "7"),
    (12345678901234567890, "12345678901234567890"),
    (2.5, "2.5"),
    (Decimal("-1250.50"), "-1250.5"),
    (Decimal("12345678901234567.89"), "12345678901234567.89"),
    (True, "true"),
    (datetime.date(2024, 1, 5), "2024-01-05"),
    (datetime.date(1850, 1, 5), "1850-01-05"),
    (datetime.datetime(2024, 1, 5, 13, 14, 15, tzinfo=UTC), "2024-01-05 13:14:15"),
    (
        datetime.datetime(2024, 1, 5, 13, tzinfo=datetime.timezone(datetime.timedelta(hours=4))),
        "2024-01-05 13:00:00",
    ),
    (float("nan"), ""),
    (None, ""),
]


@pytest.mark.parametrize(("value", "text"), VALUES)
def test_each_kind_of_value_comes_back(value: object, text: str) -> None:
    for content in (csv_bytes([["row", value]], ["A", "B"]), xlsx_bytes([["row", value]], ["A", "B"])):
        ((_, read),) = reread(content)
        assert read.removesuffix("0") == text.removesuffix("0")


def test_csv_opens_in_excel_at_a_double_click() -> None:
    assert csv_bytes([["Анна", "a,b"]], ["Имя", "B"]) == '\ufeffИмя,B\r\nАнна,"a,b"\r\n'.encode()


def test_dates_and_numbers_in_xlsx_are_dates_and_numbers() -> None:
    row = [datetime.date(2024, 1, 5), Decimal("5.5"), datetime.datetime(2024, 1, 5, 6, 7, tzinfo=UTC)]
    sheet = openpyxl.load_workbook(io.BytesIO(xlsx_bytes([row], ["A", "B", "C"]))).active
    cells = next(sheet.iter_rows(min_row=2))
    assert [cell.value for cell in cells] == [
        datetime.datetime(2024, 1, 5),  # noqa: DTZ001
        5.5,
        datetime.datetime(2024, 1, 5, 6, 7),  # noqa: DTZ001
    ]


def test_rows_over_the_end_of_a_sheet_go_on_in_another(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "ROWS_OF_A_SHEET", 4)
    workbook = openpyxl.load_workbook(io.BytesIO(xlsx_bytes([[number] for number in range(7)])))
    values = [[row[0] for row in sheet.values] for sheet in workbook]
    assert workbook.sheetnames == ["Clients", "Clients (2)", "Clients (3)"]
    assert values == [["Value", 0, 1, 2], ["Value", 3, 4, 5], ["Value", 6]]


@pytest.mark.parametrize("name", ["", "a/b[c]:*?", "History", "x" * 50, "'quoted'", "Клиенты"])
def test_any_name_becomes_a_name_of_a_sheet(name: str) -> None:
    assert openpyxl.load_workbook(io.BytesIO(xlsx_bytes([["a"]], sheet=name))).sheetnames


def test_a_text_too_long_for_a_cell_shows_that_it_was_cut(tmp_path: Path) -> None:
    (row,) = dicts(opened(tmp_path, xlsx_bytes([["a" * 40_000]])))
    assert row["Value"] == "a" * 32_766 + "…"


def test_rows_are_taken_one_by_one() -> None:
    waiting = 0

    def rows() -> Iterator[list[object]]:
        nonlocal waiting
        for number in range(5000):
            waiting += 1
            yield [number]

    class Stream(io.BytesIO):
        def write(self, chunk: bytes) -> int:  # type: ignore[override]
            written.append(waiting)
            return super().write(chunk)

    written: list[int] = []
    write_csv(Stream(), ["Value"], rows())
    assert written[0] < 5000
