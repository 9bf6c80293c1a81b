"""What was typed into the search box."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from tailor.kernel import phones
from tailor.kernel.text import query_variants
from tailor.records.indexing import tails
from tailor.records.searching.ranges import words_with

LONGEST = 200  # letters that are read
BETWEEN_PARTS = re.compile(r"[@.+_-]")


class Asked:
    """What was typed, read once for all record types: readings as words, digits, and what the vocabulary says."""

    def __init__(self, query: str) -> None:
        self.query = query.strip()[:LONGEST]
        readings = [variant.split() for variant in query_variants(self.query)]
        self.digits = [digits for digits in phones.query_digits(self.query) if len(digits) >= tails.SHORTEST]
        self.readings = [words for words in readings if words]
        self._holding: dict[str, list[str]] = {}

    @property
    def is_number(self) -> bool:
        """Nothing but digits: a number is not looked for inside of words, nor with a slip of the finger."""
        return bool(self.digits) and all(word.isdigit() for words in self.readings for word in words)

    def learn(self, parts: Iterable[str]) -> None:
        """Ask the vocabulary for the words that hold these parts, in one go, and for each only once."""
        unknown = [part for part in dict.fromkeys(parts) if part not in self._holding]
        self._holding.update(zip(unknown, words_with(unknown), strict=True))

    def words_with(self, part: str) -> list[str]:
        """Words of the vocabulary that hold a part it was asked for."""
        return self._holding.get(part, [])


def telling_words(words: Sequence[str]) -> list[str]:
    """The words without the parts of addresses among them, for who has the address has its parts; the longest first."""
    parts = {part for word in words if "@" in word for part in BETWEEN_PARTS.split(word)}
    return sorted((word for word in words if word not in parts), key=len, reverse=True)


def words_of_vocabulary(words: Sequence[str]) -> list[str]:
    """The words without addresses: of these the vocabulary knows the parts, which are among the words too."""
    return sorted((word for word in words if "@" not in word), key=len, reverse=True)
