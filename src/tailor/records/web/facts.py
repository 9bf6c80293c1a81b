"""The facts of a card as HTML: what is filled in stands open; the rest of a section folds away under one line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from django.utils.translation import gettext as _
from markupsafe import Markup

from tailor.desk.icons import icon
from tailor.kernel.remembering import remembered
from tailor.records.shape import fields_of
from tailor.records.types import RecordType

NAMED = 3  # so many of the empty fields are named on the line they fold away under


@dataclass(slots=True)
class Fact:
    """One field of a record as the card shows it: what it is called, escaped; its value; where it is changed, empty
    where the person may not."""

    label: str
    html: Any
    edit_url: str


def labels(kind: RecordType, language: str) -> Mapping[str, str]:
    """What the fields of a record type are called in the language spoken, by their names, escaped."""
    named = ("labels", kind.code, language)
    return remembered(named, lambda: {name: escape(str(field.label)) for name, field in fields_of(kind).items()})


def facts_html(sections: Sequence[tuple[str, Sequence[Fact]]]) -> Markup:
    """All sections of (title, facts). Empty ones are left out."""
    edit, pencil, add = (_("Edit: %(what)s"), f'title="{escape(_("Edit"))} (E)">{icon("pencil")}', escape(_("Add")))

    def shown(one: Fact, blank: str = "") -> str:
        label = one.label
        value = add if blank else str(one.html)
        if not one.edit_url:
            return f'<div class=""><dt>{label}</dt>\n<dd class="">{value}</dd></div>\n'
        pen = f'<button type="button" class="pen" aria-label="{escape(edit) % {"what": label}}" {pencil}</button>'
        return (
            f'<div class=""><dt>{label}</dt>\n<dd class="can{blank}">'
            f'<div class="val " data-edit="{one.edit_url}">{value}</div>{pen}</dd></div>\n'
        )

    parts = []
    for place, (title, facts) in enumerate(sections):
        filled = [one for one in facts if one.html]
        blank = [one for one in facts if not one.html and one.edit_url]
        if title and (filled or blank):
            parts.append(f'<div class="sec"><h2>{escape(title)}</h2></div>\n')
        if filled:
            parts += [f'<dl class="facts" id="facts-{place}">', *[shown(one) for one in filled], "</dl>"]
        if blank:
            parts += [_fold(blank, place), *[shown(one, " blank") for one in blank], "</dl></details>"]
    return Markup("".join(parts))  # noqa: S704 - every piece was escaped where it was made


def _fold(blank: Sequence[Fact], place: int) -> str:
    names = ", ".join([one.label for one in blank[:NAMED]])
    more = " …" if len(blank) > NAMED else ""
    return (
        f'<details class="blanks" id="blanks-{place}"><summary>{icon("plus")}{names}{more}</summary><dl class="facts">'
    )
