"""What a page answers when the gate says no and nobody nearer caught it."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from tailor.desk.toasts import not_done
from tailor.records.refusals import Forbidden, Refusal
from tailor.records.web.pages import render


class RefusalMiddleware:
    """A refusal becomes words: a toast within a page, a page of its own otherwise."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, Refusal):
            return None
        why = " ".join(str(error) for error in exception.errors.values())
        if request.headers.get("HX-Request"):
            return not_done(request, why)
        status = 403 if isinstance(exception, Forbidden) else 422
        return render(request, "records/refused.html", {"why": why, "title": _("This was not done")}, status=status)
