"""What there is to choose in a field of the company's own, as a field of that field's definition."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import orjson
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext
from markupsafe import Markup, escape

from tailor.kernel.text import TooLong, clean_line, fold
from tailor.records.fields.base import DASH, EMPTY_WORDS, Field, FieldError, Label
from tailor.records.fields.choices import SWATCHES, options_of, swatch
from tailor.records.fields.contacts import getlist
from tailor.records.fields.texts import as_text, too_long
from tailor.records.fields.wordings import clean_wordings

if TYPE_CHECKING:
    from tailor.records.showing import Show

MOST_CHOICES = 500
LONGEST_CHOICE = 120
PARTS = ("value", "label", "colour")
SEPARATORS = str.maketrans(",;", "  ")
SHOWN = 12

Given = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class OptionList(Field):
    """Plain as ``[{"value", "label", "labels", "colour"}]``, without what says nothing.

    The value is what records keep: it stays when the label is changed, and is the label one began with where none is given.
    A bare text, or several lines of one, is the short form of that.
    """

    kind: ClassVar[str] = "options"
    control: ClassVar[str] = "options"
    file_column: ClassVar[str] = ""
    nothing: ClassVar[Any] = []
    operators: ClassVar[Mapping[str, Label]] = EMPTY_WORDS

    def clean(self, raw: Any) -> list[Given]:
        given = raw.splitlines() if isinstance(raw, str) else raw or []
        if not isinstance(given, list | tuple):
            raise FieldError(_("A list is expected here."))
        kept: dict[str, Given] = {}
        for one in given:
            if made := self._one(one if isinstance(one, Mapping) else {"label": one}):
                kept.setdefault(made["value"], made)
        if len(kept) > MOST_CHOICES:
            message = _(
                "At most %(most)s choices fit here; these are %(count)s. A kind of record of its own holds more."
            )
            raise FieldError(message, most=MOST_CHOICES, count=len(kept))
        self._check_labels(kept.values())
        return list(kept.values())

    def _one(self, given: Mapping[str, Any]) -> Given | None:
        if strange := [str(part) for part in given if part not in (*PARTS, "labels")]:
            raise FieldError(_("“%(value)s” is not known here."), value=strange[0][:60])
        try:
            label, value = (clean_line(as_text(given.get(part)), LONGEST_CHOICE) for part in ("label", "value"))
        except TooLong as error:
            raise too_long(error) from None
        if not (label or value):
            return None
        made: Given = {"value": value or " ".join(label.translate(SEPARATORS).split()), "label": label or value}
        if labels := clean_wordings(given.get("labels"), LONGEST_CHOICE):
            made["labels"] = labels
        if colour := str(given.get("colour") or ""):
            if colour not in SWATCHES:
                message = _("There is no colour “%(value)s”; there are: %(names)s.")
                raise FieldError(message, value=colour[:40], names=", ".join(SWATCHES))
            made["colour"] = colour
        return made

    def _check_labels(self, given: Iterable[Given]) -> None:
        """Who names one in a file means just one."""
        called: set[str] = set()
        for one in given:
            word = fold(one["label"]) or one["label"]
            if word in called:
                raise FieldError(_("Two choices are called “%(value)s”."), value=one["label"][:60])
            called.add(word)

    def from_log(self, value: Any) -> Any:
        """Choices were lines of text once."""
        return self.clean(value) if isinstance(value, str) else value

    def as_written(self, value: Any) -> Any:
        """Those that say no more than what they are called in the short form."""
        return [one["label"] if one == {"value": one["label"], "label": one["label"]} else _brief(one) for one in value]

    def schema(self) -> dict[str, Any]:
        texts: dict[str, Any] = {part: {"type": "string", "maxLength": LONGEST_CHOICE} for part in PARTS}
        texts["colour"] = {"enum": list(SWATCHES)}
        texts["labels"] = {
            "type": "object",
            "properties": {code: {"type": "string"} for code, _name in settings.LANGUAGES},
        }
        one = {"type": "object", "properties": texts, "additionalProperties": False}
        return {"type": "array", "items": {"anyOf": [{"type": "string"}, one]}, "maxItems": MOST_CHOICES}

    def given_schema(self) -> dict[str, Any]:
        return {**self.schema(), "type": ["array", "string"]}

    def to_db(self, value: Any) -> str:
        return orjson.dumps(value or []).decode()

    def from_db(self, raw: Any) -> Any:
        return orjson.loads(raw) if isinstance(raw, str) else (raw or [])

    @property
    def empty_in_db(self) -> Any:
        return "[]"

    def text(self, value: Any, show: Show) -> str:
        return ", ".join(str(option.label) for option in options_of(value or ()))

    def cell(self, value: Any, show: Show) -> str | Markup:
        return escape(self.text(value, show)) if value else DASH

    def html(self, value: Any, show: Show) -> str | Markup:
        marks = [swatch(one) if one.colour else escape(one.label) for one in options_of((value or ())[:SHOWN])]
        rest = (
            Markup('<span class="q">+{}</span>').format(len(value) - SHOWN) if len(value or ()) > SHOWN else Markup("")
        )
        return Markup('<span class="marks">{}</span>').format(Markup(" ").join([*marks, rest])) if marks else ""

    def asked(self, value: Any, show: Show) -> dict[str, Any]:
        rows = value if isinstance(value, list) and all(isinstance(one, Mapping) for one in value) else []
        return {
            "text": "",
            "rows": [*rows, {"value": "", "label": ""}],
            "colours": [("", "—"), *((name, pgettext("colour", name)) for name in SWATCHES)],
            "languages": settings.LANGUAGES,
        }

    def from_form(self, data: Mapping[str, Any], prefix: str = "") -> Any:
        """Forms post ``name.label``, ``name.colour``, ``name.value`` and ``name.label.language`` once for each row."""
        name = prefix + self.name
        columns = {part: getlist(data, f"{name}.{part}") for part in PARTS}
        if not columns["label"]:
            return data.get(name)
        languages = {code: getlist(data, f"{name}.label.{code}") for code, _name in settings.LANGUAGES}
        return [
            {part: texts[at] for part, texts in columns.items() if at < len(texts)}
            | {"labels": {code: texts[at] for code, texts in languages.items() if at < len(texts)}}
            for at, label in enumerate(columns["label"])
            if label.strip()
        ]

    def words(self, value: Any) -> Iterable[str]:
        return ()


def _brief(one: Given) -> Given:
    return {part: one[part] for part in ("value", "label", "labels", "colour") if part in one}
