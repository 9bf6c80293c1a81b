"""The second step of the door, and passkeys at the first."""

from __future__ import annotations

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tailor.access import attempts, bans, halves, passkeys, second
from tailor.access.challenges import new_challenge
from tailor.access.entering import enter, let_in
from tailor.access.middleware import open_to_strangers
from tailor.access.models import HalfSignIn, Passkey, SignInAttempt, User
from tailor.access.networks import client_ip, network_of
from tailor.access.signing_in import Refused, try_door, wrong
from tailor.access.views import REFUSED, bare, safe_next

Result = SignInAttempt.Result


@open_to_strangers
@require_http_methods(["GET", "POST"])
def second_step(request: HttpRequest) -> HttpResponse:
    """Ask whoever showed the first factor for the second; those who have to have one and have none make it here."""
    half = halves.present(request, halves.SECOND)
    if half is None or half.user is None:
        return HttpResponseRedirect("/sign-in/")
    if not second.has_second(half.user):
        return _set_up(request, half, half.user)
    if request.method == "GET":
        return _form(request, half.user)
    try:
        way = _show(request, half, half.user)
    except Refused as refused:
        return _form(request, half.user, refused.code)
    if not halves.take(half):
        return HttpResponseRedirect("/sign-in/")
    return let_in(request, half.user, way, safe_next(half.data["next"]), both=True)


def _show(request: HttpRequest, half: HalfSignIn, user: User) -> str:
    """The way that opened. Raises `Refused`."""
    answer, asked = request.POST.get("passkey", ""), half.data.get("challenge", "")
    attempt = try_door(
        request,
        user.email,
        "passkey" if answer else "code",
        solution=request.POST.get("proof", ""),
        checked=bool(answer),
    )
    if answer:
        way = "passkey" if _holds_passkey(request, user, answer, asked) else ""
        halves.keep(half, challenge="")
    else:
        way = second.takes(user, request.POST.get("code", "")[:40])
    if not way:
        raise wrong(attempt)
    attempt.way = way
    attempt.save(update_fields=["way"])
    attempts.change(attempt, Result.GOOD)
    return way


def _holds_passkey(request: HttpRequest, user: User, answer: str, challenge: str) -> bool:
    passkey = passkeys.known(answer)
    if passkey is None or passkey.user_id != user.pk or not challenge:
        return False
    try:
        passkeys.check(request, passkey, answer, challenge, alone=False)
    except passkeys.NotRight:
        return False
    return True


def _form(request: HttpRequest, user: User, code: str = "") -> HttpResponse:
    error = {"": "", "wrong": _("This code is not right, or was used already.")}.get(code, str(REFUSED.get(code, "")))
    check = bans.needs_check(user.email, network_of(client_ip(request)))
    context = {
        "error": error, "passkeys": Passkey.objects.filter(user=user).exists(),
        "codes": second.recovery_codes_left(user), "challenge": new_challenge() if check else "",
    }  # fmt: skip
    return bare(request, "access/second.html", context, status={"": 200, "wrong": 403, "check": 403}.get(code, 429))


def _set_up(request: HttpRequest, half: HalfSignIn, user: User) -> HttpResponse:
    """The house asks a second factor of this role: it is made before anything is seen."""
    secret, error = second.unseal(half.data.get("secret", "")) or second.new_secret(), ""
    if request.method == "GET":
        halves.keep(half, secret=second.seal(secret))
    if request.method == "POST":
        step = second.step_of(secret, request.POST.get("code", "")[:40])
        if step is not None and halves.take(half):
            with transaction.atomic():
                codes = second.enrol(user, secret, step)
                attempts.note(request, user.email, Result.GOOD, "code")
            response = let_in(request, user, "code", safe_next(half.data["next"]), both=True)
            page = bare(request, "access/recovery.html", {"codes": codes, "next": safe_next(half.data["next"])})
            page.cookies = response.cookies
            return page
        error = _("This code is not right. Look at the app once more.")
    context = {"qr": second.picture(secret, user), "secret": secret, "error": error}
    return bare(request, "access/set_up.html", context, status=422 if error else 200)


@open_to_strangers
@require_POST
def passkey_begin(request: HttpRequest) -> HttpResponse:
    """What a browser is asked to show a passkey: of whoever is at the second step, else of anybody."""
    half = halves.present(request, halves.SECOND)
    options, challenge = passkeys.ask_known(request, half.user if half else None)
    response = HttpResponse(options, content_type="application/json", headers={"Cache-Control": "no-store"})
    if half is None:
        return halves.begin(request, response, halves.PASSKEY, challenge=challenge)
    halves.keep(half, challenge=challenge)
    return response


@open_to_strangers
@require_POST
def passkey_sign_in(request: HttpRequest) -> HttpResponse:
    """A passkey alone: the device asked for finger or code, so it stands for both factors."""
    half = halves.present(request, halves.PASSKEY)
    answer = request.POST.get("passkey", "")
    passkey = passkeys.known(answer)
    following = safe_next(request.POST.get("next", "/"))
    try:
        attempt = try_door(request, passkey.user.email if passkey else "", "passkey", checked=True)
        user = passkey.user if passkey else None
        if half is None or not halves.take(half) or passkey is None or user is None:
            raise wrong(attempt)
        if not user.is_active or user.deleted_at is not None:
            raise wrong(attempt)
        try:
            passkeys.check(request, passkey, answer, half.data["challenge"], alone=True)
        except passkeys.NotRight:
            raise wrong(attempt) from None
    except Refused as refused:
        text = _("This passkey does not open here.") if refused.code == "wrong" else str(REFUSED[refused.code])
        return bare(
            request, "access/said.html", {"title": _("Not signed in"), "text": text},
            status=429 if refused.code in ("wait", "blocked") else 403,
        )  # fmt: skip
    attempts.change(attempt, Result.GOOD)
    return enter(request, user, "passkey", following, both=True)
