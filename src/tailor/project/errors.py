"""Pages for what went wrong: what happened, what was kept, what to do. Who is signed in keeps menu and search around them."""

from __future__ import annotations

import logging
import secrets
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from tailor.access.rights import Scope
from tailor.records.types import by_slug
from tailor.records.web import pages

log = logging.getLogger("tailor.errors")


def _page(request: HttpRequest, status: int, title: str, what: str, kept: str = "", code: str = "") -> HttpResponse:
    context = {"title": title, "what": what, "kept": kept, "code": code}
    if getattr(request, "actor", None) is not None and "HX-Request" not in request.headers:
        try:
            return pages.render(
                request,
                "project/error_within.html",
                {"title": title, "what": what, "stays": kept, "code": code, "ways": _ways_on(request)},
                status=status,
            )
        except Exception:  # whatever broke the page may break the menu too
            log.exception("the page of an error broke itself")
    return render(request, "project/error.html", context, status=status)


def _ways_on(request: HttpRequest) -> list[tuple[str, str, str]]:
    """Where one may go from here, as (label, icon, address): to the list that the address is about, else to the first
    page."""
    kind = by_slug(request.path.split("/")[1])
    if kind and kind.listed and pages.actor_of(request).scope(kind.code, "see") is not Scope.NONE:
        return [(str(kind.plural), kind.icon, f"/{kind.slug}/"), (_("History"), "history", "/history/")]
    return [(_("To the first page"), "house", "/")]


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(
        request, 404, _("There is nothing here"),
        _("The address leads nowhere, the record was deleted, or it is not among those you may see. Search finds what there "
          "is; the history brings back what was deleted."),
    )  # fmt: skip


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(
        request, 403, _("This is not yours to do"), _("Ask an administrator whether your role should allow it.")
    )


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(request, 400, _("This request cannot be read"), _("Go back and try once more; nothing was changed."))


def forged(request: HttpRequest, reason: str = "") -> HttpResponse:
    return _page(
        request, 403, _("This page is too old to be sent"),
        _("It was opened before you last signed in. Reload it and send again."), _("Nothing was changed."),
    )  # fmt: skip


def broken(request: HttpRequest, *args: Any) -> HttpResponse:
    code = secrets.token_hex(4)
    log.error("the page %s broke, code %s", request.path, code)
    return _page(
        request, 500, _("Tailor stumbled"),
        _("It is written into the log. Try once more; if it happens again, tell the administrator this code."),
        _("What was saved before is kept; what this page wanted to save was not."), code,
    )  # fmt: skip
