"""Which encoding a text file is in, and whether it is text at all."""

from __future__ import annotations

import codecs
import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import chain
from pathlib import Path

from tailor.exchange.files.tables import UnreadableFile

_CHUNK = 1 << 20
_SAMPLE = 1 << 16
_LINES_JUDGED = 12_000  # bytes of lines with letters beyond ASCII: enough to be sure, few enough to be quick
_BROKEN_LETTERS_FORGIVEN = 0.02
_CONTROLS_IN_TEXT = 0.02
_NULS_IN_TEXT = 0.3

_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def encoding_of(path: Path) -> str:
    """The name of the encoding, as Python's `open` understands it.

    It is "utf-8", "utf-8-sig", "utf-16" (with a mark), "utf-16-le", "utf-16-be", "cp1251", "cp1250",
    "cp1252", "koi8-r" or "cp866".

    Raises UnreadableFile "empty", "unknown_kind" (not a text) or "bad_encoding" (says it is Unicode, is not).
    """
    with path.open("rb") as file:
        sample = file.read(_SAMPLE)
    if not sample.strip(b"\0 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise UnreadableFile("empty", "nothing but blanks")
    for mark, encoding in _BYTE_ORDER_MARKS:
        if sample.startswith(mark):
            _check_unicode(path, encoding)
            return encoding
    if wide := _utf_16_without_mark(sample):
        return wide
    _refuse_binary(sample)
    return _eight_bit_encoding(path)


def _eight_bit_encoding(path: Path) -> str:
    if _share_of_broken_letters(path, "utf-8") <= _BROKEN_LETTERS_FORGIVEN:
        return "utf-8"
    return likeliest_encoding(_lines_beyond_ascii(path))


def _check_unicode(path: Path, encoding: str) -> None:
    if _share_of_broken_letters(path, encoding) > _BROKEN_LETTERS_FORGIVEN:
        raise UnreadableFile("bad_encoding", f"marked as {encoding}, but is not")


def _share_of_broken_letters(path: Path, encoding: str) -> float:
    """How many of the letters beyond ASCII are not valid in the encoding, from 0 to 1."""
    decoder = codecs.getincrementaldecoder(encoding)(errors="replace")
    broken = beyond_ascii = 0
    for chunk in _chunks(path):
        text = decoder.decode(chunk)
        if not text.isascii():
            broken += text.count("\ufffd")
            beyond_ascii += sum(map(len, _BEYOND_ASCII.findall(text)))
    return broken / beyond_ascii if beyond_ascii else 0.0


_BEYOND_ASCII = re.compile("[^\x00-\x7f]+")


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            yield chunk


def _utf_16_without_mark(sample: bytes) -> str | None:
    """UTF-16 of the byte order that makes letters of the sample; None when it is no UTF-16.

    Any such table has NUL bytes, those of its line ends and separators, all on one side of the pairs.
    """
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if max(even, odd) == 0 or min(even, odd) * 4 > max(even, odd):
        return None
    encoding = "utf-16-le" if odd > even else "utf-16-be"
    text = sample[: len(sample) // 2 * 2].decode(encoding, errors="replace")
    usual = sum(1 for char in text if _is_usual(char))
    return encoding if usual > len(text) * 0.9 else None


def _is_usual(char: str) -> bool:
    """Latin, Cyrillic, Armenian, Georgian, punctuation, currency signs: what such files are written with."""
    code = ord(char)
    return char in "\t\r\n" or 0x20 <= code < 0x590 or 0x10A0 <= code < 0x1100 or 0x2000 <= code < 0x2200


def _refuse_binary(sample: bytes) -> None:
    controls = sum(sample.count(bytes([code])) for code in range(1, 32) if code not in b"\t\n\r\x0b\x0c\x1a\x1b")
    if controls > len(sample) * _CONTROLS_IN_TEXT or sample.count(0) > len(sample) * _NULS_IN_TEXT:
        raise UnreadableFile("unknown_kind", "neither a spreadsheet nor a text")


def _lines_beyond_ascii(path: Path) -> bytes:
    found: list[bytes] = []
    missing = _LINES_JUDGED
    for chunk in _chunks(path):
        if chunk.isascii():
            continue
        for line in re.findall(rb"[^\r\n]*[\x80-\xff][^\r\n]*", chunk):
            found.append(line[:missing])
            missing -= len(line) + 1
            if missing <= 0:
                return b"\n".join(found)
    return b"\n".join(found)


# How often each letter is met in a hundred, by language; a letter that none of them has is strange.
_RUSSIAN = dict(
    zip(
        "оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфъё",
        (
            *(11, 8.5, 8, 7.4, 6.7, 6.3, 5.5, 4.7, 4.5, 4.4, 3.5, 3.2, 3, 2.8, 2.6, 2, 1.9, 1.7, 1.7),
            *(1.65, 1.6, 1.45, 1.2, 1, 0.94, 0.73, 0.64, 0.48, 0.36, 0.32, 0.26, 0.1, 0.1),
        ),
        strict=True,
    )
)
_OTHER_CYRILLIC = dict.fromkeys("іїєґўјљњћџђѓќѕ", 0.02)
# Accented letters stand among plain ones, so their shares are among themselves. Each language by itself:
# "ű" is usual beside "é", and a mistake for "û" beside "č", a mistake for "è".
_ACCENTED = {
    "Hungarian": {**dict.fromkeys("áéíóöúü", 9.0), **dict.fromkeys("őű", 14.0)},
    "Western": {
        **dict.fromkeys("éáíóúöü", 9.0),
        **dict.fromkeys("äèàßçñêãåøôîâ", 6.0),
        **dict.fromkeys("ëïæœìòùÿû", 3.0),
        **dict.fromkeys("õð", 1.0),
    },
    "Polish": {**dict.fromkeys("łóąęśćńżź", 6.0)},
    "Czech": {**dict.fromkeys("áéíúýčšžřěůňťďľĺŕôäó", 6.0)},
    "Balkan": {**dict.fromkeys("čćžšđăâîşţșț", 6.0)},
}


def _logarithms(shares: Mapping[str, float], others: str = "") -> dict[str, float]:
    with_others = dict.fromkeys(others, 0.5) | dict(shares)
    return {letter: math.log(share) for letter, share in with_others.items()}


# Names of the neighbours are met in any list, only seldom.
_CENTRAL = "".join(chain(*(_ACCENTED[name] for name in ("Hungarian", "Polish", "Czech", "Balkan")), "äßëç"))
_CYRILLIC_LETTERS = _logarithms(_OTHER_CYRILLIC | _RUSSIAN)
_LANGUAGES_OF = {
    "cp1251": [_CYRILLIC_LETTERS],
    "cp1252": [_logarithms(_ACCENTED["Western"])],
    "cp1250": [_logarithms(_ACCENTED[name], _CENTRAL) for name in ("Hungarian", "Polish", "Czech", "Balkan")],
    "koi8-r": [_CYRILLIC_LETTERS],
    "cp866": [_CYRILLIC_LETTERS],
}
_STRANGE_LETTER = math.log(0.005)
_USUAL_SIGNS = frozenset("«»—–№’‘“”„…€£°§©®™·•×\xa0\xad")
_USUAL_SIGN = math.log(0.7)
_STRANGE_SIGN = math.log(0.001)
_CAPITAL_INSIDE_A_WORD = -5.0
_SCRIPTS_MIXED_IN_A_WORD = -5.0
_ACCENTED_LETTERS_IN_A_ROW = -4.0
_USUAL_PAIR = 0.7
_PAIRS = (
    "ст но то на ен ов ни ра во ко ро по ос ал та ер пр ка ре от ть од ом ор не ол го ва ес ел ин ит "
    "те ли ла ри ан ло за ия ий ая ой ый ск ви де ат ле ев мо ки со ам до да ма ас ед"
)
_USUAL_PAIRS = frozenset(_PAIRS.split())


def likeliest_encoding(lines: bytes) -> str:
    """Of the eight-bit encodings, the one in which the letters beyond ASCII make the likeliest words."""
    scores: dict[str, float] = {}
    for encoding, languages in _LANGUAGES_OF.items():
        text = lines.decode(encoding, errors="replace")
        scores[encoding] = max(_plausibility(text, letters) for letters in languages)
    return max(scores, key=scores.__getitem__)


def _plausibility(text: str, letters: Mapping[str, float]) -> float:
    total = 0.0
    for (before, char), times in Counter(zip(" " + text, text, strict=False)).items():
        if not (char.isascii() and before.isascii()):
            total += times * _plausibility_of_pair(before, char, letters)
    return total


def _plausibility_of_pair(before: str, char: str, letters: Mapping[str, float]) -> float:
    """How likely the second of two letters is where it stands; one of them is beyond ASCII."""
    score = 0.0 if char.isascii() else _plausibility_of_letter(char, letters)
    if not (before.isalpha() and char.isalpha()):
        return score
    if before.islower() and char.isupper():
        score += _CAPITAL_INSIDE_A_WORD
    if _is_cyrillic(before) != _is_cyrillic(char):
        score += _SCRIPTS_MIXED_IN_A_WORD
    elif not _is_cyrillic(char) and not before.isascii() and not char.isascii():
        score += _ACCENTED_LETTERS_IN_A_ROW
    elif (before + char).lower() in _USUAL_PAIRS:
        score += _USUAL_PAIR
    return score


def _plausibility_of_letter(char: str, letters: Mapping[str, float]) -> float:
    if char.isalpha():
        return letters.get(char.lower(), _STRANGE_LETTER)
    return _USUAL_SIGN if char in _USUAL_SIGNS else _STRANGE_SIGN


def _is_cyrillic(char: str) -> bool:
    return "\u0400" <= char <= "\u04ff"
