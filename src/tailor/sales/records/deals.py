"""Deals: sales that are hoped for, on their way through a pipeline."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from tailor.access.actors import Actor
from tailor.access.rights import grant
from tailor.clients.talks import TalkedAbout, talked_about
from tailor.kernel.text import sort_key
from tailor.records.currencies import Currency
from tailor.records.fields import (
    FieldError,
    LongText,
    Moment,
    Money,
    Number,
    Person,
    Reference,
    StageOnWays,
    Text,
)
from tailor.records.fields.stages import LOST, OPEN, Stage, StageOption
from tailor.records.names import named
from tailor.records.shape import fields_of
from tailor.records.types import Derived, RecordType, Section, SortOrder, Values, register
from tailor.records.visibility import Scoped
from tailor.sales.fields import Hoped
from tailor.sales.models import Deal
from tailor.sales.records.competitors import Against

RATE_PLACES = 6

talked_about(TalkedAbout("deal"))


def derive_deal(values: Values) -> Derived:
    return {"sort_title": sort_key(values["title"])}


def stage_of(values: Values) -> StageOption | None:
    """The stage a deal stands at; None where there is none of that name any more."""
    field = fields_of(DEAL)["stage"]
    assert isinstance(field, Stage)
    return field.stage(values["stage"])


def complete_deal(values: Values, before: Values | None) -> None:
    _note_move(values, before or dict.fromkeys(values))
    if values["lost_to"] and values["lost_to"] not in values["competitors"]:
        values["competitors"] = [*values["competitors"], values["lost_to"]]
    if values["agreed"] is not None and values["rate"] is not None and values["currency"]:
        values["amount"] = DEAL.declared["amount"].clean(Decimal(values["agreed"]) * Decimal(values["rate"]))


def _note_move(values: Values, before: Values) -> None:
    """Since when it stands where it stands, and when it came to an end; whoever brings deals from elsewhere says both."""
    if values["stage"] == before["stage"]:
        return
    now = timezone.now().isoformat()
    if values["stage_since"] == before["stage_since"]:
        values["stage_since"] = now
    stage = stage_of(values)
    if stage is None or stage.outcome == OPEN:
        values["closed_at"] = None
    elif values["closed_at"] == before["closed_at"]:
        values["closed_at"] = values["stage_since"]
    if stage is None or stage.outcome != LOST:
        values["loss_reason"], values["lost_to"], values["loss_note"] = None, None, ""


def check_deal(values: Values, by: Actor) -> Mapping[str, FieldError]:
    stage = stage_of(values)
    found: dict[str, FieldError] = {}
    if stage and stage.outcome == LOST and not values["loss_reason"] and named("loss_reason"):
        found["loss_reason"] = FieldError(_("Why it was lost is said with “%(stage)s”."), stage=stage.label)
    if values["currency"] and values["agreed"] is not None and values["rate"] is None:
        found["rate"] = FieldError(
            _("What one %(currency)s is worth is needed for the amount."), currency=values["currency"]
        )
    return found


DEAL = register(
    RecordType(
        code="deal",
        slug="deals",
        model=Deal,
        label=_("Deal"),
        plural=_("Deals"),
        icon="handshake",
        hotkey="d",
        title="title",
        fields=(
            Text(name="title", label=_("What it is about"), required=True, limit=200, searched=True, sort="title", width=240, narrow=1),
            StageOnWays(name="stage", label=_("Stage"), since="stage_since", narrow=1, spot="side"),
            Reference(name="party", label=_("Client"), to="party", told_there=True, width=200, narrow=1, spot="sub"),
            Money(name="amount", label=_("Amount"), least=Decimal(0), narrow=1, spot="side2"),
            Currency(name="currency", label=_("Currency agreed on"), narrow=4, help=_("where it is not that of the company")),
            Number(name="agreed", label=_("Amount in that currency"), places=2, least=Decimal(0), narrow=4),
            Number(name="rate", label=_("Rate"), places=RATE_PLACES, least=Decimal(0), narrow=4, help=_("what one of it is worth in the company’s own")),
            Hoped(name="expected_on", label=_("Expected on"), of="deal", narrow=2),
            LongText(name="interest", label=_("Interested in"), searched=True, limit=20_000, narrow=4),
            Against(name="competitors", label=_("Competitors"), to="competitor", narrow=4),
            Text(name="next_step", label=_("Next step"), width=200, narrow=2),
            Moment(name="next_step_at", label=_("Next step due"), due=True, sort="next_step", narrow=3),
            Reference(name="channel", label=_("Channel"), to="channel", width=124, narrow=3, spot="mark"),
            Moment(name="stage_since", label=_("At this stage since"), follows=True, narrow=4),
            Moment(name="closed_at", label=_("Came to an end"), follows=True, narrow=4),
            Reference(name="loss_reason", label=_("Why it was lost"), to="loss_reason", narrow=4),
            Reference(name="lost_to", label=_("Lost to"), to="competitor", narrow=4),
            Text(name="loss_note", label=_("More on the loss"), limit=300, narrow=4),
            LongText(name="details", label=_("More about it"), searched=True, limit=20_000, narrow=4),
            Person(name="owner", label=_("Owner"), owns="deal", narrow=3),
            Moment(name="created_at", label=_("Created"), sort="created", editable=False, narrow=4),
        ),
        columns=("title", "party", "stage", "amount", "expected_on", "next_step", "next_step_at", "owner"),
        quick=("title", "party", "stage", "amount", "expected_on", "channel", "interest"),
        sections=(
            Section("", ("party", "amount", "expected_on", "channel", "owner")),
            Section(_("What they want"), ("interest", "competitors", "details")),
            Section(_("In another currency"), ("currency", "agreed", "rate")),
            Section(_("Course"), ("stage_since", "closed_at", "loss_reason", "lost_to", "loss_note", "created_at")),
        ),
        orders=(
            SortOrder("created", _("created"), "created_at", descending=True),
            SortOrder("title", _("title"), "sort_title"),
            SortOrder("next_step", _("next step"), "next_step_at", empties=True),
        ),
        groupable=("stage", "channel", "owner"),
        visibility=Scoped(),
        derive=derive_deal,
        complete=complete_deal,
        check=check_deal,
        asked_with={"loss_reason": ("lost_to",)},
        importable=True,
        card_template="sales/deal.html",
        rights={
            "manager": grant("see create edit delete export"),
            "seller": grant("see=department create edit=own delete=own export=own"),
            "operator": grant("see=department create"),
        },
        counted=ngettext_lazy("%(count)s deal", "%(count)s deals", "count"),
        empty_hint=_("A sale that is hoped for: what it is about, what it may bring, and what comes next."),
    )
)  # fmt: skip
