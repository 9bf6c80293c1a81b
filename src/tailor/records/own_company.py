"""The company itself as a record: one, made with the first account, changed like any."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from tailor.access.actors import Actor
from tailor.history.log import CREATE, UPDATE
from tailor.records import company, gate
from tailor.records.changes import Change
from tailor.records.currencies import Currency
from tailor.records.fields import FieldError, Text
from tailor.records.models import Company
from tailor.records.types import Intended, RecordType, SortOrder, Written, register
from tailor.records.visibility import Open


def guard_company(wanted: Sequence[Intended]) -> list[Mapping[str, FieldError]]:
    """There is one company, and it stays."""
    return [_only_one(one) for one in wanted]


def _only_one(one: Intended) -> Mapping[str, FieldError]:
    if one.before is None and Company.objects.exists():
        return {"name": FieldError(_("There is one company here already."))}
    if one.after is None:
        return {"name": FieldError(_("The company itself stays."))}
    return {}


def keep_company(written: Sequence[Written]) -> None:
    for one in written:
        company.keep(company.Known(one.after["name"], one.after["currency"]))


COMPANY = register(
    RecordType(
        code="company",
        slug="company",
        model=Company,
        label=_("Company"),
        plural=_("Company"),
        icon="building-2",
        title="name",
        fields=(
            Text(name="name", label=_("Name"), required=True, limit=200, narrow=1),
            Currency(
                name="currency",
                label=_("Currency"),
                required=True,
                narrow=2,
                help=_("amounts that stand already are not reckoned anew"),
            ),
        ),
        columns=("name", "currency"),
        quick=("name", "currency"),
        orders=(SortOrder("name", _("name"), "name"),),
        visibility=Open(),
        small=True,
        listed=False,
        searched=False,
        guard=guard_company,
        after_write=keep_company,
        rights={},
    )
)


def tell(by: Actor, name: str, currency: str, *, at: datetime | None = None) -> None:
    """Say how the company is called and in what it counts, for the first time or anew."""
    values = {"name": name, "currency": currency}
    there = Company.objects.values_list("id", flat=True).first()
    change = Change(COMPANY, UPDATE if there else CREATE, there, values=values)
    with gate.step(by, f"company.{change.action}", subject=name, at=at) as act:
        gate.write(act, [change])
