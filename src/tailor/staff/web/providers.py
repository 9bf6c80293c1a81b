"""The providers people may sign in with, set by those who rule."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tailor.access import oidc
from tailor.access.doors import humble_roles, humblest
from tailor.access.models import OutsideIdentity, Provider
from tailor.access.roles import role
from tailor.records.acts import noted
from tailor.records.reading import NotVisible
from tailor.records.web.pages import saved
from tailor.staff.acts import NO_PROVIDER, PROVIDER
from tailor.staff.web.ruling import page, ruler
from tailor.staff.web.sso import back_address

HERE = "/doors/providers/"
LIMITS = {"name": 100, "issuer": 500, "client_id": 300}


@require_http_methods(["GET", "POST"])
def providers(request: HttpRequest) -> HttpResponse:
    return _page(request, Provider(role=humblest()), HERE)


@require_http_methods(["GET", "POST"])
def provider(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, _known(request, pk), f"{HERE}{pk}/")


@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    one = _known(request, pk)
    with noted(ruler(request), NO_PROVIDER, one.name):
        one.delete()
    return saved(HttpResponseRedirect(HERE), request, _("Nobody signs in with it any more."), None)


def _known(request: HttpRequest, pk: int) -> Provider:
    ruler(request)
    one = Provider.objects.filter(pk=min(pk, 2**62)).first()
    if one is None:
        raise NotVisible
    return one


def _page(request: HttpRequest, one: Provider, action: str) -> HttpResponse:
    ruler(request)
    errors: dict[str, str] = {}
    if request.method == "POST":
        errors = _read(request, one)
        if not errors:
            with noted(ruler(request), PROVIDER, one.name):
                one.save()
            return saved(HttpResponseRedirect(HERE), request, _("Saved"), None)
    context: dict[str, Any] = {
        "all": Provider.objects.order_by("id"), "one": one, "errors": errors, "action": action, "back": back_address(request),
        "roles": [(code, str(role(code).label)) for code in humble_roles()],
    }  # fmt: skip
    return page(request, "providers", "staff/providers.html", context, status=422 if errors else 200)


def _read(request: HttpRequest, one: Provider) -> dict[str, str]:
    """Take over what was typed. The secret goes to no other issuer, and whom another issuer knows is somebody else."""
    issuer_before, errors = one.issuer, dict[str, str]()
    for name, limit in LIMITS.items():
        text = request.POST.get(name, "").strip().replace("\0", "")[:limit]
        setattr(one, name, text)
        if not text:
            errors[name] = _("This has to be filled in.")
    secret = request.POST.get("secret", "")[:1000]
    if secret:
        one.secret = oidc.seal(secret)
    elif issuer_before and issuer_before != one.issuer:
        errors["secret"] = _("Enter the secret: it is not given to another provider.")
    one.joins, one.trusted, one.is_on = (name in request.POST for name in ("joins", "trusted", "is_on"))
    one.role = request.POST.get("role", "") if request.POST.get("role", "") in humble_roles() else humblest()
    if not errors:
        try:
            oidc.discover(one.issuer)
        except oidc.Failed as why:
            errors["issuer"] = _("This does not answer like a provider: %(why)s") % {"why": str(why)}
    if not errors and one.pk and issuer_before != one.issuer:
        OutsideIdentity.objects.filter(provider=one).delete()
    return errors
