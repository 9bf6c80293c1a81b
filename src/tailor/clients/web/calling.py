"""The card that comes up when a client calls: who that is, what was last and what is next, and what the company chose of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from tailor.clients.records import PARTY
from tailor.clients.web.card import NOTHING
from tailor.records import reading
from tailor.records.layouts import OnCallerCard, caller_of
from tailor.records.next_steps import next_step
from tailor.records.record import Record
from tailor.records.shape import visible_fields
from tailor.records.showing import Show
from tailor.records.web.pages import kind_for, render, show_for


@dataclass(frozen=True, slots=True)
class Told:
    """A field of who calls that has something in it."""

    label: str
    html: Any
    size: str
    colour: str


@require_GET
def calling(request: HttpRequest, pk: int) -> HttpResponse:
    """The card as a page of its own."""
    kind, show = kind_for(request, PARTY.slug), show_for(request)
    record = reading.get(kind, pk, show.actor)
    return render(request, "clients/calling.html", caller_card(record, show), current=kind.code, windowed=True)


def caller_card(record: Record, show: Show) -> dict[str, Any]:
    """What `clients/calling_card.html` is drawn from."""
    return {
        "record": record,
        "show": show,
        "v": {**NOTHING, **record.values},
        "kind": record.kind,
        "step": next_step(record, show),
        "last": last_contact(record, show),
        "told": told(record, show),
    }


def told(record: Record, show: Show) -> list[Told]:
    """The chosen fields that are filled in, as far as the person sees them."""
    fields = visible_fields(record.kind, show.actor)
    chosen = [one for one in caller_of(record.kind, fields, show.actor) if one.field.name in record.values]
    show.prepare(ref for one in chosen for ref in one.field.references(record.values[one.field.name]))
    said = [_told(one, record, show) for one in chosen]
    return [one for one in said if one.html]


def _told(one: OnCallerCard, record: Record, show: Show) -> Told:
    html = one.field.html(record.values[one.field.name], show)
    return Told(str(one.field.label), html, one.size, one.colour)


def last_contact(record: Record, show: Show) -> dict[str, str] | None:
    """When one was last in touch and how; None where that is not to be seen."""
    if "last_contact_at" not in record.values:
        return None
    at, how = record.values["last_contact_at"], record.values.get("last_contact_kind", "")
    if not at:
        return {"ago": "", "at": "", "how": ""}
    moment = datetime.fromisoformat(at)
    kind = record.kind.declared["last_contact_kind"]
    return {"ago": show.ago(moment), "at": show.moment(moment), "how": kind.text(how, show) if how else ""}
