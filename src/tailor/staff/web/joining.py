"""Becoming somebody who works here: by an invitation, or by oneself where the house allows it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tailor.access import links
from tailor.access.actors import TAILOR
from tailor.access.doors import doors
from tailor.access.entering import enter
from tailor.access.house import house_name
from tailor.access.middleware import open_to_strangers
from tailor.access.models import ConfirmedEmail, Department, MailedLink, User
from tailor.access.passwords import new_password
from tailor.access.roles import role
from tailor.access.views import asked_by_mail, bare, dead_link, on_its_way, others_link, said
from tailor.kernel.jobs.running import enqueue
from tailor.records import gate
from tailor.records.refusals import Refusal
from tailor.staff.records import USER, known_zone

Kind = MailedLink.Kind


@open_to_strangers
@require_http_methods(["GET", "POST"])
def register(request: HttpRequest) -> HttpResponse:
    """Ask for an account; the answer is the same for an address that has one."""
    if not doors().registration:
        raise Http404
    given = asked_by_mail(request)
    if isinstance(given, str):
        enqueue("access.send_registration", {"email": given}, title="", by_id=None)
        return said(request, _("Look into your mail"), on_its_way())
    return bare(request, "staff/register.html", given, status=422 if given["error"] else 200)


@open_to_strangers
@require_http_methods(["GET", "POST"])
def join(request: HttpRequest, token: str) -> HttpResponse:
    """Choose name and password. The address is the one the link was sent to and no other."""
    try:
        one = links.look(token, Kind.INVITE, Kind.REGISTER)
        if not _holds(one):
            raise links.Dead
        if not_mine := others_link(request, one):
            return not_mine
        errors: dict[str, Any] = {}
        if request.method == "POST":
            try:
                user = _make(one, request.POST)
                return enter(request, user, "invitation", "/")
            except Refusal as refusal:
                errors = {name: str(error) for name, error in refusal.errors.items()}
            except ValidationError as invalid:
                errors = {"password": " ".join(invalid.messages)}
    except links.Dead:
        return dead_link(request)
    name = request.POST.get("name") or one.data.get("name", "")
    context = {"email": one.email, "name": name, "errors": errors, "company": house_name()}
    return bare(request, "staff/join.html", context, status=422 if errors else 200)


def _holds(one: MailedLink) -> bool:
    """An invitation is worth what its inviter may do today; a registration, what the house allows today."""
    if one.kind == Kind.REGISTER:
        return doors().registration
    inviter = User.objects.filter(pk=one.by_id or 0, is_active=True, deleted_at=None).first()
    return inviter is not None and role(inviter.role).rules


def _make(one: MailedLink, given: QueryDict) -> User:
    """Raises `Refusal`, ValidationError, `links.Dead`."""
    hashed = new_password(given.get("password", ""))
    invited = one.data if one.kind == Kind.INVITE else {"role": doors().role}
    department = Department.objects.filter(pk=invited.get("department") or 0, deleted_at=None).first()
    values = {
        "name": given.get("name", "").strip(), "time_zone": known_zone(given.get("time_zone", "")), "email": one.email, "role": invited["role"], "department": department and department.pk,
        "language": invited.get("language") or get_language() or settings.LANGUAGE_CODE,
    }  # fmt: skip
    with transaction.atomic():
        links.use(one)
        done = gate.create(USER, values, by=TAILOR)
        User.objects.filter(pk=done.id).update(password=hashed)
        user = User.objects.get(pk=done.id)
        ConfirmedEmail.objects.create(user=user, email=user.email)
    return user
