"""A record of whatever kind. Plain as ``type/id``: ``party/12``."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, ClassVar

from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from markupsafe import Markup

from tailor.kernel.numbers import whole_number
from tailor.records.fields.base import (
    DASH,
    EMPTY_WORDS,
    Condition,
    Field,
    FieldError,
    FilterAsked,
    Label,
    either,
)
from tailor.records.fields.chosen import IS, Chosen

if TYPE_CHECKING:
    from tailor.records.showing import Show
    from tailor.records.types import RecordType


def written(code: str, pk: int) -> str:
    """The plain value that names a record."""
    return f"{code}/{pk}"


def nameable(kind: RecordType) -> bool:
    """Whether such records may be named by a field that names any: what the company keeps and looks up, not its shape."""
    return kind.listed and not kind.small and kind.shaping is None


def parted(value: Any) -> tuple[str, int] | None:
    """The type and the id a plain value names; None where there are no such records here, or no longer."""
    from tailor.records.types import record_type  # noqa: PLC0415 - record types are made of fields

    code, _slash, number = str(value or "").partition("/")
    pk = whole_number(number)
    try:
        return (code, pk) if pk and record_type(code) else None
    except KeyError:
        return None


@dataclass(frozen=True, kw_only=True)
class AnyRecord(Chosen):
    """One record of any kind. `to` is the kind it is asked about, as `of_kind` says; none for all."""

    to: str = ""
    width: int = 200
    kind: ClassVar[str] = "any"
    called: ClassVar[Label] = ""
    control: ClassVar[str] = "any"
    telling: ClassVar[bool] = True
    file_column: ClassVar[str] = ""
    nothing: ClassVar[Any] = None
    operators: ClassVar[Mapping[str, Label]] = {IS: pgettext_lazy("record", "is"), **EMPTY_WORDS}

    def of_kind(self, code: str) -> Field | None:
        from tailor.records.types import record_type  # noqa: PLC0415 - record types are made of fields

        return replace(self, to=code) if nameable(record_type(code)) else None

    def clean(self, raw: Any) -> str | None:
        text = str(raw or "").strip().strip("/")
        if not text:
            return None
        from tailor.records.types import record_type  # noqa: PLC0415 - record types are made of fields

        named = parted(text)
        if named is None or not nameable(record_type(named[0])):
            raise FieldError(_("“%(value)s” is not known here."), value=text[:80])
        return written(*named)

    def schema(self) -> dict[str, Any]:
        return {"type": ["string", "null"], "pattern": r"^[a-z_][a-z0-9_]*/[0-9]+$",
                "description": "a record of any type, as its type and its id: party/12"}  # fmt: skip

    def given_schema(self) -> dict[str, Any]:
        return {"type": ["string", "null"]}

    def references(self, value: Any) -> Iterable[tuple[str, int]]:
        named = parted(value) if isinstance(value, str) else None
        return (named,) if named else ()

    def naming(self, pk: int, alias: str) -> Condition:
        return Condition(f"{self.expression(alias)} = %s", (written(self.to, pk),))

    def moved(self, value: Any, source: int, target: int) -> Any:
        return written(self.to, target)

    def text(self, value: Any, show: Show) -> str:
        named = parted(value)
        return show.title(*named) if named else ""

    def cell(self, value: Any, show: Show) -> str | Markup:
        return self.html(value, show) or DASH

    def html(self, value: Any, show: Show) -> str | Markup:
        named = parted(value)
        return show.link(*named) if named else ""

    def drawer(self, show: Show) -> Callable[[Any], str]:
        return lambda value: self.cell(value, show)

    def asked(self, value: Any, show: Show) -> dict[str, Any]:
        known = isinstance(value, str) and parted(value) is not None
        return {
            "text": (self.text(value, show) or gettext("not visible to you")) if known else "",
            "value": value if known else "",
            "clearable": not self.required,
        }

    def asked_by_filter(self, show: Show) -> FilterAsked:
        return FilterAsked(note=gettext("Filled in or empty; for one of them open its card."))

    def words(self, value: Any) -> Iterable[str]:
        return ()

    def emptiness(self, empty: bool, alias: str) -> Condition:
        return Condition(f"{self.expression(alias)} IS {'' if empty else 'NOT '}NULL")

    def named(self, part: str) -> str | None:
        found = parted(part)
        return written(*found) if found else None

    def said(self, part: str, show: Show) -> str:
        return self.text(part, show)

    def holding(self, values: Sequence[Any], alias: str) -> Condition:
        return either([Condition(f"{self.expression(alias)} = %s", (one,)) for one in values])
