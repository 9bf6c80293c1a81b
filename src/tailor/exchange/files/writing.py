"""Tables out: xlsx and CSV that any spreadsheet program opens, and that never run anything in it."""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import chain, islice
from typing import Any, BinaryIO

from tailor.exchange.files.defusing import defuse

ROWS_OF_A_SHEET = 1_048_576
_LONGEST_TEXT = 32_767
_DIGITS_EXCEL_KEEPS = 15
_FIRST_DAY_OF_EXCEL = date(1900, 3, 1)  # before it, Excel counts a day that never was
_ROWS_WRITTEN_AT_ONCE = 1000
_NOT_IN_XML = re.compile("[\x00-\x08\x0b-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
_NOT_IN_SHEET_NAME = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_LONGEST_SHEET_NAME = 31


def write_csv(stream: BinaryIO, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Write the table as Excel reads it at a double click: UTF-8 with its mark, commas, CR LF.

    Texts that a spreadsheet program could run get an apostrophe before them, which our reader takes off
    again. Dates are "YYYY-MM-DD", times "YYYY-MM-DD hh:mm:ss" as the person's own clock shows them.
    """
    text = io.TextIOWrapper(stream, encoding="utf-8-sig", errors="replace", newline="")
    try:
        writer = csv.writer(text)
        for cells in chain([columns], rows):
            writer.writerow([_csv_text(cell) for cell in cells])
        text.flush()
    finally:
        text.detach()  # the stream is the caller's to close


def _csv_text(value: object) -> str:
    if isinstance(value, str):
        return defuse(value.replace("\0", ""))
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.replace(tzinfo=None, microsecond=0).isoformat(" ")
    if isinstance(value, Decimal):
        return format(value, "f") if value.is_finite() else ""
    if isinstance(value, float):
        return _float_text(value)
    if value is None:
        return ""
    return defuse(str(value)) if not isinstance(value, int) else str(value)


def _float_text(number: float) -> str:
    if not math.isfinite(number):
        return ""
    return str(int(number)) if number.is_integer() else format(Decimal(repr(number)), "f")


def write_xlsx(stream: BinaryIO, columns: Sequence[str], rows: Iterable[Sequence[object]], sheet_name: str) -> None:
    """Write the table as a workbook, in constant memory, with its heading frozen.

    Texts are always texts, never formulas or links. Numbers that Excel would cut (over 15 digits) and dates
    before 1900 become texts; a text over 32,767 letters ends with "…". Rows over a sheet's 1,048,576 go on in
    further sheets, "Clients (2)".
    """
    import xlsxwriter  # noqa: PLC0415 - a tenth of what Tailor loads at its start, and few pages write workbooks

    workbook = xlsxwriter.Workbook(
        stream,
        {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )
    formats = _Formats(workbook)
    remaining = iter(rows)
    number = 1
    while True:
        first = list(islice(remaining, 1))
        if number > 1 and not first:
            break
        of_sheet = islice(chain(first, remaining), ROWS_OF_A_SHEET - 1)
        _write_sheet(workbook.add_worksheet(_sheet_name(sheet_name, number)), columns, of_sheet, formats)
        number += 1
    workbook.close()


class _Formats:
    """How cells of each kind are shown."""

    def __init__(self, workbook: Any) -> None:
        self.heading = workbook.add_format({"bold": True})
        self.date = workbook.add_format({"num_format": "yyyy-mm-dd"})
        self.moment = workbook.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})


def _write_sheet(sheet: Any, columns: Sequence[str], rows: Iterable[Sequence[object]], formats: _Formats) -> None:
    sheet.freeze_panes(1, 0)
    for place, column in enumerate(columns):
        sheet.set_column(place, place, min(max(len(column) + 2, 12), 40))
        sheet.write_string(0, place, _xlsx_text(column), formats.heading)
    for number, cells in enumerate(rows, start=1):
        for place, value in enumerate(cells):
            if value is not None and value != "":
                _write_cell(sheet, number, place, value, formats)


def _write_cell(sheet: Any, row: int, column: int, value: object, formats: _Formats) -> None:
    if isinstance(value, str):
        sheet.write_string(row, column, _xlsx_text(value))
    elif isinstance(value, bool):
        sheet.write_boolean(row, column, value)
    elif isinstance(value, (int, float, Decimal)):
        _write_number(sheet, row, column, value)
    elif isinstance(value, date):
        _write_date(sheet, row, column, value, formats)
    else:
        sheet.write_string(row, column, _xlsx_text(str(value)))


def _write_number(sheet: Any, row: int, column: int, value: int | float | Decimal) -> None:
    text = _csv_text(value)
    digits = sum(map(str.isdigit, text.replace(".", "").lstrip("-0")))
    if not text:
        return
    if isinstance(value, float) or digits <= _DIGITS_EXCEL_KEEPS:
        sheet.write_number(row, column, value)
    else:
        sheet.write_string(row, column, text)


def _write_date(sheet: Any, row: int, column: int, value: date, formats: _Formats) -> None:
    day = value.date() if isinstance(value, datetime) else value
    if day < _FIRST_DAY_OF_EXCEL:
        sheet.write_string(row, column, _csv_text(value))
    elif isinstance(value, datetime):
        sheet.write_datetime(row, column, value.replace(tzinfo=None), formats.moment)
    else:
        sheet.write_datetime(row, column, value, formats.date)


def _xlsx_text(text: str) -> str:
    if not (text.isascii() and text.isprintable()):
        text = _NOT_IN_XML.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return text if len(text) <= _LONGEST_TEXT else text[: _LONGEST_TEXT - 1] + "…"


def _sheet_name(wanted: str, number: int) -> str:
    addition = f" ({number})" if number > 1 else ""
    name = _NOT_IN_SHEET_NAME.sub(" ", wanted).strip(" '")
    if not name or name.casefold() == "history":  # the name that Excel keeps for itself
        name = f"{name} 1".strip() if name else "Sheet"
    return name[: _LONGEST_SHEET_NAME - len(addition)].rstrip(" '") + addition
