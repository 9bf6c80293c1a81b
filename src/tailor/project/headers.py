"""Security headers of every answer."""

from __future__ import annotations

import secrets
from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase

FIXED = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), interest-cohort=()",
    "X-Frame-Options": "DENY",
}


class HeadersMiddleware:
    """`request.csp_nonce` lets a page carry one style sheet of its own: the widths of its columns."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        nonce = secrets.token_urlsafe(12)
        request.csp_nonce = nonce  # type: ignore[attr-defined]
        if "%00" in request.META.get("QUERY_STRING", ""):  # PostgreSQL has no letter for it, and nobody means it
            request.META["QUERY_STRING"] = request.META["QUERY_STRING"].replace("%00", "")
        response = self.get_response(request)
        within = getattr(request, "framed", False)  # a card in a window of another of our pages
        if within:
            response.headers["X-Frame-Options"] = "SAMEORIGIN"
        for name, value in FIXED.items():
            response.headers.setdefault(name, value)
        response.headers.setdefault("Content-Security-Policy", policy(nonce, "'self'" if within else "'none'"))
        if str(response.headers.get("Content-Type", "")).startswith("text/html"):
            response.headers.setdefault("Speculation-Rules", '"/static/desk/speculation.json"')
        if request.is_secure():
            response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
        return response


def policy(nonce: str, framed_by: str) -> str:
    return (
        f"default-src 'none'; script-src 'self'; style-src 'self' 'nonce-{nonce}'; img-src 'self' data: blob:; "
        "font-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self'; frame-src 'self'; "
        f"frame-ancestors {framed_by}; base-uri 'none'"
    )
