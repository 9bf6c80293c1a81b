"""Sources: lists somewhere outside whose items become leads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tailor.access.actors import Actor
from tailor.access.rights import grant
from tailor.intake.models import Source
from tailor.intake.watching import wake
from tailor.kernel.fetching.addresses import read_address
from tailor.kernel.fetching.failing import NotFetched
from tailor.records.fields import Choice, FieldError, Option, People, Reference, Text, YesNo
from tailor.records.types import RecordType, Section, SortOrder, Values, Written, register
from tailor.records.visibility import Open

FEED, JSON, HTML, CSV = "feed", "json", "html", "csv"
KINDS = (
    Option(FEED, _("RSS or Atom")),
    Option(JSON, "JSON"),
    Option(HTML, _("A page")),
    Option(CSV, "CSV"),
)
EVERY = (
    Option("15", _("every quarter of an hour")),
    Option("60", _("every hour")),
    Option("360", _("every six hours")),
    Option("1440", _("every day")),
)
TAKEN = ("title", "text", "name", "phones", "emails", "link")


def complete_source(values: Values, before: Values | None) -> None:
    values["kind"] = values["kind"] or FEED
    values["every"] = values["every"] or "60"


def check_source(values: Values, by: Actor) -> Mapping[str, FieldError]:
    try:
        read_address(values["url"], plain=True)
    except NotFetched as fault:
        return {"url": FieldError(str(fault.message))}
    if values["kind"] == HTML and not values["items"]:
        return {"items": FieldError(_("For a page it has to be said which parts of it are items, like article.offer"))}
    if values["kind"] != FEED and not any(values[f"take_{name}"] for name in TAKEN):
        return {"take_title": FieldError(_("Say where in an item at least one field of a lead stands."))}
    return {}


def look_soon(written: Sequence[Written]) -> None:
    """What is on is looked at by a job; one that is new or was changed, at once."""
    for one in written:
        if one.after["active"]:
            wake(one.id, now=True)


def _take(name: str, label: object, help_text: object = "") -> Text:
    return Text(name=f"take_{name}", label=label, limit=300, narrow=4, help=help_text)  # type: ignore[arg-type]


SOURCE = register(
    RecordType(
        code="source",
        slug="sources",
        model=Source,
        label=_("Outside list"),
        plural=_("Outside lists"),
        icon="rss",
        title="name",
        fields=(
            Text(name="name", label=_("Name"), required=True, limit=120, narrow=1, width=220),
            YesNo(name="active", label=pgettext_lazy("source", "Looked at"), preset=True, narrow=1),
            Choice(name="kind", label=pgettext_lazy("source", "Kind"), options=KINDS, narrow=2),
            Text(name="url", label=_("Address"), required=True, limit=2000, narrow=3, width=260),
            Reference(name="channel", label=_("Channel"), to="channel", narrow=2, spot="mark"),
            Choice(name="every", label=_("How often"), options=EVERY, narrow=3),
            Text(name="items", label=_("Where the items stand"), limit=300, narrow=4, help=_("JSON: a path like data.items. A page: a selector like article.offer.")),
            _take("key", _("What an item is known by"), _("An id or a link; without it what a lead is made of.")),
            _take("title", _("What it is about"), _("JSON: a path like author.name. A page: a selector, a@href for an attribute. CSV: a heading. A feed knows these by itself.")),
            _take("text", _("What they wrote")),
            _take("name", pgettext_lazy("lead", "Name of the lead")),
            _take("phones", _("Phones")),
            _take("emails", _("E-mail")),
            _take("link", _("Where it stands")),
            People(name="told", label=_("Who is told"), narrow=4, help=_("Without anybody those who may give leads to others.")),
        ),
        columns=("name", "active", "kind", "url", "channel", "every"),
        quick=("name", "kind", "url", "channel", "every", "active"),
        sections=(
            Section("", ("active", "kind", "url", "every", "channel", "told")),
            Section(_("What becomes of an item"), ("items", "take_key", *(f"take_{name}" for name in TAKEN))),
        ),
        orders=(SortOrder("name", _("name"), "name"),),
        visibility=Open(),
        small=True,
        searched=False,
        complete=complete_source,
        check=check_source,
        after_write=look_soon,
        rights={"manager": grant("see create edit delete")},
        empty_hint=_("A feed, a page or a file somewhere on the net that is looked at again and again: what is new there becomes a lead, each item once."),
    )
)  # fmt: skip
