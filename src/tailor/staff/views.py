"""One's own account, and the passwords administrators give."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import check_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tailor.access.models import User
from tailor.access.passwords import set_password
from tailor.access.signing_in import end_other_sign_ins, renew
from tailor.access.working_as import by_oneself
from tailor.records import gate, reading
from tailor.records.acts import noted
from tailor.records.menu import leads_somewhere
from tailor.records.reading import NotVisible
from tailor.records.refusals import Refusal
from tailor.records.web.pages import actor_of, render, saved
from tailor.staff.acts import OWN_PASSWORD, PASSWORD
from tailor.staff.records import USER

TOLD = "/me/notifications/"


@require_http_methods(["GET", "POST"])
def me(request: HttpRequest) -> HttpResponse:
    """Language, time zone and password of the person themselves; a new password signs their other browsers out."""
    by = actor_of(request)
    user = User.objects.get(pk=by.person_id or 0)
    errors: dict[str, Any] = {}
    if request.method == "POST":
        try:
            return _save(request, user)
        except Refusal as refusal:
            errors = refusal.errors
        except ValidationError as invalid:
            errors = {"password": " ".join(invalid.messages)}
    values = {name: request.POST.get(name, getattr(user, name)) for name in USER.of_oneself}
    context = {"user": user, "values": values, "errors": errors, "languages": settings.LANGUAGES}
    context["told_url"] = TOLD if leads_somewhere(TOLD, by) else ""
    return render(request, "staff/me.html", context, current="me", status=422 if errors else 200)


def _save(request: HttpRequest, user: User) -> HttpResponse:
    wanted = request.POST.get("password", "")
    if wanted:
        if not check_password(request.POST.get("old_password", ""), user.password):
            raise ValidationError(_("The present password is not right."))
        validate_password(wanted, user)
    values = {name: request.POST[name] for name in USER.of_oneself if name in request.POST}
    done = gate.update(USER, user.pk, values, by=actor_of(request))
    if wanted:
        with noted(actor_of(request), OWN_PASSWORD, ""):
            set_password(user, wanted)
            end_other_sign_ins(request, user.pk)
    response = saved(HttpResponseRedirect("/me/"), request, _("Saved"), done.step_id)
    if wanted:
        renew(request, response)
    return response


@by_oneself
@require_http_methods(["GET", "POST"])
def password(request: HttpRequest, pk: int) -> HttpResponse:
    """An administrator gives an employee a password; the employee is signed out everywhere."""
    by = actor_of(request)
    record = reading.get(USER, pk, by)
    if not by.role.rules:
        raise NotVisible
    error = ""
    if request.method == "POST":
        try:
            with noted(by, PASSWORD, record.title):
                set_password(User.objects.get(pk=pk), request.POST.get("password", ""))
                end_other_sign_ins(request, pk)
            return saved(HttpResponseRedirect(record.url), request, _("The new password is set."), None)
        except ValidationError as invalid:
            error = " ".join(invalid.messages)
    context = {"record": record, "error": error}
    return render(request, "staff/password.html", context, current="user", status=422 if error else 200)
