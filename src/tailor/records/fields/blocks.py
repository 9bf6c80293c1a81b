"""The blocks of a card: each a heading, in one or several languages, and the fields under it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import orjson
from django.utils.translation import gettext_lazy as _

from tailor.kernel.text import TooLong, clean_line
from tailor.records.fields.base import Field, FieldError, Label
from tailor.records.fields.texts import as_text, too_long
from tailor.records.fields.wordings import clean_wordings

if TYPE_CHECKING:
    from tailor.records.showing import Show

MOST_BLOCKS, MOST_FIELDS, LONGEST_TITLE = 40, 400, 120
PARTS = frozenset({"title", "titles", "fields"})


@dataclass(frozen=True, kw_only=True)
class Blocks(Field):
    """Plain as ``[{"title": "Contacts", "titles": {"ru": …}, "fields": ["phones", …]}, …]``; a field stands once."""

    kind: ClassVar[str] = "blocks"
    in_place: ClassVar[bool] = False
    nothing: ClassVar[Any] = []
    many: ClassVar[bool] = True
    file_column: ClassVar[str] = ""
    operators: ClassVar[Mapping[str, Label]] = {}

    def clean(self, raw: Any) -> list[dict[str, Any]]:
        if not raw:
            return []
        if not isinstance(raw, list | tuple) or not all(isinstance(one, Mapping) for one in raw):
            raise FieldError(_("A list of blocks is expected here, each with a title and its fields."))
        if len(raw) > MOST_BLOCKS:
            raise FieldError(_("At most %(most)s entries fit here."), most=MOST_BLOCKS)
        blocks = [_block(one) for one in raw]
        names = [name for block in blocks for name in block["fields"]]
        if len(names) > MOST_FIELDS:
            raise FieldError(_("At most %(most)s entries fit here."), most=MOST_FIELDS)
        if twice := next((name for name in names if names.count(name) > 1), ""):
            raise FieldError(_("This field stands there twice: %(name)s."), name=twice)
        return blocks

    def schema(self) -> dict[str, Any]:
        block = {
            "type": "object",
            "properties": {
                "title": {"type": "string", "maxLength": LONGEST_TITLE},
                "titles": {"type": "object", "additionalProperties": {"type": "string"}},
                "fields": {"type": "array", "items": {"type": "string"}},
            },
            "additionalProperties": False,
        }
        return {"type": "array", "items": block, "maxItems": MOST_BLOCKS}

    def to_db(self, value: Any) -> str:
        return orjson.dumps(value or []).decode()

    def from_db(self, raw: Any) -> list[dict[str, Any]]:
        blocks: list[dict[str, Any]] = orjson.loads(raw) if isinstance(raw, str) else raw
        return blocks or []

    @property
    def empty_in_db(self) -> Any:
        return "[]"

    def text(self, value: Any, show: Show) -> str:
        return " · ".join(f"{one.get('title', '')}: {', '.join(one.get('fields', ()))}" for one in value or ())

    def words(self, value: Any) -> Iterable[str]:
        return ()


def _block(raw: Mapping[str, Any]) -> dict[str, Any]:
    """One block with only what it says."""
    if strange := [str(name)[:40] for name in raw if name not in PARTS]:
        raise FieldError(_("“%(value)s” is not known here."), value=strange[0])
    fields = raw.get("fields") or []
    if not isinstance(fields, list | tuple) or not all(isinstance(one, str) for one in fields):
        raise FieldError(_("A list is expected here."))
    try:
        title = clean_line(as_text(raw.get("title")), LONGEST_TITLE)
    except TooLong as error:
        raise too_long(error) from None
    titles = clean_wordings(raw.get("titles"), LONGEST_TITLE)
    block = {"title": title, "titles": titles, "fields": [name[:40] for name in fields]}
    return {name: value for name, value in block.items() if value or name == "fields"}
