"""Keeping the question of a list as a view."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tailor.records import gate
from tailor.records.listing.askable import askable
from tailor.records.listing.question import ask
from tailor.records.refusals import Refusal
from tailor.records.shape import visible_fields
from tailor.records.views import SAVED_VIEW, saved_views
from tailor.records.web.lists import board_in_sight
from tailor.records.web.pages import actor_of, fragment, kind_for, saved

SHARING = SAVED_VIEW.declared["sharing"]


@require_http_methods(["GET", "POST"])
def keep(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask for a name and who sees it; keep the list's present question under it."""
    kind, by = kind_for(request, slug), actor_of(request)
    data = request.POST if request.method == "POST" else request.GET
    params = QueryDict(data.get("question", "").lstrip("?"))
    question = ask(kind, params, visible_fields(kind, by), askable(kind, by)).address()
    context = {"kind": kind, "question": question, "errors": {}, "name": data.get("name", ""), "sharing": SHARING,
               "views": saved_views(kind, by)}  # fmt: skip
    if request.method == "GET":
        return fragment(request, "records/view_form.html", context)
    values = {
        "name": data.get("name"),
        "record_type": kind.code,
        "question": question or "?",
        "sharing": data.get("sharing"),
    }
    try:
        done = gate.create(SAVED_VIEW, values, by=by)
    except Refusal as refusal:
        return fragment(request, "records/view_form.html", context | {"errors": refusal.errors}, status=422)
    response = HttpResponse(
        status=204, headers={"HX-Redirect": (board_in_sight(request, kind) or f"/{kind.slug}/") + question}
    )
    return saved(response, request, _("View kept: %(name)s") % {"name": done.title}, done.step_id)


@require_POST
def drop(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Delete a view."""
    kind, by = kind_for(request, slug), actor_of(request)
    done = gate.delete(SAVED_VIEW, pk, by=by)
    response = HttpResponse(status=204, headers={"HX-Redirect": f"/{kind.slug}/"})
    return saved(response, request, _("View deleted: %(name)s") % {"name": done.title}, done.step_id)
