"""The short answer after something was done: "Saved. Undo".

A fragment's answer carries it in the HX-Trigger header. An answer that makes the browser load another page
leaves it in a signed cookie which that page shows, so that no session is needed.
"""

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any, Literal

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

COOKIE = "tailor_toasts"
SALT = "tailor.desk.toasts"
LIFETIME = 60  # seconds a redirect may take at worst
MOST = 3  # a cookie is 4 kB

Tone = Literal["", "good", "late"]


@dataclass(frozen=True, slots=True)
class Toast:
    text: str
    undo_url: str | None = None
    tone: Tone = "good"
    link_url: str | None = None
    link_text: str = ""

    def __post_init__(self) -> None:
        for url in (self.undo_url, self.link_url):
            if url is not None and (not url.startswith("/") or url.startswith(("//", "/\\"))):
                raise ValueError(f"A toast leads only to our own pages, not to {url!r}")


def add_toast(response: HttpResponseBase, toast: Toast, *, request: HttpRequest | None = None) -> None:
    """Give `request` where a plain page (not a fragment, not a redirect) is answered."""
    if _loads_a_page(response) or (request is not None and "HX-Request" not in request.headers):
        _into_cookie(response, toast)
    else:
        _into_header(response, toast)


def not_done(request: HttpRequest, why: str) -> HttpResponse:
    """The answer to a fragment's request of which nothing was done: why is said and the page stays as it is. What was typed
    stays where it stands and so does its draft, which a 2xx would clear away."""
    response = HttpResponse(status=422, headers={"HX-Reswap": "none"})
    add_toast(response, Toast(why, tone="late"), request=request)
    return response


def trigger(response: HttpResponseBase, event: str) -> None:
    """Have an event fired on the page that a fragment is answered to."""
    triggers = _triggers(response.headers.get("HX-Trigger", ""))
    response.headers["HX-Trigger"] = json.dumps({**triggers, event: ""})


def pop_toasts(request: HttpRequest) -> list[Toast]:
    """For the next full page; the middleware then forgets them. A page fetched ahead must not use them up."""
    raw = request.COOKIES.get(COOKIE)
    if not raw or request.headers.get("Sec-Purpose", "").startswith("prefetch"):
        return []
    request._toasts_shown = True  # type: ignore[attr-defined]
    return [Toast(**item) for item in _read(raw)]


def forget_shown_toasts(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Middleware: what was shown is taken out of the cookie."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if getattr(request, "_toasts_shown", False) and COOKIE not in response.cookies:
            response.delete_cookie(COOKIE, samesite="Lax")
        return response

    return middleware


def _loads_a_page(response: HttpResponseBase) -> bool:
    return 300 <= response.status_code < 400 or any(
        name in response.headers for name in ("HX-Redirect", "HX-Location", "HX-Refresh")
    )


def _into_header(response: HttpResponseBase, toast: Toast) -> None:
    triggers = _triggers(response.headers.get("HX-Trigger", ""))
    before = triggers.get("toast")
    shown = before["items"] if isinstance(before, dict) and "items" in before else [before] if before else []
    triggers["toast"] = {"items": [*shown, asdict(toast)]} if shown else asdict(toast)
    response.headers["HX-Trigger"] = json.dumps(triggers)  # escapes all beyond ASCII, as a header must


def _triggers(header: str) -> dict[str, Any]:
    """The header is JSON, or a plain list of event names."""
    if header.startswith("{"):
        found: dict[str, Any] = json.loads(header)
        return found
    return {name.strip(): "" for name in header.split(",") if name.strip()}


def _into_cookie(response: HttpResponseBase, toast: Toast) -> None:
    waiting = _read(response.cookies[COOKIE].value) if COOKIE in response.cookies else []
    response.set_cookie(
        COOKIE,
        signing.dumps([*waiting, asdict(toast)][-MOST:], salt=SALT, compress=True),
        max_age=LIFETIME,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def _read(raw: str) -> list[dict[str, Any]]:
    try:
        found: list[dict[str, Any]] = signing.loads(raw, salt=SALT, max_age=LIFETIME)
    except signing.BadSignature:
        return []
    return found
