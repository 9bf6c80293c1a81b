"""What comes up when somebody calls: fields in their order, each of a size and under a colour."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import orjson
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tailor.records.fields.base import Field, FieldError, Label
from tailor.records.fields.choices import SWATCHES

if TYPE_CHECKING:
    from tailor.records.showing import Show

SMALL, USUAL, LARGE = "small", "usual", "large"
SIZES: Mapping[str, Label] = {
    SMALL: pgettext_lazy("size", "small"),
    USUAL: pgettext_lazy("size", "usual"),
    LARGE: pgettext_lazy("size", "large"),
}
MOST = 30
NAME = re.compile(r"[a-z][a-z0-9_]{0,60}")
PARTS = frozenset({"field", "size", "colour"})


@dataclass(frozen=True, kw_only=True)
class CalledUp(Field):
    """Plain as ``[{"field": "phones", "size": "large", "colour": "rust"}, …]``, of which only the field has to be said and
    the usual is not; a field stands once."""

    kind: ClassVar[str] = "called_up"
    in_place: ClassVar[bool] = False
    nothing: ClassVar[Any] = []
    many: ClassVar[bool] = True
    file_column: ClassVar[str] = ""
    operators: ClassVar[Mapping[str, Label]] = {}

    def clean(self, raw: Any) -> list[dict[str, str]]:
        if not raw:
            return []
        if not isinstance(raw, list | tuple):
            raise FieldError(_("A list is expected here."))
        if len(raw) > MOST:
            raise FieldError(_("At most %(most)s entries fit here."), most=MOST)
        found = [_entry(one) for one in raw]
        names = [one["field"] for one in found]
        if twice := next((name for name in names if names.count(name) > 1), ""):
            raise FieldError(_("This field stands there twice: %(name)s."), name=twice)
        return found

    def schema(self) -> dict[str, Any]:
        entry = {
            "type": "object",
            "properties": {
                "field": {"type": "string", "pattern": f"^{NAME.pattern}$"},
                "size": {"enum": list(SIZES)},
                "colour": {"enum": ["", *SWATCHES]},
            },
            "required": ["field"],
            "additionalProperties": False,
        }
        return {"type": "array", "items": entry, "maxItems": MOST}

    def to_db(self, value: Any) -> str:
        return orjson.dumps(value or []).decode()

    def from_db(self, raw: Any) -> list[dict[str, str]]:
        found: list[dict[str, str]] = orjson.loads(raw) if isinstance(raw, str) else raw
        return found or []

    @property
    def empty_in_db(self) -> Any:
        return "[]"

    def text(self, value: Any, show: Show) -> str:
        return ", ".join(one["field"] for one in value or ())

    def words(self, value: Any) -> Iterable[str]:
        return ()


def _entry(raw: Any) -> dict[str, str]:
    """One field with only what is said of it beyond the usual."""
    if not isinstance(raw, Mapping) or not NAME.fullmatch(str(raw.get("field"))):
        raise FieldError(
            _("A list of fields is expected here, each with its inner name, and a size and a colour if need be.")
        )
    size, colour = str(raw.get("size") or USUAL), str(raw.get("colour") or "")
    strange = [str(name) for name in raw if name not in PARTS]
    strange += [size] * (size not in SIZES) + [colour] * (bool(colour) and colour not in SWATCHES)
    if strange:
        raise FieldError(_("“%(value)s” is not known here."), value=strange[0][:40])
    entry = {"field": raw["field"], "size": size if size != USUAL else "", "colour": colour}
    return {name: value for name, value in entry.items() if value}
