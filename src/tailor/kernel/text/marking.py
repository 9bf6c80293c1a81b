"""Which letters of a shown text answer the query, so that the eye finds them."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from tailor.kernel.phones import query_digits
from tailor.kernel.text.folding import fold, joins_words
from tailor.kernel.text.layouts import query_variants

_LONGEST_MARKED = 60  # letters of one word; no real word is longer
_SHORTEST_INSIDE = 2  # one letter in the middle of words would mark nearly everything
_DIGIT_GAP = r"[\s()\-‐-―./]{0,3}"
_WORD_OF_LETTERS = re.compile(r"\w*[^\W\d_]\w*")


class _CharacterKinds(dict[int, str]):
    """One sign for each character: w within words, ' apostrophe, a space for what parts words."""

    def __missing__(self, code: int) -> str:
        self[code] = kind = "w" if joins_words(chr(code)) else " "
        return kind


_KINDS = _CharacterKinds(dict.fromkeys(map(ord, "'’‘ʼ`"), "'"))
_WORD = re.compile(r"w+(?:'w+)*")


class _Sought(NamedTuple):
    words: tuple[str, ...]
    digits: tuple[re.Pattern[str], ...]


@lru_cache(maxsize=256)
def _sought(query: str) -> _Sought:
    readings = query_variants(query)
    words = dict.fromkeys(word for reading in readings for word in reading.split() if "@" not in word)
    fragments = query_digits(_WORD_OF_LETTERS.sub(" ", query))
    patterns = (re.compile(_DIGIT_GAP.join(digits)) for digits in sorted(fragments, key=len, reverse=True))
    return _Sought(tuple(words), tuple(patterns))


class _Word(NamedTuple):
    start: int
    text: str
    folded: str


@lru_cache(maxsize=1 << 13)
def _folded(word: str) -> str:
    return fold(word).replace(" ", "")


def _words_of(text: str) -> list[_Word]:
    starts_and_ends = (found.span() for found in _WORD.finditer(text.translate(_KINDS)))
    spans = ((start, min(end, start + _LONGEST_MARKED)) for start, end in starts_and_ends)
    return [_Word(start, text[start:end], _folded(text[start:end])) for start, end in spans]


def mark(text: str, query: str) -> list[tuple[str, bool]]:
    """The text in pieces, True for those the query found; joined, the pieces are the text."""
    sought = _sought(query)
    flags = bytearray(len(text))
    by_number = _mark_spans(flags, _digit_spans(text, sought.digits))
    words = _words_of(text)
    for word in sought.words:
        if not (by_number and word.isdigit()):
            _mark_spans(flags, _spans_of(word, words))
    return list(_pieces(text, flags))


def _mark_spans(flags: bytearray, spans: list[tuple[int, int]]) -> bool:
    for start, end in spans:
        flags[start:end] = b"\1" * (end - start)
    return bool(spans)


def _digit_spans(text: str, patterns: tuple[re.Pattern[str], ...]) -> list[tuple[int, int]]:
    """Where the longest reading of the digits that occurs at all occurs."""
    for pattern in patterns:
        if spans := [found.span() for found in pattern.finditer(text)]:
            return spans
    return []


def _spans_of(sought: str, words: list[_Word]) -> list[tuple[int, int]]:
    beginnings = [_beginning(sought, word) for word in words if word.folded.startswith(sought)]
    if beginnings or len(sought) < _SHORTEST_INSIDE:
        return beginnings
    return [_inside(sought, word) for word in words if sought in word.folded]


def _beginning(sought: str, word: _Word) -> tuple[int, int]:
    for end in range(1, len(word.text)):
        if _folded(word.text[:end]).startswith(sought):
            return word.start, word.start + _with_silent(word.text, end)
    return word.start, word.start + len(word.text)


def _inside(sought: str, word: _Word) -> tuple[int, int]:
    """Letters of the word that gave the sought part of its folded form, as near as spelling allows."""
    first = word.folded.index(sought)
    last = first + len(sought)
    lengths = [len(_folded(word.text[:end])) for end in range(len(word.text))] + [len(word.folded)]
    start = max(end for end, length in enumerate(lengths) if length <= first)
    end = min(end for end, length in enumerate(lengths) if length >= last and end > start)
    return word.start + start, word.start + _with_silent(word.text, end)


def _with_silent(word: str, end: int) -> int:
    """The end moved past what has no sound of its own: soft signs, accents written apart."""
    while end < len(word) and not _folded(word[end]):
        end += 1
    return end


def _pieces(text: str, flags: bytearray) -> Iterator[tuple[str, bool]]:
    start = 0
    for at in range(1, len(text) + 1):
        if at == len(text) or flags[at] != flags[start]:
            yield text[start:at], bool(flags[start])
            start = at
