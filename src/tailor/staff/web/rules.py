"""The rules of the doors: who may make an account, under which address the house is reached."""

from __future__ import annotations

from dataclasses import replace

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tailor.access import house
from tailor.access.doors import Doors, doors, humble_roles, keep_doors
from tailor.access.roles import all_roles, role
from tailor.records.acts import noted
from tailor.records.web.pages import saved
from tailor.staff.acts import RULES
from tailor.staff.web.ruling import page, ruler


@require_http_methods(["GET", "POST"])
def rules_page(request: HttpRequest) -> HttpResponse:
    by = ruler(request)
    error, now = "", doors()
    address = request.POST.get("address", house.address())
    if request.method == "POST":
        try:
            with noted(by, RULES, ""):
                _keep(request, now, address)
            return saved(HttpResponseRedirect("/doors/rules/"), request, _("Saved"), None)
        except ValueError:
            error = _("An address like https://crm.company.com")
    context = {
        "doors": now, "address": address, "fixed": bool(settings.TAILOR_ADDRESS), "error": error,
        "all_roles": all_roles(),
        "roles": [(code, str(role(code).label)) for code in humble_roles()],
    }  # fmt: skip
    return page(request, "rules", "staff/rules.html", context, status=422 if error else 200)


def _keep(request: HttpRequest, now: Doors, address: str) -> None:
    """Raises ValueError where that is no address."""
    if not settings.TAILOR_ADDRESS:
        house.set_address(address)
    wanted, asked = request.POST.get("role", ""), request.POST.getlist("second_factor")
    keep_doors(
        replace(
            now,
            registration="registration" in request.POST,
            role=wanted if wanted in humble_roles() else now.role,
            second_factor=[one.code for one in all_roles() if one.code in asked],
        )
    )
