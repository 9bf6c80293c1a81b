"""Why deals are lost, in the company's own words."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from tailor.access.rights import grant
from tailor.records import inner_names
from tailor.records.fields import Number, Text, Wordings
from tailor.records.inner_names import free_name
from tailor.records.types import RecordType, Shaping, SortOrder, Values, register
from tailor.records.visibility import Open
from tailor.sales.models import LossReason
from tailor.sales.records.channels import LAST_PLACE


def complete_reason(values: Values, before: Values | None) -> None:
    values["place"] = values["place"] or 0
    values["code"] = values["code"] or free_name(values["name"], inner_names.codes_of(LossReason), "reason")


LOSS_REASON = register(
    RecordType(
        code="loss_reason",
        slug="loss-reasons",
        model=LossReason,
        label=_("Reason of a loss"),
        plural=_("Reasons of losses"),
        icon="circle-x",
        title="name",
        fields=(
            Text(name="name", label=_("Name"), required=True, limit=120, narrow=1),
            Wordings(name="labels", label=_("Name in other languages"), limit=120, narrow=4),
            inner_names.inner_name_field(),
            Number(name="place", label=_("Place in the list"), places=0, least=Decimal(0), most=LAST_PLACE),
        ),
        columns=("name", "place"),
        quick=("name",),
        orders=(SortOrder("name", _("name"), "name"),),
        visibility=Open(),
        small=True,
        listed=False,
        shaping=Shaping("loss_reasons", ("code",), ("name", "labels"), place="place"),
        searched=False,
        complete=complete_reason,
        check=inner_names.check_code,
        guard=inner_names.guard_codes(LossReason),
        rights={"manager": grant("see create edit"), "seller": grant("see"), "operator": grant("see")},
        empty_hint=_("The price, the term, a competitor: whoever loses a deal chooses one of these."),
    )
)
