"""Who tried to come in, who has to wait for it, and letting them in again or not at all."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tailor.access import bans
from tailor.access.devices import device_name
from tailor.access.models import Ban, SignInAttempt
from tailor.access.networks import client_ip, network_of, read_network
from tailor.access.signing_in import clean_login
from tailor.kernel.numbers import whole_number
from tailor.records.acts import noted
from tailor.records.web.pages import saved
from tailor.staff.acts import BLOCKED, FREED
from tailor.staff.web.ruling import page, ruler

SIZE = 100
Result = SignInAttempt.Result
RESULTS: dict[str, tuple[str | Promise, str]] = {  # what it is called, its tone
    Result.GOOD: (gettext_lazy("came in"), "good"),
    Result.WRONG: (gettext_lazy("wrong"), "owed"),
    Result.SECOND: (gettext_lazy("second factor asked"), ""),
    Result.CHECK: (gettext_lazy("checked for a machine"), ""),
    Result.BANNED: (gettext_lazy("had to wait"), "late"),
    Result.BLOCKED: (gettext_lazy("network has to wait"), "late"),
}
WAYS: dict[str, str | Promise] = {
    "password": gettext_lazy("password"),
    "code": gettext_lazy("one-time code"),
    "recovery": gettext_lazy("recovery code"),
    "passkey": gettext_lazy("passkey"),
    "oidc": gettext_lazy("single sign-on"),
    "invitation": gettext_lazy("invitation"),
    "first": gettext_lazy("first account"),
}


@require_GET
def attempts(request: HttpRequest) -> HttpResponse:
    ruler(request)
    chosen = {name: request.GET.get(name, "").strip() for name in ("login", "ip", "result")}
    rows = list(_found(chosen, whole_number(request.GET.get("before", "")))[: SIZE + 1])
    asked = request.GET.copy()
    if len(rows) > SIZE:
        asked["before"] = str(rows[SIZE - 1].pk)
    context = {
        "rows": rows[:SIZE], "chosen": chosen, "results": [(key, str(label)) for key, (label, _tone) in RESULTS.items()],
        "named": RESULTS, "ways": WAYS, "device_name": device_name, "more": f"?{asked.urlencode()}" if len(rows) > SIZE else "",
    }  # fmt: skip
    return page(request, "attempts", "staff/attempts.html", context)


def _found(chosen: dict[str, str], before: int | None) -> QuerySet[SignInAttempt]:
    rows = SignInAttempt.objects.order_by("-id")
    if chosen["login"]:
        rows = rows.filter(login__startswith=clean_login(chosen["login"]))
    if chosen["ip"]:
        rows = rows.filter(ip__startswith=chosen["ip"].replace("\0", "")[:45])
    if chosen["result"] in RESULTS:
        rows = rows.filter(result=chosen["result"])
    return rows.filter(pk__lt=before) if before else rows


@require_http_methods(["GET", "POST"])
def bans_page(request: HttpRequest) -> HttpResponse:
    """Who has to wait at the moment; a network is blocked here by hand until further notice."""
    by = ruler(request)
    error, typed = "", request.POST.get("network", "")
    if request.method == "POST":
        try:
            network = read_network(typed)
            if network == network_of(client_ip(request)):
                error = _("That is where you are yourself.")
            else:
                with noted(by, BLOCKED, network):
                    bans.lift(bans.NETWORK, network, by.person_id)
                    bans.ban(bans.NETWORK, network, until=None, by_id=by.person_id)
                return saved(HttpResponseRedirect("/doors/bans/"), request, _("Nobody signs in from there now."), None)
        except ValueError:
            error = _("This is no IP address. One looks like 203.0.113.7 or 2001:db8::1.")
    context = {"bans": bans.lasting().order_by("-id"), "error": error, "typed": typed, "past": _past()}
    return page(request, "bans", "staff/bans.html", context, status=422 if error else 200)


def _past() -> QuerySet[Ban]:
    return Ban.objects.exclude(pk__in=bans.lasting().values("pk")).order_by("-id")[:50]  # type: ignore[no-any-return,unused-ignore]


@require_POST
def lift(request: HttpRequest, pk: int) -> HttpResponse:
    by = ruler(request)
    one = bans.lasting().filter(pk=min(pk, 2**62)).first()
    if one is not None:
        with noted(by, FREED, one.subject):
            bans.lift(Ban.Kind(one.kind), one.subject, by.person_id)
        return saved(HttpResponseRedirect("/doors/bans/"), request, _("The wait is over."), None)
    return saved(
        HttpResponseRedirect("/doors/bans/"), request, _("Nobody has to wait for that any more."), None, tone="late"
    )
