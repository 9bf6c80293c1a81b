"""The way in has steps: what somebody showed so far is kept here, under a key of its own in the browser, for ten minutes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from tailor.access.models import HalfSignIn, User
from tailor.kernel.secrets import new_token, token_hash

COOKIE, LASTS = "tailor_half", timedelta(minutes=10)
SECOND, PASSKEY, ENROL, OIDC, LINK = "second", "passkey", "enrol", "oidc", "link"


def begin(
    request: HttpRequest, response: HttpResponse, purpose: str, user: User | None = None, **data: Any
) -> HttpResponse:
    """Remember a step; whatever this browser had begun before is forgotten."""
    forget(request)
    HalfSignIn.objects.filter(expires_at__lt=timezone.now()).delete()
    key = new_token()
    HalfSignIn.objects.create(
        key_hash=token_hash(key), purpose=purpose, user=user, data=data, expires_at=timezone.now() + LASTS
    )
    response.set_cookie(
        COOKIE, key, max_age=int(LASTS.total_seconds()), httponly=True, samesite="Lax", secure=request.is_secure()
    )
    return response


def present(request: HttpRequest, *purposes: str) -> HalfSignIn | None:
    """What this browser is in the middle of; nothing when the person may not come in any more."""
    half = _mine(request)
    if half is None or half.purpose not in purposes or half.expires_at < timezone.now():
        return None
    if half.user is not None and (not half.user.is_active or half.user.deleted_at is not None):
        return None
    return half


def keep(half: HalfSignIn, **data: Any) -> None:
    half.data = {**half.data, **data}
    half.save(update_fields=["data"])


def take(half: HalfSignIn) -> bool:
    """End the step; of two who end it at once one does."""
    return bool(HalfSignIn.objects.filter(pk=half.pk).delete()[0])


def forget(request: HttpRequest) -> None:
    if key := request.COOKIES.get(COOKIE):
        HalfSignIn.objects.filter(key_hash=token_hash(key)).delete()


def _mine(request: HttpRequest) -> HalfSignIn | None:
    key = request.COOKIES.get(COOKIE)
    return HalfSignIn.objects.select_related("user").filter(key_hash=token_hash(key)).first() if key else None
