"""What organisations are called. The first ones of each market are written out, the others put together."""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import product

from tailor.project.demo.places import (
    ARMENIA,
    AUSTRIA,
    AZERBAIJAN,
    GEORGIA,
    GEORGIA_IN_ENGLISH,
    HUNGARY,
    RUSSIA,
    Country,
)

WRITTEN_OUT: dict[Country, tuple[str, ...]] = {
    GEORGIA: (
        "შპს „თბილისის ფასადები“", "შპს „გზა და ხიდი 2008“", "შპს „ბათუმის მშენებელი“",
        "სს „კავკასიის კრამიტი“", "შპს „ძველი ქალაქი“", "ი/მ ზაზა ხუციშვილი", "შპს „სახურავების სახლი“",
        "შპს „არქიტექტურული სახელოსნო 12“", "შპს „კახეთის მარანი“", "შპს „ზღვისპირა რეზიდენსი“",
    ),
    HUNGARY: (
        "Kővágó és Társa Építőanyag-kereskedelmi Kft.", "Zemplén Tető Bt.", "Dunakanyar Homlokzat Kft.",
        "Csepeli Építőanyag Telep Kft.", "Tóth és Fiai Bádogos Bt.", "Alföldi Magasépítő Zrt.",
        "Ötvös Építésziroda Kft.", "Mátra-Bau Generál Kft.", "Szűcs Tetőfedő Kft.",
        "Győri Lakópark Beruházó Zrt.",
    ),
    RUSSIA: (
        "ООО «Северный профиль и кровельные системы»", "ООО «Дельта-Строй»", "ИП Алмазова М. Р.",
        "АО «Уральский фасад»", "ООО «ТД „Кровля Юга“»", "ООО «Архитектурное бюро Лоскутов и партнёры»",
        "ИП Щербаков Н. А.", "ООО «Монолит-Казань»", "ООО «Сочи Вилла»", "АО «Волжские дома»",
    ),
    GEORGIA_IN_ENGLISH: (
        "Roofline Kakheti LLC", "Svaneti Mountain Houses", "Black Sea Cladding LLC", "Archhouse Tbilisi",
        "Gudauri Lodge Development LLC", "Metekhi Hotels Group", "Old Town Restoration LLC",
        "Colchis Steel LLC",
    ),
    AUSTRIA: (
        "Baumeister Donau GmbH", "Dachdeckerei Huber KG", "Spenglerei Öllinger GmbH",
        "Fassadentechnik Wien-Süd GmbH", "Architekturbüro Lechner & Weiß OG",
    ),
    ARMENIA: ("ООО «Арарат Кров»", "ООО «Севан Строй»", "ООО «Ереван Фасад»", "ИП Маргарян А. Г."),
    AZERBAIJAN: ("Xəzər Fasad MMC", "Abşeron Dam MMC", "Bakı Tikinti Evi MMC", "Gəncə Metal ASC"),
}  # fmt: skip

PATTERNS: dict[Country, tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]] = {
    GEORGIA: (
        ("შპს „{} {}“", "შპს „{} {}“", "შპს „{} {}“", "სს „{} {}“"),
        ("იმერეთის", "კოლხეთის", "არაგვის", "დიდუბის", "ლილოს", "ვაკის", "საბურთალოს", "ივერიის", "თრიალეთის",
         "მთაწმინდის", "ნარიყალის", "გრემის", "ალაზნის", "რიონის", "ვარძიის"),
        ("მშენებელი", "ფასადები", "სახურავები", "ინვესტიცია", "ჯგუფი", "პროექტი", "სახლები", "მეტალი",
         "დიზაინი", "მონტაჟი"),
    ),
    HUNGARY: (
        ("{}i {} Kft.", "{}i {} Kft.", "{}i {} Bt.", "{}i {} Zrt."),
        ("Bakony", "Balaton", "Bükk", "Hortobágy", "Tisza-part", "Nyírség", "Ormánság", "Kiskunság",
         "Hegyalja", "Somogy", "Zala", "Baranya"),
        ("Tetőcentrum", "Homlokzatépítő", "Fémlemez", "Építő és Szerelő", "Ácsmester", "Építőanyag-udvar",
         "Bádogos", "Generálkivitelező", "Tervező", "Ingatlanfejlesztő"),
    ),
    RUSSIA: (
        ("ООО «{}-{}»", "ООО «{} {}»", "АО «{}-{}»", "ООО «ТД „{} {}“»"),
        ("Вектор", "Меридиан", "Гранит", "Исток", "Кварц", "Орион", "Рубеж", "Онега", "Титан", "Форум"),
        ("Кровля", "Фасад", "Профиль", "Монтаж", "Девелопмент", "Снаб", "Проект", "Дом"),
    ),
    GEORGIA_IN_ENGLISH: (
        ("{} {} LLC", "{} {}", "{} {} Group"),
        ("Iveria", "Rioni", "Kazbegi", "Alazani", "Argo", "Vake", "Narikala"),
        ("Construction", "Development", "Architects", "Roofs", "Interiors", "Hotels"),
    ),
    AUSTRIA: (
        ("{} {} GmbH", "{} {} KG"),
        ("Pannonia", "Burgenland", "Alpin", "Neusiedl", "Semmering"),
        ("Dach", "Holzbau", "Metallbau", "Baustoffe"),
    ),
    ARMENIA: (
        ("ООО «{} {}»", "АО «{} {}»"),
        ("Масис", "Арагац", "Гарни", "Ширак"),
        ("Кровля", "Строй", "Фасад"),
    ),
    AZERBAIJAN: (
        ("{} {} MMC",),
        ("Şəki", "Qarabağ", "Lənkəran", "Nərgiz"),
        ("Dam Sistemləri", "İnşaat", "Fasad"),
    ),
}  # fmt: skip

SUPPLIERS: tuple[tuple[str, Country], ...] = (
    ("Rheintal Profilwerke GmbH", AUSTRIA),
    ("Steirische Ziegel GmbH", AUSTRIA),
    ("Pannon Acéllemez Zrt.", HUNGARY),
    ("Kisalföldi Ásványgyapot Kft.", HUNGARY),
    ("ООО «Липецкая лента»", RUSSIA),
    ("ООО «Заводские краски»", RUSSIA),
    ("სს „რუსთავის მეტალი“", GEORGIA),
    ("შპს „ბოლნისის ქვა“", GEORGIA),
    ("Xəzər Polimer ASC", AZERBAIJAN),
    ("Fasteners & Seals Caucasus LLC", GEORGIA_IN_ENGLISH),
)

PARTNERS: tuple[tuple[str, Country], ...] = (
    ("Trans-Kaukasus Spedition GmbH", AUSTRIA),
    ("Duna Fuvar Kft.", HUNGARY),
    ("შპს „ამწე სერვისი“", GEORGIA),
    ("შპს „მონტაჟის აკადემია“", GEORGIA),
    ("ООО «Кран-Сервис Юг»", RUSSIA),
    ("Poti Port Forwarding LLC", GEORGIA_IN_ENGLISH),
    ("Homlokzat Mérnökiroda Bt.", HUNGARY),
    ("ООО «Таможенный представитель»", RUSSIA),
)


def company_names(country: Country, rng: random.Random) -> Iterator[str]:
    """Distinct names of organisations: the written-out ones first."""
    yield from WRITTEN_OUT[country]
    patterns, first, second = PATTERNS[country]
    pairs = list(product(first, second))
    rng.shuffle(pairs)
    for pair in pairs:
        yield rng.choice(patterns).format(*pair)
