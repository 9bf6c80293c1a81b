"""Earlier shapes: who changed what and when, and back to one of them by a draft."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tailor.records.blueprint.versions import BEGINNING, shape_at, versions
from tailor.records.reading import NotVisible
from tailor.records.trial import for_real
from tailor.records.web.pages import render
from tailor.workshop.drafts import begin_with
from tailor.workshop.web.views import shaper

MOST = 100


@require_GET
@for_real
def overview(request: HttpRequest) -> HttpResponse:
    shaper(request)
    return render(request, "workshop/versions.html", {"versions": versions(MOST)}, current="workshop")


@require_POST
@for_real
def again(request: HttpRequest, number: int) -> HttpResponse:
    """A draft that wants the shape as a version left it; publishing it tells first what that does."""
    by = shaper(request)
    if number not in {BEGINNING, *(one.number for one in versions(MOST))}:
        raise NotVisible
    said = _("Back to version %(number)s") if number else _("Back to the beginning")
    begin_with(by, shape_at(number, by), said % {"number": number} if number else said)
    return HttpResponseRedirect("/workshop/draft/")
