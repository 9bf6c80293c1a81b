"""Several of what another kind of field holds one of: choices, records."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import orjson
from django.db import connection
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from markupsafe import Markup, escape

from tailor.kernel.numbers import whole_number
from tailor.records.fields.base import (
    DASH,
    INDEXED,
    NEVER,
    Condition,
    Field,
    FieldError,
    Label,
    OneOf,
    bound,
    either,
)
from tailor.records.fields.choices import Choice, swatch
from tailor.records.fields.chosen import Chosen
from tailor.records.fields.contacts import getlist
from tailor.records.fields.references import Reference

if TYPE_CHECKING:
    from tailor.records.showing import Show

MOST = 100
BETWEEN = "; "


def parts_of(raw: Any) -> list[Any]:
    """The entries of what came in: a list, or a text with semicolons or lines between them. Raises `FieldError`."""
    if raw is None or raw == "":
        return []
    if isinstance(raw, str):
        raw = [part for line in raw.splitlines() for part in line.split(";")]
    if isinstance(raw, int) and not isinstance(raw, bool):
        raw = [raw]
    if not isinstance(raw, list | tuple):
        raise FieldError(_("A list is expected here."))
    return [one for one in raw if str(one).strip()]


def checked_count(kept: list[Any]) -> list[Any]:
    if len(kept) > MOST:
        raise FieldError(_("At most %(most)s entries fit here."), most=MOST)
    return kept


def holds_any(field: Field, values: Sequence[Any], alias: str) -> Condition:
    """Whether any of the values is among those of an own field."""
    if not (field.own or field.column == INDEXED):
        return _in_column(field, values, alias)
    if connection.vendor == "postgresql":
        one = f"{field.expression(alias)} @> %s"
        return either([Condition(one, (bound(field, [value]),)) for value in values])
    if not values:
        return NEVER
    marks = ", ".join(["%s"] * len(values))
    found = f"SELECT 1 FROM json_each({alias}.custom, '$.{field.own_key}') entry WHERE entry.value IN ({marks})"
    return Condition(f"EXISTS ({found})", tuple(values))


def _in_column(field: Field, values: Sequence[Any], alias: str) -> Condition:
    """The same of a column that holds JSON as text; most rows hold none, and are not read into."""
    if not values:
        return NEVER
    column, marks = field.expression(alias), ", ".join(["%s"] * len(values))
    if connection.vendor == "postgresql":
        found = f"SELECT 1 FROM jsonb_array_elements_text({column}::jsonb) entry WHERE entry::bigint IN ({marks})"
    else:
        found = f"SELECT 1 FROM json_each({column}) entry WHERE entry.value IN ({marks})"
    return Condition(f"({column} <> '[]' AND EXISTS ({found}))", tuple(values))


@dataclass(frozen=True, kw_only=True)
class Choices(Choice):
    """Several of a few values; plain as a list of them in the order they are offered in. Only as an own field."""

    width: int = 180
    kind: ClassVar[str] = "choices"
    called: ClassVar[Label] = _("Several choices")
    control: ClassVar[str] = "choices"
    nothing: ClassVar[Any] = []
    many: ClassVar[bool] = True

    sections = Field.sections

    def example(self, one_of: OneOf) -> Any:
        return [one.value for one in self.offered()[:2]]

    def clean(self, raw: Any) -> Any:
        chosen = dict.fromkeys(super(Choices, self).clean(part) for part in parts_of(raw))
        places = {option.value: place for place, option in enumerate(self.offered())}
        return checked_count(sorted(filter(None, chosen), key=lambda value: places.get(value, len(places))))

    def schema(self) -> dict[str, Any]:
        return {"type": "array", "items": super().schema()}

    def given_schema(self) -> dict[str, Any]:
        values = [option.value for option in self.offered()]
        return {"type": "array", "items": {"type": "string", "enum": values}, "uniqueItems": True, "maxItems": MOST}

    def text(self, value: Any, show: Show) -> str:
        return ", ".join(super(Choices, self).text(one, show) for one in value or ())

    def file_value(self, value: Any, show: Show) -> Any:
        return BETWEEN.join(super(Choices, self).text(one, show) for one in value or ())

    def html(self, value: Any, show: Show) -> str | Markup:
        marks = [self._mark(one) for one in value or ()]
        return Markup('<span class="marks">{}</span>').format(Markup(" ").join(marks)) if marks else ""

    def _mark(self, value: str) -> Markup:
        option = self.option(value)
        if option and option.colour:
            return swatch(option)
        return Markup('<span class="mark">{}</span>').format(option.label if option else value)

    def cell(self, value: Any, show: Show) -> str | Markup:
        return self.html(value, show) or DASH

    def asked(self, value: Any, show: Show) -> dict[str, Any]:
        chosen = value if isinstance(value, list) else []
        gone = [(one, one) for one in chosen if not self.option(one)]
        offered = [(option.value, str(option.label)) for option in self.offered()]
        return {"text": "", "ticks": [(one, label, one in chosen) for one, label in offered + gone]}

    def from_form(self, data: Mapping[str, Any], prefix: str = "") -> Any:
        """Ticked ones; an empty entry says that it was asked."""
        return getlist(data, prefix + self.name) if prefix + self.name in data else None

    def joined(self, mine: Any, theirs: Any) -> Any:
        return self.clean([*mine, *(one for one in theirs if one not in mine)])

    def holding(self, values: Sequence[Any], alias: str) -> Condition:
        return holds_any(self, values, alias)

    def index_keys(self, kept: Any) -> Sequence[Any]:
        return tuple(dict.fromkeys(kept))

    def said(self, part: str, show: Show) -> str:
        return super().text(part, show)

    def ordered_by(self, alias: str) -> str:
        """By the first of them."""
        if connection.vendor == "postgresql":
            return f"({self.expression(alias)} -> 0)"
        return f"json_extract({alias}.custom, '$.{self.own_key}[0]')"


@dataclass(frozen=True, kw_only=True)
class References(Chosen):
    """Several records of one type, by their ids: as an own field, or in a column that holds JSON as text."""

    to: str
    width: int = 200
    kind: ClassVar[str] = "references"
    called: ClassVar[Label] = pgettext_lazy("kind of field", "Several records")
    control: ClassVar[str] = "references"
    file_column: ClassVar[str] = ""
    nothing: ClassVar[Any] = []
    many: ClassVar[bool] = True
    takes: ClassVar[frozenset[str]] = frozenset({"required", "to"})
    indexable: ClassVar[bool] = True

    @classmethod
    def own_settings(cls, definition: Any) -> dict[str, Any]:
        return {**super().own_settings(definition), "to": definition.to}

    def example(self, one_of: OneOf) -> Any:
        found = one_of(self.to)
        return [found] if found else None

    @property
    def one(self) -> Reference:
        """What a single one of them is."""
        return Reference(name=self.name, label=self.label, own=True, to=self.to, kept=self.kept)

    @property
    def empty_in_db(self) -> Any:
        return "[]"

    def to_db(self, value: Any) -> Any:
        return orjson.dumps(value or []).decode()

    def from_db(self, raw: Any) -> list[int]:
        ids: list[int] = orjson.loads(raw) if isinstance(raw, str) else raw
        return ids or []

    def clean(self, raw: Any) -> list[int]:
        ids = [whole_number(str(one).strip()) for one in parts_of(raw)]
        if not all(ids):
            raise FieldError(_("“%(value)s” is not known here."), value=str(raw)[:80])
        return checked_count(list(dict.fromkeys(pk for pk in ids if pk)))

    def schema(self) -> dict[str, Any]:
        said = f"ids of records of the type {self.to}"
        return {"type": "array", "items": {"type": "integer"}, "maxItems": MOST, "description": said}

    def references(self, value: Any) -> Iterable[tuple[str, int]]:
        return ((self.to, pk) for pk in value or ()) if not isinstance(value, int) else ()

    def moved(self, value: Any, source: int, target: int) -> Any:
        return list(dict.fromkeys(target if pk == source else pk for pk in value or ()))

    def naming(self, pk: int, alias: str) -> Condition:
        return self.with_index(holds_any(self, [pk], alias), [[pk]], alias)

    def text(self, value: Any, show: Show) -> str:
        return ", ".join(filter(None, (show.title(self.to, pk) for pk in value or ())))

    def file_value(self, value: Any, show: Show) -> Any:
        return BETWEEN.join(filter(None, (show.title(self.to, pk) for pk in value or ())))

    def html(self, value: Any, show: Show) -> str | Markup:
        links = [show.link(self.to, pk) for pk in value or ()]
        return Markup('<span class="marks">{}</span>').format(Markup(" ").join(links)) if links else ""

    def cell(self, value: Any, show: Show) -> str | Markup:
        if not value:
            return DASH
        more = Markup(' <small class="q">+{}</small>').format(len(value) - 1) if len(value) > 1 else ""
        return escape(show.link(self.to, value[0])) + more

    def asked(self, value: Any, show: Show) -> dict[str, Any]:
        """Those out of the person's sight stay ticked among the others, without a name."""
        chosen = [pk for pk in value if isinstance(pk, int)] if isinstance(value, list) else []
        offered = show.choices(self.to, None)
        known = dict(offered or ())
        rest = [
            (pk, show.title(self.to, pk) or gettext("not visible to you"), True) for pk in chosen if pk not in known
        ]
        return {"text": "", "to": self.to, "large": offered is None,
                "ticks": [*((pk, title, pk in chosen) for pk, title in known.items()), *rest]}  # fmt: skip

    def from_form(self, data: Mapping[str, Any], prefix: str = "") -> Any:
        return getlist(data, prefix + self.name) if prefix + self.name in data else None

    def asked_by_filter(self, show: Show) -> Any:
        return self.one.asked_by_filter(show)

    def words(self, value: Any) -> Iterable[str]:
        return ()

    def named(self, part: str) -> int | None:
        return whole_number(part)

    def said(self, part: str, show: Show) -> str:
        return self.one.said(part, show)

    def holding(self, values: Sequence[Any], alias: str) -> Condition:
        return holds_any(self, values, alias)

    def index_keys(self, kept: Any) -> Sequence[Any]:
        return tuple(dict.fromkeys(kept))

    def order_expression(self, alias: str) -> str:
        """By how many there are."""
        if connection.vendor == "postgresql":
            return f"jsonb_array_length({self.expression(alias)})"
        return f"json_array_length({self.expression(alias)})"

    def order_value(self, told: Any) -> Any:
        if not isinstance(told, int) or not 0 <= told <= MOST:
            raise ValueError("this cursor belongs to another order")
        return told
