"""Example records: put in, and thrown away."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from tailor.brief import examples
from tailor.brief.questions import kept
from tailor.brief.web.views import ruling
from tailor.history.models import Event
from tailor.records.types import all_types
from tailor.records.undo import Later
from tailor.records.web.pages import render, saved


@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    """What examples there are, by kind."""
    ruling(request)
    examples.forget_if_gone()
    return _page(request, [])


def _page(request: HttpRequest, left: list[Later]) -> HttpResponse:
    step = examples.step_of_examples()
    found = dict[str, int]()
    for code in Event.objects.filter(step=step).values_list("record_type", flat=True) if step else ():
        found[code] = found.get(code, 0) + 1
    kinds = [(kind, found[kind.code]) for kind in all_types() if kind.code in found]
    return render(request, "brief/examples.html", {"step": step, "kinds": kinds, "left": left}, current="brief")


@require_POST
def put_in(request: HttpRequest) -> HttpResponse:
    by = ruling(request)
    if not examples.are_there():
        examples.put_in(kept(), by)
    return HttpResponseRedirect("/brief/examples/")


@require_POST
def throw_away(request: HttpRequest) -> HttpResponse:
    """What somebody worked on since stays, and is named."""
    by = ruling(request)
    outcome = examples.throw_away(by)
    text = ngettext("Thrown away: %(num)s record", "Thrown away: %(num)s records", outcome.changed) % {"num": outcome.changed}  # fmt: skip
    if not outcome.kept:
        return saved(HttpResponseRedirect("/brief/"), request, text, outcome.step_id)
    return saved(_page(request, list({(one.record_type, one.record_id): one for one in outcome.kept}.values())), request, text, outcome.step_id)  # fmt: skip
