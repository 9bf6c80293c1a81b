"""Whole numbers as they stand in addresses and forms."""

from __future__ import annotations

MOST_ID = 2**63 - 1  # what a column of ids holds, on either database


def whole_number(text: str, most: int = MOST_ID) -> int | None:
    """The number that ``0`` to ``9`` write, if it is at most `most`; None for any other text.

    `str.isdigit` alone takes ``²`` for a digit, which `int` does not, and says nothing of numbers no column holds.
    """
    if not (text.isascii() and text.isdigit()) or len(text) > len(str(most)):
        return None
    number = int(text)
    return number if number <= most else None
