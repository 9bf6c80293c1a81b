"""Channels: where leads and deals come from, and what that costs."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tailor.access.actors import Actor
from tailor.access.rights import grant
from tailor.records import inner_names
from tailor.records.fields import Choice, Date, FieldError, Money, Number, Option, Reference, Text, Wordings
from tailor.records.fields.choices import SWATCHES
from tailor.records.inner_names import free_name
from tailor.records.types import RecordType, Shaping, SortOrder, Values, register
from tailor.records.visibility import Open
from tailor.sales.models import Channel, ChannelCost

LAST_PLACE = Decimal(1_000_000)


def complete_channel(values: Values, before: Values | None) -> None:
    values["place"] = values["place"] or 0
    values["colour"] = values["colour"] or "sand"
    values["code"] = values["code"] or free_name(values["name"], inner_names.codes_of(Channel), "channel")


CHANNEL = register(
    RecordType(
        code="channel",
        slug="channels",
        model=Channel,
        label=_("Channel"),
        plural=_("Channels"),
        icon="megaphone",
        title="name",
        fields=(
            Text(name="name", label=_("Name"), required=True, limit=120, searched=True, narrow=1),
            Wordings(name="labels", label=_("Name in other languages"), limit=120, narrow=4),
            Choice(
                name="colour",
                label=_("Colour"),
                options=tuple(Option(name, pgettext_lazy("colour", name), colour=name) for name in SWATCHES),
                spot="mark",
            ),
            inner_names.inner_name_field(),
            Number(name="place", label=_("Place in the list"), places=0, least=Decimal(0), most=LAST_PLACE),
        ),
        columns=("name", "colour", "place"),
        quick=("name", "colour"),
        orders=(SortOrder("name", _("name"), "name"),),
        visibility=Open(),
        small=True,
        shaping=Shaping("channels", ("code",), ("name", "labels", "colour"), place="place"),
        complete=complete_channel,
        check=inner_names.check_code,
        guard=inner_names.guard_codes(Channel),
        rights={"manager": grant("see create edit"), "seller": grant("see"), "operator": grant("see")},
        empty_hint=_("Where people hear of the company: the site, an exhibition, the advice of a friend."),
    )
)


def ends_after_beginning(values: Values, by: Actor) -> Mapping[str, FieldError]:
    wrong = values["begins"] and values["ends"] and values["ends"] < values["begins"]
    return {"ends": FieldError(_("It ends before it begins."))} if wrong else {}


CHANNEL_COST = register(
    RecordType(
        code="channel_cost",
        slug="channel-costs",
        model=ChannelCost,
        label=_("Cost of a channel"),
        plural=_("Costs of channels"),
        icon="coins",
        title="note",
        untitled=lambda values: f"{values['begins']} – {values['ends']}",
        fields=(
            Text(name="note", label=_("What for"), limit=200, narrow=2, width=220),
            Reference(name="channel", label=_("Channel"), to="channel", required=True, narrow=1, spot="mark"),
            Date(name="begins", label=_("From"), required=True, narrow=1),
            Date(name="ends", label=_("To"), required=True, narrow=1),
            Money(name="amount", label=_("Cost"), required=True, least=Decimal(0), narrow=1, spot="side"),
        ),
        columns=("note", "channel", "begins", "ends", "amount"),
        quick=("channel", "begins", "ends", "amount", "note"),
        orders=(SortOrder("created", _("created"), "created_at", descending=True),),
        groupable=("channel",),
        visibility=Open(),
        small=True,
        check=ends_after_beginning,
        searched=False,
        importable=True,
        rights={"manager": grant("see create edit delete export")},
        empty_hint=_(
            "What advertising and fairs cost, from one day to another, so that one sees what each channel brings."
        ),
    )
)
