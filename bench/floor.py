"""The floor: a bare Django view of fifty rows, without session, rights, shell or localised dates."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import get_resolver, path

from bench.models import TextParty

COLUMNS = ("name", "group_id", "phones", "emails", "city", "last_contact_at", "next_step", "owner_id")


def rows(request: HttpRequest) -> HttpResponse:
    """Fifty rows by the same index as the page of Tailor that is measured beside it."""
    parties = TextParty.objects.filter(deleted_at=None)
    if department := request.GET.get("department"):
        parties = parties.filter(department_id=department)
    if after := request.GET.get("after"):
        parties = parties.filter(sort_name__gte=after)
    found = parties.order_by("sort_name", "id").only(*COLUMNS)[:50]
    return HttpResponse(engines["bare"].get_template("bench/floor.html").render({"parties": found}))


urlpatterns = [path("bare/", rows)]


class BareMiddleware:
    """Answers the floor before any other middleware sees the request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith("/bare/"):
            return self.get_response(request)
        found = get_resolver("bench.floor").resolve(request.path_info)
        response: HttpResponse = found.func(request, *found.args, **found.kwargs)
        return response
