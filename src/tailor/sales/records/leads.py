"""Leads: somebody who may become a client, from the moment they were heard of until it is known what comes of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy, pgettext_lazy

from tailor.access.actors import Actor
from tailor.access.rights import Scope, grant
from tailor.clients.talks import TalkedAbout, talked_about
from tailor.records.fields import (
    Choice,
    Emails,
    FieldError,
    LongText,
    Moment,
    Number,
    Option,
    Person,
    Phones,
    Reference,
    Text,
)
from tailor.records.fields.base import Condition
from tailor.records.types import KnownBy, RecordType, Section, SortOrder, Values, register
from tailor.records.visibility import EVERYTHING, Scoped
from tailor.sales.models import Lead

UTM = ("utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content")
NEW, ANSWERED, POSTPONED, HIDDEN, TURNED = "new", "answered", "postponed", "hidden", "turned"
WAITING = (NEW, ANSWERED, POSTPONED)
STATUSES = (
    Option(NEW, pgettext_lazy("lead", "New"), "ochre"),
    Option(ANSWERED, _("Answered"), "denim"),
    Option(POSTPONED, _("Postponed"), "sand"),
    Option(HIDDEN, _("Hidden"), "slate"),
    Option(TURNED, _("Turned into a deal"), "moss"),
)


def put_off(text: str, at: datetime | str | None) -> Mapping[str, Any]:
    """What comes next with a lead is that it waits until then."""
    return {"status": POSTPONED, "postponed_until": at}


talked_about(TalkedAbout("lead", planned=put_off, writes=("status", "postponed_until")))


def complete_lead(values: Values, before: Values | None) -> None:
    values["status"] = values["status"] or NEW
    values["received_at"] = values["received_at"] or timezone.now().isoformat()
    values["title"] = values["title"] or _first_words(values)
    if values["status"] != NEW and values["answered_at"] is None and values["status"] in (ANSWERED, TURNED):
        values["answered_at"] = timezone.now().isoformat()
    values["answered_in"] = _minutes(values)
    if values["status"] != POSTPONED:
        values["postponed_until"] = None


def _first_words(values: Values) -> str:
    """What a lead nobody named is called: what it says, or who it is."""
    said = " ".join(values["text"].split())
    if said:
        return said if len(said) <= 120 else said[:117].rsplit(" ", 1)[0] + "…"
    reachable = [*(values["phones"] or ()), *(values["emails"] or ())]
    return values["name"] or (str(reachable[0]["value"]) if reachable else "")


def _minutes(values: Values) -> int | None:
    """How long until the first answer."""
    if values["answered_at"] is None:
        return None
    took = datetime.fromisoformat(values["answered_at"]) - datetime.fromisoformat(values["received_at"])
    return max(0, int(took.total_seconds() // 60))


def check_lead(values: Values, by: Actor) -> Mapping[str, FieldError]:
    if values["status"] == POSTPONED and not values["postponed_until"]:
        return {"postponed_until": FieldError(_("Until when it is put off is said here."))}
    return (
        {} if values["title"] else {"title": FieldError(_("Who it is, how to reach them or what they want is needed."))}
    )


class ScopedOrFree(Scoped):
    """By owner and department; what nobody has taken on is seen, and taken on, by everybody who has the right at all."""

    def condition(self, actor: Actor, scope: Scope, alias: str) -> Condition:
        scoped = super().condition(actor, scope, alias)
        if scope is Scope.NONE or scoped == EVERYTHING:
            return scoped
        return Condition(f"({scoped.sql} OR {alias}.owner_id IS NULL)", scoped.params)

    def reaches(self, actor: Actor, scope: Scope, owner_id: int | None, department_id: int | None) -> bool:
        return super().reaches(actor, scope, owner_id, department_id) or (owner_id is None and scope is not Scope.NONE)


LEAD = register(
    RecordType(
        code="lead",
        slug="leads",
        model=Lead,
        label=_("Lead"),
        plural=_("Leads"),
        icon="inbox",
        hotkey="l",
        title="title",
        fields=(
            Text(name="title", label=_("What it is about"), limit=200, searched=True, width=280, narrow=1),
            Text(name="name", label=_("Name"), limit=200, searched=True, width=160, narrow=1, spot="sub"),
            Text(name="company", label=_("Company"), limit=200, searched=True, width=160, narrow=4),
            Phones(name="phones", label=_("Phones"), searched=True, narrow=1, spot="call"),
            Emails(name="emails", label=_("E-mail"), searched=True, narrow=3),
            LongText(name="text", label=_("What they wrote"), searched=True, limit=50_000, narrow=4),
            Choice(name="status", label=_("Status"), options=STATUSES, narrow=1, spot="side", width=150),
            Reference(name="channel", label=_("Channel"), to="channel", width=124, narrow=3, spot="mark"),
            Moment(name="received_at", label=_("Received"), sort="received", narrow=2, spot="side2"),
            Moment(name="answered_at", label=_("First answer"), narrow=4, editable=False),
            Number(name="answered_in", label=_("Minutes until the first answer"), places=0, narrow=4, editable=False),
            Moment(name="postponed_until", label=_("Put off until"), due=True, narrow=4),
            Text(name="hidden_because", label=_("Why it is hidden"), limit=200, narrow=4),
            Text(name="link", label=_("Where it stands"), limit=2000, narrow=4),
            Text(name="utm_source", label=_("UTM source"), limit=200, narrow=4),
            Text(name="utm_medium", label=_("UTM medium"), limit=200, narrow=4),
            Text(name="utm_campaign", label=_("UTM campaign"), limit=200, narrow=4),
            Text(name="utm_term", label=_("UTM term"), limit=200, narrow=4),
            Text(name="utm_content", label=_("UTM content"), limit=200, narrow=4),
            Text(name="page", label=_("Page of the form"), limit=2000, narrow=4),
            Text(name="referrer", label=_("Came from"), limit=2000, narrow=4),
            Reference(name="party", label=_("Client"), to="party", told_there=True, narrow=4),
            Reference(name="deal", label=_("Deal"), to="deal", narrow=4),
            Person(name="owner", label=_("Owner"), owns="lead", narrow=3),
            Moment(name="created_at", label=_("Created"), editable=False, narrow=4),
        ),
        columns=("title", "name", "phones", "channel", "status", "received_at", "owner"),
        quick=("name", "phones", "text", "emails", "channel"),
        sections=(
            Section("", ("name", "company", "phones", "emails", "text", "link")),
            Section(_("Course"), ("status", "channel", "owner", "received_at", "answered_at", "answered_in", "postponed_until", "hidden_because")),
            Section(_("What came of it"), ("party", "deal")),
            Section(_("How they came"), (*UTM, "page", "referrer")),
        ),
        orders=(SortOrder("received", _("received"), "received_at", descending=True),),
        groupable=("status", "channel", "owner"),
        visibility=ScopedOrFree(),
        complete=complete_lead,
        check=check_lead,
        importable=True,
        known_by=KnownBy("party", name="name", phones="phones", emails="emails"),
        card_template="sales/lead.html",
        rights={
            "manager": grant("see create edit delete export"),
            "seller": grant("see=department create edit=department"),
            "operator": grant("see create edit"),
        },
        counted=ngettext_lazy("%(count)s lead", "%(count)s leads", "count"),
        empty_hint=_("Who wrote, called or was heard of, and is not yet a client. A lead is answered, put off, hidden or turned into a deal."),
    )
)  # fmt: skip
