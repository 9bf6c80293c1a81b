"""Half-filled forms on their way to the server and back."""

from __future__ import annotations

import json
from datetime import datetime

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_http_methods

from tailor.records.drafts import drop, keep, kept_under
from tailor.records.models import Draft
from tailor.records.web.pages import actor_of

LARGEST = 32_000  # letters of one form
LONGEST = Draft._meta.get_field("form").max_length or 0


@require_http_methods(["GET", "POST"])
def drafts(request: HttpRequest) -> HttpResponse:
    """GET ?under=/clients/5/ answers one's own; POST form and content (a list of pairs) keeps one, without content drops it."""
    by = actor_of(request)
    if request.method == "GET":
        under = request.GET.get("under", "")[:LONGEST]
        found = kept_under(under, by) if under.startswith("/") else []
        return JsonResponse({one.form: {"at": stamp(one.at), "content": one.content} for one in found})
    form, content = request.POST.get("form", ""), request.POST.get("content", "")
    if not form.startswith("/") or len(form) > LONGEST:
        return HttpResponse(status=400)
    if not content:
        drop(form, by=by)
        return HttpResponse(status=204)
    if len(content) > LARGEST:
        return HttpResponse(status=413)
    pairs = read(content)
    if pairs is None:
        return HttpResponse(status=400)
    return JsonResponse({"at": stamp(keep(form, pairs, by=by))})


def read(content: str) -> list[tuple[str, str]] | None:
    """Pairs of name and value, or None where that is not what was sent."""
    try:
        given = json.loads(content)
    except (ValueError, RecursionError):
        return None
    if not isinstance(given, list):
        return None
    pairs = []
    for one in given:
        if not (isinstance(one, list) and len(one) == 2 and all(isinstance(text, str) for text in one)):
            return None
        pairs.append((clean(one[0]), clean(one[1])))
    return pairs


def clean(text: str) -> str:
    """Without what PostgreSQL has no letters for: the null, and halves of pairs."""
    return text.replace("\0", "").encode("utf-16", "surrogatepass").decode("utf-16", "ignore")


def stamp(at: datetime) -> int:
    """Milliseconds, as scripts count."""
    return round(at.timestamp() * 1000)
