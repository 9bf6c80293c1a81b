"""Trying a source out: its first items as the leads they would become; and looking now."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tailor.desk.toasts import Toast, add_toast
from tailor.intake.records import SOURCE
from tailor.intake.sources.loading import NotGot, items_of, judged, why
from tailor.intake.watching import wake
from tailor.records import reading
from tailor.records.changes import Refused
from tailor.records.record import Record
from tailor.records.refusals import Forbidden
from tailor.records.web.cards import may_edit
from tailor.records.web.pages import actor_of, fragment, show_for
from tailor.sales.records import LEAD

SHOWN = 5
TOLD = ("name", "phones", "emails", "text", "link")


def _mine(request: HttpRequest, pk: int) -> Record:
    by = actor_of(request)
    source = reading.get(SOURCE, pk, by)
    if not may_edit(source, by):
        raise Forbidden(_("You may see this but not change it."))
    return source


@require_POST
def try_out(request: HttpRequest, pk: int) -> HttpResponse:
    source, show = _mine(request, pk), show_for(request)
    try:
        items = items_of(source.values)
    except NotGot as fault:
        return fragment(request, "intake/tried.html", {"fault": str(fault.message), "leads": [], "count": 0})
    leads = []
    for one in judged(source.values, items[:SHOWN]):
        values = one.change.values if isinstance(one, Refused) else one.after
        facts = [] if isinstance(one, Refused) else [
            (LEAD.declared[name].label, LEAD.declared[name].text(values[name], show)) for name in TOLD if values.get(name)
        ]  # fmt: skip
        leads.append((values.get("title") or "", facts, str(why(one.refusal)) if isinstance(one, Refused) else ""))
    return fragment(request, "intake/tried.html", {"fault": "", "leads": leads, "count": len(items)})


@require_POST
def look_now(request: HttpRequest, pk: int) -> HttpResponse:
    source = _mine(request, pk)
    response = HttpResponse()
    if source.values["active"]:
        wake(source.id, now=True)
        text = _("It is looked at now. What is new stands among the leads in a moment.")
    else:
        text = _("It is switched off. Switch it on to have it looked at.")
    add_toast(response, Toast(text), request=request)
    return response
