"""Made-up parties in three scripts. The same number always gives the same party."""

from __future__ import annotations

import importlib
import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from anyascii import anyascii

from bench.staff import DEPARTMENTS, GROUPS, OWNERS

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
FEW = 12  # parties of the one person who has hardly any
STEPS = (
    "call back",
    "send the offer",
    "послать счёт",
    "договориться о замере",
    "ajánlatot küldeni",
    "დარეკვა",
    "",
    "",
    "",
    "",
)
ZONES = ("north", "south", "центр", "Buda", "Pest", "ვაკე")


@dataclass(frozen=True)
class Country:
    """Names, towns and telephone numbers of one of the three."""

    locale: str
    cities: tuple[str, ...]
    code: str
    mobiles: tuple[str, ...]
    rest: int
    firm: str


COUNTRIES = (
    Country("ru_RU", ("Москва", "Тверь", "Казань", "Самара", "Пермь", "Сочи", "Омск"), "+7", ("903", "916", "921", "985"), 7,
            "ООО «{}»"),
    Country("hu_HU", ("Budapest", "Győr", "Szeged", "Pécs", "Debrecen", "Eger"), "+36", ("20", "30", "70"), 7, "{} Kft."),
    Country("ka_GE", ("თბილისი", "ბათუმი", "ქუთაისი", "გორი", "ფოთი"), "+995", ("555", "577", "591", "599"), 6, "შპს „{}“"),
)  # fmt: skip
MAIL = ("gmail.com", "mail.ru", "freemail.hu", "yandex.ru", "office.ge")


def pool(locale: str, kind: str) -> tuple[str, ...]:
    provider = importlib.import_module(f"faker.providers.person.{locale}").Provider
    names = getattr(provider, f"{kind}_names", None) or [
        *getattr(provider, f"{kind}_names_male"), *getattr(provider, f"{kind}_names_female")
    ]  # fmt: skip
    return tuple(dict.fromkeys(names))


FIRST = {country.locale: pool(country.locale, "first") for country in COUNTRIES}
LAST = {country.locale: pool(country.locale, "last") for country in COUNTRIES}
MIDDLE = pool("ru_RU", "middle")


def phone(country: Country, rng: random.Random) -> str:
    return country.code + rng.choice(country.mobiles) + str(rng.randrange(10 ** (country.rest - 1), 10**country.rest))


def values_of(number: int) -> dict[str, Any]:
    """The plain values of a party by field, as the gate would keep them, with `created_at` and its own fields."""
    rng = random.Random(number * 7919 + 17)
    country = rng.choice(COUNTRIES)
    first, last = rng.choice(FIRST[country.locale]), rng.choice(LAST[country.locale])
    company = rng.random() < 0.25
    middle = rng.choice(MIDDLE) if country.locale == "ru_RU" and not company else ""
    person = f"{first} {last}" if country.locale == "ka_GE" else " ".join(filter(None, (last, first, middle)))
    latin = "".join(c for c in anyascii(f"{first[0]}.{last}").lower() if c.isalnum() or c == ".")
    made = NOW - timedelta(minutes=rng.randrange(60 * 24 * 730))
    step = rng.choice(STEPS)
    numbers = [phone(country, rng) for _ in range(2)]
    return {
        "is_company": company,
        "name": country.firm.format(f"{last}-{rng.choice(LAST[country.locale])}") if company else person,
        "last_name": "" if company else last,
        "first_name": "" if company else first,
        "middle_name": middle,
        "group": rng.randrange(1, GROUPS + 1) if rng.random() < 0.8 else None,
        "is_client": True,
        "phones": [{"value": n, "typed": n, "type": t} for n, t in zip(numbers, ("mobile", "work"), strict=True)],
        "emails": [{"value": f"{latin}{number}@{rng.choice(MAIL)}", "type": "work"}],
        "city": rng.choice(country.cities),
        "next_step": step,
        "next_step_at": (NOW + timedelta(hours=rng.randrange(-200, 900))).isoformat() if step else None,
        "last_contact_at": (made + (NOW - made) * rng.random()).isoformat() if rng.random() < 0.85 else None,
        "last_contact_kind": rng.choice(("call", "meeting", "letter")),
        "created_at": made.isoformat(),
        "zone": rng.choice(ZONES),
        "contract": f"K-{number:07}",
        "discount": rng.randrange(0, 30),
        "limit_of_credit": rng.randrange(0, 900) * 1000,
        "contract_date": made.date().isoformat(),
        "visit_date": (made + timedelta(days=rng.randrange(90))).date().isoformat(),
        "newsletter": rng.random() < 0.5,
        "colour_card": rng.choice(("yes", "no", "asked")),
    }


OWN = {
    "zone": "text", "contract": "text", "discount": "number", "limit_of_credit": "number", "contract_date": "date",
    "visit_date": "date", "newsletter": "yesno", "colour_card": "text",
}  # fmt: skip


def own_column(values: dict[str, Any]) -> dict[str, Any]:
    """What stands in the JSON column: own numbers in hundredths, as the gate keeps them."""
    return {name: values[name] * 100 if kind == "number" else values[name] for name, kind in OWN.items()}


def in_charge(number: int, size: int) -> tuple[int, int]:
    """Owner and department: the first departments are larger; the last sellers' department has a handful."""
    if number % max(1, size // FEW) == 1 and number // max(1, size // FEW) < FEW:
        return OWNERS + 1, DEPARTMENTS + 1
    rng = random.Random(number)
    owner = min(int(rng.expovariate(1 / 20)), OWNERS - 1) + 1
    return owner, (owner - 1) % DEPARTMENTS + 1
