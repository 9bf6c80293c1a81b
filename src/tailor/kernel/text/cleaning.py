"""Text as it may be stored: nothing invisible, nothing that chokes a database, one form of each letter."""

import re
import unicodedata
from functools import lru_cache


class TooLong(ValueError):
    """The text has more characters than its place allows; says how many of how many."""

    def __init__(self, limit: int, length: int) -> None:
        super().__init__(f"{length} characters, at most {limit} allowed")
        self.limit = limit
        self.length = length


_EMOJI = "\u2190-\u2bff\u3030\u303d\u3297\u3299\U0001f000-\U0001faff"
# A joiner makes one picture of several (a family, a profession); anywhere else it only hides.
_STRAY_JOINER = f"(?<![{_EMOJI}\ufe0f])\u200d|\u200d(?![{_EMOJI}])"
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"
    "\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u206f\u3164\ufdd0-\ufdef\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff"
    f"\ud800-\udfff\U000e0000-\U000e0fff]|{_STRAY_JOINER}"
)
_LINE_END = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_BLANKS = re.compile(r"[^\S\n]+")
_BLANK_LINES = re.compile(r"\n{3,}")


def _visible(text: str) -> str:
    if text.isascii() and text.isprintable():
        return text
    return unicodedata.normalize("NFC", _INVISIBLE.sub("", text))


def _short_enough(text: str, limit: int) -> str:
    if len(text) > limit:
        raise TooLong(limit, len(text))
    return text


def clean_line(text: str, limit: int = 500) -> str:
    """One line without invisible characters, composed letters, single spaces, none at the ends.

    Raises TooLong when more than `limit` characters remain.
    """
    return _short_enough(" ".join(_visible(text).split()), limit)


def clean_text(text: str, limit: int = 100_000) -> str:
    """Like clean_line, but lines and single empty lines between paragraphs stay."""
    lines = _BLANKS.sub(" ", _LINE_END.sub("\n", _visible(text))).replace(" \n", "\n").replace("\n ", "\n")
    return _short_enough(_BLANK_LINES.sub("\n\n", lines).strip(), limit)


def shorten(text: str, most: int) -> str:
    """As many whole words as fit into so many letters, with an ellipsis where something was left out; a word longer than
    that is cut itself."""
    if len(text) <= most:
        return text
    head, space, _rest = text[:most].rpartition(" ")
    return (head if space else text[: most - 1]).rstrip(" ,;:.") + "…"


@lru_cache(maxsize=1024)
def in_sentence(label: str) -> str:
    """A label as it stands within a sentence: without capitals, but for words that have them inside, as abbreviations
    and names do (``VAT number``, ``ИНН``)."""
    return " ".join([word.lower() if word[1:] == word[1:].lower() else word for word in label.split(" ")])
