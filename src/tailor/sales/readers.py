"""What was put off comes back by itself."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from tailor.history.readers import Happened, reads_log
from tailor.kernel.jobs.running import enqueue
from tailor.sales.records import LEAD
from tailor.sales.returning import RETURN


@reads_log("sales")
def plan_returns(happened: Sequence[Happened]) -> None:
    """A job waits for each day to which leads were put off."""
    moments = {
        change[1] for one in happened
        if one.record_type == LEAD.code and (change := one.changes.get("postponed_until")) and change[1]
    }  # fmt: skip
    for at in sorted(moments):
        enqueue(RETURN, {}, title="", by_id=None, not_before=datetime.fromisoformat(at))
