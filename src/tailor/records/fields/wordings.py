"""What a company calls something, in whichever languages it says it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import orjson
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from markupsafe import escape

from tailor.kernel.text import TooLong, clean_line, clean_text
from tailor.records.fields.base import EMPTY_WORDS, Field, FieldError, Label
from tailor.records.fields.texts import as_text, too_long

if TYPE_CHECKING:
    from tailor.records.showing import Show

NAMED = 5


class OwnLabel(str):
    """A label the company gave, in whichever languages it gave it."""

    __slots__ = ("labels",)
    labels: Mapping[str, str]

    def __new__(cls, text: str, labels: Mapping[str, str]) -> OwnLabel:
        made = super().__new__(cls, text)
        made.labels = labels
        return made

    def __str__(self) -> str:
        return self.labels.get(get_language() or "", "") or str.__str__(self)

    def __html__(self) -> str:
        return str(escape(str(self)))

    @property
    def ways(self) -> list[str]:
        """In every language."""
        return [str.__str__(self), *self.labels.values()]


def clean_wordings(raw: Any, limit: int, *, clean: Callable[[str, int], str] = clean_line) -> dict[str, str]:
    """Texts by language, in the order of the languages. Raises `FieldError` for languages nobody here reads."""
    if raw is None or raw == "":
        return {}
    if not isinstance(raw, Mapping):
        raise FieldError(_("Texts by language are expected here, like ru: …"))
    known = [code for code, _name in settings.LANGUAGES]
    strange = [str(code)[:12] for code in raw if code not in known]
    if strange:
        more = " …" if len(strange) > NAMED else ""
        message = _("Tailor speaks %(known)s; there is no use for these: %(strange)s.")
        raise FieldError(message, known=", ".join(known), strange=", ".join(strange[:NAMED]) + more)
    try:
        texts = {code: clean(as_text(raw.get(code)), limit) for code in known}
    except TooLong as error:
        raise too_long(error) from None
    return {code: text for code, text in texts.items() if text}


@dataclass(frozen=True, kw_only=True)
class Wordings(Field):
    """The same text in other languages, plain as ``{"ru": …}``; where one is missing the text itself stands."""

    limit: int = 300
    lines: bool = False
    """Whether such a text has several lines."""
    kind: ClassVar[str] = "wordings"
    control: ClassVar[str] = "wordings"
    file_column: ClassVar[str] = ""
    nothing: ClassVar[Any] = {}
    operators: ClassVar[Mapping[str, Label]] = EMPTY_WORDS

    def clean(self, raw: Any) -> dict[str, str]:
        return clean_wordings(raw, self.limit, clean=clean_text if self.lines else clean_line)

    def schema(self) -> dict[str, Any]:
        texts = {code: {"type": "string", "maxLength": self.limit} for code, _name in settings.LANGUAGES}
        return {"type": "object", "properties": texts, "additionalProperties": False}

    def to_db(self, value: Any) -> str:
        return orjson.dumps(value or {}).decode()

    def from_db(self, raw: Any) -> Any:
        return orjson.loads(raw) if isinstance(raw, str) else (raw or {})

    @property
    def empty_in_db(self) -> Any:
        return "{}"

    def text(self, value: Any, show: Show) -> str:
        return " · ".join(f"{code}: {text}" for code, text in (value or {}).items())

    def asked(self, value: Any, show: Show) -> dict[str, Any]:
        given = value if isinstance(value, Mapping) else {}
        return {
            "lines": self.lines,
            "texts": [(code, name, given.get(code, "")) for code, name in settings.LANGUAGES],
            "text": "",
        }

    def from_form(self, data: Mapping[str, Any], prefix: str = "") -> Any:
        """Forms post ``name.language`` once for each."""
        name = f"{prefix}{self.name}"
        given = {code: data[f"{name}.{code}"] for code, _name in settings.LANGUAGES if f"{name}.{code}" in data}
        return given if given else data.get(name)

    def words(self, value: Any) -> Iterable[str]:
        return ()
