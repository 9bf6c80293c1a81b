"""Clients somebody entered twice: left in place for the page that finds them."""

from __future__ import annotations

from dataclasses import dataclass

from tailor.project.demo.places import AUSTRIA, GEORGIA, GEORGIA_IN_ENGLISH, HUNGARY, RUSSIA, Country


@dataclass(frozen=True)
class Written:
    """A person known by name before the others are put together."""

    name: str
    country: Country
    woman: bool


PEOPLE: tuple[Written, ...] = (
    Written("ნინო ხარაიშვილი", GEORGIA, True),
    Written("Kovács Péter", HUNGARY, False),
    Written("Szabó Ágnes", HUNGARY, True),
    Written("Ковалёв Дмитрий Александрович", RUSSIA, False),
    Written("Гульнара Сафиуллина", RUSSIA, True),
    Written("Tóth Gábor", HUNGARY, False),
    Written("Horváth-Nagy Krisztina", HUNGARY, True),
    Written("Giorgi Lomidze", GEORGIA_IN_ENGLISH, False),
)


@dataclass(frozen=True)
class Twin:
    """A second entry of the client called `of`, sharing its first phone or e-mail where it says so."""

    of: str
    name: str
    country: Country
    company: bool = True
    phone: bool = False
    email: bool = False


TWINS: tuple[Twin, ...] = (
    Twin("შპს „თბილისის ფასადები“", "Tbilisis Fasadebi LLC", GEORGIA_IN_ENGLISH, phone=True),
    Twin("ООО «Дельта-Строй»", "Delta-Stroi OOO", RUSSIA),
    Twin("ნინო ხარაიშვილი", "Nino Kharaishvili", GEORGIA_IN_ENGLISH, company=False, email=True),
    Twin("Kovács Péter", "Ковач Петер", RUSSIA, company=False, phone=True),
    Twin("Kővágó és Társa Építőanyag-kereskedelmi Kft.", "Kovago es Tarsa Epitoanyag Kft", HUNGARY, email=True),
    Twin("Ковалёв Дмитрий Александрович", "Дмитрий Ковалев", RUSSIA, company=False, phone=True),
    Twin("Baumeister Donau GmbH", "Baumeister Donau", AUSTRIA),
    Twin("Szabó Ágnes", "Szabo Agnes", HUNGARY, company=False, email=True),
    Twin("Roofline Kakheti LLC", "Roof Line Kakheti", GEORGIA_IN_ENGLISH),
    Twin("ИП Алмазова М. Р.", "Алмазова Марина", RUSSIA, company=False, phone=True),
)
