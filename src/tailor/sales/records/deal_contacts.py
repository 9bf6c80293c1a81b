"""People who have a part in a deal."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tailor.access.rights import grant
from tailor.records.fields import Reference, Text
from tailor.records.types import RecordType, SortOrder, register
from tailor.records.visibility import ThroughParent
from tailor.sales.models import DealContact
from tailor.sales.records.deals import DEAL

DEAL_CONTACT = register(
    RecordType(
        code="deal_contact",
        slug="deal-contacts",
        model=DealContact,
        label=_("Part in a deal"),
        plural=_("Parts in deals"),
        icon="users",
        title="part",
        fields=(
            Text(name="part", label=_("Part"), limit=120, narrow=1, help=_("decides, pays, advises …")),
            Reference(name="party", label=_("Who"), to="party", required=True),
            Reference(name="deal", label=_("Deal"), to="deal", required=True),
        ),
        columns=("part", "party", "deal"),
        orders=(SortOrder("id", _("created"), "created_at"),),
        visibility=ThroughParent(DEAL.code, DEAL.table, "deal_id", DEAL.visibility),
        searched=False,
        listed=False,
        rights={
            "manager": grant("see create edit delete"),
            "seller": grant("see create edit=own delete=own"),
            "operator": grant("see"),
        },
    )
)
