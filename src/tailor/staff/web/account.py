"""One's own sign-ins and address."""

from __future__ import annotations

from django.contrib.auth.hashers import check_password
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tailor.access import letters, links
from tailor.access.actors import TAILOR
from tailor.access.devices import device_name, is_phone
from tailor.access.middleware import open_to_strangers
from tailor.access.models import ConfirmedEmail, MailedLink, SignIn, User
from tailor.access.signing_in import COOKIE, end_all_sign_ins, end_other_sign_ins, key_hash
from tailor.access.views import bare, dead_link, others_link, said
from tailor.kernel import emails
from tailor.records import gate
from tailor.records.acts import noted
from tailor.records.refusals import Refusal
from tailor.records.web.pages import actor_of, render, saved
from tailor.staff.acts import SIGNED_OUT
from tailor.staff.records import USER

HERE, SHORT = "/me/sign-ins/", 16
Kind = MailedLink.Kind


@require_GET
def sign_ins(request: HttpRequest) -> HttpResponse:
    """In which browsers one is signed in."""
    here = key_hash(request.COOKIES.get(COOKIE, ""))
    rows = SignIn.objects.filter(user_id=actor_of(request).person_id or 0, expires_at__gt=timezone.now())
    context = {
        "rows": [(one.key_hash[:SHORT], one.key_hash == here, one) for one in rows.order_by("-seen_at")],
        "device_name": device_name, "is_phone": is_phone,
    }  # fmt: skip
    return render(request, "staff/sign_ins.html", context, current="me")


@require_POST
def end(request: HttpRequest) -> HttpResponse:
    """Sign out one other browser, or all of them."""
    by, wanted = actor_of(request), request.POST.get("which", "")
    me = by.person_id or 0
    there = SignIn.objects.filter(user_id=me, key_hash__startswith=wanted)
    if wanted == "others":
        with noted(by, SIGNED_OUT, ""):
            end_other_sign_ins(request, me)
            links.kill(me)
    elif len(wanted) == SHORT and there.exists():
        with noted(by, SIGNED_OUT, ""):
            there.delete()
    return saved(HttpResponseRedirect(HERE), request, _("Signed out there."), None)


@require_http_methods(["GET", "POST"])
def change_email(request: HttpRequest) -> HttpResponse:
    """Ask for another address; it is mine once the letter sent there is answered."""
    user = User.objects.get(pk=actor_of(request).person_id or 0)
    email, errors = request.POST.get("email", "").strip(), dict[str, str]()
    if request.method == "POST":
        try:
            email = emails.check(email).lower()
        except ValueError:
            errors["email"] = _("This is no e-mail address.")
        if not check_password(request.POST.get("old_password", "")[:1000], user.password):
            errors["old_password"] = _("The present password is not right.")
        if not errors:
            if not User.objects.filter(email=email).exists() and not links.too_many(Kind.EMAIL, email):
                letters.send_email_change(user, email)
            text = _("A letter is on its way to %(email)s. The address changes once it is confirmed there.")
            return saved(HttpResponseRedirect("/me/"), request, text % {"email": email}, None)
    context = {"user": user, "email": email, "errors": errors}
    return render(request, "staff/email.html", context, current="me", status=422 if errors else 200)


@open_to_strangers
@require_http_methods(["GET", "POST"])
def confirm_email(request: HttpRequest, token: str) -> HttpResponse:
    try:
        one = links.look(token, Kind.EMAIL)
        if not_mine := others_link(request, one):
            return not_mine
        if request.method == "GET":
            return bare(request, "staff/confirm_email.html", {"email": one.email, "is_mine": _is_mine(one)})
        _take_over(one)
    except links.Dead:
        return dead_link(request)
    except Refusal:
        return said(request, _("This address is taken"), _("Somebody has this e-mail already."), status=409)
    return said(
        request, _("The address is confirmed"), _("From now on you sign in with %(email)s.") % {"email": one.email}
    )


def _is_mine(one: MailedLink) -> bool:
    """Whether somebody else entered the address for the person, who has it since."""
    return one.user is not None and one.user.email == one.email


def _take_over(one: MailedLink) -> None:
    """Raises `links.Dead`, `Refusal`."""
    with transaction.atomic():
        links.use(one)
        if not _is_mine(one):
            gate.update(USER, one.user_id or 0, {"email": one.email}, by=TAILOR)
            end_all_sign_ins(one.user_id or 0)
        ConfirmedEmail.objects.update_or_create(user_id=one.user_id or 0, defaults={"email": one.email})
