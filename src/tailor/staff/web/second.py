"""One's own second factor: an app with codes, passkeys, recovery codes. Whoever changes them shows the password first."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.hashers import check_password
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tailor.access import halves, letters, passkeys, second
from tailor.access.models import Authenticator, Passkey, User
from tailor.access.signing_in import end_other_sign_ins, renew
from tailor.records import reading
from tailor.records.acts import noted
from tailor.records.web.pages import actor_of, render, saved
from tailor.staff.acts import OWN_SECOND_FACTOR, SECOND_FACTOR_TAKEN
from tailor.staff.records import USER
from tailor.staff.web.ruling import ruler

HERE = "/me/second/"


def me(request: HttpRequest) -> User:
    return User.objects.get(pk=actor_of(request).person_id or 0)


def knows_password(request: HttpRequest, user: User) -> bool:
    return bool(user.password) and check_password(request.POST.get("old_password", "")[:1000], user.password)


@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    return _page(request, me(request))


def _page(request: HttpRequest, user: User, error: str = "", **more: Any) -> HttpResponse:
    context = {
        "user": user, "app": Authenticator.objects.filter(user=user).first(), "error": error,
        "passkeys": Passkey.objects.filter(user=user).order_by("id"), "left": second.recovery_codes_left(user),
        "asked": second.has_to_have(user), "codes": [], "qr": "", "secret": "",
        **more,
    }  # fmt: skip
    return render(request, "staff/second.html", context, current="me", status=422 if error else 200)


def wrong_password(request: HttpRequest, user: User) -> HttpResponse:
    return _page(request, user, _("The present password is not right."))


def _changed(request: HttpRequest, response: HttpResponse, user: User) -> HttpResponse:
    """Another key for this browser, none for the others, and a letter. Password and second factor were both shown here,
    as long as there is one."""
    with noted(actor_of(request), OWN_SECOND_FACTOR, ""):
        end_other_sign_ins(request, user.pk)
    renew(request, response, both=second.has_second(user))
    letters.tell_of_second_factor(user)
    return response


@require_POST
def app(request: HttpRequest) -> HttpResponse:
    """First the password, then the picture and the code the app shows for it."""
    user = me(request)
    half = halves.present(request, halves.ENROL)
    if "code" in request.POST and half and half.user_id == user.pk and "secret" in half.data:
        secret = second.unseal(half.data.get("secret", ""))
        step = second.step_of(secret, request.POST["code"][:40])
        if step is None:
            text = _("This code is not right. Look at the app once more.")
            return _page(request, user, text, qr=second.picture(secret, user), secret=secret)
        halves.take(half)
        codes = second.enrol(user, secret, step)
        return _changed(request, _page(request, user, codes=codes), user)
    if not knows_password(request, user):
        return wrong_password(request, user)
    secret = second.new_secret()
    shown = _page(request, user, qr=second.picture(secret, user), secret=secret)
    return halves.begin(request, shown, halves.ENROL, user, secret=second.seal(secret))


@require_POST
def codes(request: HttpRequest) -> HttpResponse:
    """New recovery codes; the earlier ones are good no longer."""
    user = me(request)
    if not knows_password(request, user):
        return wrong_password(request, user)
    if not second.has_second(user):
        return HttpResponseRedirect(HERE)
    fresh = second.new_recovery_codes(user)
    return _changed(request, _page(request, user, codes=fresh), user)


@require_POST
def passkey_begin(request: HttpRequest) -> HttpResponse:
    user = me(request)
    if not knows_password(request, user):
        return HttpResponse(status=403)
    options, challenge = passkeys.ask_new(request, user)
    response = HttpResponse(options, content_type="application/json")
    return halves.begin(request, response, halves.ENROL, user, challenge=challenge)


@require_POST
def passkey_new(request: HttpRequest) -> HttpResponse:
    user, half = me(request), halves.present(request, halves.ENROL)
    if half is None or half.user_id != user.pk or "challenge" not in half.data or not halves.take(half):
        return wrong_password(request, user)
    name = " ".join(request.POST.get("name", "").replace("\0", "").split())[:100] or _("Passkey")
    try:
        passkeys.keep_new(request, user, request.POST.get("passkey", ""), half.data["challenge"], name)
    except passkeys.NotRight:
        return _page(request, user, _("The device did not make a passkey that fits."))
    fresh = [] if second.recovery_codes_left(user) else second.new_recovery_codes(user)
    return _changed(request, _page(request, user, codes=fresh), user)


@require_POST
def take_away(request: HttpRequest) -> HttpResponse:
    """One passkey, the app, or all of it; where the role has to have one, the last stays."""
    user, which = me(request), request.POST.get("which", "")
    if not knows_password(request, user):
        return wrong_password(request, user)
    apps, keys = Authenticator.objects.filter(user=user), Passkey.objects.filter(user=user)
    chosen = apps if which == "app" else keys.filter(pk=int(which) if which.isdecimal() and len(which) < 18 else 0)
    if second.has_to_have(user) and apps.count() + keys.count() <= chosen.count():
        return _page(request, user, _("Your role has to have a second factor. Set up another one first."))
    chosen.delete()
    if not second.has_second(user):
        second.remove(user)
    response = saved(HttpResponseRedirect(HERE), request, _("It is not asked any more."), None)
    return _changed(request, response, user)


@require_POST
def take_from(request: HttpRequest, pk: int) -> HttpResponse:
    """Those who rule free somebody whose telephone is lost; that person is signed out and told by a letter."""
    by = ruler(request)
    record = reading.get(USER, pk, by)
    user = User.objects.get(pk=record.id)
    with noted(by, SECOND_FACTOR_TAKEN, record.title):
        second.remove(user)
        end_other_sign_ins(request, user.pk)
    letters.tell_of_second_factor(user)
    return saved(HttpResponseRedirect(record.url), request, _("The second factor is taken away."), None)
