"""What a formula can speak of: the types of values, and how a field's plain value becomes one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from enum import Enum
from typing import Any

from django.utils.translation import pgettext_lazy

from tailor.records.fields.base import Field, Label
from tailor.records.fields.choices import Choice, YesNo
from tailor.records.fields.contacts import Contacts
from tailor.records.fields.dates import Birthday, Date, Moment
from tailor.records.fields.files import Files, Photo
from tailor.records.fields.numbers import Number
from tailor.records.fields.people import People
from tailor.records.fields.references import Reference
from tailor.records.fields.several import Choices, References
from tailor.records.fields.texts import LongText, Text
from tailor.records.known_as import named_by

Value = Decimal | str | bool | date | datetime | tuple[str, ...] | None


class Type(Enum):
    """What is `NAMED`, a record of a list the company keeps, is compared by its inner name. Of what is `CHOSEN` from a list a
    formula knows what it has in it; of `ENTRIES` (records, people, phones, files) whether there are any, and how many. It gives
    none of them."""

    NUMBER = "number"
    TEXT = "text"
    YESNO = "yesno"
    DATE = "date"
    MOMENT = "moment"
    NAMED = "named"
    CHOSEN = "chosen"
    ENTRIES = "entries"

    @property
    def label(self) -> Label:
        return LABELS[self]


LABELS: Mapping[Type, Label] = {
    Type.NUMBER: pgettext_lazy("type of value", "a number"),
    Type.TEXT: pgettext_lazy("type of value", "a text"),
    Type.YESNO: pgettext_lazy("type of value", "yes or no"),
    Type.DATE: pgettext_lazy("type of value", "a date"),
    Type.MOMENT: pgettext_lazy("type of value", "a moment"),
    Type.NAMED: pgettext_lazy("type of value", "one of a list"),
    Type.CHOSEN: pgettext_lazy("type of value", "several choices"),
    Type.ENTRIES: pgettext_lazy("type of value", "entries"),
}
GIVEN = frozenset({Type.NUMBER, Type.TEXT, Type.YESNO, Type.DATE, Type.MOMENT})
"""What a formula can give, and what is compared as it is."""


def type_of(field: Field) -> Type | None:
    """What values of a field are to a formula; None for kinds it cannot speak of."""
    match field:
        case YesNo():
            return Type.YESNO
        case Number():
            return Type.NUMBER
        case Moment():
            return Type.MOMENT
        case Date():
            return Type.DATE
        case Choices():
            return Type.CHOSEN
        case Reference() if named_by(field):
            return Type.NAMED
        case References() if named_by(field):
            return Type.CHOSEN
        case Reference() | References() | People() | Contacts() | Files() | Photo() | Birthday():
            return Type.ENTRIES
        case Choice() | Text() | LongText():
            return Type.TEXT
        case _:
            return None


def value_of(type_: Type, plain: Any) -> Value:
    """A plain value as formulas reckon with it; None for nothing."""
    if plain is None or plain in ("", []):
        return None
    try:
        match type_:
            case Type.NUMBER:
                return Decimal(str(plain))
            case Type.YESNO:
                return bool(plain)
            case Type.DATE:
                return date.fromisoformat(str(plain)[:10])
            case Type.MOMENT:
                return datetime.fromisoformat(str(plain))
            case Type.TEXT | Type.NAMED:
                return str(plain)
            case Type.CHOSEN:
                return tuple(map(str, plain))
            case Type.ENTRIES:
                return ("",) * (len(plain) if isinstance(plain, list) else 1)
    except (ValueError, InvalidOperation):
        return None


def plain_of(value: Value) -> Any:
    """The result of a formula as a field's `clean` takes it."""
    if isinstance(value, date | datetime):
        return value.isoformat()
    return f"{value:f}" if isinstance(value, Decimal) else value
