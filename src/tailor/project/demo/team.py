"""The employees, departments and groups of the demo company."""

from __future__ import annotations

from dataclasses import dataclass

PASSWORD = "tailor-demo"  # noqa: S105 - everybody may know it: it opens the demo only
MAIL = "demo.tailor"

# department -> the one it is part of
DEPARTMENTS: dict[str, str] = {
    "Sales": "",
    "Tbilisi sales": "Sales",
    "Budapest sales": "Sales",
    "Export": "Sales",
    "Warehouse": "",
    "Office": "",
}

# group -> colour
GROUPS: dict[str, str] = {
    "Wholesale": "denim",
    "Dealer": "moss",
    "Builder": "rust",
    "Architect": "teal",
    "Retail": "sand",
    "New": "ochre",
    "VIP": "wine",
    "Sleeping": "slate",
}


@dataclass(frozen=True)
class Employee:
    """`markets` are the countries whose clients a seller looks after; `left` tells days since leaving."""

    key: str
    name: str
    role: str
    department: str
    position: str
    language: str
    zone: str
    phone: str
    woman: bool
    markets: tuple[str, ...] = ()
    left: int = 0

    @property
    def email(self) -> str:
        return f"{self.key}@{MAIL}"


TBILISI, BUDAPEST = "Asia/Tbilisi", "Europe/Budapest"

EMPLOYEES: tuple[Employee, ...] = (
    Employee("giorgi", "Giorgi Maisuradze", "owner", "Office", "Director", "en", TBILISI,
             "+995 599 10 20 01", False),
    Employee("natia", "Natia Lomidze", "administrator", "Office", "Systems", "ka", TBILISI,
             "+995 599 10 20 02", True),
    Employee("tamar", "Tamar Beridze", "manager", "Sales", "Head of sales", "ka", TBILISI,
             "+995 599 10 20 03", True),
    Employee("gergely", "Szabó Gergely", "manager", "Budapest sales", "Irodavezető", "hu", BUDAPEST,
             "+36 30 555 2004", False),
    Employee("anna", "Anna Sokolova", "seller", "Tbilisi sales", "Sales, Tbilisi", "en", TBILISI,
             "+995 599 10 20 05", True, ("GE", "AT")),
    Employee("levan", "Levan Gelashvili", "seller", "Tbilisi sales", "გაყიდვები", "ka", TBILISI,
             "+995 599 10 20 06", False, ("GE",)),
    Employee("eszter", "Kovács Eszter", "seller", "Budapest sales", "Értékesítő", "hu", BUDAPEST,
             "+36 30 555 2007", True, ("HU",)),
    Employee("bence", "Nagy Bence", "seller", "Budapest sales", "Értékesítő", "hu", BUDAPEST,
             "+36 30 555 2008", False, ("HU", "AT")),
    Employee("dmitry", "Dmitry Orlov", "seller", "Export", "Экспорт", "ru", TBILISI,
             "+995 599 10 20 09", False, ("RU", "AM", "AZ")),
    Employee("mariam", "Mariam Kapanadze", "operator", "Office", "ოპერატორი", "ka", TBILISI,
             "+995 599 10 20 10", True),
    Employee("olga", "Olga Panina", "operator", "Sales", "Оператор", "ru", TBILISI,
             "+995 599 10 20 11", True),
    Employee("zurab", "Zurab Tsereteli", "warehouse", "Warehouse", "საწყობის უფროსი", "ka", TBILISI,
             "+995 599 10 20 12", False),
    Employee("laszlo", "Kiss László", "warehouse", "Warehouse", "Raktáros", "hu", BUDAPEST,
             "+36 30 555 2013", False),
    Employee("irakli", "Irakli Dolidze", "seller", "Tbilisi sales", "Sales, Tbilisi", "ka", TBILISI,
             "+995 599 10 20 14", False, ("GE", "RU"), left=205),
)  # fmt: skip

FOUNDER, ADMINISTRATOR, HEAD_OF_SALES, LEAVER = "giorgi", "natia", "tamar", "irakli"
ROLE_LABELS = {
    "owner": "Owner",
    "administrator": "Administrator",
    "manager": "Manager",
    "seller": "Seller",
    "operator": "Operator",
    "warehouse": "Warehouse worker",
}


def by_key(key: str) -> Employee:
    return next(one for one in EMPLOYEES if one.key == key)


def sellers_of(country: str, days_ago: float) -> list[str]:
    """Who could be put in charge of a client of that country so many days ago."""
    return [one.key for one in EMPLOYEES if country in one.markets and (not one.left or days_ago > one.left)]
