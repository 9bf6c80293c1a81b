"""Alphabetical order of Russian, Georgian, Hungarian and English names in one column, by comparing bytes.

A key is the name in letters that sort rightly (gap < digits < Latin < Cyrillic < Georgian), and, when accents
were taken off, a space and the accented name, which decides between equals. "~" stands after every Latin
letter, so a Hungarian letter that follows its base (ö after o, cs after c) is written base + "~".
"""

import re
import unicodedata

LONGEST_KEY = 120
_LONGEST_NAME = 80  # leaves room for the deciding tail

_GAP = "!"  # between words: above the space before the tail, below the digits
_APOSTROPHES = "'’‘ʼ`"


class _Table(dict[int, str]):
    def __missing__(self, code: int) -> str:
        self[code] = found = self.work_out(chr(code))
        return found

    def work_out(self, char: str) -> str:
        raise NotImplementedError


class _Characters(_Table):
    """Letters, digits and accents as they are, everything else a gap."""

    def work_out(self, char: str) -> str:
        kind = unicodedata.category(char)
        if kind[0] in "LM":
            return char
        if kind == "Nd":
            return str(unicodedata.decimal(char))
        return char if kind[0] == "N" else "" if kind == "Cf" else " "


class _BaseLetters(_Table):
    """Accented Latin letters without accents; letters of other alphabets as they are."""

    def work_out(self, char: str) -> str:
        if unicodedata.combining(char) and "\u0300" <= char <= "\u036f":
            return ""
        base = unicodedata.normalize("NFD", char)[0]
        return base if base.isascii() else char


_CHARACTERS = _Characters(dict.fromkeys(map(ord, _APOSTROPHES), ""))
_BASE_LETTERS = _BaseLetters(
    {
        ord(letter): base
        for letter, base in {
            "ö": "o~", "ő": "o~", "ü": "u~", "ű": "u~",
            "ё": "е", "і": "и~", "ї": "и~~", "є": "е~", "ґ": "г~",
            "æ": "ae", "œ": "oe", "ø": "o~", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "ħ": "h",
        }.items()
    }
)  # fmt: skip

_HUNGARIAN = {
    "cs": "c~", "dz": "d~", "dzs": "d~~", "gy": "g~", "ly": "l~", "ny": "n~", "sz": "s~", "ty": "t~",
    "zs": "z~",
}  # fmt: skip
_DIGRAPHS = _HUNGARIAN | {letter[0] + letter: key * 2 for letter, key in _HUNGARIAN.items()}  # ssz is sz + sz
_DIGRAPH = re.compile("|".join(sorted(_DIGRAPHS, key=len, reverse=True)))


def sort_key(text: str) -> str:
    """A string of at most 120 characters whose code-point order is the alphabetical order of the texts."""
    plain = base = _comparable(text)
    if not base.isascii():
        base = base.translate(_BASE_LETTERS)
    key = _DIGRAPH.sub(_digraph_key, base)[:_LONGEST_NAME]
    return key if base == plain else f"{key} {plain}"[:LONGEST_KEY]


def _digraph_key(found: re.Match[str]) -> str:
    return _DIGRAPHS[found[0]]


def _comparable(text: str) -> str:
    """Lower case, composed letters, words parted by one gap, nothing before the first."""
    head = text[: 2 * LONGEST_KEY]
    if head.isascii():
        return _GAP.join(head.lower().translate(_CHARACTERS).split())
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", head).casefold())
    return _GAP.join(folded.translate(_CHARACTERS).split())
