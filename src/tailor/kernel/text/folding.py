"""One search form for every script: what is stored and what is typed meet in lower-case Latin letters.

Two steps: letters of any script become the Latin ones people type for them, then spellings that differ only
by habit (Yuliya, Julia, Iuliia) become one. Both are applied to the index and to the query, so the result has
to be the same, not pretty. A beginning of a word folds to a beginning of the folded word wherever a rule
allows it; where it cannot (k of kh, p of ph), `fold_unfinished` gives the second reading.
"""

import re
import unicodedata
from functools import lru_cache

from anyascii import anyascii

LONGEST_WORD = 40

_CYRILLIC = {
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ё": "e", "ж": "zh", "з": "z", "и": "i",
    "й": "y", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t",
    "у": "u", "ф": "f", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "", "ы": "y", "ь": "",
    "э": "e", "ю": "yu", "я": "ya", "і": "i", "ї": "yi", "є": "ye", "ґ": "g",
}  # fmt: skip
_GEORGIAN = {
    "ა": "a", "ბ": "b", "გ": "g", "დ": "d", "ე": "e", "ვ": "v", "ზ": "z", "თ": "t", "ი": "i", "კ": "k",
    "ლ": "l", "მ": "m", "ნ": "n", "ო": "o", "პ": "p", "ჟ": "zh", "რ": "r", "ს": "s", "ტ": "t", "უ": "u",
    "ფ": "p", "ქ": "k", "ღ": "gh", "ყ": "k", "შ": "sh", "ჩ": "ch", "ც": "ts", "ძ": "dz", "წ": "ts",
    "ჭ": "ch", "ხ": "kh", "ჯ": "j", "ჰ": "h",
}  # fmt: skip
_SAME_SOUND = {"w": "v", "q": "k"}
_BY_SOUND = str.maketrans(_SAME_SOUND)


class _LatinLetters(dict[int, str]):
    """Latin letters for a code point, worked out when it is first met."""

    def __missing__(self, code: int) -> str:
        self[code] = latin = _latin_of(chr(code))
        return latin


def _latin_of(char: str) -> str:
    kind = unicodedata.category(char)
    if kind[0] in "LN":
        return "".join(filter(str.isalnum, anyascii(char).lower().translate(_BY_SOUND)))
    if kind[0] == "M":  # vowels of Indian scripts are marks; accents of Latin ones come back empty
        return "".join(filter(str.isalpha, anyascii(char).lower().translate(_BY_SOUND)))
    return "" if kind == "Cf" else " "


_LATIN = _LatinLetters({ord(char): latin for char, latin in (_CYRILLIC | _GEORGIAN | _SAME_SOUND).items()})

_APOSTROPHE_INSIDE = re.compile(r"(?<=[^\W\d_])['’‘ʼ`](?=[^\W\d_])")
_HARD_VOWEL = re.compile("[ьъ](?=[еёо])")
_ADDRESS = re.compile(r"(?<![\w.+-])[\w.+-]+@[\w.-]*\w")  # begins only where a word begins: else quadratic
_ADDRESS_JOINTS = re.compile(r"([@.+_-])")


def _lowered(text: str) -> str:
    if text.isascii():
        lowered = text.lower()
        return _APOSTROPHE_INSIDE.sub("", lowered) if "'" in lowered or "`" in lowered else lowered
    lowered = unicodedata.normalize("NFKC", text.replace("№", " ").casefold())
    return _HARD_VOWEL.sub("й", _APOSTROPHE_INSIDE.sub("", lowered))


_DOUBLED = re.compile(r"([a-z])\1+")
_SOFT_YE = re.compile(r"(?:^|(?<=[aeiou]))ye")
_AS_I = str.maketrans("yj", "ii")


def _without_h_habits(word: str) -> str:
    word = word.replace("shch", "sh").replace("sch", "sh").replace("dzh", "j")
    return word.replace("gh", "g").replace("th", "t").replace("ph", "f")


def _one_letter_repeated(word: str) -> bool:
    return len(word) > 2 and word.count(word[0]) == len(word)


def _simpler(word: str) -> str:
    word = word.replace("x", "ks").replace("kh", "h")
    if not _one_letter_repeated(word):  # ООО, AAA and III would otherwise match every word on o, a, i
        word = _DOUBLED.sub(r"\1", word)
    if "h" in word:
        word = _without_h_habits(word)
    word = word.replace("tz", "ts")
    if "ye" in word:
        word = _SOFT_YE.sub("e", word)
    return word.translate(_AS_I)


def _settled(word: str) -> str:
    """The word after the rules have nothing more to change, so that folding twice changes nothing."""
    while (simpler := _simpler(word)) != word:
        word = simpler
    return word


_remembered = lru_cache(maxsize=1 << 16)(_settled)


def _canonical(word: str) -> str:
    if word.isdigit():
        return word
    return _remembered(word) if len(word) <= LONGEST_WORD else _settled(word)


def _folded_words(lowered: str) -> list[str]:
    return [_canonical(word) for word in lowered.translate(_LATIN).split()]


@lru_cache(maxsize=1 << 13)
def _folded_address(address: str) -> list[str]:
    """The address as one word, then its parts."""
    pieces = [
        piece if place % 2 else "".join(_folded_words(piece))
        for place, piece in enumerate(_ADDRESS_JOINTS.split(address))
    ]
    return ["".join(pieces), *filter(None, pieces[::2])]


def _with_addresses(lowered: str) -> list[str]:
    found, end = [], 0
    for address in _ADDRESS.finditer(lowered):
        found += _folded_words(lowered[end : address.start()]) + _folded_address(address[0])
        end = address.end()
    return found + _folded_words(lowered[end:])


def fold(text: str) -> str:
    """Lower-case Latin search form, words parted by single spaces.

    An e-mail address is kept as one word, and its parts follow as words of their own.
    """
    lowered = _lowered(text)
    return " ".join(_with_addresses(lowered) if "@" in lowered else _folded_words(lowered))


def words(text: str, limit: int = LONGEST_WORD) -> list[str]:
    """Distinct folded words in the order they stand, each cut at `limit` letters: what the index keeps."""
    return list(_words(text, limit) if len(text) <= _WORTH_REMEMBERING else _split(text, limit))


def _split(text: str, limit: int) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word[:limit] for word in fold(text).split()))


_WORTH_REMEMBERING = 100  # letters: names, towns, addresses, that stand in a record more than once or in many records
_words = lru_cache(maxsize=1 << 13)(_split)


_HALF_SPELLINGS = (("shc", "sh"), ("sc", "sh"), ("dz", "i"), ("k", "h"), ("p", "f"))


def fold_unfinished(query: str) -> str:
    """How the query folds if its end is half of a spelling still being typed (mik of mikhail), or ""."""
    lowered = _lowered(query)
    *before, last = lowered.translate(_LATIN).split() or [""]
    if len(last) < 2 or not lowered[-1].isalpha() or "@" in lowered:
        return ""
    ended = _canonical(_other_ending(last))
    return " ".join([*map(_canonical, before), ended]) if len(ended) > 1 else ""


def _other_ending(word: str) -> str:
    if word[-1] == "y" and word[-2] in "aeiou":  # the y of Andreyev, not yet followed by its e
        return word[:-1]
    for half, whole in _HALF_SPELLINGS:
        if word.endswith(half):
            return word.removesuffix(half) + whole
    return ""


def joins_words(char: str) -> bool:
    """True for a character that belongs to a word (letters, digits, accents), False for what parts words."""
    latin = _lowered(char).translate(_LATIN)
    return not latin or not latin.isspace()
