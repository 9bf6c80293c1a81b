"""The card of a lead: what may be done with it now, and whether the client is known already."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from tailor.records.operations import Operation
from tailor.records.record import Record
from tailor.records.showing import Show
from tailor.records.web.cards import card_extra, record_operations, story_context
from tailor.sales.records.leads import HIDDEN, NEW, POSTPONED, TURNED
from tailor.sales.turning import known_client

TAKE, REOPEN = "lead.take", "lead.reopen"
NEXT = {
    NEW: ("lead.turn", "lead.answer", "lead.postpone", "lead.hide"),
    POSTPONED: ("lead.turn", "lead.answer", REOPEN, "lead.hide"),
    HIDDEN: (REOPEN,),
    TURNED: (),
}
OTHERWISE = ("lead.turn", "lead.postpone", "lead.hide")


@card_extra("lead")
def extra(request: HttpRequest, record: Record, show: Show) -> dict[str, Any]:
    turned = record.values.get("status") == TURNED
    return {
        **story_context(record, show),
        "doing": doing(record, show),
        "known": None if turned or record.values.get("party") else known_client(record, show.actor),
    }


def doing(record: Record, show: Show) -> list[Operation]:
    """What comes next with a lead as it stands, the likeliest first."""
    wanted = NEXT.get(record.values.get("status", ""), OTHERWISE)
    if record.values.get("owner") is None and wanted:
        wanted = (TAKE, *wanted)
    there = {one.code: one for one in record_operations(record, show.actor)}
    return [there[code] for code in wanted if code in there]
