"""Telephone numbers: read as people write them, kept as E.164, shown and searched by their digits.

Most numbers of the three home markets are recognised by their digits alone; the library that knows every
country is asked about the rest, at many times the cost. What the quick rule accepts the library accepts too:
a test holds it.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import phonenumbers

REGIONS = ("GE", "RU", "HU")
COUNTRY_CODES = {"GE": "995", "RU": "7", "HU": "36"}

_LONGEST_TYPED = 100
_LONGEST_NUMBER = 15  # digits, by E.164
_ABROAD = 11  # no home market has national numbers this long, so the country code must be in it


@dataclass(frozen=True, slots=True)
class Phone:
    """A number as typed and as understood.

    `e164` is "" when it cannot be dialled; `valid` says that its country has such numbers; `national` has the
    digits without country code, or all that were typed when the country is not known.
    """

    typed: str
    e164: str
    national: str
    extension: str
    valid: bool


_DIGITS = re.compile(r"\d+")


def digits(text: str) -> str:
    """All decimal digits of the text, of whatever script, as 0-9."""
    found = "".join(_DIGITS.findall(text))
    return found if found.isascii() else "".join(str(unicodedata.decimal(digit)) for digit in found)


def _clean(typed: str) -> str:
    """Without the invisible direction marks that telephones put around copied numbers."""
    if not (typed.isascii() and typed.isprintable()):
        typed = "".join(char if char.isprintable() else " " if char.isspace() else "" for char in typed)
    return " ".join(typed.split())


# -- one number --------------------------------------------------------------------------------------------

_EXTENSION = re.compile(
    r"(?:[,;.\s]*(?:\b(?:доб(?:авочный)?|вн(?:утр)?|ext(?:ension)?|mellék|შიდა)\b|#|(?<=\d)\s*[xх](?=\s*\d))"
    r"[\s.:=№-]*)(\d{1,7})\)?\s*$",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"(?:тел(?:ефон)?|моб(?:ильный)?|сот(?:овый)?|раб(?:очий)?|дом(?:ашний)?|факс|ф|т|м|р|д|"
    r"tel(?:ephone|efon)?|mob(?:ile|il|iltel)?|cell|phone|fax|work|home|office|iroda|munkahelyi|otthoni|"
    r"whatsapp|viber|telegram|wa|tg|ტელ|ტელეფონი|მობ|მობილური|სახლი|ოფისი)",
    re.IGNORECASE,
)
_LETTERS = re.compile(r"[^\W\d_]+")
_TRUNK_AFTER_CODE = re.compile(r"\(0\)")  # +36 (0)30: dialled at home only
_PLUS = re.compile(r"^[\s(]*[+＋]")  # full-width plus
_BARE = re.compile(r"\+?[0-9][0-9 ()./-]*")  # nothing but a number: no words, no extension

# National numbers that surely exist, by country code; narrower than the truth, the rest is asked about.
_SURE = {
    "7": re.compile(r"9[0-24-9]\d{8}|(?:495|499|812|343|383|846|863|861)[2-79]\d{6}"),
    "36": re.compile(
        r"(?:[257]0|3[01])\d{7}|1\d{7}|(?:[27][2-9]|3[2-7]|4[24-9]|5[2-79]|6[23689]|8[2-57-9]|9[2-69])\d{6}"
    ),
    "995": re.compile(r"(?:322|55[0157-9]|57[0147-9]|59[1-35-9])\d{6}"),
}
_TRUNK = {"RU": "8", "HU": "06", "GE": "0"}


def parse(typed: str, region: str) -> Phone:
    """The number as a person of that region means it; what cannot be dialled keeps what was typed."""
    return _parse(_clean(typed[: 4 * _LONGEST_TYPED])[:_LONGEST_TYPED], region)


@lru_cache(maxsize=8192)
def _parse(typed: str, region: str) -> Phone:
    if _BARE.fullmatch(typed) and "(0)" not in typed:
        found = digits(typed)
        if 3 <= len(found) <= _LONGEST_NUMBER + 3:
            return _understood(typed, found, region, typed[0] == "+", "")
    return _parse_with_words(typed, region)


def _parse_with_words(typed: str, region: str) -> Phone:
    number, extension = _without_extension(typed)
    found = digits(number)
    if not _only_number(number) or not 3 <= len(found) <= _LONGEST_NUMBER + 3:
        return Phone(typed, "", found, extension, valid=False)
    international = bool(_PLUS.match(_LETTERS.sub("", number).lstrip(" .:")))
    if international:
        found = digits(_TRUNK_AFTER_CODE.sub("", number))
    return _understood(typed, found, region, international, extension)


def _understood(typed: str, found: str, region: str, international: bool, extension: str) -> Phone:
    quick = _quick(found, region, international)
    if quick:
        return Phone(typed, f"+{quick[0]}{quick[1]}", quick[1], extension, valid=True)
    return replace(_by_library(found, region, international), typed=typed, extension=extension)


def _without_extension(typed: str) -> tuple[str, str]:
    found = _EXTENSION.search(typed)
    if found and found.start():
        return typed[: found.start()], digits(found[1])
    return typed, ""


def _only_number(number: str) -> bool:
    """Nothing but a number: letters only as a label known to go with one."""
    return all(_LABEL.fullmatch(word) for word in _LETTERS.findall(number))


def _quick(found: str, region: str, international: bool) -> tuple[str, str] | None:
    """Country code and national number when the digits alone leave no doubt."""
    if international:
        return _sure_with_code(found)
    home = COUNTRY_CODES.get(region)
    if home is None:
        return None  # bare digits mean something else in each country
    trunk = _TRUNK[region]
    if found.startswith(trunk) and (sure := _sure(home, found[len(trunk) :])):
        return sure
    if sure := _sure(home, found):
        return sure
    if found.startswith("89") and len(found) == _ABROAD:  # a Russian mobile as written at home, met abroad
        return _sure("7", found[1:])
    if found.startswith("00"):
        return _sure_with_code(found[2:])
    return _sure_with_code(found) if len(found) >= _ABROAD else None


def _sure_with_code(found: str) -> tuple[str, str] | None:
    for code in _SURE:
        if found.startswith(code) and (sure := _sure(code, found[len(code) :])):
            return sure
    return None


def _sure(code: str, national: str) -> tuple[str, str] | None:
    return (code, national) if _SURE[code].fullmatch(national) else None


_NOT_DIALLED = Phone("", "", "", "", valid=False)


def _by_library(found: str, region: str, international: bool) -> Phone:
    if international:
        known = _ask("+" + found, None)
    else:
        known = _at_home(found, region) or _with_code_but_no_plus(found, region)
    return known or replace(_NOT_DIALLED, national=found)


def _at_home(found: str, region: str) -> Phone | None:
    """As dialled in the region; a number its country does not know only if it looks whole."""
    if not _long_enough_at_home(found, region):
        return None
    known = _ask(found, region)
    if known is None or known.valid:
        return known
    whole = known.national[0] not in "0" + _TRUNK.get(region, "") and len(known.national) < _ABROAD
    whole = whole or known.national != found
    return known if whole and not _with_code_but_no_plus(found, region) else None


def _long_enough_at_home(found: str, region: str) -> bool:
    """Whether numbers of the region have that length; spares the library digits that can only be from elsewhere."""
    lengths, codes = _possible_lengths(region), ("00", "810", COUNTRY_CODES.get(region, ""))
    trunk = _TRUNK.get(region)
    if not lengths or not trunk or found.startswith(codes):
        return True
    return len(found) in lengths or (found.startswith(trunk) and len(found) - len(trunk) in lengths)


@lru_cache(maxsize=512)
def _possible_lengths(region: str) -> frozenset[int]:
    known = phonenumbers.PhoneMetadata.metadata_for_region(region, None)
    return frozenset(known.general_desc.possible_length) if known and known.general_desc else frozenset()


def _with_code_but_no_plus(found: str, region: str) -> Phone | None:
    for prefix in ("810", "00"):
        if found.startswith(prefix):
            return _valid(_ask("+" + found.removeprefix(prefix), None))
    dialled_at_home = found.startswith((_TRUNK.get(region, "0"), "0"))  # and no country's code begins with 0
    return None if dialled_at_home or len(found) < _ABROAD - 1 else _valid(_ask("+" + found, None))


def _valid(phone: Phone | None) -> Phone | None:
    return phone if phone and phone.valid else None


def _ask(number: str, region: str | None) -> Phone | None:
    try:
        known = phonenumbers.parse(number, region)
    except phonenumbers.NumberParseException:
        return None
    if phonenumbers.is_possible_number_with_reason(known) != phonenumbers.ValidationResult.IS_POSSIBLE:
        return None
    e164 = phonenumbers.format_number(known, phonenumbers.PhoneNumberFormat.E164)
    national = phonenumbers.national_significant_number(known)
    return Phone("", e164, national, "", valid=phonenumbers.is_valid_number(known))


# -- several numbers in one cell ---------------------------------------------------------------------------

_SURE_BOUNDARY = re.compile(r"[;\n\r|\t]+|(?<=\d)\s+(?:и|или|and|or|és|vagy|და|ან)\s+(?=[+(\d])", re.IGNORECASE)
_EXTENSION_SEMICOLON = re.compile(r";(?=ext=)", re.IGNORECASE)
_MAYBE_BOUNDARY = re.compile(r"\s*[,/]\s*|\s+")
_EXTENSION_WORD = re.compile(r"\W*(?:доб|вн|ext|mellék|შიდა|#)", re.IGNORECASE)
_ALONE = 5  # digits from which a piece may be a number of its own


def parse_first(typed: str, regions: Sequence[str]) -> Phone:
    """The number as the first of these countries understands it; as the first one of all when none does."""
    return _parse_first(typed, tuple(regions))


@lru_cache(maxsize=8192)
def _parse_first(typed: str, regions: tuple[str, ...]) -> Phone:
    first = parse(typed, regions[0])
    if first.valid:
        return first
    return next((found for region in regions[1:] if (found := parse(typed, region)).valid), first)


_SURELY_ONE = re.compile(r" *[+(]{,2} ?[0-9][0-9 ().-]*")


def texts_of(cell: str, region: str) -> list[str]:
    """What was typed for every number in a cell, as `split` parts them."""
    if len(cell) <= _LONGEST_TYPED and _SURELY_ONE.fullmatch(cell) and len(digits(cell)) <= _LONGEST_NUMBER:
        return [_clean(cell)]
    return [phone.typed for phone in split(cell, region)]


def split(cell: str, region: str) -> list[Phone]:
    """Every number in a cell; one number is never taken apart, words without any come back undialled."""
    chunks = _SURE_BOUNDARY.split(_EXTENSION_SEMICOLON.sub(" ", cell[: 10 * _LONGEST_TYPED]))
    phones = [
        phone for chunk in chunks if any(map(str.isalnum, chunk)) for phone in _split_chunk(_clean(chunk), region)
    ]
    return [phone for phone in phones if phone.national] or phones[:1]


def _split_chunk(chunk: str, region: str) -> list[Phone]:
    whole = parse(chunk, region)
    if whole.valid or len(digits(chunk)) < 2 * _ALONE:
        return [_spoken(chunk, region)]
    cut = _best_cut(chunk, region)
    if cut is None:
        return [_spoken(chunk, region)]
    return [*_split_chunk(chunk[: cut[0]].strip(), region), *_split_chunk(chunk[cut[1] :].strip(), region)]


def _best_cut(chunk: str, region: str) -> tuple[int, int] | None:
    """Where the chunk is two numbers: after the first whole number, or at a sign that parts two long ones."""
    for boundary in _MAYBE_BOUNDARY.finditer(chunk):
        left, right = chunk[: boundary.start()], chunk[boundary.end() :]
        if _own_extension(right) or len(digits(left)) < _ALONE or len(digits(right)) < _ALONE:
            continue
        if _parts(boundary[0], left, right, region):
            return boundary.span()
    return None


def _own_extension(right: str) -> bool:
    return bool(_EXTENSION_WORD.match(right))


def _parts(sign: str, left: str, right: str, region: str) -> bool:
    if sign.strip() or _PLUS.match(right):
        return True
    too_long = len(digits(left) + digits(right)) > _LONGEST_NUMBER
    return _spoken(left, region).valid and (too_long or _starts_with_word(right))


def _starts_with_word(text: str) -> bool:
    return bool(_LETTERS.match(text))


def _spoken(piece: str, region: str) -> Phone:
    """The number in a piece that may also say whose it is; all that was typed is kept."""
    phone = parse(piece, region)
    if phone.e164:
        return phone
    for number in _candidates(piece):
        inner = parse(number, region)
        if inner.e164:
            return replace(inner, typed=phone.typed)
    return phone


_NUMBER = re.compile(r"[+＋(]*\d[\d\s()\-‐-―./]*")


def _candidates(piece: str) -> list[str]:
    """The number and its extension without the words around, then without a tail such as /18 or , 12."""
    number, extension = _without_extension(piece)
    longest = max(_NUMBER.findall(number), key=lambda found: len(digits(found)), default="")
    candidates = [longest, re.split(r"[,/]", longest)[0]]
    ending = f" доб. {extension}" if extension else ""
    return [candidate + ending for candidate in dict.fromkeys(candidates) if len(digits(candidate)) >= _ALONE]


# -- showing and searching ---------------------------------------------------------------------------------


@lru_cache(maxsize=1 << 14)
def display(e164: str) -> str:
    """The number grouped as its country writes it, with country code; anything else comes back as it is."""
    try:
        known = phonenumbers.parse(e164)
    except phonenumbers.NumberParseException:
        return e164
    return phonenumbers.format_number(known, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


@lru_cache(maxsize=8192)
def national_digits(value: str, regions: Sequence[str]) -> str:
    """What `search_digits` says of a number as it is kept: E.164, or whatever was typed."""
    quick = _sure_with_code(value[1:]) if value[:1] == "+" else None
    return quick[1] if quick else search_digits(parse_first(value, regions))


def search_digits(phone: Phone) -> str:
    """Digits by which the number is found: without country code if it is known, else all that were typed."""
    return phone.national


_PREFIXES = ("8", "06", "0", *COUNTRY_CODES.values())
_SHORTEST_QUERY = 2
_CODES_IN_USE = phonenumbers.COUNTRY_CODE_TO_REGION_CODE


def query_digits(query: str) -> list[str]:
    """Digit strings to look for in national numbers: as typed, without trunk prefix, without country code.

    Empty when the query has letters or fewer than two digits.
    """
    found = digits(query)
    if len(found) < _SHORTEST_QUERY or _LETTERS.search(query):
        return []
    readings = [
        found,
        *(found.removeprefix(prefix) for prefix in _PREFIXES),
        *_without_foreign_code(query, found),
    ]
    return [reading for reading in dict.fromkeys(readings) if len(reading) >= _SHORTEST_QUERY]


def _without_foreign_code(query: str, found: str) -> list[str]:
    """The rest after any country's code, when the query says that it has one."""
    for prefix in ("810", "00", ""):
        if found.startswith(prefix) and (prefix or _PLUS.match(query)):
            rest = found.removeprefix(prefix)
            return [
                rest[size:] for size in (1, 2, 3) if int(rest[:size] or 0) in phonenumbers.COUNTRY_CODE_TO_REGION_CODE
            ]
    return []
