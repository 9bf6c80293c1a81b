"""Reads one spreadsheet in a process of its own: `python spreadsheet_process.py FILE SECONDS BYTES [SHEET]`.

A few hundred bytes can make a spreadsheet that unfolds to billions of cells, and the reading library answers
lack of memory by ending its process. Here that ends only this one, which has a limit of memory and of time.

Writes lines of JSON: first {"sheet", "first_column", "sheets"}, then lists of [row number, values], last {"rows": n},
or {"error": code, "detail": text} instead. Imports nothing of Tailor, so that it starts in an instant.
"""

from __future__ import annotations

import datetime
import io
import math
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

import orjson
from python_calamine import (
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

_ROWS_IN_A_LINE = 500
_DIGITS_EXCEL_KEEPS = 15
_WHOLE_NUMBERS_UP_TO = 1e15


def main(path: str, seconds: str, memory: str, sheet: str = "") -> None:
    """Write a sheet of the file at `path` to the standard output."""
    _limit(int(seconds), int(memory))
    try:
        _send_sheet(Path(path), sheet, sys.stdout.buffer)
    except NoSuchSheet as problem:
        _send_error("no_sheet", problem)
    except PasswordError as problem:
        _send_error("password", problem)
    except MemoryError as problem:
        _send_error("too_large", problem)
    except BaseException as problem:  # the library's panics are no Exception
        _send_error("broken", problem)


def cell_text(value: object) -> str:
    """A cell's value as `SourceTable` promises it (not yet cleaned)."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return _number_text(value)
    if isinstance(value, datetime.datetime):
        return _moment_text(value)
    if isinstance(value, datetime.timedelta):
        return _duration_text(value)
    if isinstance(value, datetime.time):
        return value.isoformat("seconds")
    return "" if value is None else str(value)


def _number_text(number: float) -> str:
    if not math.isfinite(number):
        return ""
    if number == int(number) and abs(number) < _WHOLE_NUMBERS_UP_TO:
        return str(int(number))
    text = format(number, f".{_DIGITS_EXCEL_KEEPS}g")
    if "e" in text:
        text = format(number, ".15f" if abs(number) < 1 else ".0f")
        return (text.rstrip("0").rstrip(".") if "." in text else text) or "0"
    return text


def _moment_text(moment: datetime.datetime) -> str:
    # Excel keeps a moment as a fraction of a day, so a whole second comes back some microseconds off.
    try:
        moment = (moment + datetime.timedelta(microseconds=500_000)).replace(microsecond=0)
    except OverflowError:
        moment = moment.replace(microsecond=0)
    if moment.time() == datetime.time():
        return moment.date().isoformat()
    return moment.isoformat(" ")


def _duration_text(duration: datetime.timedelta) -> str:
    seconds = round(duration.total_seconds())
    sign = "-" if seconds < 0 else ""
    minutes, seconds = divmod(abs(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{sign}{hours:02}:{minutes:02}:{seconds:02}"


def _limit(seconds: int, memory: int) -> None:
    try:
        import resource  # noqa: PLC0415  (absent on Windows)
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _send_sheet(path: Path, wanted: str, out: BinaryIO) -> None:
    # From memory, because the library judges a path by its name and what is in memory by its content.
    workbook = CalamineWorkbook.from_filelike(io.BytesIO(path.read_bytes()))
    sheet, names = _named(workbook, wanted) if wanted else _first_with_rows(workbook)
    if sheet is None:
        _send(out, {"sheet": "", "first_column": 0, "sheets": []})
        _send(out, {"rows": 0})
        return
    _send(out, {"sheet": sheet.name, "first_column": sheet.start[1] if sheet.start else 0, "sheets": names})
    rows = 0
    for batch in _batches(sheet):
        rows += len(batch)
        _send(out, batch)
    _send(out, {"rows": rows})


class NoSuchSheet(Exception):
    """The workbook has no sheet of that name."""


def _named(workbook: CalamineWorkbook, wanted: str) -> tuple[CalamineSheet, list[str]]:
    """The sheet of that name, capitals or not."""
    names = [about.name for about in _sheets(workbook)]
    alike = [name for name in names if name.strip().casefold() == wanted.strip().casefold()]
    if not alike:
        raise NoSuchSheet(wanted)
    name = wanted if wanted in alike else alike[0]
    return workbook.get_sheet_by_name(name), [name]


def _first_with_rows(workbook: CalamineWorkbook) -> tuple[CalamineSheet | None, list[str]]:
    """The first visible sheet with anything in it, and the names of all such; failing that, hidden ones."""
    visible = [about.name for about in _sheets(workbook) if about.visible == SheetVisibleEnum.Visible]
    hidden = [about.name for about in _sheets(workbook) if about.visible != SheetVisibleEnum.Visible]
    for group in (visible, hidden):
        first: CalamineSheet | None = None
        names: list[str] = []
        for name in group:
            sheet = workbook.get_sheet_by_name(name)
            if sheet.start is not None:
                first, names = first or sheet, [*names, name]
        if first is not None:
            return first, names
    return None, []


def _sheets(workbook: CalamineWorkbook) -> list[Any]:
    return [about for about in workbook.sheets_metadata if about.typ == SheetTypeEnum.WorkSheet]


def _batches(sheet: CalamineSheet) -> Iterator[list[tuple[int, list[str]]]]:
    batch: list[tuple[int, list[str]]] = []
    for number, cells in enumerate(sheet.iter_rows(), start=1):
        texts = [cell if type(cell) is str else cell_text(cell) for cell in cells]
        if any(texts):
            batch.append((number, texts))
        if len(batch) == _ROWS_IN_A_LINE:
            yield batch
            batch = []
    yield batch


def _send(out: BinaryIO, message: Any) -> None:
    out.write(orjson.dumps(message) + b"\n")


def _send_error(code: str, problem: BaseException) -> None:
    detail = f"{type(problem).__name__}: {problem}"[:500]
    _send(sys.stdout.buffer, {"error": code, "detail": detail})


if __name__ == "__main__":
    main(*sys.argv[1:5])
