"""The doors: signing in and out, and the two choices that belong to a screen: language and theme."""

from __future__ import annotations

from typing import cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tailor.access.middleware import SignedInRequest, open_to_strangers
from tailor.access.models import User
from tailor.access.signing_in import Refused, set_cookie, sign_in, sign_out

THEMES = ("auto", "light", "dark")


@open_to_strangers
@require_http_methods(["GET", "POST"])
def sign_in_page(request: HttpRequest) -> HttpResponse:
    if not User.objects.exists():
        return HttpResponseRedirect("/welcome/")
    following = _safe_next(request)
    if hasattr(request, "actor"):
        return HttpResponseRedirect(following)
    context = {"next": following, "email": request.POST.get("email", ""), "error": "", "languages": settings.LANGUAGES}
    if request.method == "GET":
        return render(request, "access/sign_in.html", context)
    try:
        _user, key = sign_in(request, request.POST.get("email", ""), request.POST.get("password", ""))
    except Refused as refused:
        context["error"] = {
            "wrong": _("This e-mail and password do not belong together."),
            "wait": _("Too many wrong tries. Wait half an hour, or ask an administrator."),
        }[refused.code]
        return render(request, "access/sign_in.html", context, status=403 if refused.code == "wrong" else 429)
    response = HttpResponseRedirect(following)
    set_cookie(response, request, key)
    return response


def _safe_next(request: HttpRequest) -> str:
    wanted = request.POST.get("next") or request.GET.get("next") or "/"
    return wanted if wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, None) else "/"


@require_POST
def sign_out_page(request: HttpRequest) -> HttpResponse:
    response = HttpResponseRedirect("/sign-in/")
    sign_out(request, response)
    return response


@open_to_strangers
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """The language of the pages one sees before signing in."""
    chosen = request.POST.get("language", "")
    response = HttpResponseRedirect(_safe_next(request))
    if chosen in dict(settings.LANGUAGES):
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, chosen, max_age=31536000, samesite="Lax")
    return response


@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Light, dark, or as the system has it."""
    chosen = request.POST.get("theme", "")
    if chosen in THEMES:
        User.objects.filter(pk=cast(SignedInRequest, request).actor.person_id or 0).update(theme=chosen)
    return HttpResponse(status=204)
