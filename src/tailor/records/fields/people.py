"""Several employees. Plain as a list of their ids."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import orjson
from django.db import connection
from django.utils.translation import gettext_lazy as _
from markupsafe import Markup

from tailor.kernel.numbers import whole_number
from tailor.records.fields.base import DASH, Condition, Field, FieldError, FilterAsked, Label
from tailor.records.fields.chosen import Chosen
from tailor.records.fields.contacts import getlist
from tailor.records.fields.references import PERSON
from tailor.records.fields.several import BETWEEN, MOST, checked_count, parts_of

if TYPE_CHECKING:
    from tailor.records.showing import Show


@dataclass(frozen=True, kw_only=True)
class People(Chosen):
    """In a column of their own, which holds JSON as text."""

    width: int = 170
    kind: ClassVar[str] = "people"
    called: ClassVar[Label] = ""
    control: ClassVar[str] = "references"
    file_column: ClassVar[str] = ""
    nothing: ClassVar[Any] = []
    many: ClassVar[bool] = True

    def of_kind(self, code: str) -> Field | None:
        return self if code == PERSON else None

    def clean(self, raw: Any) -> list[int]:
        ids = [whole_number(str(one).strip()) for one in parts_of(raw)]
        if not all(ids):
            raise FieldError(_("“%(value)s” is not known here."), value=str(raw)[:80])
        return checked_count(list(dict.fromkeys(pk for pk in ids if pk)))

    def schema(self) -> dict[str, Any]:
        return {"type": "array", "items": {"type": "integer"}, "maxItems": MOST,
                "description": f"ids of records of the type {PERSON}"}  # fmt: skip

    def to_db(self, value: Any) -> str:
        return orjson.dumps(value or []).decode()

    def from_db(self, raw: Any) -> list[int]:
        ids: list[int] = orjson.loads(raw) if isinstance(raw, str) else raw
        return ids or []

    @property
    def empty_in_db(self) -> Any:
        return "[]"

    def references(self, value: Any) -> Iterable[tuple[str, int]]:
        return ((PERSON, pk) for pk in value) if isinstance(value, list) else ()

    def moved(self, value: Any, source: int, target: int) -> Any:
        return list(dict.fromkeys(target if pk == source else pk for pk in value or ()))

    def naming(self, pk: int, alias: str) -> Condition:
        return self.holding([pk], alias)

    def holding(self, values: Sequence[Any], alias: str) -> Condition:
        marks, column = ", ".join(["%s"] * len(values)), self.expression(alias)
        if connection.vendor == "postgresql":
            found = f"SELECT 1 FROM jsonb_array_elements_text({column}::jsonb) entry WHERE entry::bigint IN ({marks})"
        else:
            found = f"SELECT 1 FROM json_each({column}) entry WHERE entry.value IN ({marks})"
        return Condition(f"EXISTS ({found})", tuple(values))

    def text(self, value: Any, show: Show) -> str:
        return ", ".join(filter(None, (show.title(PERSON, pk) for pk in value or ())))

    def file_value(self, value: Any, show: Show) -> Any:
        return BETWEEN.join(filter(None, (show.title(PERSON, pk) for pk in value or ())))

    def html(self, value: Any, show: Show) -> str | Markup:
        people = [show.person(pk) for pk in value or ()]
        return Markup('<span class="marks">{}</span>').format(Markup(" ").join(people)) if people else ""

    def cell(self, value: Any, show: Show) -> str | Markup:
        if not value:
            return DASH
        more = Markup(' <small class="q">+{}</small>').format(len(value) - 1) if len(value) > 1 else ""
        return show.person(value[0]) + more

    def asked(self, value: Any, show: Show) -> dict[str, Any]:
        chosen = [pk for pk in value if isinstance(pk, int)] if isinstance(value, list) else []
        offered = dict(show.choices(PERSON, None) or ())
        rest = [(pk, show.title(PERSON, pk), True) for pk in chosen if pk not in offered]
        ticks = [*((pk, title, pk in chosen) for pk, title in offered.items()), *rest]
        return {"text": "", "to": PERSON, "large": False, "ticks": ticks}

    def from_form(self, data: Mapping[str, Any], prefix: str = "") -> Any:
        return getlist(data, prefix + self.name) if prefix + self.name in data else None

    def asked_by_filter(self, show: Show) -> FilterAsked:
        return FilterAsked(ticks=show.choices(PERSON, None) or ())

    def words(self, value: Any) -> Iterable[str]:
        return ()

    def named(self, part: str) -> int | None:
        return whole_number(part)

    def said(self, part: str, show: Show) -> str:
        return show.title(PERSON, whole_number(part) or 0)
