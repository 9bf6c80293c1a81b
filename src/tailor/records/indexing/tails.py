"""Which ends of a telephone number are kept, so that it is found by any digits within it.

A number stands in the index as a whole and by every second of its ends: half the rows. Digits that begin where no end was kept
begin one digit behind one that was, so that they are asked for with each digit before them as well.
"""

from __future__ import annotations

SHORTEST = 3  # digits that a search by them takes at least
STEP = 2


def kept_tails(number: str) -> list[str]:
    """The number, and its ends of an even length beyond the shortest, longest first."""
    return [number, *(number[-size:] for size in range(len(number) - 1, SHORTEST, -1) if size % STEP == 0)]


def beginnings(digits: str) -> list[str]:
    """With what the kept ends begin of every number that holds these digits: a few of its ends begin with one of them."""
    return [digits, *(f"{before}{digits}" for before in "0123456789")]


def ranges(digits: str) -> list[tuple[str, str]]:
    """The same as bounds: from the first, to before the second."""
    return [(beginning, f"{beginning}:") for beginning in beginnings(digits)]  # ":" comes right behind "9"
