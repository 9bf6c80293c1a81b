"""The card of a deal: what it may bring, whom it is with, and what was said with them."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext

from tailor.access.rights import Scope
from tailor.clients.records import PARTY
from tailor.clients.results import outcomes
from tailor.clients.talks import usual_direction
from tailor.clients.timeline import Told, interactions, interactions_about, noted_kinds, story_filters
from tailor.records import reading
from tailor.records.fields.base import Label
from tailor.records.next_steps import next_step
from tailor.records.record import Record
from tailor.records.showing import Show
from tailor.records.timeline import tells_of
from tailor.records.web.cards import card_extra, may_edit, story_context
from tailor.sales.records import DEAL, DEAL_CONTACT

MOST_PEOPLE = 30
WITH_CLIENT = "client"


@card_extra("deal")
def extra(request: HttpRequest, record: Record, show: Show) -> dict[str, Any]:
    by = show.actor
    client = client_of(record, show)
    return {
        **story_context(record, show),
        "client": client,
        "people": people_of(record, show),
        "step": next_step(record, show),
        "under_way": not record.values.get("closed_at"),
        "kinds": noted_kinds,
        "outcomes": outcomes,
        "direction": usual_direction(by),
        "filters": partial(filters_of, client),
        "may_note": by.scope("interaction", "create") is not Scope.NONE,
        "may_add": by.scope(DEAL_CONTACT.code, "create") is not Scope.NONE and may_edit(record, by),
        "v": {**{name: field.nothing for name, field in DEAL.declared.items()}, **record.values},
        "can": by.grant(DEAL.code).may_change,
    }


def client_of(record: Record, show: Show) -> Record | None:
    """Whom it is with, where this person sees them."""
    party = record.values.get("party")
    found = reading.get_many(PARTY, [party], show.actor) if party else []
    return found[0] if found else None


def people_of(record: Record, show: Show) -> list[tuple[Record, Record]]:
    """Who has a part in it, each with that part."""
    where = reading.visible(DEAL_CONTACT, show.actor)
    found = reading.select(
        DEAL_CONTACT,
        show.actor,
        f"t.deal_id = %s AND {where.sql}",
        [record.id, *where.params],
        "t.id",
        limit=MOST_PEOPLE,
    )
    parties = {one.id: one for one in reading.get_many(PARTY, [one.values["party"] for one in found], show.actor)}
    return [(one, parties[one.values["party"]]) for one in found if one.values["party"] in parties]


@tells_of("deal")
def said_about_deal(record: Record, show: Show, upto: datetime | None, size: int, only: str) -> Told:
    """What was said about the deal, newest first; with `WITH_CLIENT` everything that was said with its client."""
    if only != WITH_CLIENT:
        return interactions_about(record, show, upto, size, only)
    client = client_of(record, show)
    return interactions(client, show, upto, size, "") if client else ()


def filters_of(client: Record | None) -> list[tuple[str, Label]]:
    """What the story of a deal may be narrowed down to, and what it may be widened to."""
    wider = [(WITH_CLIENT, gettext("All with the client"))] if client else []
    return [*story_filters(), *wider]
