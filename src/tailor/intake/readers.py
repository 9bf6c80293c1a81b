"""Leads that came in, by whichever way, are distributed."""

from __future__ import annotations

from collections.abc import Sequence

from tailor.history.log import CREATE
from tailor.history.readers import Happened, reads_log
from tailor.intake.distributing import distribute
from tailor.kernel import stamps
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
