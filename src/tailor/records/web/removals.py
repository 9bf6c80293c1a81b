"""What was taken out of the company's shape, and bringing it back with all it held."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from tailor.access.actors import Actor
from tailor.history.log import DELETE, RESTORE
from tailor.history.models import Event
from tailor.records import gate, reading
from tailor.records.changes import Change
from tailor.records.menu import ListAction, register_list_action
from tailor.records.record import Record
from tailor.records.refusals import Refusal
from tailor.records.types import RecordType, record_type
from tailor.records.web.pages import actor_of, kind_for, render, saved, show_for

MOST = 200

register_list_action(
    ListAction("gone", gettext_lazy("Bin"), lambda slug: f"/{slug}/bin/", "delete", lambda code: has_bin(record_type(code)))
)  # fmt: skip


def has_bin(kind: RecordType) -> bool:
    """Those of the shape have one: little is ever removed there, and it comes back with its data."""
    return kind.shaping is not None


def kind_with_bin(request: HttpRequest, slug: str) -> RecordType:
    kind = kind_for(request, slug, "delete")
    if not has_bin(kind):
        raise reading.NotVisible
    return kind


@require_GET
def removed(request: HttpRequest, slug: str) -> HttpResponse:
    kind, show = kind_with_bin(request, slug), show_for(request)
    found = gone(kind, show.actor)
    beside = [kind.declared[name] for name in kind.columns if name != kind.title][:2]
    lines = [
        (one, " · ".join(filter(None, (field.text(one.values.get(field.name), show) for field in beside))))
        for one in found
    ]
    context = {"kind": kind, "lines": lines, "who": who_removed(kind, found), "show": show}
    return render(request, "records/bin.html", context, current=kind.code)


def gone(kind: RecordType, by: Actor) -> list[Record]:
    """What was removed, the latest first."""
    where = reading.visible(kind, by, gone=True)
    return reading.select(kind, by, f"{where.sql} AND t.deleted_at IS NOT NULL", where.params, "t.deleted_at DESC, t.id DESC", limit=MOST)  # fmt: skip


def who_removed(kind: RecordType, found: list[Record]) -> Mapping[int, tuple[datetime, str]]:
    """When and by whom each was removed last."""
    events = Event.objects.filter(record_type=kind.code, record_id__in=[one.id for one in found], action=DELETE)
    known = events.order_by("id").values_list("record_id", "step__at", "step__actor__name")
    return {pk: (at, name or "Tailor") for pk, at, name in known}


@require_POST
def back(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    kind, by = kind_with_bin(request, slug), actor_of(request)
    response = HttpResponse(status=302, headers={"Location": f"/{kind.slug}/bin/"})
    try:
        with gate.step(by, f"{kind.code}.restore") as act:
            done = gate.write(act, [Change(kind, RESTORE, pk)])[0]
    except Refusal as refusal:
        return saved(response, request, " ".join(map(str, refusal.errors.values())), None, tone="late")
    return saved(response, request, _("Back again: %(name)s") % {"name": done.title}, done.step_id)
