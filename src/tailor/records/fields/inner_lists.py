"""Several things of the shape by their inner names, chosen and told by what they are called."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, ClassVar

from django.utils.translation import gettext
from markupsafe import Markup

from tailor.kernel.text import TooLong, clean_line
from tailor.records.fields.base import DASH, EMPTY_WORDS, Field, Label
from tailor.records.fields.choices import Choice, Option, swatch
from tailor.records.fields.contacts import getlist
from tailor.records.fields.lines import Lines
from tailor.records.fields.texts import as_text, too_long

if TYPE_CHECKING:
    from tailor.records.showing import Show

BETWEEN = " / "


@dataclass(frozen=True, kw_only=True)
class Names(Lines):
    """Plain as a list of inner names. What there is to choose is found by `offers`, given what the record says (as plain values
    or as a blueprint writes them): in one pipeline other stages than in another. Given nothing, it is all there is anywhere.
    `options` are those of one record."""

    offers: Callable[[Mapping[str, Any]], Iterable[Option]]
    options: tuple[Option, ...] | None = None
    width: int = 180
    hangs_on: ClassVar[tuple[str, ...]] = ("pipeline",)
    kind: ClassVar[str] = "names"
    control: ClassVar[str] = "choices"
    multiline: ClassVar[bool] = False

    def for_record(self, values: Mapping[str, Any]) -> Names:
        return replace(self, options=tuple(self.offers(values)))

    @property
    def offered(self) -> Sequence[Option]:
        return tuple(self.offers({})) if self.options is None else self.options

    def labels(self, value: Any) -> list[str]:
        """What they are called; those that are no longer there by their inner names."""
        offered = self.offered if value else ()
        return [_called(one, offered) or gettext("%(name)s (no longer there)") % {"name": one} for one in value or ()]

    def schema(self) -> dict[str, Any]:
        return {**super().schema(), "items": {"type": "string", "description": "an inner name"}}

    def text(self, value: Any, show: Show) -> str:
        return ", ".join(self.labels(value))

    def html(self, value: Any, show: Show) -> str | Markup:
        offered = {option.value: option for option in self.offered} if value else {}
        marks = [
            self._mark(one, offered.get(one), label) for one, label in zip(value or (), self.labels(value), strict=True)
        ]
        return Markup('<span class="marks">{}</span>').format(Markup(" ").join(marks)) if marks else ""

    def _mark(self, name: str, option: Option | None, label: str) -> Markup:
        if option is not None and option.colour:
            return swatch(option)
        return Markup('<span class="mark{}">{}</span>').format("" if option else " q", label)

    def cell(self, value: Any, show: Show) -> str | Markup:
        return self.html(value, show) or DASH

    def planned(self, value: Any) -> Any:
        return self.labels(value)

    def drawer(self, show: Show) -> Callable[[Any], str]:
        return Field.drawer(self.for_record({}) if self.options is None else self, show)

    def asked(self, value: Any, show: Show) -> dict[str, Any]:
        chosen = [str(one) for one in value] if isinstance(value, list | tuple) else []
        offered = self.offered
        gone = [one for one in chosen if not _called(one, offered)]
        ticks = [(one.value, str(one.label), one.value in chosen) for one in offered]
        return {
            "text": "",
            "ticks": [*ticks, *((one, label, True) for one, label in zip(gone, self.labels(gone), strict=True))],
        }

    def from_form(self, data: Mapping[str, Any], prefix: str = "") -> Any:
        """Ticked ones; an empty entry says that it was asked."""
        name = prefix + self.name
        return [line for one in getlist(data, name) for line in str(one).splitlines()] if name in data else None


@dataclass(frozen=True, kw_only=True)
class Name(Choice):
    """One thing by its inner name, likewise."""

    offers: Callable[[Mapping[str, Any]], Iterable[Option]]
    limit: int = 40
    known: bool = False
    hangs_on: ClassVar[tuple[str, ...]] = ("record_type",)
    kind: ClassVar[str] = "name"
    called: ClassVar[str] = ""
    indexable: ClassVar[bool] = False
    operators: ClassVar[Mapping[str, Label]] = EMPTY_WORDS

    def for_record(self, values: Mapping[str, Any]) -> Name:
        return replace(self, options=tuple(self.offers(values)), known=True)

    def clean(self, raw: Any) -> str:
        """Whether there is such a thing is judged with the whole record."""
        try:
            return clean_line(as_text(raw), self.limit)
        except TooLong as error:
            raise too_long(error) from None

    def schema(self) -> dict[str, Any]:
        return {"type": "string"}

    def given_schema(self) -> dict[str, Any]:
        return {"type": "string", "maxLength": self.limit}

    def text(self, value: Any, show: Show) -> str:
        if not value or self.option(value) or not self.known:
            return super().text(value, show)
        return gettext("%(name)s (no longer there)") % {"name": value}

    def planned(self, value: Any) -> Any:
        option = self.option(value)
        return str(option.label) if option else value

    def asked(self, value: Any, show: Show) -> dict[str, Any]:
        asked = super().asked(value, show)
        gone = [(value, self.text(value, show))] if value and not self.option(value) else []
        return {**asked, "choices": [*asked["choices"], *gone]}

    def drawer(self, show: Show) -> Callable[[Any], str]:
        return Field.drawer(self, show)


def _called(name: str, offered: Iterable[Option]) -> str:
    """What goes by that name, be it several things called differently; "" for nothing."""
    return BETWEEN.join(dict.fromkeys(str(one.label) for one in offered if one.value == name))
