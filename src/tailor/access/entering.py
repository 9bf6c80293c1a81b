"""The last step of every way in: straight on, or by the second factor. There is no other."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from tailor.access import halves, second
from tailor.access.models import User
from tailor.access.signing_in import open_sign_in, set_cookie

SECOND = "/sign-in/second/"


def enter(request: HttpRequest, user: User, way: str, following: str, *, both: bool = False) -> HttpResponse:
    """Let somebody in who showed who they are. `both` tells that this was two factors in one: a passkey that asked for
    finger or code, or a provider that is trusted for it."""
    if not both and second.is_asked_of(user):
        return halves.begin(request, HttpResponseRedirect(SECOND), halves.SECOND, user, way=way, next=following)
    return let_in(request, user, way, following, both=both)


def let_in(request: HttpRequest, user: User, way: str, following: str, *, both: bool) -> HttpResponse:
    halves.forget(request)
    response = HttpResponseRedirect(following)
    response.delete_cookie(halves.COOKIE, samesite="Lax")
    set_cookie(response, request, open_sign_in(request, user, way, both=both))
    return response
