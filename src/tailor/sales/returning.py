"""Leads that were put off wait again when their day has come, and whoever has them is told."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tailor.access.actors import TAILOR, Way
from tailor.history.log import UPDATE
from tailor.kernel import stamps
from tailor.kernel.jobs.running import Run, task
from tailor.notifications.kinds import NotificationKind, register_kind
from tailor.notifications.telling import notify
from tailor.records import gate
from tailor.records.changes import Change
from tailor.sales.models import Lead
from tailor.sales.records.leads import LEAD, NEW, POSTPONED

RETURN = "sales.return"
PORTION = 200
BACK = register_kind(
    NotificationKind(
        "lead.back",
        _("A lead I put off waits again"),
        "calendar-clock",
        _("It was put off until now: %(what)s"),
        own=True,
    )
)


@task(RETURN, quick=True)
def bring_back(run: Run) -> None:
    """All whose day has come, in small steps; what a kill leaves is due still."""
    while _portion():
        run.wait()


def _portion() -> int:
    with stamps.held(), transaction.atomic():
        due = Lead.objects.filter(status=POSTPONED, postponed_until__lte=timezone.now(), deleted_at=None)
        ids = list(due.order_by("id").values_list("id", flat=True)[:PORTION])
        act = gate.Step(TAILOR.by(Way.AUTOMATION), "lead.reopen")
        saved = gate.write_possible(act, [Change(LEAD, UPDATE, pk, {"status": NEW}) for pk in ids])
        for one in saved:
            if one.owner_id:
                notify(BACK, [one.owner_id], record=(LEAD.code, one.id), step=act.id)
        return len(saved)
