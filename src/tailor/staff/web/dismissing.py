"""Somebody leaves: they are signed out everywhere at once, and what is theirs goes to somebody else."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tailor.access.actors import Actor
from tailor.access.working_as import by_oneself
from tailor.kernel.jobs.running import enqueue
from tailor.kernel.numbers import whole_number
from tailor.kernel.sayings import Saying
from tailor.records import gate, reading
from tailor.records.operations import Operation, find
from tailor.records.refusals import Refusal
from tailor.records.selection import Selection
from tailor.records.showing import Show
from tailor.records.types import all_types
from tailor.records.web.pages import render, saved, show_for
from tailor.staff.records import USER
from tailor.staff.web.ruling import ruler


@dataclass(frozen=True, slots=True)
class Left:
    """What somebody who leaves has of one kind, and the operation that hands it over."""

    chosen: Selection
    operation: Operation
    count: int


@by_oneself
@require_http_methods(["GET", "POST"])
def dismiss(request: HttpRequest, pk: int) -> HttpResponse:
    by = ruler(request)
    record = reading.get(USER, pk, by)
    left, error = left_by(record.id, by), ""
    heirs = heirs_of(record.id, left, show_for(request))
    if request.method == "POST":
        chosen = request.POST.get("heir", "")
        heir = whole_number(chosen) or 0
        try:
            if chosen and heir not in dict(heirs):
                error = _("Choose one of these.")
            else:
                done = gate.update(USER, record.id, {"is_active": False}, by=by)
                job = hand_over(left, heir, by) if heir else None
                where = f"/jobs/{job}/" if job else record.url
                text = _("%(name)s does not work here any more and is signed out everywhere.") % {"name": record.title}
                return saved(HttpResponseRedirect(where), request, text, done.step_id if done.changes else None)
        except Refusal as refusal:
            error = " ".join(str(one) for one in refusal.errors.values())
    context = {
        "record": record, "left": left, "error": error, "theirs": ", ".join(f"{one.chosen.kind.plural}: {one.count}" for one in left),
        "heirs": [("", _("to nobody for now")), *heirs],
    }  # fmt: skip
    return render(request, "staff/dismiss.html", context, current="user", status=422 if error else 200)


def heirs_of(pk: int, left: list[Left], show: Show) -> list[tuple[int, str]]:
    """Those who may be in charge of all that is left."""
    may = [dict(show.owners(one.chosen.kind.code, None)) for one in left]
    return [
        (heir, name)
        for heir, name in (may[0].items() if may else ())
        if heir != pk and all(heir in others for others in may)
    ]


def left_by(pk: int, by: Actor) -> list[Left]:
    """What somebody owns, kind by kind, where it can be handed over."""
    found = []
    for kind in all_types():
        operation = find(f"{kind.code}.hand_over", kind)
        if kind.has_owner and operation is not None:
            chosen = Selection(kind, (), f"owner=is:{pk}", operation.right)
            if count := chosen.count(by):
                found.append(Left(chosen, operation, count))
    return found


def hand_over(left: list[Left], heir: int, by: Actor) -> int | None:
    """A job for each kind; the last one's number."""
    job = None
    for one in left:
        payload = {"operation": one.operation.code, "selection": one.chosen.plain(), "arguments": {"owner": heir}}
        title = Saying("%(deed)s: %(what)s", deed=one.operation.label, what=one.chosen.kind.plural)
        job = enqueue("records.operation", payload, title=title, by_id=by.person_id, total=one.count).pk
    return job
