"""Whoever is at a draft of the shape sees every page as though it were published.

What is read is read on trial. What is written changes the draft where it is part of the shape, and is refused where it is not;
what concerns nobody but the person (their account, their notifications) is done for real.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from enum import Enum
from typing import cast

from django.http import HttpRequest, HttpResponse
from django.template.loader import get_template
from django.urls import Resolver404, resolve
from markupsafe import Markup

from tailor.access.actors import Actor
from tailor.access.middleware import SignedInRequest
from tailor.access.roles import role
from tailor.desk.toasts import not_done, trigger
from tailor.kernel import stamps
from tailor.kernel.numbers import whole_number
from tailor.records.blueprint.faults import NotABlueprint
from tailor.records.refusals import Refusal
from tailor.records.trial import NOT_HERE, is_made_up
from tailor.records.types import RecordType, by_slug
from tailor.records.web.pages import for_window
from tailor.workshop.drafts import begun, draft_of, may_draft
from tailor.workshop.examples import shaped_kinds, show_example
from tailor.workshop.trying import Trying, keep_what_became, trying

COOKIE = "tailor_draft"
READING = ("GET", "HEAD", "OPTIONS")
PLAN_URL = "/workshop/draft/"
CHANGED = "tailor:shape"
OWN_AFFAIRS = ("/me/", "/sign-in/", "/sign-out/", "/work-as/", "/drafts/", "/notifications/")
"""What stands below is the person's own: whatever draft they are at, it is done."""


class How(Enum):
    FOR_REAL = "for real"
    ON_TRIAL = "on trial"
    NOT_AT_ALL = "not at all"


def kind_looked_at(request: HttpRequest) -> RecordType | None:
    """The kind of record whose page stands in the preview of the workshop, or of whose example some part is asked for."""
    _root, slug, pk, *_rest = [*request.path_info.split("/"), "", ""]
    if request.method != "GET" or not (for_window(request) or is_made_up(whole_number(pk) or 0)):
        return None
    kind = by_slug(slug)
    return kind if kind in shaped_kinds() else None


def is_at_draft(request: HttpRequest) -> bool:
    return bool(request.COOKIES.get(COOKIE))


def how(request: HttpRequest) -> How:
    """What becomes of a request of somebody who is at a draft."""
    try:
        match = resolve(request.path_info)
    except Resolver404:
        return How.FOR_REAL
    if getattr(match.func, "for_real", False) or request.path_info.startswith(OWN_AFFAIRS):
        return How.FOR_REAL
    if request.method in READING:
        return How.ON_TRIAL
    if getattr(match.func, "shapes", False):
        return How.ON_TRIAL
    kind = by_slug(match.kwargs.get("slug", ""))
    return How.ON_TRIAL if kind and kind.shaping else How.NOT_AT_ALL


class DraftMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        by = getattr(request, "actor", None)
        if by is None or not is_at_draft(request) or not may_draft(by):
            return self.get_response(request)
        match how(request):
            case How.FOR_REAL:
                return self.get_response(request)
            case How.NOT_AT_ALL:
                return _refused(request) if begun(draft_of(by)) else self.get_response(request)
        try:
            return self._on_trial(cast(SignedInRequest, request), by)
        except (NotABlueprint, Refusal):  # the draft itself does not fit any more; what views refuse they answer
            return _to_the_plan(request)

    def _on_trial(self, request: SignedInRequest, by: Actor) -> HttpResponse:
        with trying(draft_of(by), by) as tried:
            request.stamp = stamps.current(stamps.SHAPE)
            request.actor = replace(by, role=role(by.role.code))
            request.above = lambda: bar(request, tried)  # type: ignore[attr-defined]
            if looked_at := kind_looked_at(request):
                show_example(looked_at, request.actor)
            response = self.get_response(request)
            if request.method not in READING:
                tried.look(by)
        if keep_what_became(tried, by):
            trigger(response, CHANGED)
        return response


def bar(request: HttpRequest, tried: Trying) -> Markup:
    """What stands above every page of a draft."""
    context = {"changes": len(tried.plan.changes), "csrf_token": request.META.get("CSRF_COOKIE", "")}
    return Markup(get_template("workshop/bar.html").render(context, request))  # noqa: S704 - a template


def _refused(request: HttpRequest) -> HttpResponse:
    why = str(NOT_HERE)
    if "HX-Request" in request.headers:
        return not_done(request, why)
    context = {"why": why}
    return HttpResponse(get_template("workshop/refused.html").render(context, request), status=409)


def _to_the_plan(request: HttpRequest) -> HttpResponse:
    if "HX-Request" in request.headers:
        return HttpResponse(status=204, headers={"HX-Redirect": PLAN_URL})
    return HttpResponse(status=302, headers={"Location": PLAN_URL})
