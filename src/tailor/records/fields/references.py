from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from markupsafe import Markup

from tailor.kernel.numbers import whole_number
from tailor.records.fields.base import DASH, Condition, Field, FieldError, FilterAsked, Label, OneOf
from tailor.records.fields.chosen import Chosen

if TYPE_CHECKING:
    from tailor.records.models import OwnField
    from tailor.records.showing import Show

PERSON = "user"
ME = "me"


@dataclass(frozen=True, kw_only=True)
class Reference(Chosen):
    """Another record, by its id. Small record types are chosen from a list, large ones by search.

    `only` names a yes-no field that is yes in whatever may be chosen, `only_says` tells that. `told_there` is whether the card
    of what it names lists the records that name it; own fields are always told.
    """

    to: str
    only: str = ""
    only_says: Label = ""
    told_there: bool = False
    kind: ClassVar[str] = "reference"
    called: ClassVar[Label] = pgettext_lazy("kind of field", "Record")
    control: ClassVar[str] = "reference"
    telling: ClassVar[bool] = True
    file_column: ClassVar[str] = "choice"
    made_by_name: ClassVar[bool] = True
    """Whether a row of a foreign file that names a record nobody knows brings it in."""
    takes: ClassVar[frozenset[str]] = frozenset({"required", "to"})
    indexable: ClassVar[bool] = True
    nothing: ClassVar[Any] = None

    @classmethod
    def own_settings(cls, definition: OwnField) -> dict[str, Any]:
        return {**super().own_settings(definition), "to": definition.to}

    def example(self, one_of: OneOf) -> Any:
        return one_of(self.to)

    @property
    def db_column(self) -> str:
        return self.column or f"{self.name}_id"

    def clean(self, raw: Any) -> int | None:
        if raw is None or raw == "":
            return None
        number = whole_number(str(raw).strip())
        if not number:
            raise FieldError(_("“%(value)s” is not known here."), value=str(raw)[:80])
        return number

    def schema(self) -> dict[str, Any]:
        return {"type": ["integer", "null"], "description": f"id of a record of the type {self.to}"}

    def references(self, value: Any) -> Iterable[tuple[str, int]]:
        return ((self.to, value),) if value and isinstance(value, int) else ()

    def text(self, value: Any, show: Show) -> str:
        return show.title(self.to, value) if value else ""

    def cell(self, value: Any, show: Show) -> str | Markup:
        return show.link(self.to, value) if value else DASH

    def drawer(self, show: Show) -> Callable[[Any], str]:
        link, to = show.link, self.to
        return lambda pk: link(to, pk) if pk else DASH

    def html(self, value: Any, show: Show) -> str | Markup:
        return show.link(self.to, value) if value else ""

    def sections(self, show: Show) -> Sequence[tuple[str, str | Markup]]:
        return [(str(pk), self.html(pk, show)) for pk, _title in show.choices(self.to, None) or ()]

    def asked(self, value: Any, show: Show) -> dict[str, Any]:
        known = value if isinstance(value, int) else None  # what was refused is no id
        return {
            "choices": show.choices(self.to, known),
            "to": self.to,
            "only": self.only,
            "text": self.text(known, show),
            "clearable": not self.required,
        }

    def asked_by_filter(self, show: Show) -> FilterAsked:
        if choices := show.choices(self.to, None):
            return FilterAsked(ticks=choices)
        return FilterAsked(note=gettext("Filled in or empty; for one of them open its card."))

    def words(self, value: Any) -> Iterable[str]:
        return ()

    def emptiness(self, empty: bool, alias: str) -> Condition:
        return Condition(f"{self.expression(alias)} IS {'' if empty else 'NOT '}NULL")

    def named(self, part: str) -> int | None:
        return whole_number(part)

    def said(self, part: str, show: Show) -> str:
        return show.title(self.to, whole_number(part) or 0)


@dataclass(frozen=True, kw_only=True)
class Person(Reference):
    """An employee. `owns` is the record type this is the owner of: then only those are offered who may own such."""

    to: str = PERSON
    owns: str = ""
    width: int = 170
    kind: ClassVar[str] = "person"
    called: ClassVar[Label] = _("Employee")
    takes: ClassVar[frozenset[str]] = frozenset({"required"})
    telling: ClassVar[bool] = False
    file_column: ClassVar[str] = "person"
    made_by_name: ClassVar[bool] = False

    @classmethod
    def own_settings(cls, definition: OwnField) -> dict[str, Any]:
        return Field.own_settings(definition)

    def cell(self, value: Any, show: Show) -> str | Markup:
        return show.person(value) if value else DASH

    def drawer(self, show: Show) -> Callable[[Any], str]:
        person = show.person
        return lambda pk: person(pk) if pk else DASH

    def html(self, value: Any, show: Show) -> str | Markup:
        return show.person(value) if value else ""

    def sections(self, show: Show) -> Sequence[tuple[str, str | Markup]]:
        """Those who left are among them, behind the others: what is theirs still stands in the list."""
        return [(str(pk), self.html(pk, show)) for pk in show.people()]

    def asked(self, value: Any, show: Show) -> dict[str, Any]:
        asked = super().asked(value, show)
        if self.owns:
            asked["choices"] = show.owners(self.owns, value if isinstance(value, int) else None)
        return asked

    def asked_by_filter(self, show: Show) -> FilterAsked:
        """`me` is replaced by the asking person before it gets to `condition` (`listing.question`)."""
        return FilterAsked(ticks=[(ME, gettext("me")), *super().asked_by_filter(show).ticks])

    def named(self, part: str) -> int | None:
        return 0 if part == ME else super().named(part)

    def said(self, part: str, show: Show) -> str:
        return gettext("me") if part == ME else super().said(part, show)
