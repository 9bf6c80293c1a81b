"""Results of calls and meetings: how they ended, in the company's own words, and the next step each proposes."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tailor.access.actors import Actor
from tailor.access.rights import grant
from tailor.clients.models import CallResult
from tailor.clients.records.contacts import KINDS
from tailor.clients.records.groups import LAST_PLACE
from tailor.records import inner_names
from tailor.records.fields import Choice, FieldError, Number, Option, Text, YesNo
from tailor.records.fields.choices import SWATCHES
from tailor.records.fields.wordings import Wordings
from tailor.records.inner_names import free_name
from tailor.records.types import RecordType, Section, Shaping, SortOrder, Values, register
from tailor.records.visibility import Open

CALL, MEETING = "call", "meeting"
LATEST = Decimal(365)
LAST_HOUR = Decimal(23)


def complete_result(values: Values, before: Values | None) -> None:
    values["place"] = values["place"] or 0
    values["colour"] = values["colour"] or "sand"
    values["of"] = values["of"] or CALL
    values["code"] = values["code"] or free_name(values["name"], inner_names.codes_of(CallResult), "result")


def check_result(values: Values, by: Actor) -> Mapping[str, FieldError]:
    lonely = (values["after_days"] is not None or values["at_hour"] is not None) and not values["step"]
    wrong = {"step": FieldError(_("What is to be done then is said here."))} if lonely else {}
    return {**inner_names.check_code(values, by), **wrong}


CALL_RESULT = register(
    RecordType(
        code="call_result",
        slug="call-results",
        model=CallResult,
        label=_("Result of a call"),
        plural=_("Results of calls"),
        icon="phone-forwarded",
        title="name",
        fields=(
            Text(name="name", label=_("Name"), required=True, limit=120, narrow=1),
            Wordings(name="labels", label=_("Name in other languages"), limit=120, narrow=4),
            Choice(
                name="of",
                label=_("Of what"),
                options=tuple(one for one in KINDS if one.value in (CALL, MEETING)),
                narrow=2,
            ),
            YesNo(name="reached", label=_("Somebody was reached"), narrow=3),
            Text(name="step", label=_("Next step it proposes"), limit=300, narrow=2, width=220),
            Wordings(name="steps", label=_("Next step in other languages"), limit=300, narrow=4),
            Number(
                name="after_days", label=_("After how many days"), places=0, least=Decimal(0), most=LATEST, narrow=3
            ),
            Number(name="at_hour", label=_("At what hour"), places=0, least=Decimal(0), most=LAST_HOUR, narrow=3),
            Choice(
                name="colour",
                label=_("Colour"),
                options=tuple(Option(name, pgettext_lazy("colour", name), colour=name) for name in SWATCHES),
                spot="mark",
            ),
            inner_names.inner_name_field(),
            Number(name="place", label=_("Place in the list"), places=0, least=Decimal(0), most=LAST_PLACE, narrow=4),
        ),
        columns=("name", "of", "reached", "step", "after_days", "at_hour", "colour"),
        quick=("name", "of", "reached", "colour", "step", "after_days", "at_hour"),
        sections=(
            Section("", ("labels", "of", "reached", "colour", "place")),
            Section(_("What follows"), ("step", "steps", "after_days", "at_hour")),
        ),
        orders=(SortOrder("place", _("place"), "place"), SortOrder("name", _("name"), "name")),
        groupable=("of",),
        visibility=Open(),
        small=True,
        shaping=Shaping(
            "call_results",
            ("code",),
            ("name", "labels", "of", "reached", "colour", "step", "steps", "after_days", "at_hour"),
            place="place",
        ),
        searched=False,
        complete=complete_result,
        check=check_result,
        guard=inner_names.guard_codes(CallResult),
        rights={"manager": grant("see create edit"), "seller": grant("see"), "operator": grant("see")},
        empty_hint=_("Talked, no answer, asked to call back: how calls and meetings end, and what usually comes next."),
    )
)
