from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape as escaped
from typing import TYPE_CHECKING, Any, ClassVar

from django.db import connection
from django.utils.translation import gettext_lazy as _
from markupsafe import Markup

from tailor.desk.links import written
from tailor.kernel import emails
from tailor.kernel.text import TooLong, clean_line, clean_text, fold
from tailor.records.fields.base import DASH, EMPTY_WORDS, NEVER, Condition, Field, FieldError, Label, OneOf, bound
from tailor.records.fields.masks import fitted

if TYPE_CHECKING:
    from tailor.records.models import OwnField
    from tailor.records.showing import Show

HAS, IS = "has", "is"
SORTED_BY = 200  # characters of a text in an own field that its order goes by
EMAIL_FAULTS: Mapping[str, Label] = {
    "no_at": _("An e-mail address has an @ in it."),
    "no_domain": _("What stands behind the @ is missing."),
    "bad_domain": _("There is no such domain as behind this @."),
    "bad_local": _("The part before the @ cannot be read."),
    "too_long": _("An e-mail address is at most 254 characters long."),
}


def as_text(raw: Any) -> str:
    if raw is None:
        return ""
    if not isinstance(raw, str | int | float):
        raise FieldError(_("Text is expected here."))
    return str(raw)


@dataclass(frozen=True, kw_only=True)
class Text(Field):
    """One line."""

    limit: int = 300
    mask: str = ""
    kind: ClassVar[str] = "text"
    called: ClassVar[Label] = _("Text")
    takes: ClassVar[frozenset[str]] = frozenset({"required", "preset", "unique", "longest", "mask"})
    longest_own: ClassVar[int] = 2000
    """How long the company may let one be."""
    indexable: ClassVar[bool] = True
    wordy: ClassVar[bool] = True
    telling: ClassVar[bool] = True
    operators: ClassVar[Mapping[str, Label]] = {HAS: _("contains"), IS: _("is"), **EMPTY_WORDS}

    @classmethod
    def own_settings(cls, definition: OwnField) -> dict[str, Any]:
        more: dict[str, Any] = {"limit": definition.longest} if definition.longest else {}
        return {**super().own_settings(definition), **more, "mask": definition.mask}

    def example(self, one_of: OneOf) -> Any:
        if not self.mask:
            return _("Example")
        return self.mask.translate({ord("9"): "1", ord("*"): "1"})

    def clean(self, raw: Any) -> str:
        try:
            text = clean_line(as_text(raw), self.limit)
        except TooLong as error:
            raise too_long(error) from None
        return self._masked(text) if text and self.mask else text

    def _masked(self, text: str) -> str:
        made = fitted(text, self.mask)
        if made is None:
            message = _("“%(value)s” is not written like %(mask)s: 9 is a digit, A a letter, * either.")
            raise FieldError(message, value=text[:60], mask=self.mask)
        return made

    def given_schema(self) -> dict[str, Any]:
        return {"type": "string", "maxLength": self.limit}

    def drawer(self, show: Show) -> Callable[[Any], str]:
        return lambda text: escaped(text) if text else DASH

    def condition(self, operator: str, argument: str, alias: str, record_type: str) -> Condition:
        if operator == IS:
            return Condition(f"{self.expression(alias)} = %s", (bound(self, argument),))
        if operator == HAS:
            return (
                words_condition(argument, alias, record_type)
                if self.sort == "name"
                else contains(self, argument, alias)
            )
        return super().condition(operator, argument, alias, record_type)

    def index_keys(self, kept: Any) -> Sequence[Any]:
        return (kept[:SORTED_BY],)

    def sought(self, operator: str, argument: str, record_type: str) -> Condition | None:
        return super().sought(operator, argument[:SORTED_BY], record_type)

    def order_expression(self, alias: str) -> str:
        """Of long ones the beginning decides; an index has room for no more."""
        value = self.expression(alias)
        if not self.own:
            return value
        if connection.vendor == "postgresql":
            return f"to_jsonb(left({value} #>> '{{}}', {SORTED_BY}))"
        return f"substr({value}, 1, {SORTED_BY})"


@dataclass(frozen=True, kw_only=True)
class LongText(Text):
    """Several lines."""

    limit: int = 100_000
    width: int = 260
    kind: ClassVar[str] = "longtext"
    called: ClassVar[Label] = _("Long text")
    control: ClassVar[str] = "longtext"
    takes: ClassVar[frozenset[str]] = frozenset({"required", "preset", "longest"})
    longest_own: ClassVar[int] = 100_000
    multiline: ClassVar[bool] = True
    indexable: ClassVar[bool] = False
    telling: ClassVar[bool] = False
    file_column: ClassVar[str] = "longtext"

    def clean(self, raw: Any) -> str:
        try:
            return clean_text(as_text(raw), self.limit)
        except TooLong as error:
            raise too_long(error) from None

    def html(self, value: Any, show: Show) -> str | Markup:
        """As it was written, line by line; a long one folded, so that it does not push the other facts out of sight."""
        return written(self.text(value, show))

    def joined(self, mine: str, theirs: str) -> str:
        return theirs if mine in theirs else mine if theirs in mine else f"{mine}\n{theirs}"


@dataclass(frozen=True, kw_only=True)
class Email(Text):
    """One e-mail address."""

    limit: int = 254
    kind: ClassVar[str] = "email"
    called: ClassVar[Label] = ""
    control: ClassVar[str] = "email"
    telling: ClassVar[bool] = False

    def example(self, one_of: OneOf) -> Any:
        return "example@example.com"

    def clean(self, raw: Any) -> str:
        text = super().clean(raw)
        return checked_email(text).lower() if text else ""


@dataclass(frozen=True, kw_only=True)
class Secret(Field):
    """Something written once and never read back or logged: a password. The gate does not see it."""

    exported: bool = False
    kind: ClassVar[str] = "secret"
    control: ClassVar[str] = "secret"
    in_place: ClassVar[bool] = False
    secret: ClassVar[bool] = True
    file_column: ClassVar[str] = ""
    operators: ClassVar[Mapping[str, Label]] = {}

    def words(self, value: Any) -> Iterable[str]:
        return ()


def checked_email(text: str) -> str:
    try:
        return emails.check(text)
    except ValueError as error:
        raise FieldError(EMAIL_FAULTS.get(str(error), _("This is no e-mail address."))) from None


def too_long(error: TooLong) -> FieldError:
    return FieldError(
        _("At most %(limit)s characters fit here; these are %(length)s."), limit=error.limit, length=error.length
    )


def contains(field: Field, argument: str, alias: str) -> Condition:
    """Rows whose text holds the argument, in the usual ways of writing it with and without capitals."""
    column = field.expression(alias)
    if field.own:
        column = f"CAST({column} AS TEXT)"
    ways = dict.fromkeys((argument, argument.lower(), argument.upper(), argument.capitalize(), argument.title()))
    escaped = [way.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") for way in ways]
    likes = " OR ".join([f"{column} LIKE %s ESCAPE '\\'"] * len(escaped))
    return Condition(f"({likes})", tuple(f"%{way}%" for way in escaped))


def words_condition(argument: str, alias: str, record_type: str) -> Condition:
    """Records in whose name a word begins with each word of the argument, in any script."""
    words = fold(argument).split()
    if not words:
        return NEVER
    one = f"{alias}.id IN (SELECT record_id FROM records_searchword WHERE scope = %s AND word >= %s AND word < %s)"
    params: list[str] = []
    for word in words[:6]:
        params += [f"{record_type}.title", word, word + "\U0010ffff"]
    return Condition(" AND ".join([one] * len(words[:6])), tuple(params))
