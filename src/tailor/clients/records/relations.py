"""Relations: which clients belong together."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tailor.access.actors import Actor
from tailor.access.rights import grant
from tailor.clients.models import Relation
from tailor.clients.records.parties import PARTY
from tailor.records.fields import Reference, Text
from tailor.records.fields.base import FieldError
from tailor.records.types import RecordType, SortOrder, Values, register
from tailor.records.visibility import ThroughParent


def not_with_oneself(values: Values, by: Actor) -> dict[str, FieldError]:
    same = values["party"] is not None and values["party"] == values["other"]
    return {"other": FieldError(_("A client does not belong with itself."))} if same else {}


RELATION = register(
    RecordType(
        code="relation",
        slug="relations",
        model=Relation,
        label=_("Relation"),
        plural=_("Relations"),
        icon="link",
        title="part",
        fields=(
            Text(name="part", label=_("Part"), limit=120, narrow=1),
            Reference(name="party", label=_("Client"), to="party", required=True),
            Reference(name="other", label=_("Belongs with"), to="party", required=True),
        ),
        columns=("part", "party", "other"),
        orders=(SortOrder("id", _("created"), "created_at"),),
        visibility=ThroughParent(PARTY.code, PARTY.table, "party_id", PARTY.visibility),
        check=not_with_oneself,
        searched=False,
        listed=False,
        rights={
            "manager": grant("see create edit delete"),
            "seller": grant("see create edit=own delete=own"),
            "operator": grant("see create edit=own"),
            "warehouse": grant("see"),
        },
    )
)
