"""The company itself, for those who rule: its card, reached by the name of its kind."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from tailor.records.menu import MenuPage, register_page, rules
from tailor.records.models import Company
from tailor.records.own_company import COMPANY
from tailor.records.web.lists import list_page
from tailor.records.web.pages import kind_for

register_page(MenuPage("company", _("Company"), "/company/", "building-2", rules, main=False, place=10))


@require_GET
def itself(request: HttpRequest) -> HttpResponse:
    kind_for(request, COMPANY.slug)
    there = Company.objects.values_list("id", flat=True).first()
    return HttpResponseRedirect(f"/company/{there}/") if there else list_page(request, COMPANY.slug)
