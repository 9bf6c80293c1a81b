"""What single values look like, whatever stands above them: an e-mail, a phone, a date, money, one of a few words."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

MOST_OF_THEM = 0.7
"""The share of the values that decides what a column holds."""
_LONGEST_CHOICE = 40
_MOST_CHOICES = 15
_LONG_TEXT = 120
_LONGEST_LOOKED_AT = 300
_EMAIL = re.compile(r"[^@\s,;]+@[^@\s,;]+\.[^@\s,;.]{2,}")
_SITE = re.compile(r"(https?://\S+|www\.\S+|[\w-]+(\.[\w-]+)*\.[a-zрф]{2,6}(/\S*)?)", re.IGNORECASE)
_EXTENSION = re.compile(r"\s*(ext|доб|mellék|x|вн)\.?\s*\d+$", re.IGNORECASE)
_LETTERS_OF_PHONE = re.compile(r"\+?[\d\s()\-./\u2010-\u2015\xa0]+")
_DAY = (
    r"(\d{4}[-./]\d{1,2}[-./]\d{1,2}\.?|\d{1,2}[-./]\d{1,2}[-./](\d{4}|\d{2})"
    r"|--\d\d-\d\d|\d{4}\. \d{1,2}\. \d{1,2}\.)"
)
_DATE = re.compile(_DAY + r"(\s*г\.?)?([ T]\d{1,2}:\d\d(:\d\d)?.*)?")
_NUMBER = re.compile(r"[-+]?\d[\d \xa0\u202f.,']*%?")
_GROUPED_NUMBER = re.compile(r"\d{1,3}([ \xa0\u202f]\d{3}){1,2}")
_CURRENCY = re.compile(r"[$€£₽₾₴₸]|\b(руб|р|rub|usd|eur|ft|huf|gel|ლარი|лари)\b\.?", re.IGNORECASE)
_DIGITS_OF_PHONE = range(6, 16)
_DIGITS_OF_BARE_PHONE = range(9, 13)
_GROUPED_DIGITS_OF_PHONE = 9


def looks_like_email(value: str) -> bool:
    return bool(_EMAIL.fullmatch(value))


def looks_like_site(value: str) -> bool:
    return "@" not in value and bool(_SITE.fullmatch(value))


def looks_like_date(value: str) -> bool:
    return bool(_DATE.fullmatch(value))


def looks_like_phone(value: str) -> bool:
    """Digits with a plus, brackets or separators as phones have; bare digits only of a full length."""
    value = _EXTENSION.sub("", value)
    digits = sum(map(str.isdigit, value))
    if not _LETTERS_OF_PHONE.fullmatch(value) or digits not in _DIGITS_OF_PHONE or looks_like_date(value):
        return False
    if value.isdigit():
        return digits in _DIGITS_OF_BARE_PHONE
    if re.fullmatch(r"\d+\.\d+", value):
        return False
    return not (_GROUPED_NUMBER.fullmatch(value) and digits < _GROUPED_DIGITS_OF_PHONE)


LOOKS_LIKE: dict[str, Callable[[str], bool]] = {
    "email": looks_like_email,
    "site": looks_like_site,
    "date": looks_like_date,
    "phone": looks_like_phone,
}
"""Tests of a single value, for the kinds that values alone give away."""


def share_that(values: Sequence[str], looks_like: Callable[[str], bool]) -> float:
    """The share of the values whose first part looks so."""
    if not values:
        return 0.0
    return sum(1 for value in values if looks_like(_first_of_several(value))) / len(values)


def _first_of_several(value: str) -> str:
    """The first of the phones or e-mails in one cell."""
    return re.split(r"[\n;,]", value[:_LONGEST_LOOKED_AT], maxsplit=1)[0].strip()


def kind_of_values(values: Sequence[str], distinct: int) -> str:
    """What a column of these values holds, `distinct` of them different: one of the kinds of `recognition.Guess`."""
    for kind, looks_like in LOOKS_LIKE.items():
        if share_that(values, looks_like) >= MOST_OF_THEM:
            return kind
    if values and all(map(_is_number, values)):
        return "money" if any(map(_CURRENCY.search, values)) else "number"
    if any(len(value) > _LONG_TEXT or "\n" in value for value in values):
        return "longtext"
    few = distinct <= min(_MOST_CHOICES, len(values) // 3)
    return "choice" if values and few and max(map(len, values)) <= _LONGEST_CHOICE else "text"


def _is_number(value: str) -> bool:
    return len(value) <= _LONG_TEXT and bool(_NUMBER.fullmatch(_CURRENCY.sub("", value).strip()))
