"""xlsx, xls and ods: what the reading process says, as a table."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO

import orjson

from tailor.exchange.files import spreadsheet_process
from tailor.exchange.files.headers import ROWS_LOOKED_AT, column_names, heading_of
from tailor.exchange.files.tables import Code, Row, SourceTable, UnreadableFile, clean

READING_SECONDS = 300
READING_MEMORY = 2 * 1024**3
# How the process ends when there is no memory for it (6: it gives up, 9: it is killed) or no time (24).
_SIGNALS_OF_A_LIMIT = frozenset({6, 9, 24})


def open_spreadsheet(path: Path, kind: str, max_columns: int, sheet_name: str = "") -> SourceTable:
    """The sheet of that name, or the first visible one that is not empty, as a table of the given kind.

    Raises UnreadableFile "broken", "password", "too_large" (in memory or in time), "too_many_columns",
    "no_sheet", "empty" or "no_rows".
    """
    sheet = _Sheet(_read_in_own_process(path, sheet_name))
    if sheet.width > max_columns:
        raise UnreadableFile("too_many_columns", f"{sheet.width} columns in sheet {sheet.name!r}")
    heading = heading_of(list(islice(sheet.rows(), ROWS_LOOKED_AT)))
    total = sheet.total - (sheet.place_of(heading) + 1 if heading else 0)
    if total <= 0:
        raise UnreadableFile("no_rows", f"sheet {sheet.name!r} has a heading only")
    return SourceTable(
        columns=column_names(heading[1] if heading else (), sheet.width, sheet.first_column),
        rows=_rows_after(heading, sheet.rows()),
        kind=kind,
        sheet=sheet.name,
        sheets=sheet.names,
        total=total,
    )


def _rows_after(heading: Row | None, rows: Iterator[Row]) -> Iterator[Row]:
    for row in rows:
        if heading is None or row[0] > heading[0]:
            yield row


class _Sheet:
    """The output of the reading process; measured once, read as often as wanted."""

    def __init__(self, output: BinaryIO) -> None:
        self._output = output
        about: dict[str, Any] = next(self._messages(), {})
        self.name = str(about.get("sheet", ""))
        self.names: list[str] = about.get("sheets", [])
        self.first_column = int(about.get("first_column", 0))
        self.width = 0
        self.total = 0
        self._measure()

    def rows(self) -> Iterator[Row]:
        for number, cells in self._cells():
            yield number, cells[: self.width]

    def place_of(self, wanted: Row) -> int:
        return next(place for place, row in enumerate(self.rows()) if row[0] == wanted[0])

    def _measure(self) -> None:
        for _, cells in self._cells():
            self.total += 1
            self.width = max(self.width, _filled_width(cells, self.width))
        if self.total == 0:
            raise UnreadableFile("empty", "no sheet has anything in it")

    def _cells(self) -> Iterator[Row]:
        for message in self._messages():
            if isinstance(message, list):
                for number, cells in message:
                    cleaned = [clean(cell) if cell else cell for cell in cells]
                    if any(cleaned):
                        yield number, cleaned

    def _messages(self) -> Iterator[Any]:
        """The messages of the process; those that use the file by turns do not disturb each other."""
        place = 0
        while True:
            self._output.seek(place)
            line = self._output.readline()
            if not line:
                return
            place = self._output.tell()
            yield orjson.loads(line)


def _filled_width(cells: Sequence[str], known: int) -> int:
    for place in range(len(cells) - 1, known - 1, -1):
        if cells[place]:
            return place + 1
    return known


def _read_in_own_process(path: Path, sheet_name: str) -> BinaryIO:
    output: BinaryIO = tempfile.TemporaryFile()  # noqa: SIM115  (lives as long as the table)
    command = [sys.executable, "-P", spreadsheet_process.__file__, str(path)]
    limits = [str(READING_SECONDS), str(READING_MEMORY)]
    try:
        subprocess.run(  # noqa: S603  (our own program, the path is an argument)
            [*command, *limits, sheet_name],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.DEVNULL,
            timeout=READING_SECONDS * 2,
            check=True,
        )
    except subprocess.TimeoutExpired as problem:
        raise UnreadableFile("too_large", "reading took too long") from problem
    except subprocess.CalledProcessError as problem:
        code: Code = "too_large" if -problem.returncode in _SIGNALS_OF_A_LIMIT else "broken"
        raise UnreadableFile(code, f"the reading process ended with {problem.returncode}") from problem
    _raise_reported_error(output)
    return output


def _raise_reported_error(output: BinaryIO) -> None:
    last = b""
    output.seek(0)
    for line in output:
        last = line
    message = orjson.loads(last) if last else {}
    if "error" in message:
        raise UnreadableFile(message["error"], message["detail"])
    if "rows" not in message:
        raise UnreadableFile("broken", "the reading process did not finish")
