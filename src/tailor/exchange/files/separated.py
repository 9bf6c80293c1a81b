"""Delimited text: comma, semicolon, tab or bar; Excel's, Google's, Outlook's and other programs' CSV."""

from __future__ import annotations

import csv
import math
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import Literal

from tailor.exchange.files.defusing import restore
from tailor.exchange.files.google_contacts import is_google_export, open_google_contacts
from tailor.exchange.files.headers import ROWS_LOOKED_AT, column_names, heading_of
from tailor.exchange.files.tables import Row, SourceTable, UnreadableFile, clean

_DELIMITERS = ",;\t|"
_NO_DELIMITER = "\x1f"  # for a table of one column
_SAMPLE_LINES = 200
_LONGEST_SAMPLE = 1 << 18
_LONGEST_LINE = 1 << 24
_SURPLUS = "…"

Quotes = Literal["right", "wrong", "letters"]
"""Quotes doubled and paired as they should be; not so, but quotes all the same; or no more than letters."""

_SAYS_DELIMITER = re.compile('"?sep=([,;\t|:^~])"?', re.IGNORECASE)  # Excel's own first line

# For the whole process, since the library knows no other way; long notes are more than its 128 kB.
csv.field_size_limit(max(csv.field_size_limit(), _LONGEST_LINE))


def open_separated(path: Path, encoding: str, max_columns: int) -> SourceTable:
    """The text file as a table of kind "csv", or "google_csv" when its heading is that of Google Contacts.

    Raises UnreadableFile "no_rows", "too_many_columns" or "broken".
    """
    separated = _measured(path, encoding)
    if separated.width > max_columns:
        raise UnreadableFile("too_many_columns", f"{separated.width} columns")
    heading = heading_of(list(islice(separated.rows(), ROWS_LOOKED_AT)))
    if heading and is_google_export(heading[1]):
        table = open_google_contacts(heading[1], lambda: _rows_after(heading, separated.rows()))
    else:
        table = _plain_table(separated, heading)
    table.encoding = encoding
    table.delimiter = separated.delimiter.replace(_NO_DELIMITER, "")
    return table


def _plain_table(separated: _Separated, heading: Row | None) -> SourceTable:
    before = sum(1 for row in islice(separated.rows(), ROWS_LOOKED_AT) if heading and row[0] <= heading[0])
    if separated.total <= before:
        raise UnreadableFile("no_rows", "a heading only")
    width = min(len(heading[1]), separated.width) if heading else separated.width
    columns = column_names(heading[1] if heading else (), width)
    rows = _rows_after(heading, separated.rows())
    if separated.width > width:
        columns.append(_SURPLUS)
        return SourceTable(
            columns, _with_surplus(rows, width, separated.delimiter), "csv", total=separated.total - before
        )
    return SourceTable(columns, _padded(rows, width), "csv", total=separated.total - before)


def _rows_after(heading: Row | None, rows: Iterator[Row]) -> Iterator[Row]:
    for row in rows:
        if heading is None or row[0] > heading[0]:
            yield row


def _padded(rows: Iterator[Row], width: int) -> Iterator[Row]:
    for number, cells in rows:
        yield number, cells if len(cells) == width else (cells + [""] * width)[:width]


def _with_surplus(rows: Iterator[Row], width: int, delimiter: str) -> Iterator[Row]:
    for number, cells in rows:
        surplus = delimiter.join(cells[width:]).strip(delimiter)
        yield number, [*(cells + [""] * width)[:width], surplus]


@dataclass
class _Separated:
    """How the file is to be read, and what was counted when it was."""

    path: Path
    encoding: str
    delimiter: str
    lines_before: int
    quotes: Quotes
    width: int = 0
    total: int = 0
    evenness: float = 0.0
    """Which part of the rows is of the commonest width."""

    def rows(self) -> Iterator[Row]:
        """The rows that are not empty, numbered as a spreadsheet program shows them."""
        for number, cells in enumerate(self.records(), start=1):
            cleaned = [restore(clean(cell)) if cell else cell for cell in cells]
            if any(cleaned):
                yield number, cleaned

    def records(self, ending: Sequence[str] = ()) -> Iterator[list[str]]:
        with self.path.open(encoding=self.encoding, errors="replace", newline="") as file:
            lines = islice(_lines(file), self.lines_before, None)
            yield from _records(chain(lines, ending), self.delimiter, self.quotes)


def _measured(path: Path, encoding: str) -> _Separated:
    """The file gone through once; where its quotes are wrong, in the way that makes the rows most alike."""
    delimiter, lines_before = _delimiter_of(path, encoding)

    def measured(quotes: Quotes) -> _Separated:
        separated = _Separated(path, encoding, delimiter, lines_before, quotes)
        _measure(separated)
        return separated

    try:
        separated = measured("right")
    except csv.Error:
        ways = [way for way in (_if_readable(measured, "wrong"), _if_readable(measured, "letters")) if way]
        if not ways:
            raise UnreadableFile("broken", "neither with quotes nor without") from None
        separated = max(ways, key=lambda way: way.evenness)
    if separated.total == 0:
        raise UnreadableFile("no_rows", "no row has anything in it")
    return separated


def _if_readable(measured: Callable[[Quotes], _Separated], quotes: Quotes) -> _Separated | None:
    try:
        return measured(quotes)
    except csv.Error:
        return None


_ENDING = "\x1eend of the table\x1e"


def _measure(separated: _Separated) -> None:
    """Count the rows and columns; an ending sent after the last line is not met when a quote is left open."""
    last: list[str] = []
    widths: Counter[int] = Counter()
    for cells in separated.records(ending=["\n", _ENDING]):
        last = cells
        if any(map(clean, filter(None, cells))):
            widths[len(cells)] += 1
            if len(cells) > separated.width:
                separated.width = max(separated.width, _filled_width(cells))
    if last != [_ENDING]:
        raise csv.Error("a quote is opened and never closed")
    widths[1] -= 1
    separated.total = widths.total()
    separated.evenness = max(widths.values()) / max(separated.total, 1)


def _filled_width(cells: Sequence[str]) -> int:
    return next((place + 1 for place in range(len(cells) - 1, -1, -1) if clean(cells[place])), 0)


def _lines(file: Iterator[str]) -> Iterator[str]:
    for number, line in enumerate(file):
        if len(line) > _LONGEST_LINE:
            raise csv.Error(f"line {number + 1} is too long")
        # Some exports pad with NUL, which no database keeps.
        yield line.replace("\0", "").lstrip("\ufeff") if number == 0 else line.replace("\0", "")


def _records(lines: Iterator[str], delimiter: str, quotes: Quotes) -> Iterator[list[str]]:
    if quotes != "letters":
        return csv.reader(lines, delimiter=delimiter, strict=quotes == "right")
    # Each line by itself, or a lone carriage return would be an error.
    single = (line.rstrip("\r\n").replace("\r", " ") for line in lines)
    rows = csv.reader(single, delimiter=delimiter, quoting=csv.QUOTE_NONE)
    return ([_without_quotes(cell) for cell in cells] for cells in rows)


def _without_quotes(cell: str) -> str:
    if len(cell) > 1 and cell[0] == cell[-1] == '"':
        return cell[1:-1].replace('""', '"')
    return cell


def _delimiter_of(path: Path, encoding: str) -> tuple[str, int]:
    """The delimiter, and how many lines at the beginning only say which it is."""
    with path.open(encoding=encoding, errors="replace", newline="") as file:
        lines = list(_sample(_lines(file)))
    if lines and (said := _SAYS_DELIMITER.fullmatch(lines[0].rstrip("\r\n"))):
        return said[1], 1
    return likeliest_delimiter(lines), 0


def _sample(lines: Iterator[str]) -> Iterator[str]:
    size = 0
    try:
        for line in islice(lines, _SAMPLE_LINES):
            yield line
            size += len(line)
            if size > _LONGEST_SAMPLE:
                return
    except csv.Error as problem:
        raise UnreadableFile("broken", str(problem)) from problem


def likeliest_delimiter(lines: Sequence[str]) -> str:
    """The delimiter that splits the most lines into as many cells each; "\\x1f" when none splits them."""
    scores = {delimiter: _evenness(lines, delimiter) for delimiter in _DELIMITERS}
    best = max(scores, key=scores.__getitem__)
    return best if scores[best] > 0 else _NO_DELIMITER


def _evenness(lines: Sequence[str], delimiter: str) -> float:
    """0 when most rows are of one cell; more for more rows of the same width and for wider ones."""
    try:
        widths = Counter(len(cells) for cells in csv.reader(lines, delimiter=delimiter) if any(cells))
    except csv.Error:
        widths = Counter(line.count(delimiter) + 1 for line in lines if line.strip())
    if not widths:
        return 0.0
    width, rows = widths.most_common(1)[0]
    return rows / widths.total() * math.log(width)
