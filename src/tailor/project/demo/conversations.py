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
DATES = {"en": "{:%-d %B}", "ru": "{:%d.%m}", "hu": "{:%m.%d.}", "ka": "{:%d.%m}"}
METRES = {"en": "m²", "ru": "м²", "hu": "m²", "ka": "მ²"}
SLOT = re.compile(r"\{(\w+)(?:\.(\w+))?\}")
TRIES = 40


@dataclass
class Scenario:
    name: str
    ways: tuple[str, ...]
    sentences: list[list[str]] = field(default_factory=list)
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
    text: str
    result: str
    step: str
    scenario: str


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
        scenario.sentences.append(["" if one == "-" else one for one in _cut(line, " | ")])


class Speaker:
    """Says things, nothing twice."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.said: set[str] = set()

    def say(self, language: str, way: str, country: Country, city: str, at: datetime) -> Said:
        """What happened by a way like ``call.in``."""
        scenarios = phrasebook(language).ways(way)
        for _try in range(TRIES):
            said = self.tell(self.rng.choice(scenarios), language, country, city, at)
            if said.text not in self.said:
                break
        self.said.add(said.text)
        return said

    def of(self, name: str, language: str, country: Country, city: str, at: datetime) -> str:
        """The text of one scenario by its name."""
        return self.tell(phrasebook(language).scenarios[name], language, country, city, at).text

    def tell(self, scenario: Scenario, language: str, country: Country, city: str, at: datetime) -> Said:
        telling = _Telling(self.rng, language, country, city, at)
        parts = [telling.fill(self.rng.choice(line)) for line in scenario.sentences]
        result = telling.fill(self.rng.choice(scenario.results)) if scenario.results else ""
        step = telling.fill(self.rng.choice(scenario.steps)) if scenario.steps else ""
        return Said(" ".join(filter(None, parts)), result, step, scenario.name)


class _Telling:
    """One text: whatever it names once it means all through."""

    def __init__(self, rng: random.Random, language: str, country: Country, city: str, at: datetime) -> None:
        self.rng, self.language, self.country, self.city, self.at = rng, language, country, city, at
        self.book = phrasebook(language)
        self.chosen: dict[str, tuple[str, ...]] = {}
        self.number = f"F-{rng.randint(1200, 4980)}"

    def fill(self, sentence: str) -> str:
        filled = sentence
        while SLOT.search(filled):
            filled = SLOT.sub(lambda found: self._slot(found[1], found[2]), filled)
        return filled[:1].title() + filled[1:]  # upper() would make Georgian capitals nobody writes

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
                return self.country.total.format(grouped(rng.randint(*self.country.totals) * 1000 + rng.randrange(0, 1000, 50)))
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
        low, high = {"pcs": (6, 64), "lm": (12, 180), "pct": (3, 14), "n": (2, 6)}[name]
        return str(rng.randint(low, high))


def grouped(number: int) -> str:
    """1284 -> 1 284, with spaces that do not break."""
    return f"{number:,}".replace(",", "\u00a0")


def _round(number: int) -> int:
    return number if number < 1000 else round(number, -1)


def _date(day: datetime, language: str) -> str:
    return DATES[language].format(day)
