"""A few short texts, one a line. Plain as a list of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import orjson
from django.utils.translation import gettext_lazy as _

from tailor.kernel.text import TooLong, clean_line
from tailor.records.fields.base import Field, FieldError, Label
from tailor.records.fields.texts import too_long

if TYPE_CHECKING:
    from tailor.records.showing import Show

MOST = 100


@dataclass(frozen=True, kw_only=True)
class Lines(Field):
    """Each text once, in the order given."""

    limit: int = 200
    kind: ClassVar[str] = "lines"
    control: ClassVar[str] = "longtext"
    multiline: ClassVar[bool] = True
    nothing: ClassVar[Any] = []
    many: ClassVar[bool] = True
    file_column: ClassVar[str] = ""
    operators: ClassVar[Mapping[str, Label]] = {}

    def clean(self, raw: Any) -> list[str]:
        if raw is None:
            return []
        given = raw.splitlines() if isinstance(raw, str) else raw
        if not isinstance(given, list | tuple) or not all(isinstance(one, str | int) for one in given):
            raise FieldError(_("A list is expected here."))
        try:
            lines = list(dict.fromkeys(filter(None, (clean_line(str(one), self.limit) for one in given))))
        except TooLong as error:
            raise too_long(error) from None
        if len(lines) > MOST:
            raise FieldError(_("At most %(most)s entries fit here."), most=MOST)
        return lines

    def schema(self) -> dict[str, Any]:
        return {"type": "array", "items": {"type": "string"}, "maxItems": MOST}

    def to_db(self, value: Any) -> str:
        return orjson.dumps(value or []).decode()

    def from_db(self, raw: Any) -> list[str]:
        lines: list[str] = orjson.loads(raw) if isinstance(raw, str) else raw
        return lines or []

    @property
    def empty_in_db(self) -> Any:
        return "[]"

    def text(self, value: Any, show: Show) -> str:
        return ", ".join(value or ())

    def asked(self, value: Any, show: Show) -> dict[str, Any]:
        return {"text": "\n".join(value) if isinstance(value, list) else str(value or "")}

    def words(self, value: Any) -> Iterable[str]:
        return ()
