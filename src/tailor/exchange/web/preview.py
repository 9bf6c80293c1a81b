"""The first rows of a file as they would become, drawn for whoever looks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from tailor.exchange.foresight import Foreseen
from tailor.exchange.loading import ASKED, CREATED, REJECTED, SKIPPED, UPDATED
from tailor.exchange.models import Import
from tailor.exchange.targets import NEW
from tailor.kernel.sayings import said
from tailor.records.fields import Field
from tailor.records.shape import visible_fields
from tailor.records.showing import Show
from tailor.records.types import record_type

MOST = 160  # letters of a cell
TONES = {CREATED: "good", UPDATED: "good", ASKED: "owed", REJECTED: "late"}


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the preview; `cells` are (text, whether it would change)."""

    number: int
    outcome: str
    cells: Sequence[tuple[str, bool]]
    why: str


def verdicts() -> Mapping[str, str]:
    """What becomes of a row, in a word."""
    return {
        CREATED: pgettext("row of a file", "New"),
        UPDATED: pgettext("row of a file", "Update"),
        SKIPPED: pgettext("row of a file", "Skip"),
        ASKED: pgettext("row of a file", "You decide"),
        REJECTED: pgettext("row of a file", "Refused"),
    }


def results() -> Mapping[str, str]:
    """What became of a row, in a word."""
    past = {UPDATED: pgettext("row of a file", "Updated"), SKIPPED: pgettext("row of a file", "Skipped")}
    return {**verdicts(), **past}


def why(reasons: Sequence[Sequence[Any]]) -> str:
    """The reasons of a row as a sentence."""
    by = {"phone": _("the same phone"), "email": _("the same e-mail"), "name": _("the same name")}
    parts = [(said(column), said(text)) for column, text in reasons]
    return "; ".join(f"{by.get(column, column)}: {text}" if column else text for column, text in parts)


def drawn(load: Import, show: Show) -> tuple[list[str], list[Line]]:
    """The headings of the preview and its rows. Fields that stay empty in all of them are left out."""
    rows = [Foreseen(**one) for one in load.preview]
    fields = visible_fields(record_type(load.record_type), show.actor)
    names = dict.fromkeys(name for row in rows for name in (*row.values, *row.cells))
    texts = {(row.number, name): _text(row, name, fields, show) for row in rows for name in names}
    shown = [name for name in names if any(texts[row.number, name] for row in rows)]
    lines = [
        Line(
            row.number,
            row.outcome,
            [(texts[row.number, name], name in row.changed) for name in shown],
            why(row.reasons),
        )
        for row in rows
    ]
    return [_label(name, fields) for name in shown], lines


def _label(name: str, fields: Mapping[str, Field]) -> str:
    return str(fields[name].label) if name in fields else name.removeprefix(NEW)


def _text(row: Foreseen, name: str, fields: Mapping[str, Field], show: Show) -> str:
    """A value in words: as the file has it where the row would be refused, or its field is yet to be made."""
    value = row.cells.get(name) or row.named.get(name) or row.values.get(name)
    if name not in fields and not name.startswith(NEW):
        return ""  # nothing that this person may see
    if name in fields and name not in row.cells and name not in row.named and value is not None:
        value = fields[name].text(value, show)
    text = ", ".join(str(value or "").splitlines())
    return text if len(text) <= MOST else text[:MOST] + "…"
