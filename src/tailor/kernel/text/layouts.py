"""What was meant when it was typed with the wrong keyboard layout switched on."""

import re
from collections.abc import Iterator

from tailor.kernel.text.folding import LONGEST_WORD, fold, fold_unfinished

MOST_VARIANTS = 4

_US_KEYS = "`qwertyuiop[]asdfghjkl;'zxcvbnm,./"
_RUSSIAN_KEYS = "ёйцукенгшщзхъфывапролджэячсмитьбю."
_GEORGIAN_KEYS = {
    "a": "ა", "b": "ბ", "c": "ც", "d": "დ", "e": "ე", "f": "ფ", "g": "გ", "h": "ჰ", "i": "ი", "j": "ჯ",
    "k": "კ", "l": "ლ", "m": "მ", "n": "ნ", "o": "ო", "p": "პ", "q": "ქ", "r": "რ", "s": "ს", "t": "ტ",
    "u": "უ", "v": "ვ", "w": "წ", "x": "ხ", "y": "ყ", "z": "ზ",
    "W": "ჭ", "R": "ღ", "T": "თ", "S": "შ", "J": "ჟ", "Z": "ძ", "C": "ჩ",
}  # fmt: skip

_US_TO_RUSSIAN = str.maketrans(_US_KEYS, _RUSSIAN_KEYS)
_RUSSIAN_TO_US = str.maketrans(_RUSSIAN_KEYS + 'іїє"', _US_KEYS + "s]'@")
_US_TO_GEORGIAN = str.maketrans(
    {key.upper(): letter for key, letter in _GEORGIAN_KEYS.items() if key.islower()} | _GEORGIAN_KEYS
)
_GEORGIAN_TO_US = str.maketrans({letter: key for key, letter in _GEORGIAN_KEYS.items()})
_US_TO_HUNGARIAN = str.maketrans("yzYZ0-=[]\\;'", "zyZYöüóőúűéá")

_CYRILLIC = re.compile(r"[\u0400-\u04ff]")
_GEORGIAN = re.compile(r"[\u10d0-\u10ff]")
_LATIN = re.compile(r"[A-Za-z]")
_LETTERS = re.compile(r"[^\W\d_]+")

# A wrong layout gives letters in an order no language has; a reading like that only wastes a look-up.
_NOT_RUSSIAN = re.compile(r"\b[ыьъ]|[аеёиоуыэюяйьъ][ьъ]|щ[бвгджзклмпстфхцчшщ]|[жчщ]ы|[бвгджзклмнпрстфхцчшщ]{6}")
_NOT_LATIN = re.compile(r"[\[\]{};:<>,`\"]|[bcdfghjklmnpqrstvwxz]{6}")
_NOT_GEORGIAN = re.compile(r"[ბგდვზთკლმნპჟრსტფქღყშჩცძწჭხჯჰ]{7}")


def _sayable(reading: str, vowels: str, impossible: re.Pattern[str]) -> bool:
    long_words = (word for word in _LETTERS.findall(reading) if len(word) > 3)
    return not impossible.search(reading) and all(set(vowels) & set(word) for word in long_words)


def _as_russian(us_keys: str) -> str:
    reading = us_keys.lower().translate(_US_TO_RUSSIAN)
    return reading if _sayable(reading, "аеёиоуыэюя", _NOT_RUSSIAN) else ""


def _as_latin(us_keys: str) -> str:
    return us_keys if _sayable(us_keys.lower(), "aeiouy", _NOT_LATIN) else ""


def _as_georgian(us_keys: str) -> str:
    reading = us_keys.translate(_US_TO_GEORGIAN)
    return reading if _sayable(reading, "აეიოუ", _NOT_GEORGIAN) else ""


def _as_hungarian(us_keys: str) -> str:
    reading = " ".join(_hungarian_word(word) for word in us_keys.split())
    return reading if _sayable(reading.lower(), "aáeéiíoóöőuúüűy", _NOT_LATIN) else ""


def _hungarian_word(word: str) -> str:
    """Numbers and hyphens stay: a 0 is an ö only in a word that has letters and no other digit."""
    other_digits = any(char.isdigit() and char != "0" for char in word)
    inner_hyphen = "-" in word.strip("-")
    return word if other_digits or inner_hyphen else word.translate(_US_TO_HUNGARIAN)


def _other_layouts(query: str) -> Iterator[str]:
    if _CYRILLIC.search(query):
        us_keys = query.lower().translate(_RUSSIAN_TO_US)
        yield _as_latin(us_keys)
        yield _as_georgian(us_keys)
    elif _GEORGIAN.search(query):
        us_keys = query.translate(_GEORGIAN_TO_US)
        yield _as_latin(us_keys)
        yield _as_russian(us_keys)
    elif _LATIN.search(query) and "@" not in query:
        yield _as_russian(query)
        yield _as_georgian(query)
        yield _as_hungarian(query)


def query_variants(query: str) -> list[str]:
    """Up to four folded readings of what was typed: literal, unfinished spelling, other layouts."""
    typed = fold(query)
    if not typed:
        return []
    readings = [typed, fold_unfinished(query)]
    if len(typed) > 1:  # one letter means too many things already
        readings += map(fold, _other_layouts(query))
    distinct = dict.fromkeys(_cut(reading) for reading in readings if reading)
    return list(distinct)[:MOST_VARIANTS]


def _cut(reading: str) -> str:
    """Words no longer than the index keeps them, or a long word would find nothing."""
    if len(reading) <= LONGEST_WORD:
        return reading
    return " ".join(word[:LONGEST_WORD] for word in reading.split())
