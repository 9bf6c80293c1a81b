"""The clients of the demo company, before anybody worked with them."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import phonenumbers
from anyascii import anyascii

from tailor.project.demo import duplicates, names, words
from tailor.project.demo.acts import Thing
from tailor.project.demo.clock import OLDEST, Clock
from tailor.project.demo.companies import PARTNERS, SUPPLIERS, company_names
from tailor.project.demo.conversations import Speaker
from tailor.project.demo.names import Custom
from tailor.project.demo.places import MARKETS, Country
from tailor.project.demo.team import by_key, sellers_of

IMPORTS = (728.0, 726.0, 722.0)
IMPORTED = 0.45
EMPLOYED = 130
# how many landlines and mobiles
PHONES_OF_COMPANIES = ((1, 0), (1, 0), (1, 1), (2, 1), (0, 1))
PHONES_OF_PEOPLE = ((0, 1), (0, 1), (0, 1), (0, 2), (1, 1))
FIRST_GROUPS = ("Wholesale", "Dealer", "Builder", "Architect", "Retail", "VIP"), (14, 24, 28, 10, 20, 4)


NEVER = datetime(1, 1, 1, tzinfo=UTC)


@dataclass(eq=False)
class Client(Thing):
    """A party to be. `values` are as its card stands at the moment planning has come to.

    `charge` is who was in charge since when; `busy` how much goes on with it; `quiet` days nothing went on.
    """

    country: Country = MARKETS[0][0]
    city: str = ""
    woman: bool = False
    created: datetime = NEVER
    imported: bool = False
    values: dict[str, Any] = field(default_factory=dict)
    charge: list[tuple[datetime, str | None]] = field(default_factory=list)
    employer: Client | None = None
    busy: float = 1.0
    quiet: int = 0
    twin: bool = False

    @property
    def name(self) -> str:
        return str(self.values["name"])

    @property
    def is_company(self) -> bool:
        return bool(self.values.get("is_company"))

    @property
    def language(self) -> str:
        return self.country.language

    def in_charge(self, at: datetime) -> str | None:
        """The key of the employee whose client it was at that moment."""
        return next((key for since, key in reversed(self.charge) if since <= at), self.charge[0][1])


class Clients:
    """Makes them all; nobody has another's telephone number or name by chance."""

    def __init__(self, rng: random.Random, clock: Clock, speaker: Speaker) -> None:
        self.rng, self.clock, self.speaker = rng, clock, speaker
        self.numbers: set[str] = set()
        self.named: set[str] = set()
        self.all: list[Client] = []

    def make(self) -> list[Client]:
        for country, firms, _people in MARKETS:
            fresh = company_names(country, self.rng)
            self.all += [self.company(next(fresh), country) for _one in range(firms)]
        self.all += [self._in_role("is_supplier", *one) for one in SUPPLIERS]
        self.all += [self._in_role("is_partner", *one) for one in PARTNERS]
        self.all += [self._written_out(one) for one in duplicates.PEOPLE]
        for country, _firms, people in MARKETS:
            self.all += [self.person(country) for _one in range(people)]
        self.all += [self._employed() for _one in range(EMPLOYED)]
        self.all += [self._twin(twin) for twin in duplicates.TWINS]
        return self.all

    # kinds of clients

    def company(self, name: str, country: Country) -> Client:
        client = self._client(name, country)
        client.values.update(is_company=True, tax_number=self._digits(country.tax))
        client.values["group"] = self._first_group(client)
        slug, box = latin(name, ""), self.rng.choice(("info", "office", "sales"))
        client.values["emails"] = self._emails(f"{box}@{slug}.example")
        client.values["phones"] = self._phones(country, self.rng.choice(PHONES_OF_COMPANIES))
        client.values["addresses"] = self._addresses(client)
        if self.rng.random() < 0.55:
            client.values["sites"] = [{"value": f"https://{slug}.example", "type": "work"}]
        client.busy = self.rng.lognormvariate(0.3, 0.8)
        return client

    def person(self, country: Country) -> Client:
        """Somebody on their own: a house builder, a roofer, an architect."""
        client = self._person(country)
        client.values["group"] = self._first_group(client)
        if self.rng.random() < 0.6:
            client.values["position"] = self.rng.choice(words.CRAFTS[country.language])
        if self.rng.random() < 0.4:
            client.values["addresses"] = self._addresses(client, "home")
        if self.rng.random() < 0.15:
            client.values["tax_number"] = self._digits(country.person_tax)
        client.busy = self.rng.lognormvariate(-0.3, 0.7)
        return client

    def _employed(self) -> Client:
        firms = [one for one in self.all if one.is_company]
        firm = self.rng.choices(firms, [one.busy for one in firms])[0]
        client = self._person(firm.country)
        client.employer, client.city = firm, firm.city
        client.values.update(company=firm, city=firm.city)
        client.values["position"] = self.rng.choice(words.POSITIONS[firm.language])
        client.values["group"] = firm.values["group"] if self.rng.random() < 0.6 else None
        if firm.values["emails"] and self.rng.random() < 0.7:
            domain = firm.values["emails"][0]["value"].partition("@")[2]
            client.values["emails"] = self._emails(f"{latin(client.name, '.')}@{domain}")
        client.imported = firm.imported and self.rng.random() < 0.5
        age = (self.clock.now - firm.created).total_seconds() / 86400
        later = self.clock.working(age * self.rng.random(), firm.country.zone)
        client.created = firm.created if client.imported else max(later, firm.created + timedelta(minutes=9))
        client.charge = firm.charge
        client.busy = 0.5
        return client

    def _in_role(self, role: str, name: str, country: Country) -> Client:
        client = self.company(name, country)
        client.values.update({role: True, "is_client": self.rng.random() < 0.25, "group": None})
        client.busy *= 0.6
        return client

    def _written_out(self, written: duplicates.Written) -> Client:
        client = self._client(written.name, written.country)
        client.woman = written.woman
        self._reachable(client)
        client.values["group"] = self._first_group(client)
        return client

    def _twin(self, twin: duplicates.Twin) -> Client:
        original = next(one for one in self.all if one.name == twin.of)
        client = self._client(twin.name, twin.country)
        client.twin, client.values["is_company"] = True, twin.company
        fresh = self._phones(twin.country, (0, 1))
        client.values["phones"] = original.values["phones"][:1] if twin.phone else fresh
        client.values["emails"] = original.values["emails"][:1] if twin.email else []
        client.city = client.values["city"] = original.city
        client.values["country"] = original.country.name
        client.created = self.clock.working(self.rng.uniform(8, 90), twin.country.zone)
        client.imported, client.charge = False, original.charge
        client.busy = 0.3
        return client

    # what they share

    def _client(self, name: str, country: Country) -> Client:
        self.named.add(name)
        cities, weights = zip(*country.cities, strict=True)
        client = Client(country=country, city=self.rng.choices(cities, weights)[0])
        client.imported = self.rng.random() < IMPORTED
        if client.imported:
            days = self.rng.choice(IMPORTS)
            day = self.clock.working(days, "Asia/Tbilisi")
            client.created = day.replace(hour=8, minute=int(days) % 60, second=0)
        else:
            days = max(0.4, (OLDEST - 20) * self.rng.random() ** 1.15)
            client.created = self.clock.working(days, country.zone)
        client.charge = [(client.created, self.rng.choice(sellers_of(country.code, days)))]
        client.values = {"name": name, "city": client.city, "country": country.name}
        for text, share in (("source", 0.6), ("about", 0.3), ("preferences", 0.25)):
            if self.rng.random() < share:
                client.values[text] = self.speaker.of(text, country, client.city, client.created)
        return client

    def _person(self, country: Country) -> Client:
        custom, woman = self.rng.choice(country.customs), self.rng.random() < 0.42
        name, parts = self._fresh_name(custom, woman)
        client = self._client(name, country)
        client.woman = woman
        client.values.update(parts)
        if self.rng.random() < 0.05 and country.language in words.DOCTORS:
            client.values["honorific"] = words.DOCTORS[country.language]
        if not woman and self.rng.random() < 0.06:
            client.values["nickname"] = self.rng.choice(words.NICKNAMES[country.language])
        self._reachable(client)
        return client

    def _reachable(self, client: Client) -> None:
        country = client.country
        client.values["phones"] = self._phones(country, self.rng.choice(PHONES_OF_PEOPLE))
        mail = f"{latin(client.name, '.')}@{country.post}"
        client.values["emails"] = self._emails(mail) if self.rng.random() < 0.65 else []

    def _fresh_name(self, custom: Custom, woman: bool) -> tuple[str, dict[str, str]]:
        while True:
            first = self.rng.choice(custom.women if woman else custom.men)
            last = names.last_name(custom, self.rng.choice(custom.last), woman)
            middle = names.patronymic(self.rng.choice(custom.fathers), woman) if custom.fathers else ""
            middle = middle if self.rng.random() < 0.7 else ""
            name = " ".join(filter(None, (last, first, middle) if custom.last_first else (first, last)))
            if name not in self.named:
                return name, {"first_name": first, "last_name": last, "middle_name": middle}

    def _first_group(self, client: Client) -> str:
        if not client.imported:
            return "New"
        groups, weights = FIRST_GROUPS
        return self.rng.choices(groups, weights)[0]

    def _phones(self, country: Country, how_many: tuple[int, int]) -> list[dict[str, str]]:
        landlines = [self._number(country.landline) for _one in range(how_many[0])]
        mobiles = [self._number(country.mobile) for _one in range(how_many[1])]
        return [
            *({"value": number, "type": "work"} for number in landlines),
            *({"value": number, "type": "mobile"} for number in mobiles),
        ]

    def number(self, country: Country) -> str:
        """One more mobile number nobody has."""
        return self._number(country.mobile)

    def _number(self, shapes: tuple[str, ...]) -> str:
        while True:
            number = self._digits(self.rng.choice(shapes))
            if number not in self.numbers and phonenumbers.is_valid_number(phonenumbers.parse(number)):
                self.numbers.add(number)
                return number

    def _emails(self, address: str) -> list[dict[str, str]]:
        return [{"value": address, "type": "work" if not address.endswith(tuple(_POSTS)) else "home"}]

    def _addresses(self, client: Client, kind: str = "work") -> list[dict[str, str]]:
        addresses = [{"value": self.address(client), "type": kind}]
        if self.rng.random() < 0.2:
            addresses.append({"value": self.address(client), "type": "delivery"})
        return addresses

    def address(self, client: Client) -> str:
        country = client.country
        return country.address.format(
            city=client.city, street=self.rng.choice(country.streets), number=self.rng.randint(2, 190),
            code=self._digits(country.post_code),
        )  # fmt: skip

    def _digits(self, shape: str) -> str:
        return "".join(str(self.rng.randint(1, 9)) if char == "#" else char for char in shape)


_POSTS = {country.post for country, _firms, _people in MARKETS}
_SILENT = re.compile(r"shps|ss|im|ooo|ao|ip|llc|gmbh|kg|og|kft|bt|zrt|mmc|asc|td|group|es|epitoanyag|kereskedelmi|.")


def latin(name: str, between: str) -> str:
    """A name as it stands in an address: ASCII words without legal forms and initials."""
    plain = "".join(char if char.isalnum() else " " for char in anyascii(name).lower().replace("'", ""))
    telling = [word for word in plain.split() if not _SILENT.fullmatch(word)]
    return between.join(telling[:3]) or "office"


def creator(client: Client, rng: random.Random) -> str:
    """Who entered a client: mostly the one who looks after it."""
    owner = client.in_charge(client.created) or "tamar"
    manager = "gergely" if by_key(owner).department == "Budapest sales" else "tamar"
    return rng.choices((owner, manager), (80, 20))[0]
