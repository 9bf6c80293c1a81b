"""The doors: signing in and out, a new password by mail, and the two choices that belong to a screen: language and theme."""

from __future__ import annotations

from typing import Any, cast

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from tailor.access import bans, links, passwords
from tailor.access.challenges import is_solved, new_challenge
from tailor.access.doors import doors
from tailor.access.entering import enter
from tailor.access.first import first_account_is_open
from tailor.access.middleware import SignedInRequest, open_to_strangers
from tailor.access.models import ConfirmedEmail, MailedLink, Provider, User
from tailor.access.networks import client_ip, network_of
from tailor.access.signing_in import (
    COOKIE,
    Refused,
    by_password,
    clean_login,
    end_all_sign_ins,
    sign_out,
)
from tailor.desk.toasts import Toast, add_toast
from tailor.kernel import emails
from tailor.kernel.jobs.running import enqueue
from tailor.kernel.mail.server import kept_server

REFUSED: dict[str, str | Promise] = {
    "wrong": gettext_lazy("This e-mail and password do not belong together."),
    "check": gettext_lazy(
        "After several wrong tries Tailor makes sure that no machine is trying. Enter the password once more."
    ),
    "wait": gettext_lazy(
        "Too many wrong tries. Wait half an hour, use the link in the letter sent to you, or ask an administrator."
    ),
    "blocked": gettext_lazy("Too many wrong tries from this network. Wait half an hour, or ask an administrator."),
}
THEMES = ("auto", "light", "dark")
Kind = MailedLink.Kind


def bare(
    request: HttpRequest, template: str, context: dict[str, Any] | None = None, *, status: int = 200
) -> HttpResponse:
    """A page for strangers; no browser keeps it."""
    whole = {"languages": settings.LANGUAGES, "csp_nonce": getattr(request, "csp_nonce", "")} | (context or {})
    response = render(request, template, whole, status=status)
    response.headers["Cache-Control"] = "no-store"
    return response


def said(request: HttpRequest, title: str, text: str, *, status: int = 200) -> HttpResponse:
    """A page that only says something, and leads back to the door."""
    return bare(request, "access/said.html", {"title": title, "text": text}, status=status)


def dead_link(request: HttpRequest) -> HttpResponse:
    """The same for a link that was used, is too old, or never was."""
    text = _("It was used already, is too old, or was never sent. Ask for a new one.")
    return said(request, _("This link does not work"), text, status=404)


def others_link(request: HttpRequest, one: MailedLink) -> HttpResponse | None:
    """What somebody who is signed in as another person is told of a link that is not theirs."""
    actor = getattr(request, "actor", None)
    if actor is None or actor.person_id == one.user_id:
        return None
    text = _("You are signed in as %(name)s. Sign out first, then open the link again.") % {"name": actor.name}
    return said(request, _("This link is for somebody else"), text, status=403)


@open_to_strangers
@require_http_methods(["GET", "POST"])
def sign_in_page(request: HttpRequest) -> HttpResponse:
    if first_account_is_open():
        return HttpResponseRedirect("/welcome/")
    following = _safe_next(request)
    if hasattr(request, "actor"):
        return HttpResponseRedirect(following)
    if request.method == "GET":
        return _sign_in_form(request, following)
    given = request.POST
    try:
        user = by_password(request, given.get("email", ""), given.get("password", ""), given.get("proof", ""))
    except Refused as refused:
        return _sign_in_form(request, following, refused.code)
    return enter(request, user, "password", following)


def _sign_in_form(request: HttpRequest, following: str, code: str = "") -> HttpResponse:
    error = str(REFUSED.get(code, ""))
    email = request.POST.get("email", "")
    check = bans.needs_check(clean_login(email), network_of(client_ip(request)))
    context = {
        "next": following, "why": "" if code else _why_here(request, following), "email": email, "error": error,
        "registration": doors().registration,
        "providers": Provider.objects.filter(is_on=True).order_by("id"),
        "challenge": new_challenge() if check else "",
    }  # fmt: skip
    return bare(request, "access/sign_in.html", context, status={"": 200, "wrong": 403, "check": 403}.get(code, 429))


def _why_here(request: HttpRequest, following: str) -> str:
    """What somebody is told who did not ask for the door; "" for those who did. Whoever signs out leaves no key behind."""
    if request.COOKIES.get(COOKIE):
        return _("Your sign-in has ended. Sign in again and you are back where you were; what you typed there is kept.")
    return "" if following == "/" else _("Sign in, and the page you asked for opens.")


@open_to_strangers
@require_http_methods(["GET", "POST"])
def forgotten(request: HttpRequest) -> HttpResponse:
    """Ask for a link by which to set a new password. The answer is the same whoever that is."""
    given = asked_by_mail(request)
    if isinstance(given, str):
        enqueue("access.send_reset", {"email": given}, title="", by_id=None)
        return said(request, _("Look into your mail"), on_its_way())
    return bare(request, "access/forgotten.html", given, status=422 if given["error"] else 200)


def on_its_way() -> str:
    if kept_server():
        return _(
            "If this address has to do with us, a letter with a link is on its way to it. It works for a short while."
        )
    return _("No mail server is set here: an administrator finds the letter and hands its link on to you.")


def asked_by_mail(request: HttpRequest) -> str | dict[str, Any]:
    """The address somebody gave to be written to, or what their form shows."""
    email, error = request.POST.get("email", ""), ""
    if request.method == "POST":
        if bans.is_banned(bans.NETWORK, network_of(client_ip(request))):
            error = _("Too many wrong tries from this network. Wait half an hour, or ask an administrator.")
        elif not is_solved(request.POST.get("proof", "")):
            error = _("Tailor could not make sure that no machine is asking. Try once more.")
        else:
            try:
                return clean_login(emails.check(email))
            except ValueError:
                error = _("This is no e-mail address.")
    return {"email": email, "error": error, "challenge": new_challenge()}


@open_to_strangers
@require_http_methods(["GET", "POST"])
def reset(request: HttpRequest, token: str) -> HttpResponse:
    """Set a new password by a link. It signs the person out everywhere and in nowhere: the door asks for all it asks for."""
    try:
        one = links.look(token, Kind.RESET)
        user = cast(User, one.user)
        if not_mine := others_link(request, one):
            return not_mine
        error = ""
        if request.method == "POST":
            try:
                _reset(one, user, request.POST.get("password", ""))
                response = HttpResponseRedirect("/sign-in/")
                add_toast(response, Toast(_("The new password is set. Sign in with it.")))
                return response
            except ValidationError as invalid:
                error = " ".join(invalid.messages)
        return bare(request, "access/reset.html", {"email": user.email, "error": error}, status=422 if error else 200)
    except links.Dead:
        return dead_link(request)


def _reset(one: MailedLink, user: User, password: str) -> None:
    with transaction.atomic():
        links.use(one)
        passwords.set_password(user, password)
        end_all_sign_ins(user.pk)
        ConfirmedEmail.objects.update_or_create(user=user, defaults={"email": user.email})


@open_to_strangers
@require_http_methods(["GET", "POST"])
def unlock(request: HttpRequest, token: str) -> HttpResponse:
    """Let a login that has to wait try again. The link is followed by programs that read mail too, so a button does it."""
    try:
        one = links.look(token, Kind.UNLOCK)
        if request.method == "GET":
            return bare(request, "access/unlock.html", {"email": one.email})
        with transaction.atomic():
            links.use(one)
            bans.lift(bans.LOGIN, one.email)
    except links.Dead:
        return dead_link(request)
    response = HttpResponseRedirect("/sign-in/")
    add_toast(response, Toast(_("You may try again now.")))
    return response


def safe_next(wanted: str) -> str:
    """A page of ours to go on with."""
    return wanted if wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, None) else "/"


def _safe_next(request: HttpRequest) -> str:
    return safe_next(request.POST.get("next") or request.GET.get("next") or "/")


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
        User.objects.filter(pk=cast(SignedInRequest, request).actor.doer_id or 0).update(theme=chosen)
    return HttpResponse(status=204)
