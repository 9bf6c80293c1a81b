"""The first account: the page that leads the owner in, and closes for ever behind them."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from tailor.access.actors import TAILOR
from tailor.access.first import close_first_account, first_account_is_open
from tailor.access.middleware import open_to_strangers
from tailor.access.models import User
from tailor.access.signing_in import open_sign_in, set_cookie
from tailor.catalog.usual import begin_with_usual as begin_with_products
from tailor.clients.usual import begin_with_usual as begin_with_results
from tailor.records import gate, own_company
from tailor.records.currencies import OTHERWISE, offered_currencies, usual_currency
from tailor.records.refusals import Refusal
from tailor.records.types import record_type
from tailor.sales.usual import begin_with_usual


@open_to_strangers
@require_http_methods(["GET", "POST"])
def welcome(request: HttpRequest) -> HttpResponse:
    if not first_account_is_open():
        raise Http404
    values = {
        name: request.POST.get(name, "").strip() for name in ("company", "name", "email", "currency", "time_zone")
    }
    values["currency"] = values["currency"] or usual_currency(get_language() or "en")
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            user = create_owner(
                values["company"], values["name"], values["email"], request.POST.get("password", ""), values["currency"],
                values["time_zone"],
            )  # fmt: skip
            response = HttpResponseRedirect("/brief/")
            set_cookie(response, request, open_sign_in(request, user))
            return response
        except Refusal as refusal:
            errors = {name: str(error) for name, error in refusal.errors.items()}
        except ValidationError as invalid:
            errors = {"password": " ".join(invalid.messages)}
    context = {
        "values": values,
        "errors": errors,
        "languages": settings.LANGUAGES,
        "currencies": [(one.value, one.label) for one in offered_currencies()],
    }
    return render(request, "project/welcome.html", context, status=422 if errors else 200)


def create_owner(
    company_name: str, name: str, email: str, password: str, currency: str = OTHERWISE, time_zone: str = ""
) -> User:
    """The first person, who may do everything. Raises `Refusal`, ValidationError, and Http404 when there is one."""
    validate_password(password)
    values = {"name": name, "email": email, "role": "owner", "language": get_language() or "en",
              "time_zone": time_zone}  # fmt: skip
    with transaction.atomic():
        _close()
        done = gate.create(record_type("user"), values, by=TAILOR)
        User.objects.filter(pk=done.id).update(password=make_password(password))
        own_company.tell(TAILOR, company_name or name, currency)
        begin_with_results(TAILOR)
        begin_with_usual(TAILOR)
        begin_with_products(TAILOR)
    return User.objects.get(pk=done.id)


def _close() -> None:
    """Behind whoever came first; the others find nothing here. Raises Http404."""
    if not first_account_is_open():
        raise Http404
    try:
        with transaction.atomic():
            close_first_account()
    except IntegrityError:
        raise Http404 from None
