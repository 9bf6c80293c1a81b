"""Groups of products, in the company's own words."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tailor.access.rights import grant
from tailor.catalog.models import ProductGroup
from tailor.records import inner_names
from tailor.records.fields import Choice, Number, Option, Text
from tailor.records.fields.choices import SWATCHES
from tailor.records.inner_names import free_name
from tailor.records.types import RecordType, Shaping, SortOrder, Values, register
from tailor.records.visibility import Open

LAST_PLACE = Decimal(1_000_000)
READERS = {role: grant("see") for role in ("seller", "operator", "warehouse")}


def complete_group(values: Values, before: Values | None) -> None:
    values["place"] = values["place"] or 0
    values["colour"] = values["colour"] or "sand"
    values["code"] = values["code"] or free_name(values["name"], inner_names.codes_of(ProductGroup), "group")


PRODUCT_GROUP = register(
    RecordType(
        code="product_group",
        slug="product-groups",
        model=ProductGroup,
        label=_("Group of products"),
        plural=_("Groups of products"),
        icon="swatch-book",
        title="name",
        fields=(
            Text(name="name", label=_("Name"), required=True, limit=120, narrow=1),
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
        shaping=Shaping("product_groups", ("code",), ("name", "colour"), place="place"),
        searched=False,
        complete=complete_group,
        check=inner_names.check_code,
        guard=inner_names.guard_codes(ProductGroup),
        rights={"manager": grant("see create edit"), **READERS},
        empty_hint=_("Roofs, façades, fasteners: what products are sorted by."),
    )
)
