"""Clients, suppliers, partners: people and organisations in one store."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from tailor.access.actors import Actor
from tailor.access.rights import grant
from tailor.clients.models import Party
from tailor.clients.records.contacts import DIRECTIONS, KINDS
from tailor.kernel.text import fold, has_legal_form, proper_company, proper_name, sort_key
from tailor.records.fields import (
    Addresses,
    Birthday,
    Choice,
    Emails,
    FieldError,
    Links,
    LongText,
    Moment,
    Person,
    Phones,
    Photo,
    Reference,
    Text,
    YesNo,
)
from tailor.records.types import (
    CallerCard,
    Derived,
    Duplicates,
    FaceOf,
    Foreign,
    RecordType,
    Section,
    SortOrder,
    Values,
    register,
)
from tailor.records.visibility import Scoped


@dataclass(frozen=True, kw_only=True)
class LastCall(Choice):
    """How the last call went; nothing is kept of whoever was never called, so that the index holds the others alone."""

    def to_db(self, value: Any) -> Any:
        return value or None

    def from_db(self, raw: Any) -> Any:
        return raw or ""


def derive_party(values: Values) -> Derived:
    return {"sort_name": sort_key(values["name"])}


def complete_party(values: Values, before: Values | None) -> None:
    """Names are cased by rule where nobody cased them; whoever is neither supplier nor partner is a client."""
    values["is_client"] = values["is_client"] or not (values["is_supplier"] or values["is_partner"])
    if before is None or before["name"] != values["name"]:
        values["name"] = (proper_company if values["is_company"] else proper_name)(values["name"])


def check_party(values: Values, by: Actor) -> Mapping[str, FieldError]:
    """An organisation is not born and works for nobody."""
    if not values["is_company"]:
        return {}
    return {name: FieldError(_("An organisation has none.")) for name in ("birthday", "company") if values[name]}


def adapt_row(values: Values, named: Mapping[str, str]) -> None:
    """A row of a foreign file may have its name in parts, or only that of an organisation."""
    if not values.get("name"):
        parts = [values.get(part) for part in ("last_name", "first_name", "middle_name")]
        values["name"] = " ".join(filter(None, parts)) or values.get("nickname") or ""
    if not values["name"]:
        reachable = [*(values.get("emails") or ()), *(values.get("phones") or ())]
        values["name"] = str(reachable[0]["value"]) if reachable else ""
    if named.get("company") and fold(named["company"]) == fold(str(values["name"])):
        values["is_company"], values["company"] = True, None  # an organisation that is its own employer
    if "is_company" not in values:
        values["is_company"] = has_legal_form(str(values["name"])) and not values.get("last_name")


PARTY = register(
    RecordType(
        code="party",
        slug="clients",
        model=Party,
        label=_("Client"),
        plural=_("Clients"),
        icon="users",
        hotkey="c",
        title="name",
        fields=(
            Text(
                name="name",
                label=_("Name"),
                required=True,
                searched=True,
                sort="name",
                width=240,
                narrow=1,
                headings=("name",),
            ),
            YesNo(name="is_company", label=_("Organisation"), narrow=4, headings=("kind",)),
            Text(
                name="last_name",
                label=_("Last name"),
                limit=120,
                searched=True,
                headings=("last_name",),
                narrow=4,
                unless="is_company",
            ),
            Text(
                name="first_name",
                label=_("First name"),
                limit=120,
                searched=True,
                headings=("first_name",),
                narrow=4,
                unless="is_company",
            ),
            Text(
                name="middle_name",
                label=_("Middle name"),
                limit=120,
                searched=True,
                headings=("middle_name",),
                narrow=4,
                unless="is_company",
            ),
            Text(
                name="honorific",
                label=_("Title before the name"),
                limit=120,
                headings=("prefix",),
                narrow=4,
                unless="is_company",
            ),
            Text(
                name="nickname",
                label=_("Nickname"),
                limit=120,
                searched=True,
                headings=("nickname",),
                narrow=4,
                unless="is_company",
            ),
            Reference(name="group", label=_("Group"), to="group", width=124, headings=("group",), spot="mark"),
            YesNo(name="is_client", label=_("Is a client"), narrow=4),
            YesNo(name="is_supplier", label=_("Is a supplier"), narrow=4),
            YesNo(name="is_partner", label=_("Is a partner"), narrow=4),
            Reference(
                name="company",
                label=_("Works for"),
                to="party",
                headings=("company",),
                width=200,
                narrow=4,
                unless="is_company",
                only="is_company",
                only_says=_("Only an organisation fits here."),
            ),
            Text(
                name="position", label=_("Position"), limit=200, headings=("position",), narrow=4, unless="is_company"
            ),
            Phones(
                name="phones",
                label=_("Phones"),
                searched=True,
                narrow=1,
                spot="call",
                headings=("phone", "phone_mobile", "phone_work", "phone_home", "phone_fax"),
            ),
            Emails(
                name="emails",
                label=_("E-mail"),
                searched=True,
                narrow=3,
                headings=("email", "email_work", "email_home"),
            ),
            Links(name="sites", label=_("Sites"), searched=True, headings=("site",), narrow=4),
            Addresses(name="addresses", label=_("Addresses"), headings=("address", "street"), narrow=4),
            Text(name="city", label=_("City"), limit=120, searched=True, headings=("city",), narrow=4),
            Text(name="country", label=_("Country"), limit=80, headings=("country",), narrow=4),
            Birthday(name="birthday", label=_("Birthday"), headings=("birthday",), narrow=4, unless="is_company"),
            Text(name="tax_number", label=_("Tax number"), limit=40, searched=True, headings=("tax_number",), narrow=4),
            Text(name="source", label=_("Source"), limit=200, headings=("source",), narrow=4),
            Photo(name="photo", label=_("Photo"), headings=("photo",), narrow=4),
            LongText(name="about", label=_("About"), searched=True, headings=("note",), limit=20_000, narrow=4),
            LongText(name="preferences", label=_("Likes and needs"), searched=True, limit=20_000, narrow=4),
            LongText(name="other", label=_("Other data"), limit=20_000, narrow=4),
            Text(name="next_step", label=_("Next step"), width=200, narrow=2, spot="sub"),
            Moment(name="next_step_at", label=_("Next step due"), due=True, sort="next_step", narrow=3, spot="side2"),
            Moment(
                name="last_contact_at",
                label=_("Last contact"),
                sort="last_contact",
                editable=False,
                narrow=2,
                exported=True,
            ),
            Choice(
                name="last_contact_kind", label=_("Kind of the last contact"), options=KINDS, editable=False, narrow=4
            ),
            LastCall(name="last_call", label=_("Last call"), options=DIRECTIONS, editable=False, narrow=4),
            Reference(
                name="last_outcome",
                label=_("How the last call ended"),
                to="call_result",
                editable=False,
                narrow=4,
                width=140,
            ),
            Person(name="owner", label=_("Owner"), owns="party", headings=("owner",), narrow=3),
            Moment(
                name="created_at", label=_("Created"), sort="created", editable=False, headings=("created",), narrow=4
            ),
        ),
        columns=("name", "group", "phones", "last_contact_at", "next_step", "next_step_at", "owner"),
        caller=CallerCard(
            top=("name", "photo", "group", "last_contact_at", "last_contact_kind", "next_step", "next_step_at"),
            fields=("company", "position", "city", "owner", "preferences", "about"),
        ),
        quick=("name", "is_company", "phones", "emails", "group", "company", "position", "about"),
        sections=(
            Section("", ("phones", "emails", "sites", "addresses", "city", "country")),
            Section(
                _("Details"),
                (
                    "is_company",
                    "company",
                    "position",
                    "last_name",
                    "first_name",
                    "middle_name",
                    "honorific",
                    "nickname",
                    "birthday",
                    "tax_number",
                    "source",
                    "is_client",
                    "is_supplier",
                    "is_partner",
                    "owner",
                ),
            ),
            Section(_("Likes and needs"), ("preferences", "about", "other")),
        ),
        orders=(
            SortOrder("name", _("name"), "sort_name"),
            SortOrder("created", _("created"), "created_at", descending=True),
            SortOrder("last_contact", _("last contact"), "last_contact_at", descending=True, empties=True),
            SortOrder("next_step", _("next step"), "next_step_at", empties=True),
        ),
        groupable=("group", "owner"),
        visibility=Scoped(),
        derive=derive_party,
        complete=complete_party,
        check=check_party,
        face=FaceOf(photo="photo", company="is_company"),
        duplicates=Duplicates(name="name", phones="phones", emails="emails"),
        importable=True,
        foreign=Foreign(rest="other", parts=("last_name", "first_name"), named_by="company"),
        adapt=adapt_row,
        when_referred={"is_company": True},
        initial={"is_client": True},
        card_template="clients/card.html",
        rights={
            "manager": grant("see create edit delete export"),
            "seller": grant("see=department create edit=own delete=own export=own"),
            "operator": grant("see create edit", hidden=("tax_number",), read_only=("owner",)),
            "warehouse": grant(
                "see",
                hidden=(
                    "emails",
                    "birthday",
                    "tax_number",
                    "about",
                    "preferences",
                    "other",
                    "source",
                    "last_call",
                    "last_outcome",
                ),
            ),
        },
        counted=ngettext_lazy("%(count)s client", "%(count)s clients", "count"),
        empty_hint=_("Everybody the company deals with: people and organisations, with all that was agreed."),
    )
)
