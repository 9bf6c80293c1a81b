"""The shape as a file: taken away, or brought in as a draft."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from tailor.records.blueprint.document import read_shape
from tailor.records.blueprint.faults import NotABlueprint
from tailor.records.blueprint.text import MOST_LETTERS, from_text, to_text
from tailor.records.trial import for_real
from tailor.records.web.pages import render
from tailor.workshop.drafts import begin_with, draft_of
from tailor.workshop.web.views import shaper


@require_GET
@for_real
def download(request: HttpRequest) -> HttpResponse:
    """The shape as it is, or as the draft has it."""
    by = shaper(request)
    now = read_shape(by).document()
    draft = draft_of(by) if "draft" in request.GET else None
    text = to_text(draft.over(now).wanted if draft else now)
    response = HttpResponse(text, content_type="application/yaml; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="shape.yaml"'
    return response


@require_http_methods(["GET", "POST"])
@for_real
def take(request: HttpRequest) -> HttpResponse:
    """A file or typed text becomes the draft, or its faults are told by line."""
    by = shaper(request)
    if request.method == "GET":
        return render(request, "workshop/file.html", {"text": "", "faults": []}, current="workshop")
    file = request.FILES.get("file")
    raw = file.read(MOST_LETTERS * 4 + 1) if file else request.POST.get("text", "").encode()
    text = raw.decode("utf-8-sig", errors="replace")
    try:
        begin_with(by, from_text(text), _("From a file: %(name)s") % {"name": file.name} if file else "")
    except NotABlueprint as fault:
        context = {"text": text[:200_000], "faults": fault.faults}
        return render(request, "workshop/file.html", context, current="workshop", status=422)
    return HttpResponseRedirect("/workshop/draft/")
