"""Products: what the company sells."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy, pgettext_lazy

from tailor.access.rights import grant
from tailor.catalog.fields import CurrencyOrOurs, Price
from tailor.catalog.models import Product
from tailor.catalog.records.product_groups import READERS
from tailor.kernel.text import sort_key
from tailor.records.fields import LongText, Moment, Reference, Text, YesNo
from tailor.records.types import Derived, RecordType, Section, SortOrder, Values, register
from tailor.records.visibility import Open


def derive_product(values: Values) -> Derived:
    return {"sort_name": sort_key(values["name"])}


PRODUCT = register(
    RecordType(
        code="catalog_item",
        slug="catalog",
        model=Product,
        label=_("Product"),
        plural=_("Products"),
        icon="package",
        place=1,
        hotkey="p",
        title="name",
        fields=(
            Text(name="name", label=_("Name"), required=True, limit=200, searched=True, sort="name", width=280, narrow=1),
            Text(name="code", label=pgettext_lazy("product", "Code"), limit=60, searched=True, narrow=2, spot="sub"),
            Reference(name="group", label=pgettext_lazy("product", "Group"), to="product_group", width=140, narrow=2, spot="mark"),
            Text(name="unit", label=_("Unit"), limit=20, narrow=3, help=_("piece, m², kg …")),
            Price(name="price", label=_("Price"), places=2, least=Decimal(0), narrow=1, spot="side"),
            CurrencyOrOurs(name="currency", label=_("Currency"), narrow=3, help=_("where it is not that of the company")),
            YesNo(name="on_sale", label=_("On sale"), preset=True, narrow=3),
            LongText(name="note", label=_("Note"), searched=True, limit=20_000, narrow=4),
            Moment(name="created_at", label=_("Created"), sort="created", editable=False, narrow=4),
        ),
        columns=("name", "code", "group", "unit", "price", "currency", "on_sale"),
        quick=("name", "code", "group", "unit", "price", "currency"),
        sections=(
            Section("", ("code", "group", "unit", "price", "currency", "on_sale")),
            Section(_("More about it"), ("note", "created_at")),
        ),
        orders=(
            SortOrder("name", _("name"), "sort_name"),
            SortOrder("created", _("created"), "created_at", descending=True),
        ),
        groupable=("group",),
        visibility=Open(),
        derive=derive_product,
        importable=True,
        rights={"manager": grant("see create edit delete export"), **READERS},
        counted=ngettext_lazy("%(count)s product", "%(count)s products", "count"),
        empty_hint=_("What the company sells. Clients, leads and deals say which of it they are interested in."),
    )
)  # fmt: skip
