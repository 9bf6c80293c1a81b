"""Groups of clients: coloured marks."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tailor.access.rights import grant
from tailor.clients.models import Group
from tailor.records import inner_names
from tailor.records.fields import Choice, Number, Option, Text
from tailor.records.fields.choices import SWATCHES
from tailor.records.inner_names import free_name
from tailor.records.types import RecordType, Shaping, SortOrder, Values, register
from tailor.records.visibility import Open

LAST_PLACE = Decimal(1_000_000)


def complete_group(values: Values, before: Values | None) -> None:
    values["place"] = values["place"] or 0
    values["colour"] = values["colour"] or "sand"
    values["code"] = values["code"] or free_name(values["name"], inner_names.codes_of(Group), "group")


GROUP = register(
    RecordType(
        code="group",
        slug="groups",
        model=Group,
        label=_("Group"),
        plural=_("Groups"),
        icon="swatch-book",
        title="name",
        fields=(
            Text(name="name", label=_("Name"), required=True, limit=120, searched=True, narrow=1),
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
        shaping=Shaping("groups", ("code",), ("name", "colour"), place="place"),
        complete=complete_group,
        check=inner_names.check_code,
        guard=inner_names.guard_codes(Group),
        rights={
            "manager": grant("see create edit"),
            "seller": grant("see"),
            "operator": grant("see"),
            "warehouse": grant("see"),
        },
        empty_hint=_("A group is a coloured mark on a client: new, wholesale, VIP."),
    )
)
