"""Fields whose values are chosen from what there is. A filter names some of it: ``is:3,5`` finds whatever has any of them,
``not:3,5`` whatever has none."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, ClassVar

from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from tailor.records.fields.base import EMPTY_WORDS, INDEXED, NEVER, Condition, Field, FieldError, Label, bound

if TYPE_CHECKING:
    from tailor.records.showing import Show

IS, NOT = "is", "not"
MOST_ASKED = 200
SAID = 4  # so many of them a sentence names


def parts_in(argument: str) -> list[str]:
    """What a filter names, each once."""
    return list(dict.fromkeys(filter(None, map(str.strip, argument.split(",")))))


def any_of(field: Field, values: Sequence[Any], alias: str) -> Condition:
    """Whether the field's value is among the values."""
    if not values:
        return NEVER
    marks = ", ".join(["%s"] * len(values))
    return Condition(f"{field.expression(alias)} IN ({marks})", tuple(bound(field, value) for value in values))


def in_words(operator: str, parts: Sequence[str], say: Callable[[str], str]) -> str:
    """“Wholesale, Retail or Dealer”: the first of them by name, and how many more there are. What `say` says nothing of, for it
    is gone or out of sight, has no name here."""
    more = len(parts) - SAID if len(parts) > SAID + 1 else 0  # a last one is named rather than counted
    names = [say(part) or gettext("(no longer there)") for part in parts[: SAID if more else None]]
    if more:
        return _together(operator, names) + f" + {more}"
    *before, last = names or [""]
    if not before:
        return last
    filling = {"before": _together(operator, before), "last": last}
    if operator == NOT:
        return pgettext("none of these", "%(before)s or %(last)s") % filling
    return pgettext("any of these", "%(before)s or %(last)s") % filling


def _together(operator: str, names: Sequence[str]) -> str:
    said = names[0]
    for name in names[1:]:
        more = pgettext("none of these", "%(before)s, %(next)s") if operator == NOT else "%(before)s, %(next)s"
        said = more % {"before": said, "next": name}
    return said


@dataclass(frozen=True, kw_only=True)
class Chosen(Field):
    """A kind says what a part of an argument names (`named`, `said`), and which rows hold any of such values (`holding`)."""

    several: ClassVar[bool] = True
    operators: ClassVar[Mapping[str, Label]] = {IS: _("is"), NOT: _("is not"), **EMPTY_WORDS}

    def named(self, part: str) -> Any:
        """The value, be there such a one or not; None for what can be none."""
        return None if "\0" in part else part

    def said(self, part: str, show: Show) -> str:
        """What that is called; "" for what is gone or out of sight."""
        raise NotImplementedError

    def holding(self, values: Sequence[Any], alias: str) -> Condition:
        """Rows with any of the values."""
        return any_of(self, values, alias)

    def values_in(self, argument: str) -> list[Any]:
        return [value for part in parts_in(argument)[:MOST_ASKED] if (value := self.named(part)) is not None]

    def condition(self, operator: str, argument: str, alias: str, record_type: str) -> Condition:
        if operator not in (IS, NOT):
            return super().condition(operator, argument, alias, record_type)
        values = self.values_in(argument)
        found = self.holding(values, alias) if values else NEVER
        return found if operator == IS or not values else Condition(f"(({found.sql}) IS NOT TRUE)", found.params)

    def sought(self, operator: str, argument: str, record_type: str) -> Condition | None:
        if operator != IS or not self.index:
            return super().sought(operator, argument, record_type)
        values = self.values_in(argument)
        return any_of(replace(self, column=INDEXED), values, "o") if values else None

    def check_argument(self, operator: str, argument: str) -> None:
        super().check_argument(operator, argument)
        parts = parts_in(argument) if operator in (IS, NOT) else []
        if len(parts) > MOST_ASKED:
            raise FieldError(_("At most %(most)s entries fit here."), most=MOST_ASKED)
        if strange := [part for part in parts if self.named(part) is None]:
            raise FieldError(_("“%(value)s” is not known here."), value=strange[0][:40])

    def argument_text(self, operator: str, argument: str, show: Show) -> str:
        return in_words(operator, parts_in(argument), lambda part: self.said(part, show))
