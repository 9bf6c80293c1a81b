"""Who hears of leads that come in by themselves."""

from __future__ import annotations

from collections.abc import Collection

from django.utils.translation import gettext_lazy as _

from tailor.access.rights import Scope
from tailor.access.roles import role
from tailor.notifications.kinds import NotificationKind, register_kind
from tailor.records.names import named
from tailor.sales.records import LEAD

CAME = register_kind(
    NotificationKind("lead.came", _("A lead comes in by itself"), "inbox", _("A new lead: %(what)s"), own=True)
)
GIVEN = register_kind(
    NotificationKind(
        "lead.given", _("A lead is given to me by a rule"), "split", _("A new lead for you: %(what)s"), own=True
    )
)
ODD = register_kind(
    NotificationKind(
        "source.odd", _("An outside list is not as it was"), "rss", _("An outside list: %(what)s"), own=True
    )
)


def listeners(chosen: Collection[int]) -> list[int]:
    """Those who were chosen; without any who may change everybody's leads, but for owners and administrators where there are
    others."""
    people = {pk: one.role for pk, one in named("user").items() if one.active}
    if there := [pk for pk in chosen if pk in people]:
        return there
    able = {pk: found for pk, code in people.items() if (found := role(code)).grant(LEAD.code).edit is Scope.ALL}
    managers = [pk for pk, found in able.items() if found.oversees and not found.rules]
    return managers or [pk for pk, found in able.items() if found.rules]
