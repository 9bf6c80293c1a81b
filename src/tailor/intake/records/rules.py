"""Rules of distribution: which leads that nobody has go to whom."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import time
from decimal import Decimal

from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tailor.access.actors import Actor
from tailor.access.rights import grant
from tailor.intake.models import DistributionRule
from tailor.intake.records.ticks import Ticked, unknown
from tailor.records.fields import Choice, FieldError, Number, Option, People, Reference, Text, YesNo
from tailor.records.fields.inner_lists import Name
from tailor.records.shape import fields_of
from tailor.records.types import RecordType, Section, SortOrder, Values, register
from tailor.records.visibility import Open
from tailor.sales.records import LEAD

TURN, LOAD = "turn", "load"
NEXT, WAIT = "next", "wait"
WAYS = (Option(TURN, _("in turn")), Option(LOAD, _("to whoever has the fewest open leads")))
OUTSIDE = (Option(NEXT, _("go on to the next rule")), Option(WAIT, _("wait until they begin")))
DAY_NAMES = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
COMPARED = frozenset({"text", "choice", "number", "yesno"})
LAST_PLACE = Decimal(1_000_000)


def days(_values: Mapping[str, object]) -> Iterable[Option]:
    return [Option(code, WEEKDAYS[number]) for number, code in enumerate(DAY_NAMES)]


def compared(_values: Mapping[str, object]) -> Iterable[Option]:
    """Fields of leads whose value a rule may go by."""
    fields = fields_of(LEAD).values()
    return [
        Option(one.name, one.label)
        for one in fields
        if one.kind in COMPARED and (one.own or one.name.startswith("utm_"))
    ]


DAYS = Ticked(name="days", label=_("On which days"), offers=days, narrow=4)


def complete_rule(values: Values, before: Values | None) -> None:
    values["way"] = values["way"] or TURN
    values["outside"] = values["outside"] or NEXT
    values["place"] = values["place"] or 0
    values["days"] = [one for one in DAY_NAMES if one in values["days"]] or values["days"]


def check_rule(values: Values, by: Actor) -> Mapping[str, FieldError]:
    wrong = unknown(DAYS, values["days"])
    for name in ("begins", "ends"):
        if values[name] and clock(values[name]) is None:
            wrong[name] = FieldError(_("A time is expected here, like 9:00."))
    if not values["people"] and not values["department"]:
        wrong["people"] = FieldError(_("Say who gets these leads: people or a department."))
    if values["field"] and values["field"] not in {one.value for one in compared({})}:
        wrong["field"] = FieldError(_("“%(value)s” is not known here."), value=values["field"])
    return wrong


def clock(text: str) -> time | None:
    """``9:00`` as a time of day; None for what is none."""
    hour, _colon, minute = text.partition(":")
    try:
        return time(int(hour), int(minute or 0))
    except ValueError:
        return None


RULE = register(
    RecordType(
        code="distribution_rule",
        slug="distribution-rules",
        model=DistributionRule,
        label=_("Rule of distribution"),
        plural=_("Rules of distribution"),
        icon="split",
        title="name",
        fields=(
            Text(name="name", label=_("Name"), required=True, limit=120, narrow=1, width=220),
            Number(name="place", label=_("Place"), places=0, least=Decimal(0), most=LAST_PLACE, narrow=3, help=_("Rules are asked in this order; the first that fits decides.")),
            YesNo(name="active", label=pgettext_lazy("rule", "Holds"), preset=True, narrow=2),
            Reference(name="channel", label=_("Channel"), to="channel", narrow=2, spot="mark"),
            Reference(name="form", label=_("Form for the site"), to="site_form", narrow=4),
            Reference(name="source", label=_("Outside list"), to="source", narrow=4),
            Name(name="field", label=_("Field of the lead"), offers=compared, narrow=4),
            Text(name="value", label=_("is"), limit=200, narrow=4),
            DAYS,
            Text(name="begins", label=_("From what time"), limit=5, narrow=4),
            Text(name="ends", label=_("Until what time"), limit=5, narrow=4),
            Choice(name="outside", label=_("Leads outside these hours"), options=OUTSIDE, narrow=4),
            People(name="people", label=_("To whom"), narrow=2, width=200),
            Reference(name="department", label=_("Or to this department"), to="department", narrow=3),
            Choice(name="way", label=_("How one is chosen"), options=WAYS, narrow=3, width=210),
        ),
        columns=("name", "place", "active", "channel", "people", "department", "way"),
        quick=("name", "channel", "people", "department", "way", "place"),
        sections=(
            Section("", ("active", "place")),
            Section(_("Which leads"), ("channel", "form", "source", "field", "value")),
            Section(_("At what hours"), ("days", "begins", "ends", "outside")),
            Section(_("To whom"), ("people", "department", "way")),
        ),
        orders=(SortOrder("place", _("place"), "place"),),
        visibility=Open(),
        small=True,
        searched=False,
        complete=complete_rule,
        check=check_rule,
        rights={"manager": grant("see create edit delete")},
        empty_hint=_("Leads that nobody has yet go to somebody by themselves: in turn, or to whoever has the fewest."),
    )
)  # fmt: skip
