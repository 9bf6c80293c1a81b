"""How often, as people type it: “every monday and friday”, «раз в две недели», „minden hónap 5-én”, „ყოველ ორშაბათს”."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

from tailor.planning.grammar import WEEKDAY, D, N, any_of, number, pattern, plain, spaced, table
from tailor.planning.recurrence import MONTHLY, MOST_INTERVAL, UNITS, WEEKLY, Rule, following

DAYS_EACH: tuple[tuple[str, ...], ...] = (
    ("mondays", "понедельникам", "hétfőnként", "ორშაბათობით"),
    ("tuesdays", "вторникам", "keddenként", "სამშაბათობით"),
    ("wednesdays", "средам", "szerdánként", "ოთხშაბათობით"),
    ("thursdays", "четвергам", "csütörtökönként", "ხუთშაბათობით"),
    ("fridays", "пятницам", "péntekenként", "პარასკეობით"),
    ("saturdays", "субботам", "szombatonként", "შაბათობით"),
    ("sundays", "воскресеньям", "vasárnaponként", "კვირაობით"),
)
STRETCHES: tuple[tuple[str, ...], ...] = (  # in the order of UNITS
    ("day", "days", "день", "дня", "дней", "nap", "napon", "დღე", "დღეს", "დღეში"),
    ("week", "weeks", "неделю", "недели", "недель", "héten", "კვირა", "კვირას", "კვირაში"),
    ("month", "months", "месяц", "месяца", "месяцев", "hónapban", "თვე", "თვეს", "თვეში"),
    ("year", "years", "год", "года", "лет", "évben", "წელს", "წელიწადს", "წელიწადში"),
)
WITHOUT_EVERY: tuple[tuple[str, ...], ...] = (
    ("ежедневно", "naponta", "ყოველდღე", "ყოველდღიურად"),
    ("еженедельно", "hetente", "ყოველკვირეულად"),
    ("ежемесячно", "havonta", "ყოველთვიურად"),
    ("ежегодно", "évente", "ყოველწლიურად"),
)
SECOND_OR_THIRD = {
    "other": 2, "second": 2, "второй": 2, "вторую": 2, "второе": 2, "második": 2, "მეორე": 2,
    "third": 3, "третий": 3, "третью": 3, "третье": 3, "harmadik": 3, "მესამე": 3,
}  # fmt: skip
_STRETCH, _PLAIN_STRETCH = table(STRETCHES), table(WITHOUT_EVERY)
_EACH, _SKIPPING = table(DAYS_EACH), table(SECOND_OR_THIRD)
EVERY = r"(?:every|each|кажд(?:ый|ую|ое|ые)|minden|ყოველი?)"
AND = r"(?:\s*,\s*|\s*,?\s+(?:and|и|es|და)\s+)"
ST, AN = r"(?:st|nd|rd|th)?", r"\.?(?:-?(?:an|en|jen))"
HOW_OFTEN = rf"(?:(?:{N}|(?P<skip>{any_of(_SKIPPING)}))\s+)?(?P<every>{any_of(_STRETCH)})"
ALONE = [word for word in _EACH if word.endswith((plain("nként"), "ობით"))]
NOT_OF_A_MONTH = r"(?!\s+of\s|\s+(?:каждого\s+)?месяца)"
SUNDAY = r"ყოველ\s+კვირა\s+დღეს"


def _of_stretch(found: re.Match[str]) -> Rule | None:
    groups = found.groupdict()
    apart = _SKIPPING[groups["skip"]] if groups.get("skip") else number(found)
    return Rule(UNITS[(_STRETCH | _PLAIN_STRETCH)[found["every"]]], apart) if apart <= MOST_INTERVAL else None


def _of_days(words: dict[str, int]) -> Callable[[re.Match[str]], Rule]:
    each = pattern(rf"(?:{any_of(words)})")

    def read(found: re.Match[str]) -> Rule:
        days = {words[spaced(one.group())] for one in each.finditer(found["days"])}
        return Rule(WEEKLY, _SKIPPING.get(found.groupdict().get("skip") or "", 1), tuple(sorted(days)))

    return read


def _several(words: str) -> str:
    return rf"(?P<days>(?:{words})(?:{AND}(?:по\s+)?(?:{words}))*)"


def _of_month(found: re.Match[str]) -> Rule:
    return Rule(MONTHLY, month_day=int(found["d"]))


def _on_weekdays(_found: re.Match[str]) -> Rule:
    return Rule(WEEKLY, days=(0, 1, 2, 3, 4))


def _on_sundays(_found: re.Match[str]) -> Rule:
    return Rule(WEEKLY, days=(6,))


# in Georgian the word for Sunday is the one for a week: by itself it is a week
RULES: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], Rule | None]], ...] = (
    (pattern(rf"{EVERY}\s+(?:weekday|workday|working\s+day|будний\s+день|рабочий\s+день|hetkoznap|munkanap(?:on)?)"), _on_weekdays),
    (pattern(r"(?:по\s+(?:будням|рабочим\s+дням)|hetkoznaponkent|ყოველ\s+სამუშაო\s+დღეს?)"), _on_weekdays),
    (pattern(SUNDAY), _on_sundays),
    (pattern(rf"(?:every|each)\s+month\s+on\s+(?:the\s+)?{D}{ST}"), _of_month),
    (pattern(rf"(?:on\s+)?the\s+{D}{ST}\s+of\s+(?:every|each)\s+month"), _of_month),
    (pattern(rf"каждый\s+месяц\s+{D}(?:-?го)?\s+числа"), _of_month),
    (pattern(rf"{D}(?:-?го)?\s+числа\s+каждого\s+месяца"), _of_month),
    (pattern(rf"каждое\s+{D}(?:-?е)?\s+число"), _of_month),
    (pattern(rf"minden\s+honap\s+{D}{AN}"), _of_month),
    (pattern(rf"ყოველი\s+თვის\s+{D}(?:-?ში|\s+რიცხვში)"), _of_month),
    (pattern(rf"(?:(?:ყოველ\s+)?{HOW_OFTEN}\s+ერთხელ)"), _of_stretch),
    (pattern(rf"{EVERY}\s+{HOW_OFTEN}"), _of_stretch),
    (pattern(rf"once\s+(?:a|every)\s+{HOW_OFTEN}"), _of_stretch),
    (pattern(rf"(?:один\s+)?раз\s+в\s+{HOW_OFTEN}"), _of_stretch),
    (pattern(rf"(?:{N}\s?)?(?P<every>{any_of(_PLAIN_STRETCH)})"), _of_stretch),
    (pattern(rf"{EVERY}\s+(?:(?P<skip>{any_of(_SKIPPING)})\s+)?{_several(any_of(WEEKDAY))}{NOT_OF_A_MONTH}"), _of_days(WEEKDAY)),
    (pattern(rf"(?:on|по)\s+{_several(any_of(_EACH))}"), _of_days(_EACH)),
    (pattern(_several(any_of(ALONE))), _of_days(_EACH)),
)  # fmt: skip


def pinned(rule: Rule) -> bool:
    """Whether it says itself which days it falls on, and does not count from the one it begins on."""
    return bool(rule.days or rule.month_day)


def begins(rule: Rule, least: date) -> date | None:
    """The first day of a rule that is not before one, and from which it counts; None beyond the end of days."""
    if not pinned(rule):
        return least
    found = following(replace(rule, interval=1), least - timedelta(days=1), least)
    return found and found[0]
