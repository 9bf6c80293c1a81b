"""What every kind of file becomes: named columns and numbered rows of clean strings."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Literal

Row = tuple[int, list[str]]
"""The number of the row as the person sees it in the file, and its values."""

RowSource = Callable[[], Iterator[Row]]
"""Gives the rows from the beginning, each time it is called."""

Code = Literal[
    "empty",
    "too_large",
    "password",
    "broken",
    "unknown_kind",
    "no_rows",
    "no_sheet",
    "bad_encoding",
    "too_many_columns",
]


class UnreadableFile(Exception):
    """Why a file cannot be read: `code` for the program, `detail` (English) for the log."""

    def __init__(self, code: Code, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code: Code = code
        self.detail = detail


@dataclass
class SourceTable:
    """A file as a table.

    `rows` can be gone through once and gives values as clean strings, always as many as there are
    `columns`: dates as "YYYY-MM-DD" ("YYYY-MM-DD hh:mm:ss" unless midnight), numbers without a trailing
    ".0", booleans as "true" or "false", an empty cell or a formula's error as "". Rows that are wholly
    empty are left out. Several values in one cell stand on lines of their own.
    `total` is the number of rows where it is known. The last column is named "…" when some row has more
    cells than the heading.
    """

    columns: list[str]
    rows: Iterator[Row]
    kind: str
    """One of "xlsx", "xls", "ods", "csv", "google_csv", "vcard"."""
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    sheets: list[str] = field(default_factory=list)
    """The names of all sheets that hold something, where the file has sheets; only the read one when it was named."""
    total: int | None = None


# Errors of formulas as Excel writes them in English, Russian and Hungarian.
_ERRORS = (
    "#DIV/0! #N/A #NAME? #NULL! #NUM! #REF! #VALUE! #SPILL! #CALC! #GETTING_DATA #ДЕЛ/0! #Н/Д #ИМЯ? "
    "#ПУСТО! #ЧИСЛО! #ССЫЛКА! #ЗНАЧ! #ZÉRÓOSZTÓ! #HIÁNYZIK #NÉV? #NULLA! #SZÁM! #HIV! #ÉRTÉK!"
)
_FORMULA_ERRORS = frozenset(_ERRORS.split())
_LINE_ENDS = re.compile("\r\n?|\x0b|\x0c|\x85|\u2028|\u2029")
_NOT_TEXT = re.compile("[\x00-\x08\x0e-\x1f\x7f\ufeff\ufffe\uffff\ud800-\udfff]")


def clean(text: str) -> str:
    """The text as a database can keep it: no control characters, "\\n" as line end, no edge blanks."""
    if text.isascii() and text.isprintable():
        stripped = text.strip()
    else:
        stripped = _NOT_TEXT.sub("", _LINE_ENDS.sub("\n", text)).strip()
    return "" if stripped.startswith("#") and stripped in _FORMULA_ERRORS else stripped
