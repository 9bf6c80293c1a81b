from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import orjson
from django.db import connection
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from markupsafe import Markup

from tailor.kernel.numbers import whole_number
from tailor.records.fields.base import DASH, EMPTY_WORDS, Condition, Field, FieldError, Label, bound
from tailor.records.fields.contacts import getlist

if TYPE_CHECKING:
    from tailor.records.showing import Show


@dataclass(frozen=True, kw_only=True)
class Photo(Field):
    """A picture, by the id of its stored file."""

    exported: bool = False
    kind: ClassVar[str] = "photo"
    control: ClassVar[str] = "photo"
    in_place: ClassVar[bool] = False
    pictures_only: ClassVar[bool] = True
    nothing: ClassVar[Any] = None
    operators: ClassVar[Mapping[str, Label]] = EMPTY_WORDS

    @property
    def db_column(self) -> str:
        return self.column or f"{self.name}_id"

    def clean(self, raw: Any) -> int | None:
        if raw is None or raw == "":
            return None
        number = whole_number(str(raw))
        if not number:
            raise FieldError(_("A picture is expected here."))
        return number

    def schema(self) -> dict[str, Any]:
        return {"type": ["integer", "null"], "description": "id of a stored file"}

    def text(self, value: Any, show: Show) -> str:
        return gettext("a picture") if value else ""

    def html(self, value: Any, show: Show) -> str | Markup:
        if not value:
            return ""
        return Markup('<img class="thumb" src="/files/{}/small/" alt="{}">').format(value, gettext("a picture"))

    def cell(self, value: Any, show: Show) -> str | Markup:
        return self.html(value, show)

    def words(self, value: Any) -> Iterable[str]:
        return ()

    def files(self, value: Any) -> Iterable[int]:
        return (value,) if value else ()

    def emptiness(self, empty: bool, alias: str) -> Condition:
        return Condition(f"{self.expression(alias)} IS {'' if empty else 'NOT '}NULL")


@dataclass(frozen=True, kw_only=True)
class Files(Field):
    """Attached files: plain as ``[{"id", "name", "size", "picture"}]``."""

    exported: bool = False
    kind: ClassVar[str] = "files"
    control: ClassVar[str] = "files"
    in_place: ClassVar[bool] = False
    file_column: ClassVar[str] = ""
    nothing: ClassVar[Any] = []
    many: ClassVar[bool] = True

    def clean(self, raw: Any) -> list[dict[str, Any]]:
        if not raw:
            return []
        if not isinstance(raw, list) or not all(isinstance(one, dict) for one in raw):
            raise FieldError(_("Files are expected here."))
        return [self._entry(one) for one in raw]

    def _entry(self, given: Mapping[str, Any]) -> dict[str, Any]:
        pk, size = whole_number(str(given.get("id", ""))), whole_number(str(given.get("size", 0)))
        if not pk or size is None:
            raise FieldError(_("Files are expected here."))
        return {"id": pk, "name": str(given.get("name", "")), "size": size, "picture": bool(given.get("picture"))}

    def schema(self) -> dict[str, Any]:
        one = {
            "type": "object",
            "properties": {
                "id": {"type": "integer"},
                "name": {"type": "string"},
                "size": {"type": "integer"},
                "picture": {"type": "boolean"},
            },
            "required": ["id"],
        }
        return {"type": "array", "items": one}

    def to_db(self, value: Any) -> str:
        return orjson.dumps(value or []).decode()

    def from_db(self, raw: Any) -> Any:
        return orjson.loads(raw) if isinstance(raw, str) else (raw or [])

    @property
    def empty_in_db(self) -> Any:
        return "[]"

    def text(self, value: Any, show: Show) -> str:
        return ", ".join(one["name"] for one in value or ())

    def words(self, value: Any) -> Iterable[str]:
        return (one["name"] for one in value or ())

    def files(self, value: Any) -> Iterable[int]:
        return (one["id"] for one in value or ())


MOST_FILES = 20


@dataclass(frozen=True, kw_only=True)
class OwnFiles(Files):
    """Files in a field the company added: taken in and taken off where its value stands."""

    width: int = 200
    called: ClassVar[Label] = _("Files")
    wordy: ClassVar[bool] = True
    in_place: ClassVar[bool] = True

    def clean(self, raw: Any) -> list[dict[str, Any]]:
        kept = {one["id"]: one for one in super().clean(raw)}
        if len(kept) > MOST_FILES:
            raise FieldError(_("At most %(most)s files fit here."), most=MOST_FILES)
        return list(kept.values())

    def from_form(self, data: Mapping[str, Any], prefix: str = "") -> Any:
        """Forms post each file that stays as it is kept; what is uploaded is added where uploads are known."""
        name = prefix + self.name
        if name not in data:
            return None
        try:
            return [orjson.loads(one) for one in getlist(data, name) if one]
        except orjson.JSONDecodeError:
            return data[name]

    def asked(self, value: Any, show: Show) -> dict[str, Any]:
        files = value if isinstance(value, list) else []
        return {"text": "", "files": [(orjson.dumps(one).decode(), one) for one in files]}

    def html(self, value: Any, show: Show) -> str | Markup:
        links = [self._link(one) for one in value or ()]
        return Markup('<span class="marks">{}</span>').format(Markup(" ").join(links)) if links else ""

    def cell(self, value: Any, show: Show) -> str | Markup:
        if not value:
            return DASH
        more = Markup(' <small class="q">+{}</small>').format(len(value) - 1) if len(value) > 1 else ""
        return self._link(value[0]) + more

    def _link(self, one: Mapping[str, Any]) -> Markup:
        return Markup('<a class="act" href="/files/{}/" target="_blank" rel="noopener">{}</a>').format(
            one["id"], one["name"]
        )

    def order_expression(self, alias: str) -> str:
        """By the name of the first."""
        if connection.vendor == "postgresql":
            return f"({self.expression(alias)} -> 0 -> 'name')"
        return f"json_extract({alias}.custom, '$.{self.own_key}[0].name')"

    def order_value(self, told: Any) -> Any:
        if not isinstance(told, str):
            raise ValueError("this cursor belongs to another order")
        return bound(self, told)
