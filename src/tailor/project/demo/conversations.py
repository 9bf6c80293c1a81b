"""Puts together what was said and agreed, from the sentences in `texts/`."""

from __future__ import annotations

import random
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

from tailor.project.demo.places import Country

TEXTS = Path(__file__).parent / "texts"
LANGUAGES = ("en", "ru", "hu", "ka")
COLOURS = (7016, 7024, 7035, 8017, 8019, 9006, 9002, 3009, 5010, 6005, 1015, 9005, 3005, 7047)
DATES = {"en": "{0.day} {0:%B}", "ru": "{0:%d.%m}", "hu": "{0:%m.%d.}", "ka": "{0:%d.%m}"}
COUNTS = tuple(n for n in range(6, 64) if n % 10 in (0, 5, 6, 7, 8, 9) or 10 < n < 20)  # of one plural in Russian
METRES = {"en": "m²", "ru": "м²", "hu": "m²", "ka": "მ²"}
SLOT = re.compile(r"\{(\w+)(?:\.(\w+))?\}")
FITS = re.compile(r"\[([\w ]+)\] ")
TRIES = 40


@dataclass(frozen=True)
class Sentence:
    """One way to say it; `ways` are the kinds it fits, all when there are none."""

    text: str
    ways: frozenset[str] = frozenset()


@dataclass
class Scenario:
    name: str
    ways: tuple[str, ...]
    sentences: list[list[Sentence]] = field(default_factory=list)
    results: list[str] = field(default_factory=list)
    steps: list[str] = field(default_factory=list)


@dataclass
class Phrasebook:
    """Everything one language has: families of words with their forms, and scenarios."""

    forms: dict[str, tuple[str, ...]] = field(default_factory=dict)
    rows: dict[str, list[tuple[str, ...]]] = field(default_factory=dict)
    scenarios: dict[str, Scenario] = field(default_factory=dict)

    def ways(self, way: str) -> list[Scenario]:
        return [one for one in self.scenarios.values() if way in one.ways]


@dataclass(frozen=True)
class Said:
    text: str = ""
    result: str = ""
    step: str = ""
    scenario: str = ""


@cache
def phrasebook(language: str) -> Phrasebook:
    """Read a language's file."""
    book, family, scenario = Phrasebook(), "", None
    for line in (TEXTS / f"{language}.txt").read_text(encoding="utf-8").splitlines():
        if not line.strip():
            family = ""
        elif line.startswith("@"):
            family, forms = line[1:].split(": ")
            book.forms[family], book.rows[family] = tuple(_cut(forms, " / ")), []
        elif family:
            book.rows[family].append(tuple(_cut(line, " / ")))
        elif line.startswith("== "):
            name, ways = line[3:].split(": ")
            scenario = book.scenarios[name] = Scenario(name, tuple(ways.split()))
        elif scenario is not None:
            _add(scenario, line)
    return book


def _cut(line: str, mark: str) -> Iterable[str]:
    return (part.strip() for part in line.split(mark))


def _add(scenario: Scenario, line: str) -> None:
    if line.startswith("> "):
        scenario.results = list(_cut(line[2:], " | "))
    elif line.startswith("+ "):
        scenario.steps = list(_cut(line[2:], " | "))
    else:
        scenario.sentences.append([_sentence(one) for one in _cut(line, " | ")])


def _sentence(text: str) -> Sentence:
    if found := FITS.match(text):
        return Sentence(text[found.end() :], frozenset(found[1].split()))
    return Sentence("" if text == "-" else text)


class Speaker:
    """Says things, nothing twice."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.said: set[str] = set()

    def say(self, way: str, country: Country, city: str, at: datetime) -> Said:
        """What happened by a way like ``call.in``, in the language of the country."""
        scenarios = phrasebook(country.language).ways(way)
        for _try in range(TRIES):
            said = self.tell(self.rng.choice(scenarios), way, country, city, at)
            if said.text not in self.said:
                break
        self.said.add(said.text)
        return said

    def of(self, name: str, country: Country, city: str, at: datetime) -> str:
        """The text of one scenario by its name."""
        return self.tell(phrasebook(country.language).scenarios[name], "", country, city, at).text

    def tell(self, scenario: Scenario, way: str, country: Country, city: str, at: datetime) -> Said:
        telling, kind = _Telling(self.rng, country, city, at), way.partition(".")[0]
        fitting = ([one for one in line if not one.ways or kind in one.ways] for line in scenario.sentences)
        parts = [telling.fill(self.rng.choice(line).text) for line in fitting]
        result = telling.fill(self.rng.choice(scenario.results)) if scenario.results else ""
        step = telling.fill(self.rng.choice(scenario.steps)) if scenario.steps else ""
        return Said(" ".join(filter(None, parts)), result, step, scenario.name)


class _Telling:
    """One text: whatever it names once it means all through."""

    def __init__(self, rng: random.Random, country: Country, city: str, at: datetime) -> None:
        self.rng, self.language, self.country, self.city, self.at = rng, country.language, country, city, at
        self.book = phrasebook(self.language)
        self.chosen: dict[str, tuple[str, ...]] = {}
        self.number = f"F-{rng.randint(1200, 4980)}"

    def fill(self, sentence: str) -> str:
        filled = sentence
        while SLOT.search(filled):
            filled = SLOT.sub(lambda found: self._slot(found[1], found[2]), filled)
        return filled[:1].title() + filled[1:]  # upper() makes Georgian capitals, which nobody writes

    def _slot(self, name: str, form: str | None) -> str:
        if name not in self.book.rows:
            return self._common(name)
        if name not in self.chosen:
            self.chosen[name] = self.rng.choice(self.book.rows[name])
        forms = self.book.forms[name]
        return self.chosen[name][forms.index(form) if form else 0]

    def _common(self, name: str) -> str:
        rng = self.rng
        match name:
            case "qty":
                return f"{grouped(rng.randrange(40, 1900, 10))} {METRES[self.language]}"
            case "ral":
                return f"RAL {rng.choice(COLOURS)}"
            case "price":
                return self.country.price.format(grouped(_round(rng.randint(*self.country.prices))))
            case "sum":
                total = rng.randint(*self.country.totals) * 1000 + rng.randrange(0, 1000, 50)
                return self.country.total.format(grouped(total))
            case "date":
                return _date(self.at + timedelta(days=rng.randint(2, 30)), self.language)
            case "past":
                return _date(self.at - timedelta(days=rng.randint(3, 25)), self.language)
            case "time":
                return f"{rng.randint(8, 17)}:{rng.choice(('00', '15', '30', '45'))}"
            case "no":
                return self.number
            case "city":
                return self.city
            case "pcs":
                return str(rng.choice(COUNTS))
        low, high = {"lm": (12, 180), "pct": (3, 14), "n": (2, 4)}[name]
        return str(rng.randint(low, high))


def grouped(number: int) -> str:
    """1284 -> 1 284, with spaces that do not break."""
    return f"{number:,}".replace(",", "\u00a0")


def _round(number: int) -> int:
    return number if number < 1000 else round(number, -1)


def _date(day: datetime, language: str) -> str:
    return DATES[language].format(day)
