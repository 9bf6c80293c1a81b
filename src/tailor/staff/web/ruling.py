"""What the pages of those who rule over the doors have in common."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tailor.access.actors import Actor
from tailor.records.menu import MenuPage, register_page, rules
from tailor.records.reading import NotVisible
from tailor.records.web.pages import actor_of, render

register_page(MenuPage("doors", _("Doors"), "/doors/", "key-round", rules, main=False, place=70))

TABS: tuple[tuple[str, str, str | Promise], ...] = (
    ("attempts", "/doors/", _("Attempts")),
    ("bans", "/doors/bans/", _("Who waits")),
    ("invitations", "/doors/invitations/", _("Invitations")),
    ("rules", "/doors/rules/", _("Rules")),
    ("providers", "/doors/providers/", _("Single sign-on")),
    ("server", "/doors/mail/", _("Mail server")),
    ("letters", "/doors/letters/", _("Outgoing mail")),
)


def ruler(request: HttpRequest) -> Actor:
    """The person, who rules. Raises `NotVisible` for everybody else."""
    by = actor_of(request)
    if not by.role.rules or by.person_id is None:
        raise NotVisible
    return by


def page(
    request: HttpRequest, tab: str, template: str, context: dict[str, Any] | None = None, *, status: int = 200
) -> HttpResponse:
    """A page about the doors, under its tab."""
    tabs = [{"url": url, "label": str(label), "current": key == tab} for key, url, label in TABS]
    return render(request, template, {"tabs_of_doors": tabs, **(context or {})}, current="doors", status=status)
