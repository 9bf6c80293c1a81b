"""What becomes of a value when its field becomes of another kind.

Own values are kept by the *form* they are in: that of the kind a field was made with under its name, others under
``name~form``. So a field that becomes a number reads what numbers there are, the texts stay beside them as they were, and
whoever turns the field back has each of them again, to the letter. Once somebody changes a value, what it was in other
forms goes.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from tailor.records.fields.base import Field, FieldError
from tailor.records.fields.choices import Choice, YesNo
from tailor.records.fields.contacts import Contacts
from tailor.records.fields.dates import Moment
from tailor.records.fields.numbers import Number
from tailor.records.fields.references import Reference
from tailor.records.fields.several import BETWEEN, References

BESIDE = "~"
FIXED_LANGUAGE = "hu"  # a value is read alike whoever asks: a lone comma stands before the fraction
WRITTEN = frozenset({"text", "longtext"})
TURNS: Mapping[str, frozenset[str]] = {
    "number": frozenset({"number", "money", "choice", *WRITTEN}),
    "money": frozenset({"number", "money", "choice", *WRITTEN}),
    "date": frozenset({"moment", *WRITTEN}),
    "moment": frozenset({"date", *WRITTEN}),
    "yesno": WRITTEN,
    "choice": frozenset({"choices", "number", "money", *WRITTEN}),
    "choices": frozenset({"choice", *WRITTEN}),
    "phones": WRITTEN,
    "emails": WRITTEN,
    "links": WRITTEN,
    "reference": frozenset({"references"}),
    "references": frozenset({"reference"}),
}
"""What each kind may become, and what may become it; a text whatever becomes a text."""


def turns_into(kind: str) -> frozenset[str]:
    """The kinds a field of that kind may become."""
    if kind in WRITTEN:
        return WRITTEN | {one for one, others in TURNS.items() if kind in others}
    return TURNS.get(kind, frozenset())


def form_of(field: Field) -> str:
    """The form in which the values of a field are kept: fields of one form read each other's."""
    if isinstance(field, Number):
        return f"{field.kind}{BESIDE}{field.places}"
    if isinstance(field, Reference | References):
        return f"{field.kind}{BESIDE}{field.to}"
    return field.kind


def key_of_form(name: str, form: str) -> str:
    return f"{name}{BESIDE}{form}"


def without_forms(unread: Mapping[str, Any] | None, changed: Collection[str]) -> dict[str, Any] | None:
    """What stands beside the fields there are, but for other forms of what was changed."""
    if not unread or not changed:
        return dict(unread) if unread else None
    return {key: kept for key, kept in unread.items() if key.partition(BESIDE)[0] not in changed}


def may_turn(old: Field, new: Field) -> bool:
    if isinstance(old, Reference | References) and isinstance(new, Reference | References):
        return old.to == new.to and new.kind in turns_into(old.kind)
    return old.derivation is None and new.derivation is None and new.kind in turns_into(old.kind)


@dataclass(frozen=True, slots=True)
class Turning:
    """From the kept values of one field to those of another."""

    old: Field
    new: Field

    def __call__(self, kept: Any) -> Any:
        """The plain value it becomes. Raises `FieldError` where it does not fit."""
        plain = self.old.from_own(kept)
        if self.old.is_nothing(plain):
            return self.new.nothing
        if isinstance(self.new, Reference):
            return self.new.clean(_only(plain))
        if isinstance(self.new, References):
            return self.new.clean([plain])
        with alike_for_everybody():
            return self.new.clean(self._given(plain))

    def _given(self, plain: Any) -> Any:
        text = printed(self.old, plain)
        unit = str(getattr(self.new, "behind", ""))
        if isinstance(self.new, Number) and unit:
            text = text.removesuffix(unit).removeprefix(unit)
        if isinstance(self.new, Choice) and not self.new.many and isinstance(plain, list):
            return printed(self.old, [_only(plain)])
        return text

    def rounds(self, kept: Any, plain: Any) -> bool:
        """Whether a number has fewer places then."""
        if not isinstance(self.new, Number) or not isinstance(self.old, Number) or plain is None:
            return False
        return Decimal(str(self.old.from_own(kept))) != Decimal(str(plain))


def alike_for_everybody() -> AbstractContextManager[Any]:
    """Dates and numbers are read and written in the company's own zone, and in no language in particular."""
    stack = ExitStack()
    stack.enter_context(translation.override(FIXED_LANGUAGE))
    stack.enter_context(timezone.override(timezone.get_default_timezone()))
    return stack


def printed(field: Field, plain: Any) -> str:
    """A plain value as a text, the same in every language."""
    if isinstance(field, YesNo):
        return "yes" if plain else "no"
    if isinstance(field, Number):
        return f"{field.shown(Decimal(str(plain))):f}"
    if isinstance(field, Moment):
        return timezone.localtime(datetime.fromisoformat(plain)).strftime("%Y-%m-%d %H:%M")
    if isinstance(field, Contacts):
        return BETWEEN.join(field.shown(entry) for entry in plain)
    if isinstance(field, Choice):
        chosen = plain if isinstance(plain, list) else [plain]
        return BETWEEN.join(_called(field, one) for one in chosen)
    return str(plain)


def _called(field: Choice, value: str) -> str:
    option = field.option(value)
    return str.__str__(option.label) if option and isinstance(option.label, str) else value


def _only(entries: Any) -> Any:
    if isinstance(entries, list) and len(entries) > 1:
        raise FieldError(_("These are several; one is expected here."))
    return entries[0] if isinstance(entries, list) else entries
