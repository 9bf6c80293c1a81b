from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any, ClassVar

from django.utils.translation import gettext_lazy as _
from markupsafe import Markup, escape

from tailor.records.fields.base import DASH, EMPTY_WORDS, NEVER, Condition, Field, FieldError, Label, bound

if TYPE_CHECKING:
    from tailor.records.showing import Show

IS, FROM, TO = "is", "from", "to"
SIGNS = {IS: "=", FROM: ">=", TO: "<="}
SPACES = re.compile(r"[\s\u00a0\u202f']")


def read_number(text: str) -> Decimal:
    """A number as people write it: ``1 284,50``, ``1,284.50``, ``1.284,50``, ``(12)``. Raises FieldError."""
    bare = SPACES.sub("", text)
    negative = bare.startswith("(") and bare.endswith(")")
    bare = bare.strip("()").replace("\u2212", "-")
    if "," in bare and "." in bare:
        thousands = "," if bare.rfind(".") > bare.rfind(",") else "."
        bare = bare.replace(thousands, "").replace(",", ".")
    elif bare.count(",") == 1:
        bare = bare.replace(",", ".")
    elif bare.count(",") > 1 or bare.count(".") > 1:
        bare = bare.replace(",", "").replace(".", "")
    try:
        number = Decimal(bare)
    except InvalidOperation:
        raise FieldError(_("“%(value)s” is no number."), value=text[:40]) from None
    if not number.is_finite() or abs(number) >= Decimal(10) ** 15:
        raise FieldError(_("This number is too large."))
    return -number if negative else number


@dataclass(frozen=True, kw_only=True)
class Number(Field):
    """A decimal number, kept exactly; `unit` stands behind it."""

    places: int = 2
    unit: Label = ""
    least: Decimal | None = None
    most: Decimal | None = None
    width: int = 110
    kind: ClassVar[str] = "number"
    control: ClassVar[str] = "number"
    nothing: ClassVar[Any] = None
    right_aligned: ClassVar[bool] = True
    operators: ClassVar[Mapping[str, Label]] = {IS: _("is"), FROM: _("is at least"), TO: _("is at most"), **EMPTY_WORDS}

    def clean(self, raw: Any) -> int | float | None:
        if raw is None or raw == "":
            return None
        if isinstance(raw, bool):
            raise FieldError(_("A number is expected here."))
        number = read_number(str(raw)) if not isinstance(raw, Decimal) else raw
        if self.least is not None and number < self.least:
            raise FieldError(_("At least %(least)s is expected."), least=self.least)
        if self.most is not None and number > self.most:
            raise FieldError(_("At most %(most)s is expected."), most=self.most)
        return self._plain(number)

    def _plain(self, number: Decimal) -> int | float:
        number = round(number, self.places)
        return int(number) if number == number.to_integral_value() else float(number)

    def from_db(self, raw: Any) -> int | float | None:
        return raw if raw is None or type(raw) is int else self._plain(Decimal(str(raw)))

    def text(self, value: Any, show: Show) -> str:
        return "" if value is None else show.number(value)

    def cell(self, value: Any, show: Show) -> str | Markup:
        if value is None:
            return DASH
        return Markup('<span class="num">{}{}</span>').format(
            show.number(value), Markup(" <small>{}</small>").format(self.unit) if self.unit else ""
        )

    def html(self, value: Any, show: Show) -> str | Markup:
        return "" if value is None else self.cell(value, show)

    def asked(self, value: Any, show: Show) -> dict[str, Any]:
        return {"text": "" if value is None else str(value), "unit": str(self.unit)}

    def words(self, value: Any) -> Iterable[str]:
        return () if value is None else (str(value),)

    def emptiness(self, empty: bool, alias: str) -> Condition:
        return Condition(f"{self.expression(alias)} IS {'' if empty else 'NOT '}NULL")

    def condition(self, operator: str, argument: str, alias: str, record_type: str) -> Condition:
        if operator not in SIGNS:
            return super().condition(operator, argument, alias, record_type)
        try:
            value = self._plain(read_number(argument))
        except FieldError:
            return NEVER
        return Condition(f"{self.expression(alias)} {SIGNS[operator]} %s", (bound(self, value),))


@dataclass(frozen=True, kw_only=True)
class Money(Number):
    """An amount in one currency of the company."""

    currency: str = "EUR"
    kind: ClassVar[str] = "money"

    def cell(self, value: Any, show: Show) -> str | Markup:
        if value is None:
            return DASH
        return Markup('<span class="num">{} <small>{}</small></span>').format(show.number(value), escape(self.currency))
