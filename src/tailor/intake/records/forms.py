"""Forms for the company's site: what they ask, and where they may stand."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable, Mapping
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from tailor.access.actors import Actor
from tailor.access.rights import grant
from tailor.intake.models import SiteForm
from tailor.intake.records.ticks import Ticked, unknown
from tailor.records.fields import Choice, FieldError, Lines, LongText, Option, People, Reference, Text, YesNo
from tailor.records.fields.base import Field
from tailor.records.fields.choices import SWATCHES
from tailor.records.shape import fields_of
from tailor.records.types import RecordType, Section, SortOrder, Values, register
from tailor.records.visibility import Open
from tailor.sales.records import LEAD

USUAL: Mapping[str, object] = {
    "name": _("Name"), "phones": _("Phone"), "emails": _("E-mail"), "company": _("Company"), "text": _("Message"),
}  # fmt: skip
HOST = re.compile(r"[a-z0-9_-]+(\.[a-z0-9_-]+)*|[0-9a-f:]+", re.ASCII)
REACHING = ("phones", "emails")
SIMPLE = frozenset({"text", "longtext", "number", "money", "choice", "yesno", "date", "email"})
LANGUAGES = tuple(Option(code, name) for code, name in settings.LANGUAGES)


def askable() -> dict[str, Field]:
    """The fields of leads a form may ask: the usual ones, and the company's own that strangers can fill in."""
    fields = fields_of(LEAD)
    own = {name: field for name, field in fields.items() if field.own and field.editable and field.kind in SIMPLE}
    return {name: fields[name] for name in USUAL} | own


def label_of(field: Field) -> str:
    """What a form calls it, in the language of the moment."""
    return str(USUAL.get(field.name) or field.label)


def offered(_values: Mapping[str, object]) -> Iterable[Option]:
    return [Option(name, label_of(field)) for name, field in askable().items()]


ASKS = Ticked(name="asks", label=_("What it asks"), offers=offered, narrow=3)
REQUIRES = Ticked(name="requires", label=_("What has to be filled in"), offers=offered, narrow=4)


def complete_form(values: Values, before: Values | None) -> None:
    values["key"] = values["key"] or secrets.token_urlsafe(16)
    values["language"] = values["language"] or (get_language() or settings.LANGUAGE_CODE)[:2]
    values["colour"] = values["colour"] or "denim"
    if before is None and not values["asks"]:
        values["asks"] = ["name", "phones", "emails", "text"]
    values["requires"] = [one for one in values["requires"] if one in values["asks"]]
    values["origins"] = [one.rstrip("/").lower() for one in values["origins"]]


def check_form(values: Values, by: Actor) -> Mapping[str, FieldError]:
    wrong = unknown(ASKS, values["asks"])
    if not set(values["asks"]) & set(USUAL):
        wrong["asks"] = FieldError(_("Who it is, how to reach them or what they want is needed."))
    if bad := [one for one in values["origins"] if not is_origin(one)]:
        wrong["origins"] = FieldError(
            _("“%(value)s” is no beginning of an address, like https://company.com"), value=bad[0][:80]
        )
    if values["back"] and not site_of(values["back"]):
        wrong["back"] = FieldError(_("This is no address of a site, like https://company.com/path"))
    return wrong


def site_of(address: str) -> str:
    """The beginning of an address of a site as a browser compares it; "" for what is none."""
    try:
        parts = urlsplit(address)
        host, port = (parts.hostname or "").encode("idna").decode(), f":{parts.port}" if parts.port else ""
    except ValueError:
        return ""
    return f"{parts.scheme}://{host}{port}" if parts.scheme in ("http", "https") and HOST.fullmatch(host) else ""


def is_origin(text: str) -> bool:
    try:
        parts = urlsplit(text)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and f"{parts.scheme}://{parts.netloc}" == text
    except ValueError:
        return False


SITE_FORM = register(
    RecordType(
        code="site_form",
        slug="site-forms",
        model=SiteForm,
        label=_("Form for the site"),
        plural=_("Forms for the site"),
        icon="panel-top",
        title="name",
        fields=(
            Text(name="name", label=_("Name"), required=True, limit=120, narrow=1, width=220),
            YesNo(name="active", label=pgettext_lazy("form", "Takes leads"), preset=True, narrow=1),
            Reference(name="channel", label=_("Channel"), to="channel", narrow=2, spot="mark"),
            Choice(name="language", label=_("Language"), options=LANGUAGES, narrow=3),
            Text(name="heading", label=_("Heading"), limit=200, narrow=4),
            ASKS,
            REQUIRES,
            LongText(name="consent", label=_("What they agree to"), limit=2000, narrow=4, help=_("Nothing is asked where this is empty.")),
            LongText(name="thanks", label=_("Thanks"), limit=1000, narrow=4, help=_("What they read when it was sent.")),
            Text(name="back", label=_("Where they go then"), limit=2000, narrow=4, help=_("A page of the site in place of the thanks.")),
            Lines(name="origins", label=_("On which sites"), limit=200, narrow=4, help=_("One a line, like https://company.com. Without any it may be sent from everywhere, but not by the script.")),
            Choice(name="colour", label=_("Colour"), options=tuple(Option(name, pgettext_lazy("colour", name), colour=name) for name in SWATCHES), narrow=4),
            People(name="told", label=_("Who is told"), narrow=4, help=_("Without anybody those who may give leads to others.")),
            Text(name="key", label=_("Public key"), limit=40, editable=False, narrow=4),
        ),
        columns=("name", "active", "channel", "language"),
        quick=("name", "channel", "language", "asks", "requires", "consent", "origins"),
        sections=(
            Section("", ("active", "channel", "language", "told")),
            Section(_("What they see"), ("heading", "asks", "requires", "consent", "thanks", "back", "colour")),
            Section(_("Where it stands"), ("origins", "key")),
        ),
        orders=(SortOrder("name", _("name"), "name"),),
        visibility=Open(),
        small=True,
        searched=False,
        complete=complete_form,
        check=check_form,
        card_template="intake/form_card.html",
        rights={"manager": grant("see create edit delete")},
        empty_hint=_("What stands on the company’s site: who fills it in is a lead a moment later."),
    )
)  # fmt: skip
