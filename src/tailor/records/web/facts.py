"""The facts of a card as HTML: what is filled in stands open; the rest of a section folds away under one line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from django.utils.translation import gettext as _
from markupsafe import Markup

from tailor.desk.icons import icon
from tailor.records.fields.base import Field

NAMED = 3  # so many of the empty fields are named on the line they fold away under


@dataclass(frozen=True, slots=True)
class Fact:
    """One field of a record as the card shows it; `edit_url` is empty where the person may not change it."""

    field: Field
    html: Any
    edit_url: str


def facts_html(sections: Sequence[tuple[str, Sequence[Fact]]]) -> Markup:
    """All sections of (title, facts). Empty ones are left out."""
    edit, pencil, add = (_("Edit: %(what)s"), f'title="{escape(_("Edit"))} (E)">{icon("pencil")}', escape(_("Add")))

    def shown(one: Fact, blank: str = "") -> str:
        label = escape(str(one.field.label))
        value = add if blank else str(one.html)
        if not one.edit_url:
            return f'<div class=""><dt>{label}</dt>\n<dd class="">{value}</dd></div>\n'
        pen = f'<button type="button" class="pen" aria-label="{escape(edit) % {"what": label}}" {pencil}</button>'
        return (
            f'<div class=""><dt>{label}</dt>\n<dd class="can{blank}">'
            f'<div class="val " data-edit="{one.edit_url}">{value}</div>{pen}</dd></div>\n'
        )

    parts = []
    for title, facts in sections:
        filled = [one for one in facts if one.html]
        blank = [one for one in facts if not one.html and one.edit_url]
        if title and (filled or blank):
            parts.append(f'<div class="sec"><h2>{escape(title)}</h2></div>\n')
        if filled:
            parts += ['<dl class="facts">', *[shown(one) for one in filled], "</dl>"]
        if blank:
            parts += [_fold(blank), *[shown(one, " blank") for one in blank], "</dl></details>"]
    return Markup("".join(parts))  # noqa: S704 - every piece was escaped where it was made


def _fold(blank: Sequence[Fact]) -> str:
    names = ", ".join([escape(str(one.field.label)) for one in blank[:NAMED]])
    more = " …" if len(blank) > NAMED else ""
    return f'<details class="blanks"><summary>{icon("plus")}{names}{more}</summary><dl class="facts">'
