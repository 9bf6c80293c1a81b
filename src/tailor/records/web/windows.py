"""A card within a window of another page: the same card without menu and search, framed by our own pages only."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse

from tailor.records.web.pages import fragment, shell_for


def for_window(request: HttpRequest) -> bool:
    return request.GET.get("frame") == "1"


def render_framed(request: HttpRequest, template: str, context: dict[str, Any], *, current: str) -> HttpResponse:
    """Answers that wait for the next page are left to the page around."""
    request.framed = True  # type: ignore[attr-defined]
    shell = replace(shell_for(request, current), framed=True)
    return fragment(request, template, context | {"shell": shell, "toasts": []})
