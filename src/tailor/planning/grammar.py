"""Words that stand for days of the week, numbers and stretches of time in the four languages, and patterns made of them.

They are compared folded: small letters without accents, as people type them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar

Found = TypeVar("Found")

WEEKDAYS: tuple[tuple[str, ...], ...] = (
    ("on monday", "monday", "в понедельник", "понедельник", "hétfőn", "hétfő", "hétfőre", "ორშაბათს", "ორშაბათი"),
    ("on tuesday", "tuesday", "во вторник", "вторник", "kedden", "kedd", "keddre", "სამშაბათს", "სამშაბათი"),
    ("on wednesday", "wednesday", "в среду", "среда", "среду", "szerdán", "szerda", "szerdára", "ოთხშაბათს", "ოთხშაბათი"),
    ("on thursday", "thursday", "в четверг", "четверг", "csütörtökön", "csütörtök", "csütörtökre", "ხუთშაბათს", "ხუთშაბათი"),
    ("on friday", "friday", "в пятницу", "пятница", "пятницу", "pénteken", "péntek", "péntekre", "პარასკევს", "პარასკევი"),
    ("on saturday", "saturday", "в субботу", "суббота", "субботу", "szombaton", "szombat", "szombatra", "შაბათს", "შაბათი"),
    ("on sunday", "sunday", "в воскресенье", "воскресенье", "vasárnap", "vasárnapra", "კვირას"),
)  # fmt: skip
NUMBERS: tuple[tuple[str, ...], ...] = (
    ("a", "an", "one", "один", "одну", "egy", "ერთ", "ერთი"),
    ("two", "два", "две", "két", "kettő", "ორ", "ორი"),
    ("three", "три", "három", "სამ", "სამი"),
    ("four", "четыре", "négy", "ოთხ", "ოთხი"),
    ("five", "пять", "öt", "ხუთ", "ხუთი"),
    ("six", "шесть", "hat", "ექვს", "ექვსი"),
    ("seven", "семь", "hét", "შვიდ", "შვიდი"),
    ("eight", "восемь", "nyolc", "რვა"),
    ("nine", "девять", "kilenc", "ცხრა"),
    ("ten", "десять", "tíz", "ათ", "ათი"),
)
ACCENTS = str.maketrans("áéíóöőúüűё", "aeiooouuuе")
EDGE, END = r"(?<![\w.:-])", r"(?![\w:-])"


def plain(text: str) -> str:
    """In small letters without accents, letter for letter, so that places stay what they are."""
    small = "".join(low if len(low := one.lower()) == 1 else one for one in text)
    return small.translate(ACCENTS)


def spaced(text: str) -> str:
    return " ".join(text.split())


def table(rows: Mapping[str, int] | tuple[tuple[str, ...], ...]) -> dict[str, int]:
    """Folded words with what they stand for; rows stand for their place."""
    if isinstance(rows, Mapping):
        return {plain(word): number for word, number in rows.items()}
    return {plain(word): number for number, words in enumerate(rows) for word in words}


def any_of(words: Iterable[str]) -> str:
    """A pattern of any of these folded words, the longest first."""
    return "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in sorted(words, key=len, reverse=True))


def pattern(body: str) -> re.Pattern[str]:
    """Where this stands by itself, not within a longer word or figure."""
    return re.compile(EDGE + body + END)


WEEKDAY = table(WEEKDAYS)
_NUMBER = {word: place + 1 for word, place in table(NUMBERS).items()}
N = rf"(?P<n>[1-9]\d{{0,2}}|{any_of(_NUMBER)})"
D, M = r"(?P<d>0?[1-9]|[12]\d|3[01])", r"(?P<m>0?[1-9]|1[0-2])"


def number(found: re.Match[str]) -> int:
    """What `N` of a match says, in figures or in words; 1 where it says nothing."""
    said = found.groupdict().get("n")
    return 1 if not said else int(said) if said.isdigit() else _NUMBER[said]


class Line:
    """A typed line, out of which what is understood is taken; the rest is its title."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.plain = plain(text)
        self.spans: list[tuple[int, int]] = []

    def first(self, rules: Iterable[tuple[re.Pattern[str], Callable[[re.Match[str]], Found | None]]]) -> Found | None:
        """What the first rule that finds something says it means; what it found is taken out."""
        for wanted, meaning in rules:
            found = wanted.search(self.plain)
            if found and (meant := meaning(found)) is not None:
                start, end = found.span()
                self.spans.append((start, end))
                self.plain = self.plain[:start] + "\0" * (end - start) + self.plain[end:]
                return meant
        return None

    def rest(self) -> str:
        text = self.text
        for start, end in sorted(self.spans, reverse=True):
            text = text[:start] + " " + text[end:]
        return spaced(text).strip(" ,;–—-")
