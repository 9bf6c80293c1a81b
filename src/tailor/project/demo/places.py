"""Countries the demo company sells to: cities, streets, telephone numbers, tax numbers, money."""

from __future__ import annotations

from dataclasses import dataclass

from tailor.project.demo import names


@dataclass(frozen=True)
class Country:
    """`mobile`, `landline` and `tax` are shapes whose # is any digit; `address` is put together of its parts.

    A city stands with how many times likelier than the smallest it is. Prices are for a square metre, totals are
    thousands.
    """

    code: str
    name: str
    language: str
    zone: str
    customs: tuple[names.Custom, ...]
    cities: tuple[tuple[str, int], ...]
    streets: tuple[str, ...]
    address: str
    post_code: str
    mobile: tuple[str, ...]
    landline: tuple[str, ...]
    tax: str
    person_tax: str
    price: str
    total: str
    prices: tuple[int, int]
    totals: tuple[int, int]
    post: str


GEORGIA = Country(
    "GE", "საქართველო", "ka", "Asia/Tbilisi", (names.GEORGIAN,),
    (("თბილისი", 9), ("ბათუმი", 4), ("ქუთაისი", 3), ("რუსთავი", 2), ("გორი", 1), ("თელავი", 1),
     ("ზუგდიდი", 1), ("ფოთი", 1), ("მცხეთა", 1), ("ბორჯომი", 1), ("ახალციხე", 1), ("ოზურგეთი", 1)),
    ("აღმაშენებლის გამზ.", "წერეთლის გამზ.", "რუსთაველის ქ.", "ჭავჭავაძის ქ.", "თამარ მეფის ქ.",
     "ვაჟა-ფშაველას გამზ.", "კახეთის გზატკეცილი", "ბარათაშვილის ქ.", "გორგილაძის ქ.", "ნინოშვილის ქ.",
     "დიღმის ქ.", "სამტრედიის ქ."),
    "{city}, {street} {number}", "01##",
    ("+995 599 ## ## ##", "+995 577 ## ## ##", "+995 595 ## ## ##", "+995 551 ## ## ##", "+995 598 ## ## ##",
     "+995 555 ## ## ##"),
    ("+995 322 4# ## ##", "+995 322 2# ## ##", "+995 422 27 ## ##"),
    "4########", "010########", "{} GEL/მ²", "{} GEL", (18, 145), (3, 480), "posta.example",
)  # fmt: skip
GEORGIA_IN_ENGLISH = Country(
    "GE", "Georgia", "en", "Asia/Tbilisi", (names.GEORGIAN_IN_LATIN,),
    (("Tbilisi", 6), ("Batumi", 3), ("Kutaisi", 1), ("Gudauri", 1), ("Mestia", 1), ("Sighnaghi", 1)),
    ("Aghmashenebeli Ave", "Chavchavadze Ave", "Kakheti Hwy", "Gorgiladze St", "Tsereteli Ave", "Kostava St"),
    "{number} {street}, {city}", "01##",
    ("+995 599 ## ## ##", "+995 591 ## ## ##", "+995 568 ## ## ##"),
    ("+995 322 9# ## ##", "+995 322 5# ## ##"),
    "4########", "010########", "{} GEL/m²", "{} GEL", (22, 160), (4, 520), "mailbox.example",
)  # fmt: skip
RUSSIA = Country(
    "RU", "Россия", "ru", "Europe/Moscow", (names.RUSSIAN,),
    (("Москва", 5), ("Санкт-Петербург", 3), ("Екатеринбург", 2), ("Казань", 2), ("Краснодар", 2), ("Сочи", 1),
     ("Ростов-на-Дону", 1), ("Самара", 1), ("Пермь", 1), ("Владикавказ", 1)),
    ("ул. Лесная", "Дмитровское ш.", "ул. Промышленная", "пр. Мира", "ул. Строителей", "наб. реки Фонтанки",
     "ул. Красных Зорь", "Складской проезд", "ул. Гагарина", "ул. Кирова"),
    "{code} {city}, {street}, {number}", "######",
    ("+7 921 ###-##-##", "+7 912 ###-##-##", "+7 916 ###-##-##", "+7 987 ###-##-##", "+7 903 ###-##-##"),
    ("+7 495 66#-##-##", "+7 812 33#-##-##", "+7 343 28#-##-##"),
    "77########", "66##########", "{} ₽/м²", "{} ₽", (890, 5400), (120, 6400), "pochta.example",
)  # fmt: skip
ARMENIA = Country(
    "AM", "Армения", "ru", "Asia/Yerevan", (names.ARMENIAN_IN_CYRILLIC,),
    (("Ереван", 4), ("Гюмри", 1), ("Ванадзор", 1)),
    ("пр. Маштоца", "ул. Абовяна", "ул. Тиграна Меца", "Севанское ш."),
    "{city}, {street}, {number}", "00##", ("+374 91 ######", "+374 77 ######"), ("+374 10 5#####",),
    "02######", "3#########", "{} €/м²", "{} €", (12, 58), (4, 160), "pochta.example",
)  # fmt: skip
AZERBAIJAN = Country(
    "AZ", "Azərbaycan", "en", "Asia/Baku", (names.AZERBAIJANI,),
    (("Bakı", 4), ("Gəncə", 1), ("Sumqayıt", 1)),
    ("Nizami küç.", "Heydər Əliyev pr.", "Tbilisi pr.", "Babək pr."),
    "{city}, {street} {number}", "AZ10##", ("+994 50 ### ## ##", "+994 55 ### ## ##"),
    ("+994 12 49# ## ##",),
    "17########", "2#########", "{} €/m²", "{} €", (12, 62), (4, 180), "mailbox.example",
)  # fmt: skip
HUNGARY = Country(
    "HU", "Magyarország", "hu", "Europe/Budapest", (names.HUNGARIAN,),
    (("Budapest", 8), ("Debrecen", 2), ("Győr", 2), ("Szeged", 2), ("Pécs", 1), ("Miskolc", 1),
     ("Székesfehérvár", 1), ("Vác", 1), ("Eger", 1), ("Sátoraljaújhely", 1), ("Kecskemét", 1),
     ("Sopron", 1)),
    ("Váci út", "Kossuth Lajos utca", "Csepeli út", "Petőfi utca", "Rákóczi út", "Ipartelepi út",
     "Szent István körút", "Jókai utca", "Malom utca", "Gyár utca", "Üllői út"),
    "{code} {city}, {street} {number}.", "1###",
    ("+36 30 ### ####", "+36 20 ### ####", "+36 70 ### ####"),
    ("+36 1 33# ####", "+36 47 32# ###", "+36 96 51# ###"),
    "2#######-2-4#", "8#########", "{} Ft/m²", "{} Ft", (3200, 24000), (380, 18900), "posta.example",
)  # fmt: skip
AUSTRIA = Country(
    "AT", "Österreich", "en", "Europe/Vienna", (names.AUSTRIAN,),
    (("Wien", 4), ("Graz", 2), ("Linz", 1), ("Eisenstadt", 1), ("Wiener Neustadt", 1)),
    ("Donaustraße", "Hauptstraße", "Industriegasse", "Triester Straße", "Am Ziegelwerk"),
    "{street} {number}, {code} {city}", "1##0",
    ("+43 664 #######", "+43 676 #######"), ("+43 1 713 ## ##",),
    "ATU6#######", "3########", "{} €/m²", "{} €", (14, 74), (5, 240), "mailbox.example",
)  # fmt: skip

# How many organisations and people on their own each market has.
MARKETS: tuple[tuple[Country, int, int], ...] = (
    (GEORGIA, 80, 34),
    (HUNGARY, 60, 22),
    (RUSSIA, 44, 14),
    (GEORGIA_IN_ENGLISH, 22, 8),
    (AUSTRIA, 16, 4),
    (ARMENIA, 12, 5),
    (AZERBAIJAN, 12, 3),
)
