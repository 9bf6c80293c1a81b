"""What the card of an employee tells of an address that waits to be confirmed, and sending its link once more."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tailor.access.models import User
from tailor.records import reading
from tailor.records.record import Record
from tailor.records.showing import Show
from tailor.records.web.cards import card_extra, story_context
from tailor.records.web.pages import saved
from tailor.staff.addresses import send_link, waits_for_confirmation
from tailor.staff.records import USER
from tailor.staff.web.ruling import ruler


@card_extra("user")
def of_the_address(request: HttpRequest, record: Record, show: Show) -> dict[str, Any]:
    waits = show.actor.role.rules and waits_for_confirmation(record.id, record.values["email"])
    return {**story_context(record, show), "address_waits": waits}


@require_POST
def ask_again(request: HttpRequest, pk: int) -> HttpResponse:
    by = ruler(request)
    record = reading.get(USER, pk, by)
    email = record.values["email"]
    text = _("A letter is on its way to %(email)s.")
    if waits_for_confirmation(record.id, email) and not send_link(User.objects.get(pk=record.id), by.name):
        text = _("Several letters went to %(email)s within an hour; wait a little.")
    return saved(HttpResponseRedirect(record.url), request, text % {"email": email}, None)
