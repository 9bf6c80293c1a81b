"""Pages of modules that are off are not there: for nobody, where the company does without them, or for those whose role does."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponse

from tailor.access.actors import TAILOR, Actor
from tailor.records.reading import NotVisible

View = TypeVar("View", bound=Callable[..., Any])


def asks_itself(view: View) -> View:
    """Leave it to this view to find out whether its module is on, once it knows who asks."""
    view.asks_itself = True  # type: ignore[attr-defined]
    return view


class SwitchingMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any) -> None:
        if not getattr(view, "asks_itself", False) and not asker(request, view).works_with(view.__module__):
            raise NotVisible


def asker(request: HttpRequest, view: Callable[..., Any]) -> Actor:
    """Who asks for a page. What is open to strangers is everybody's, whoever they are when they come."""
    strangers = getattr(view, "open_to_strangers", False)
    return TAILOR if strangers else getattr(request, "actor", TAILOR)
