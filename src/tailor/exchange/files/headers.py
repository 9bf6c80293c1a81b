"""Where a table's heading is, and what its columns are called."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tailor.exchange.files.tables import Row

ROWS_LOOKED_AT = 15

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_ADDRESS_OF_SITE = re.compile(r"(https?://|www\.)\S+", re.IGNORECASE)
_NUMBER = re.compile(r"[-+]?[\d\s.,()/:%-]*\d[\d\s.,()/:%-]*")
_LONGEST_DATUM = 200  # also keeps the expressions above from long searches in long texts
_YEAR = re.compile(r"(19|20)\d\d")

# A heading may leave some columns unnamed, so it may hold fewer words than a full row of text below it.
_SHARE_OF_NAMED_COLUMNS = 0.6
_FEWEST_VALUES_OF_A_RECORD = 3  # a title may be two: "Clients on", "21.11.2026"


def heading_of(first_rows: Sequence[Row]) -> Row | None:
    """The row that names the columns; None when the rows begin with data at once.

    It is the first row that has nearly as many text cells as the row with the most of them, so titles
    and blank rows above it are passed by; unless it holds e-mails, phones, dates or numbers, as data do.
    """
    texts = [sum(1 for cell in cells if cell and not _is_datum(cell)) for _, cells in first_rows]
    most = max(texts, default=0)
    if most == 0:
        return None
    place = next(i for i, count in enumerate(texts) if count >= most * _SHARE_OF_NAMED_COLUMNS)
    if _holds_data(first_rows[place][1]) or any(_is_record(cells) for _, cells in first_rows[:place]):
        return None
    return first_rows[place]


def column_names(heading: Sequence[str], width: int, first: int = 0) -> list[str]:
    """`width` different names: the heading's, "Column C" where it has none, "Phone (2)" for a repeated one.

    `first` is the place in the file (from 0) of the first column, for the letters to be right.
    """
    names: list[str] = []
    taken = {"…"}
    for place in range(width):
        given = " ".join(heading[place].split()) if place < len(heading) else ""
        name = _untaken(given or f"Column {_letters(first + place)}", taken)
        taken.add(name)
        names.append(name)
    return names


def _untaken(name: str, taken: set[str]) -> str:
    candidate, number = name, 1
    while candidate in taken:
        number += 1
        candidate = f"{name} ({number})"
    return candidate


def _letters(place: int) -> str:
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _is_datum(cell: str) -> bool:
    if len(cell) > _LONGEST_DATUM:
        return False
    return bool(_EMAIL.fullmatch(cell) or _ADDRESS_OF_SITE.fullmatch(cell) or _NUMBER.fullmatch(cell))


def _holds_data(cells: Sequence[str]) -> bool:
    # A year names a column ("2023", "2024") as often as it is a value.
    return any(_is_datum(cell) and not _YEAR.fullmatch(cell) for cell in cells if cell)


def _is_record(cells: Sequence[str]) -> bool:
    """Whether a row above the supposed heading looks like a client rather than a title."""
    return sum(1 for cell in cells if cell) >= _FEWEST_VALUES_OF_A_RECORD and _holds_data(cells)
