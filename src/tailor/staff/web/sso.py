"""Signing in with a provider of the company: there, back, and who that is here."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from tailor.access import attempts, bans, halves, oidc
from tailor.access.actors import TAILOR
from tailor.access.challenges import new_challenge
from tailor.access.doors import humble_roles
from tailor.access.entering import enter
from tailor.access.house import address
from tailor.access.middleware import open_to_strangers
from tailor.access.models import ConfirmedEmail, HalfSignIn, OutsideIdentity, Provider, SignInAttempt, User
from tailor.access.networks import client_ip, network_of
from tailor.access.signing_in import Refused, by_password, clean_login, try_door
from tailor.access.views import REFUSED, bare, safe_next, said
from tailor.kernel import emails
from tailor.records import gate
from tailor.records.refusals import Refusal
from tailor.staff.records import USER, known_zone

log = logging.getLogger("tailor.doors")
BACK, LINK = "/sign-in/back/", "/sign-in/link/"
Result = SignInAttempt.Result


def back_address(request: HttpRequest) -> str:
    return f"{address() or f'{request.scheme}://{request.get_host()}'}{BACK}"


@open_to_strangers
@require_GET
def go(request: HttpRequest, pk: int) -> HttpResponse:
    """Off to the provider."""
    provider = Provider.objects.filter(pk=min(pk, 2**62), is_on=True).first()
    if provider is None or request.headers.get("Sec-Purpose", "").startswith("prefetch"):
        raise Http404
    question, back = oidc.new_question(), back_address(request)
    try:
        response = HttpResponseRedirect(oidc.where_to_ask(provider, question, back))
    except oidc.Failed as why:
        return _failed(request, provider, why)
    following, zone = safe_next(request.GET.get("next", "/")), known_zone(request.GET.get("time_zone", ""))
    return halves.begin(
        request, response, halves.OIDC, None, provider=provider.pk, back=back, next=following, time_zone=zone,
        **asdict(question),
    )  # fmt: skip


def _failed(request: HttpRequest, provider: Provider, why: oidc.Failed) -> HttpResponse:
    log.warning("signing in with %s failed: %s", provider.name, why)
    text = _("%(name)s did not say who you are. Try once more, or sign in with your password.") % {
        "name": provider.name
    }
    return said(request, _("Not signed in"), text, status=403)


@open_to_strangers
@require_GET
def back(request: HttpRequest) -> HttpResponse:
    """Back from the provider. The step is over with this, whatever comes of it: an answer is taken once."""
    half = halves.present(request, halves.OIDC)
    if half is None or not halves.take(half):
        return said(
            request, _("Not signed in"), _("This took too long, or was done already. Try once more."), status=403
        )
    provider = Provider.objects.filter(pk=half.data["provider"], is_on=True).first()
    if provider is None:
        raise Http404
    question = oidc.Question(half.data["state"], half.data["nonce"], half.data["verifier"])
    try:
        outsider = oidc.answered(provider, question, request.GET.dict(), half.data["back"])
    except oidc.Failed as why:
        attempts.note(request, "", Result.CHECK, "oidc")
        return _failed(request, provider, why)
    return _let_in(request, provider, outsider, half.data)


def _let_in(
    request: HttpRequest, provider: Provider, outsider: oidc.Outsider, begun: Mapping[str, Any]
) -> HttpResponse:
    following = begun["next"]
    known = OutsideIdentity.objects.filter(provider=provider, subject=outsider.subject).select_related("user").first()
    if known is not None:
        return _enter(request, provider, known.user, following)
    if not outsider.email or not outsider.email_verified:
        text = _("%(name)s did not confirm your e-mail, so Tailor does not know who you are here.")
        return said(request, _("Not signed in"), text % {"name": provider.name}, status=403)
    user = User.objects.filter(email=outsider.email).first()
    if user is not None:
        # the address alone is not enough: whoever has the account links it, with the password
        step = HttpResponseRedirect(LINK)
        return halves.begin(
            request, step, halves.LINK, user, provider=provider.pk, subject=outsider.subject, next=following
        )
    if not provider.joins or provider.role not in humble_roles():
        return said(
            request, _("Not signed in"), _("Nobody works here with this e-mail. Ask for an invitation."), status=403
        )
    try:
        return _enter(request, provider, _make(provider, outsider, begun.get("time_zone", "")), following)
    except (Refusal, ValueError, IntegrityError):
        return said(
            request, _("Not signed in"), _("Nobody works here with this e-mail. Ask for an invitation."), status=403
        )


def _enter(request: HttpRequest, provider: Provider, user: User, following: str) -> HttpResponse:
    """The same door as for everybody: bans hold, the second factor is asked unless the provider is trusted for it."""
    try:
        attempt = try_door(request, user.email, "oidc", checked=True)
    except Refused as refused:
        return said(request, _("Not signed in"), str(REFUSED[refused.code]), status=429)
    if not user.is_active or user.deleted_at is not None:
        return said(request, _("Not signed in"), _("This account is closed."), status=403)
    response = enter(request, user, "oidc", following, both=provider.trusted)
    attempts.change(attempt, Result.SECOND if response["Location"] != following else Result.GOOD)
    return response


def _make(provider: Provider, outsider: oidc.Outsider, time_zone: str) -> User:
    email = clean_login(emails.check(outsider.email))
    values = {
        "name": outsider.name or email.partition("@")[0], "email": email, "role": provider.role,
        "language": get_language() or settings.LANGUAGE_CODE, "time_zone": time_zone,
    }  # fmt: skip
    with transaction.atomic():
        done = gate.create(USER, values, by=TAILOR)
        user = User.objects.get(pk=done.id)
        OutsideIdentity.objects.create(provider=provider, subject=outsider.subject, user=user)
        ConfirmedEmail.objects.create(user=user, email=email)
    return user


@open_to_strangers
@require_http_methods(["GET", "POST"])
def link(request: HttpRequest) -> HttpResponse:
    """Somebody with an account here comes by the provider for the first time: the password says that both are theirs."""
    half = halves.present(request, halves.LINK)
    if half is None or half.user is None:
        return HttpResponseRedirect("/sign-in/")
    provider = Provider.objects.filter(pk=half.data["provider"], is_on=True).first()
    if provider is None:
        raise Http404
    error = ""
    if request.method == "POST":
        try:
            user = by_password(
                request, half.user.email, request.POST.get("password", ""), request.POST.get("proof", "")
            )
            return _link(request, half, provider, user)
        except Refused as refused:
            error = str(REFUSED[refused.code])
    context = {
        "email": half.user.email,
        "provider": provider.name,
        "error": error,
        "challenge": challenge_for(request, half),
    }
    return bare(request, "staff/link.html", context, status=403 if error else 200)


def challenge_for(request: HttpRequest, half: HalfSignIn) -> str:
    email = half.user.email if half.user else ""
    return new_challenge() if bans.needs_check(email, network_of(client_ip(request))) else ""


def _link(request: HttpRequest, half: HalfSignIn, provider: Provider, user: User) -> HttpResponse:
    if not halves.take(half):
        return HttpResponseRedirect("/sign-in/")
    OutsideIdentity.objects.get_or_create(provider=provider, subject=half.data["subject"], defaults={"user": user})
    # the password was shown, not the second factor: that is asked as after any password
    return enter(request, user, "oidc", safe_next(half.data["next"]))
