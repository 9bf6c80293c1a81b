from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Context, Decimal, InvalidOperation
from html import escape as escaped
from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.db.models import IntegerField
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from markupsafe import Markup

from tailor.kernel.remembering import Memo
from tailor.records import company
from tailor.records.fields.base import DASH, EMPTY_WORDS, NEVER, Condition, Field, FieldError, Label, OneOf, bound

if TYPE_CHECKING:
    from django.db.models import Field as Column

    from tailor.records.models import OwnField
    from tailor.records.showing import Show

IS, FROM, TO = "is", "from", "to"
SIGNS = {IS: "=", FROM: ">=", TO: "<="}
ROUNDED_FOR = {IS: ROUND_HALF_UP, FROM: ROUND_CEILING, TO: ROUND_FLOOR}
MOST_WHOLE_DIGITS = 15
MOST_DIGITS = 18  # of a number as a column of 64 bits keeps it
MOST_KEPT = 10**MOST_DIGITS
BOUND_PLACES = 6  # of the bounds in the definition of an own field
ONE = Decimal(1)
UNIT_LENGTH = 5  # of what stands behind a number, in its digits
USUAL_LENGTH, SOME_LENGTH = 11, 18  # letters up to which a column of numbers need not grow, or only a little
LARGE = Context(prec=60)  # more than any number here has digits
SPACES = re.compile(r"[\s\u00a0\u202f']")
THOUSANDS = re.compile(r"-?[1-9]\d{0,2},\d{3}")
COMMA_PARTS_THOUSANDS = frozenset({"en"})  # languages; in the others a comma stands before the fraction


def read_number(text: str) -> Decimal:
    """A number as people write it: ``1 284,50``, ``1,284.50``, ``1.284,50``, ``(12)``. Raises FieldError.

    Of comma and point the later one stands before the fraction, and one that comes twice parts thousands. A lone point
    stands before the fraction, as programs write it, and so does a lone comma; but three digits behind it, as in
    ``1,000``, are thousands where English is spoken.
    """
    bare = SPACES.sub("", text)
    negative = bare.startswith("(") and bare.endswith(")")
    bare = bare.strip("()").replace("\u2212", "-")
    if "," in bare and "." in bare:
        thousands = "," if bare.rfind(".") > bare.rfind(",") else "."
        bare = bare.replace(thousands, "").replace(",", ".")
    elif bare.count(",") == 1:
        bare = bare.replace(",", "" if THOUSANDS.fullmatch(bare) and _comma_parts_thousands() else ".")
    elif bare.count(",") > 1 or bare.count(".") > 1:
        bare = bare.replace(",", "").replace(".", "")
    try:
        number = Decimal(bare)
    except InvalidOperation:
        raise FieldError(_("“%(value)s” is no number."), value=text[:40]) from None
    if not number.is_finite() or abs(number) >= Decimal(10) ** 15:
        raise FieldError(_("This number is too large."))
    return -number if negative else number


def _comma_parts_thousands() -> bool:
    return (get_language() or settings.LANGUAGE_CODE)[:2] in COMMA_PARTS_THOUSANDS


@dataclass(frozen=True, kw_only=True)
class Number(Field):
    """A decimal number, kept exactly; `unit` stands behind it.

    Plain as a text with every one of its `places` (``"1284.50"``), or as a whole number where it has none, so that JSON
    carries it exactly. Both databases keep it as a whole number of its smallest part (128450), in an ``IntegerField`` or
    ``BigIntegerField`` or in the JSON column of own fields: there it is compared, sorted and added up exactly. How many
    places a field has is therefore as fixed as its kind.
    """

    places: int = 2
    unit: Label = ""
    least: Decimal | None = None
    most: Decimal | None = None
    width: int = 110
    kind: ClassVar[str] = "number"
    called: ClassVar[Label] = _("Number")
    control: ClassVar[str] = "number"
    file_column: ClassVar[str] = "number"
    takes: ClassVar[frozenset[str]] = frozenset({"required", "preset", "unique", "unit", "places", "least", "most"})
    nothing: ClassVar[Any] = None
    indexable: ClassVar[bool] = True
    right_aligned: ClassVar[bool] = True
    adds_up: ClassVar[bool] = True
    operators: ClassVar[Mapping[str, Label]] = {IS: _("is"), FROM: _("is at least"), TO: _("is at most"), **EMPTY_WORDS}

    @classmethod
    def own_settings(cls, definition: OwnField) -> dict[str, Any]:
        parts = {"least": definition.least, "most": definition.most}
        bounds = {name: Decimal(kept).scaleb(-BOUND_PLACES) for name, kept in parts.items() if kept is not None}
        places = {} if definition.places is None else {"places": definition.places}
        return {**super().own_settings(definition), **places, **bounds, **cls.own_unit(definition.unit)}

    def example(self, one_of: OneOf) -> Any:
        usual = Decimal(12 if self.least is None else self.least)
        return str(usual if self.most is None else min(usual, self.most))

    @classmethod
    def own_unit(cls, unit: str) -> dict[str, Any]:
        return {"unit": unit}

    def fits(self, column: Column[Any, Any]) -> bool:
        return isinstance(column, IntegerField)

    def clean(self, raw: Any) -> str | int | None:
        """Rounded half up, as money is, to the places there are."""
        if raw is None or raw == "":
            return None
        if isinstance(raw, bool):
            raise FieldError(_("A number is expected here."))
        number = rounded(read_number(str(raw)), self.places, ROUND_HALF_UP)
        if abs(number) >= self._beyond:
            raise FieldError(_("This number is too large."))
        if self.least is not None and number < self.least:
            raise FieldError(_("At least %(least)s is expected."), least=f"{self.shown(self.least):f}")
        if self.most is not None and number > self.most:
            raise FieldError(_("At most %(most)s is expected."), most=f"{self.shown(self.most):f}")
        return self._plain(number)

    @property
    def _beyond(self) -> Decimal:
        """What does not fit: kept numbers have at most `MOST_DIGITS` digits, and fifteen of them before the point."""
        return Decimal(1).scaleb(min(MOST_DIGITS - self.places, MOST_WHOLE_DIGITS))

    def _plain(self, number: Decimal) -> str | int:
        return f"{number:f}" if self.places else int(number)

    def schema(self) -> dict[str, Any]:
        if not self.places:
            return {"type": ["integer", "null"]}
        return {"type": ["string", "null"], "pattern": rf"^-?\d+\.\d{{{self.places}}}$"}

    def given_schema(self) -> dict[str, Any]:
        bounds = {"minimum": self.least, "maximum": self.most}
        kept = {name: float(bound) for name, bound in bounds.items() if bound is not None}
        return {"type": ["integer" if not self.places else "number", "string", "null"], **kept}

    def to_db(self, value: Any) -> int | None:
        return None if value is None else in_parts(Decimal(str(value)), self.places)

    def from_db(self, raw: Any) -> str | int | None:
        if raw is None or not self.places:
            return None if raw is None else int(raw)
        return f"{Decimal(raw).scaleb(-self.places):f}"

    def to_own(self, value: Any) -> Any:
        return self.to_db(value)

    def from_own(self, kept: Any) -> Any:
        return self.from_db(kept)

    def from_log(self, value: Any) -> Any:
        """Numbers were floats once."""
        if value is None or isinstance(value, bool) or type(value) is (str if self.places else int):
            return value
        try:
            return self._plain(rounded(Decimal(str(value)), self.places, ROUND_HALF_UP))
        except InvalidOperation:
            return value  # of another kind once

    def text(self, value: Any, show: Show) -> str:
        return "" if value is None else show.number(self.shown(Decimal(str(value))))

    def shown(self, number: Decimal) -> Decimal:
        """Without the places that say nothing."""
        return number.quantize(ONE) if number == number.to_integral_value() else number.normalize()

    def file_value(self, value: Any, show: Show) -> Any:
        return None if value is None else self.shown(Decimal(str(value)))

    def cell(self, value: Any, show: Show) -> str | Markup:
        if value is None:
            return DASH
        return Markup(self.drawer(show)(self.to_db(value)))  # noqa: S704 - escaped there

    def drawer(self, show: Show) -> Callable[[Any], str]:
        """Columns and the JSON of own fields hold the same, so one drawer is for both. What stands behind the point is written
        once for each that there is, and what stands before it as the whole number it is: a page has hundreds."""
        number, one = show.number, 10**self.places
        fractions = Memo[str](lambda rest: number(self.shown(Decimal(rest).scaleb(-self.places))).removeprefix("0"))
        end = f" <small>{escaped(str(self.behind))}</small></span>" if self.behind else "</span>"
        unit = UNIT_LENGTH if self.behind else 0

        def draw(parts: Any) -> str:
            if parts is None:
                return DASH
            whole, rest = divmod(abs(parts), one)
            said = number(whole) + fractions[rest]
            if parts < 0:
                said = f"\u2212{said}"
            letters = len(said) + unit
            size = "" if letters <= USUAL_LENGTH else " long" if letters <= SOME_LENGTH else " huge"
            return f'<span class="num{size}">{said}{end}'

        return draw

    @property
    def behind(self) -> Label:
        """What stands behind the number."""
        return self.unit

    def html(self, value: Any, show: Show) -> str | Markup:
        return "" if value is None else self.cell(value, show)

    def asked(self, value: Any, show: Show) -> dict[str, Any]:
        return {"text": "" if value is None else f"{self.shown(Decimal(str(value))):f}", "unit": str(self.behind)}

    def words(self, value: Any) -> Iterable[str]:
        return () if value is None else (f"{self.shown(Decimal(str(value))):f}",)

    def emptiness(self, empty: bool, alias: str) -> Condition:
        return Condition(f"{self.expression(alias)} IS {'' if empty else 'NOT '}NULL")

    def condition(self, operator: str, argument: str, alias: str, record_type: str) -> Condition:
        """A bound with more places than are kept lies between two kept numbers: the nearer one within counts."""
        if operator not in SIGNS:
            return super().condition(operator, argument, alias, record_type)
        try:
            asked = read_number(argument)
        except FieldError:
            return NEVER
        number = rounded(asked, self.places, ROUNDED_FOR[operator])
        if operator == IS and number != asked:
            return NEVER
        parts = max(-MOST_KEPT, min(in_parts(number, self.places), MOST_KEPT))
        return Condition(f"{self.expression(alias)} {SIGNS[operator]} %s", (bound(self, parts),))

    def check_argument(self, operator: str, argument: str) -> None:
        super().check_argument(operator, argument)
        if operator in SIGNS:
            read_number(argument)

    def order_value(self, told: Any) -> Any:
        if not isinstance(told, int) or abs(told) > MOST_KEPT:
            raise ValueError("this cursor belongs to another order")
        return bound(self, told)


@dataclass(frozen=True, kw_only=True)
class Money(Number):
    """An amount, in the company's currency unless it names another, with all its places unless it is whole."""

    currency: str = ""
    kind: ClassVar[str] = "money"
    called: ClassVar[Label] = _("Money")
    file_column: ClassVar[str] = "money"

    @classmethod
    def own_unit(cls, unit: str) -> dict[str, Any]:
        """The unit of money is its currency."""
        return {"currency": unit} if unit else {}

    @property
    def behind(self) -> Label:
        return self.currency or company.currency()

    def shown(self, number: Decimal) -> Decimal:
        return super().shown(number) if number == number.to_integral_value() else number


def rounded(number: Decimal, places: int, way: str) -> Decimal:
    """With so many places, and never a negative nothing."""
    return LARGE.add(number.quantize(Decimal(1).scaleb(-places), way, LARGE), 0)


def in_parts(number: Decimal, places: int) -> int:
    """How many of the smallest parts a number with at most so many places is."""
    return int(number.scaleb(places, LARGE))
