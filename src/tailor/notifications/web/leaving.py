"""Where the link of a letter leads: looking changes nothing, for whatever scans letters looks too; a press, or the one click
of a mail program, ends letters of that kind."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from tailor.access.middleware import open_to_strangers
from tailor.access.views import bare, dead_link
from tailor.notifications import unsubscribing


@csrf_exempt  # nothing here is done by a cookie: the link itself is the right
@open_to_strangers
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    wish = unsubscribing.read(token)
    if wish is None:
        return dead_link(request)
    if request.method == "POST":
        unsubscribing.switch_off(wish)
    with translation.override(wish.person.language):
        context = {"kinds": wish.kinds, "email": wish.person.email, "done": request.method == "POST"}
        return bare(request, "notifications/unsubscribe.html", context)
