"""The card of a lead: what may be done with it now, and whether the client is known already."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest

from tailor.access.rights import Scope
from tailor.clients.results import outcomes
from tailor.clients.talks import usual_direction
from tailor.clients.timeline import Told, interactions_about, noted_kinds
from tailor.records import reading
from tailor.records.operations import Operation
from tailor.records.record import Record
from tailor.records.showing import Show
from tailor.records.timeline import tells_of
from tailor.records.web.cards import card_extra, record_operations, story_context
from tailor.sales.records import DEAL
from tailor.sales.records.leads import HIDDEN, NEW, POSTPONED, TURNED
from tailor.sales.turning import in_charge, known_client

TAKE, REOPEN, TURN, HAND_OVER = "lead.take", "lead.reopen", "lead.turn", "lead.assign"
NEXT = {
    NEW: (TURN, "lead.answer", "lead.postpone", "lead.hide"),
    POSTPONED: (TURN, "lead.answer", REOPEN, "lead.hide"),
    HIDDEN: (REOPEN,),
    TURNED: (),
}
OTHERWISE = (TURN, "lead.postpone", "lead.hide")


@card_extra("lead")
def extra(request: HttpRequest, record: Record, show: Show) -> dict[str, Any]:
    turned = record.values.get("status") == TURNED
    return {
        **story_context(record, show),
        "doing": doing(record, show),
        "kinds": noted_kinds,
        "outcomes": outcomes,
        "direction": usual_direction(show.actor),
        "may_note": show.actor.scope("interaction", "create") is not Scope.NONE and not turned,
        "known": None if turned or record.values.get("party") else known_client(record, show.actor),
    }


def doing(record: Record, show: Show) -> list[Operation]:
    """What comes next with a lead as it stands, the likeliest first. Who works with no deals hands it over."""
    wanted = NEXT.get(record.values.get("status", ""), OTHERWISE)
    if TURN in wanted and in_charge(record, show.actor) is None:
        wanted = (HAND_OVER, *(one for one in wanted if one != TURN))
    if record.values.get("owner") is None and wanted:
        wanted = (TAKE, *wanted)
    there = {one.code: one for one in record_operations(record, show.actor)}
    return [there[code] for code in wanted if code in there]


@tells_of("lead")
def said_about_lead(record: Record, show: Show, upto: datetime | None, size: int, only: str) -> Told:
    """What was said about the lead; of one that is a deal now, what is said about that."""
    deal = record.values.get("deal")
    found = reading.get_many(DEAL, [deal], show.actor) if deal else []
    return interactions_about(found[0] if found else record, show, upto, size, only)
