"""Nobody passes without having signed in, except to the pages that say so."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast
from urllib.parse import urlencode, urlsplit

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone, translation

from tailor.access import working_as
from tailor.access.actors import Actor
from tailor.access.signing_in import recognise
from tailor.kernel import stamps
from tailor.kernel.zones import zone_named

WATCHED = "/healthz"  # whoever watches the house asks by its bare address
View = Callable[..., HttpResponse]
AnyView = TypeVar("AnyView", bound=Callable[..., HttpResponseBase])


class SignedInRequest(HttpRequest):
    """A request whose sender is known."""

    actor: Actor
    stamp: int


def open_to_strangers(view: AnyView) -> AnyView:
    """Let people who have not signed in see this page."""
    view.open_to_strangers = True  # type: ignore[attr-defined]
    return view


class SignInMiddleware:
    """Puts `actor` and `stamp` on the request, speaks the person's language, and shuts the door on strangers."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path != WATCHED:
            request.get_host()  # a name that is not in TAILOR_HOSTS is answered 400, whatever is asked
        known = recognise(request)
        if known is None:
            translation.activate(translation.get_language_from_request(request))
            timezone.deactivate()
        else:
            signed_in = cast(SignedInRequest, request)
            signed_in.actor, signed_in.stamp = known
            translation.activate(known[0].language)
            use_zone(known[0].time_zone)
        with stamps.held(**({stamps.SHAPE: known[1]} if known else {})):
            response = self.get_response(request)
        if known is not None:
            response.headers.setdefault("Cache-Control", "private, no-cache" if request.method == "GET" else "no-store")
        return response

    def process_view(self, request: HttpRequest, view: View, args: Any, kwargs: Any) -> HttpResponse | None:
        if actor := getattr(request, "actor", None):
            refused = working_as.refuses(request, view, actor) and actor.works_with(view.__module__)
            return working_as.refusal(request, actor) if refused else None
        if getattr(view, "open_to_strangers", False):
            return None
        door = _door_of(request)
        if request.headers.get("HX-Request"):
            return HttpResponse(status=401, headers={"HX-Redirect": door})
        return redirect(door)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, working_as.OnlyAsOneself):
            return None
        return working_as.refusal(request, cast(SignedInRequest, request).actor)


def _door_of(request: HttpRequest) -> str:
    """The page to sign in on, which leads back to the page one was on: what was half typed there is kept for it."""
    page = _page_of(request)
    return "/sign-in/" if page == "/" else f"/sign-in/?{urlencode({'next': page})}"


def _page_of(request: HttpRequest) -> str:
    """The page that a request comes from: itself, if it asks for one; else the one it was sent from, if that is ours."""
    fragment = "HX-Request" in request.headers
    if request.method == "GET" and not fragment:
        return request.get_full_path()
    try:
        sent_from = urlsplit(request.headers.get("HX-Current-URL" if fragment else "Referer", ""))
    except ValueError:  # not an address at all
        return "/"
    if sent_from.netloc != request.get_host() or not sent_from.path:
        return "/"
    return sent_from._replace(scheme="", netloc="", fragment="").geturl()


def use_zone(name: str) -> None:
    """Show and read times in this zone from here on."""
    timezone.activate(zone_named(name))
