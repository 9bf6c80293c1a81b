from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

from django.db import connection
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from markupsafe import Markup, escape

from tailor.kernel.text import fold
from tailor.records.fields.base import NEVER, Condition, Field, FieldError, FilterAsked, Label, OneOf, bound
from tailor.records.fields.chosen import IS, Chosen
from tailor.records.fields.wordings import OwnLabel

if TYPE_CHECKING:
    from tailor.records.models import OwnField
    from tailor.records.showing import Show

SWATCHES = ("moss", "rust", "wine", "slate", "ochre", "teal", "sand", "denim")
MOST_NAMED = 30
YES = "1 true yes on да igen კი დიახ y x +"
NO = "0 false no off нет nem არა n -"


def _as_read(word: str) -> str:
    """However it is written: by the same folding as names are found by, which leaves nothing of a sign."""
    return fold(word) or word.strip()


YES_WORDS, NO_WORDS = frozenset(map(_as_read, YES.split())), frozenset({"", *map(_as_read, NO.split())})


@dataclass(frozen=True, slots=True)
class Option:
    """One value to choose. `colour` is one of `SWATCHES`, `icon` the name of an icon."""

    value: str
    label: Label
    colour: str = ""
    icon: str = ""


def swatch(option: Option) -> Markup:
    return Markup('<span class="sw sw-{}" title="{}"><span class="cut">{}</span></span>').format(
        option.colour, option.label, option.label
    )


def options_of(given: Iterable[Mapping[str, Any]]) -> tuple[Option, ...]:
    """What a definition of an own field says as what there is to choose."""
    return tuple(
        Option(one["value"], OwnLabel(one["label"], one.get("labels") or {}), one.get("colour", "")) for one in given
    )


@dataclass(frozen=True, kw_only=True)
class Choice(Chosen):
    """One of a few values. What is offered no longer may still be kept, and is asked for like the others."""

    options: tuple[Option, ...] = ()
    width: int = 120
    kind: ClassVar[str] = "choice"
    called: ClassVar[Label] = _("Choice")
    control: ClassVar[str] = "choice"
    file_column: ClassVar[str] = "choice"
    takes: ClassVar[frozenset[str]] = frozenset({"required", "choices", "preset"})
    indexable: ClassVar[bool] = True

    @classmethod
    def own_settings(cls, definition: OwnField) -> dict[str, Any]:
        return {**super().own_settings(definition), "options": options_of(definition.choices)}

    def example(self, one_of: OneOf) -> Any:
        return next((one.value for one in self.offered()), None)

    def offered(self) -> Sequence[Option]:
        """What there is to choose; a kind whose choices are known only later says them here."""
        return self.options

    @cached_property
    def _by_value(self) -> dict[str, Option]:
        return {option.value: option for option in reversed(self.options)}

    def option(self, value: Any) -> Option | None:
        if type(self).offered is Choice.offered:
            return self._by_value.get(value) if isinstance(value, str) else None
        return next((option for option in self.offered() if option.value == value), None)

    def clean(self, raw: Any) -> str:
        text = "" if raw is None else str(raw).strip()
        if not text or self.option(text):
            return text
        wanted = fold(text)
        for option in self.offered():
            if wanted in (fold(option.value), fold(str(option.label)), *map(fold, getattr(option.label, "ways", ()))):
                return option.value
        names = ", ".join(str(option.label) for option in self.offered()[:MOST_NAMED])
        names += " …" if len(self.offered()) > MOST_NAMED else ""
        raise FieldError(_("“%(value)s” is not among the choices: %(names)s."), value=text[:80], names=names)

    def schema(self) -> dict[str, Any]:
        """A value that is not offered any more may still be kept."""
        return {"type": "string", "examples": [option.value for option in self.offered()][:5]}

    def given_schema(self) -> dict[str, Any]:
        none = [] if self.required else [""]
        return {"type": "string", "enum": [*(option.value for option in self.offered()), *none]}

    def text(self, value: Any, show: Show) -> str:
        option = self.option(value)
        return str(option.label) if option else str(value or "")

    def planned(self, value: Any) -> Any:
        option = self.option(value)
        return str(option.label) if option else value

    def cell(self, value: Any, show: Show) -> str | Markup:
        option = self.option(value)
        return swatch(option) if option and option.colour else super().cell(value, show)

    def html(self, value: Any, show: Show) -> str | Markup:
        option = self.option(value)
        return swatch(option) if option and option.colour else super().html(value, show)

    def asked(self, value: Any, show: Show) -> dict[str, Any]:
        return {
            "choices": [(option.value, str(option.label)) for option in self.offered()],
            "clearable": not self.required,
        }

    def sections(self, show: Show) -> Sequence[tuple[str, str | Markup]]:
        return [(option.value, self.html(option.value, show)) for option in self.offered()]

    def asked_by_filter(self, show: Show) -> FilterAsked:
        return FilterAsked(ticks=[(option.value, str(option.label)) for option in self.offered()])

    def words(self, value: Any) -> Iterable[str]:
        return ()

    def said(self, part: str, show: Show) -> str:
        return self.text(part, show) if self.own or self.option(part) else ""

    def order_expression(self, alias: str) -> str:
        """Own choices stand in the order they are offered in; what is offered no longer stands behind them."""
        value, offered = self.ordered_by(alias), self.offered()
        if not self.own or not offered:
            return value
        kept = f"({value} #>> '{{}}')" if connection.vendor == "postgresql" else value
        places = " ".join(f"WHEN {literal(option.value)} THEN {place}" for place, option in enumerate(offered))
        return f"(CASE WHEN {value} IS NULL THEN NULL ELSE CASE {kept} {places} ELSE {len(offered)} END END)"

    @property
    def in_offered_order(self) -> bool:
        return self.own and bool(self.offered())

    def place_of(self, kept: Any) -> int:
        offered = self.offered()
        return next((place for place, option in enumerate(offered) if option.value == kept), len(offered))

    def ordered_by(self, alias: str) -> str:
        """SQL of the value whose place among those offered is the order."""
        return self.expression(alias)

    def order_value(self, told: Any) -> Any:
        if not self.own or not self.offered():
            return super().order_value(told)
        if not isinstance(told, int) or not 0 <= told <= len(self.offered()):
            raise ValueError("this cursor belongs to another order")
        return told


def literal(text: str) -> str:
    """A text as it is printed into a statement that has parameters."""
    return "'" + text.replace("\0", "").replace("'", "''").replace("%", "%%") + "'"


@dataclass(frozen=True, kw_only=True)
class YesNo(Field):
    """True or false; not answered counts as false."""

    width: int = 80
    kind: ClassVar[str] = "yesno"
    takes: ClassVar[frozenset[str]] = frozenset({"preset"})
    indexable: ClassVar[bool] = True
    called: ClassVar[Label] = _("Yes or no")
    control: ClassVar[str] = "yesno"
    labels_itself: ClassVar[bool] = True
    file_column: ClassVar[str] = "choice"
    nothing: ClassVar[Any] = False
    operators: ClassVar[Mapping[str, Label]] = {IS: pgettext_lazy("yes or no", "is")}

    def example(self, one_of: OneOf) -> Any:
        return True

    def clean(self, raw: Any) -> bool:
        if isinstance(raw, bool) or raw is None:
            return bool(raw)
        word = _as_read(str(raw))
        if word in YES_WORDS:
            return True
        if word in NO_WORDS:
            return False
        raise FieldError(_("Yes or no is expected here."))

    def schema(self) -> dict[str, Any]:
        return {"type": "boolean"}

    def from_db(self, raw: Any) -> bool:
        return bool(raw)

    def text(self, value: Any, show: Show) -> str:
        return gettext("yes") if value else ""

    def told(self, value: Any, show: Show) -> str:
        return gettext("yes") if value else gettext("no")

    def file_value(self, value: Any, show: Show) -> Any:
        return value

    def cell(self, value: Any, show: Show) -> str | Markup:
        return escape(gettext("yes")) if value else Markup("")

    def asked_by_filter(self, show: Show) -> FilterAsked:
        return FilterAsked(select=[("yes", gettext("yes")), ("no", gettext("no"))])

    def from_form(self, data: Mapping[str, Any], prefix: str = "") -> Any:
        return data.get(prefix + self.name, False)

    def words(self, value: Any) -> Iterable[str]:
        return ()

    def order_value(self, told: Any) -> Any:
        if told not in (0, 1):
            raise ValueError("this cursor belongs to another order")
        return bound(self, bool(told)) if self.own else bool(told)

    def check_argument(self, operator: str, argument: str) -> None:
        super().check_argument(operator, argument)
        self.clean(argument)

    def condition(self, operator: str, argument: str, alias: str, record_type: str) -> Condition:
        try:
            wanted = self.clean(argument)
        except FieldError:
            return NEVER
        column = self.expression(alias)
        if self.own:
            yes = Condition(f"{column} = %s", (bound(self, True),))
            return yes if wanted else Condition(f"({column} IS NULL OR {column} <> %s)", yes.params)
        return Condition(column if wanted else f"NOT {column}")

    def argument_text(self, operator: str, argument: str, show: Show) -> str:
        try:
            return gettext("yes") if self.clean(argument) else gettext("no")
        except FieldError:
            return argument
