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
from tailor.records.fields.dates import Date, Moment
from tailor.records.fields.numbers import Number
from tailor.records.fields.texts import LongText, Text

Value = Decimal | str | bool | date | datetime | None


class Type(Enum):
    NUMBER = "number"
    TEXT = "text"
    YESNO = "yesno"
    DATE = "date"
    MOMENT = "moment"

    @property
    def label(self) -> Label:
        return LABELS[self]


LABELS: Mapping[Type, Label] = {
    Type.NUMBER: pgettext_lazy("type of value", "a number"),
    Type.TEXT: pgettext_lazy("type of value", "a text"),
    Type.YESNO: pgettext_lazy("type of value", "yes or no"),
    Type.DATE: pgettext_lazy("type of value", "a date"),
    Type.MOMENT: pgettext_lazy("type of value", "a moment"),
}


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
        case Choice() | Text() | LongText():
            return Type.TEXT
        case _:
            return None


def value_of(type_: Type, plain: Any) -> Value:
    """A plain value as formulas reckon with it; None for nothing."""
    if plain is None or plain == "":
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
            case Type.TEXT:
                return str(plain)
    except (ValueError, InvalidOperation):
        return None


def plain_of(value: Value) -> Any:
    """The result of a formula as a field's `clean` takes it."""
    if isinstance(value, date | datetime):
        return value.isoformat()
    return f"{value:f}" if isinstance(value, Decimal) else value
