"""Leads that came in, by whichever way, are distributed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from tailor.history.log import CREATE, DELETE
from tailor.history.models import Event
from tailor.history.readers import Happened, reads_log
from tailor.intake.distributing import distribute, distribute_missed
from tailor.kernel import stamps
from tailor.records.models import ModuleSwitch
from tailor.records.own_modules import MODULE_SWITCH
from tailor.sales.records import LEAD


@reads_log("intake")
def distribute_new(happened: Sequence[Happened]) -> None:
    """Those that were made without an owner."""
    came = [
        one.record_id for one in happened
        if one.record_type == LEAD.code and one.action == CREATE and not (one.changes.get("owner") or [None, None])[1]
    ]  # fmt: skip
    with stamps.held():
        distribute(came)
        for one in happened:
            if since := _went_off(one):
                distribute_missed(since)


def _went_off(one: Happened) -> datetime | None:
    """Since when this module was off, where it is switched on here."""
    on_again = one.action == DELETE or one.changes.get("off") == [True, False]
    if one.record_type != MODULE_SWITCH.code or not on_again:
        return None
    before = Event.objects.filter(record_type=one.record_type, record_id=one.record_id, id__lt=one.id)
    known = ModuleSwitch.objects.filter(pk=one.record_id, code="intake").exists()
    return before.order_by("-id").values_list("step__at", flat=True).first() if known else None
