"""The columns that every address book becomes, whether it came as vCards or as a CSV of Google Contacts."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime

from tailor.exchange.files.tables import Row, SourceTable, UnreadableFile, clean

COLUMNS = (
    *("Name", "Last name", "First name", "Middle name", "Prefix", "Suffix", "Nickname"),
    *("Company", "Department", "Position"),
    *("Phone, mobile", "Phone, work", "Phone, home", "Phone, fax", "Phone, pager", "Phone, other"),
    *("E-mail, work", "E-mail, home", "E-mail, other", "Site"),
    *("Address, work", "Address, home", "Address, other"),
    *("Birthday", "Anniversary", "Groups", "Note", "Photo", "Related", "UID", "Other"),
)

# Columns of which a contact has one value; a second one would be lost in it, so it goes to "Other".
_SINGLE = frozenset(COLUMNS[: COLUMNS.index("Phone, mobile")]) | {"Birthday", "Anniversary", "Photo", "UID"}
_PARTS_OF_NAME = ("Prefix", "First name", "Middle name", "Last name", "Suffix")


class Contact:
    """One contact being put together, value by value."""

    def __init__(self) -> None:
        self._values: dict[str, list[str]] = {}

    def add(self, column: str, value: str, original_name: str = "") -> None:
        """Add a value; a second one of a single-valued column is kept in "Other" under its original name."""
        value = clean(value)
        if not value:
            return
        values = self._values.setdefault(column, [])
        if values and column in _SINGLE:
            if value not in values:
                self.add_other(original_name or column, value)
        elif value not in values or column in ("Other", "Note"):
            values.append(value)

    def add_other(self, name: str, value: str) -> None:
        """Keep what has no column of its own, as a line "name: value"."""
        line = " ".join(clean(value).split("\n"))
        if line:
            self.add("Other", f"{clean(name)}: {line}" if clean(name) else line)

    def finish(self) -> None:
        """Give a contact without a full name one made of its parts."""
        if "Name" not in self._values:
            parts = [self._values[part][0] for part in _PARTS_OF_NAME if part in self._values]
            self.add("Name", " ".join(parts))

    def columns(self) -> Iterable[str]:
        """The columns in which something was put."""
        return self._values.keys()

    def cells(self, columns: Iterable[str]) -> list[str]:
        """The values in the order of the columns; several of one column on lines of their own."""
        return ["\n".join(self._values.get(column, ())) for column in columns]


def contacts_table(contacts: Callable[[], Iterator[tuple[int, Contact]]], kind: str) -> SourceTable:
    """The contacts as a table with only the columns that occur; they are gone through twice.

    Raises UnreadableFile "no_rows" when there is none.
    """
    occurring: set[str] = set()
    total = 0
    for _, contact in contacts():
        occurring.update(contact.columns())
        total += 1
    if not occurring:
        raise UnreadableFile("no_rows", "no contact has anything in it")
    columns = [column for column in COLUMNS if column in occurring]
    return SourceTable(columns, _rows(contacts, columns), kind, total=total)


def _rows(contacts: Callable[[], Iterator[tuple[int, Contact]]], columns: list[str]) -> Iterator[Row]:
    for number, contact in contacts():
        yield number, contact.cells(columns)


_KINDS_BY_WORD = {
    **dict.fromkeys(("fax", "факс", "fakszam", "ფაქსი"), "fax"),
    **dict.fromkeys(("pager", "пейджер"), "pager"),
    **dict.fromkeys(("mobile", "cell", "iphone", "мобильный", "mobil", "მობილური"), "mobile"),
    **dict.fromkeys(("work", "business", "рабочий", "munkahelyi", "სამსახური"), "work"),
    **dict.fromkeys(("home", "personal", "домашний", "otthoni", "სახლი"), "home"),
}
_ORDER_OF_KINDS = ("fax", "pager", "mobile", "work", "home")
_MEANINGLESS = "internet voice pref msg text video voicemail other main phone default x400 parcel postal intl dom"
_WORDS_WITHOUT_MEANING = frozenset(_MEANINGLESS.split())


def kind_of(labels: Iterable[str]) -> tuple[str, bool]:
    """What the labels of a phone, e-mail or address tell, and whether that says all there is in them.

    The kind is "mobile", "work", "home", "fax", "pager" or "other".
    """
    words = [word for label in labels for word in re.split(r"[\s,_]+", label.casefold()) if word]
    kinds = {_KINDS_BY_WORD[word] for word in words if word in _KINDS_BY_WORD}
    understood = all(word in _KINDS_BY_WORD or word in _WORDS_WITHOUT_MEANING for word in words)
    return next((kind for kind in _ORDER_OF_KINDS if kind in kinds), "other"), understood


def column_for(thing: str, kind: str) -> str:
    """The column of a thing ("Phone", "E-mail", "Address") of a kind, or that of its other kinds."""
    column = f"{thing}, {kind}"
    return column if column in COLUMNS else f"{thing}, other"


_WITHOUT_YEAR = re.compile(r"--(\d\d)-?(\d\d)")
_COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)")
_YEAR_AND_MONTH = re.compile(r"\d{4}-\d\d|\d{4}")


def iso_date(text: str) -> str:
    """A date of a vCard as "YYYY-MM-DD", with " hh:mm:ss" unless midnight, or "--MM-DD" when it has no year.

    What is no date comes back as it is.
    """
    text = text.strip()
    if match := _WITHOUT_YEAR.fullmatch(text):
        return f"--{match[1]}-{match[2]}"
    if match := _COMPACT.fullmatch(text):
        text = "-".join(match.groups())
    if _YEAR_AND_MONTH.fullmatch(text):
        return text
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        return _iso_moment(text)


def _iso_moment(text: str) -> str:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return text
    if (moment.hour, moment.minute, moment.second) == (0, 0, 0):
        return moment.date().isoformat()
    return moment.isoformat(" ", "seconds")
