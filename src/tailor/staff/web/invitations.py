"""Inviting somebody to work here: a link to their address, good once, for the role and department that were chosen."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tailor.access import letters, links
from tailor.access.actors import Actor
from tailor.access.models import Department, MailedLink, User
from tailor.access.roles import all_roles, role
from tailor.kernel import emails
from tailor.kernel.numbers import whole_number
from tailor.records.acts import noted
from tailor.records.reading import NotVisible
from tailor.records.web.pages import saved
from tailor.staff.acts import INVITED, WITHDRAWN
from tailor.staff.web.ruling import page, ruler

Kind = MailedLink.Kind
HERE = "/doors/invitations/"


@require_http_methods(["GET", "POST"])
def invitations(request: HttpRequest) -> HttpResponse:
    by = ruler(request)
    errors: dict[str, str] = {}
    values = {name: request.POST.get(name, "").strip() for name in ("email", "name", "role", "department", "language")}
    if request.method == "POST":
        errors = _wrong(values)
        if not errors:
            return _invite(request, values, by)
    open_ones = MailedLink.objects.filter(kind=Kind.INVITE, used_at=None, expires_at__gt=timezone.now()).order_by("-id")
    context = {
        "values": values | {"language": values["language"] or by.language}, "errors": errors, "open": open_ones,
        "roles": [(one.code, str(one.label)) for one in all_roles()], "role_of": role,
        "departments": [("", _("none")), *Department.objects.filter(deleted_at=None).values_list("id", "name")],
        "languages": settings.LANGUAGES,
    }  # fmt: skip
    return page(request, "invitations", "staff/invitations.html", context, status=422 if errors else 200)


def _wrong(values: dict[str, str]) -> dict[str, str]:
    errors = {}
    try:
        values["email"] = emails.check(values["email"]).lower()
        if User.objects.filter(email=values["email"]).exists():
            errors["email"] = _("Somebody has this e-mail already.")
    except ValueError:
        errors["email"] = _("This is no e-mail address.")
    if values["role"] not in {one.code for one in all_roles()}:
        errors["role"] = _("Choose one of these.")
    if values["department"] and not Department.objects.filter(pk=_id(values["department"]), deleted_at=None).exists():
        errors["department"] = _("Choose one of these.")
    return errors


def _id(text: str) -> int:
    return min(whole_number(text) or 0, 2**62)


def _invite(request: HttpRequest, values: dict[str, str], by: Actor) -> HttpResponse:
    language = values["language"] if values["language"] in dict(settings.LANGUAGES) else by.language
    data: dict[str, Any] = {
        "role": values["role"], "department": _id(values["department"]) or None, "name": values["name"][:200],
        "language": language,
    }  # fmt: skip
    with noted(by, INVITED, values["email"]):
        address = links.new_link(Kind.INVITE, values["email"], data=data, by_id=by.person_id)
    letters.send_invitation(values["email"], language, by.name, address)
    text = _("%(email)s is invited.") % {"email": values["email"]}
    return saved(HttpResponseRedirect(HERE), request, text, None)


@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    by = ruler(request)
    one = MailedLink.objects.filter(pk=min(pk, 2**62), kind=Kind.INVITE, used_at=None).first()
    if one is None:
        raise NotVisible
    with noted(by, WITHDRAWN, one.email):
        MailedLink.objects.filter(pk=one.pk, used_at=None).update(expires_at=timezone.now())
    return saved(HttpResponseRedirect(HERE), request, _("The invitation is withdrawn."), None)
