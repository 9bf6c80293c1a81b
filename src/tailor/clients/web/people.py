"""Those who belong to a client, on its card: a face, a name, what they are, and a way to call."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from django.utils.translation import gettext as _
from markupsafe import Markup

from tailor.desk.icons import icon
from tailor.records.record import Record
from tailor.records.web.helpers import picture

SHOWN_OF_PEOPLE = frozenset({"name", "photo", "is_company", "phones", "position"})


def people_html(people: Iterable[tuple[str, Record]]) -> Markup:
    """Items of a list out of (what they are to the client, who)."""
    call = escape(_("Call"))
    return Markup("".join([_item(part, one, call) for part, one in people]))  # noqa: S704 - escaped where it was made


def _item(part: str, one: Record, call: str) -> str:
    phones = one.values.get("phones") or [{"value": ""}]
    dial = ""
    if number := escape(phones[0]["value"]):
        dial = f'<a class="btn icon quiet" href="tel:{number}" aria-label="{call}" title="{call}">{icon("phone")}</a>'
    return (
        f'<li><a class="line grow" href="{one.url}">{picture(one, 26)}'
        f'<span class="cut">{escape(one.title)}<small>{escape(part)}</small></span></a>{dial}</li>'
    )
