"""The company's own kinds of record: a definition is a record, and what is defined is a record type like those of modules.

All of them share one table, where each is told apart by its inner name; what they hold are own fields.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.db.models import Max
from django.urls import Resolver404, resolve
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tailor.access.actors import Actor
from tailor.access.rights import Grant, find_more_grants, grant
from tailor.history.log import DELETE
from tailor.kernel.remembering import remembered
from tailor.kernel.sayings import Saying
from tailor.kernel.text import sort_key
from tailor.records import inner_names
from tailor.records.fields import Choice, FieldError, Number, Option, Person, Text
from tailor.records.inner_names import free_name
from tailor.records.models import OwnField, OwnKind, OwnRecord
from tailor.records.touching import counted, touched
from tailor.records.types import (
    Intended,
    RecordType,
    Shaping,
    SortOrder,
    Values,
    declared_types,
    find_own_types,
    record_type,
    register,
    under_its_names,
)
from tailor.records.visibility import Open

ICONS = {
    "package": pgettext_lazy("icon", "Box"), "briefcase-business": pgettext_lazy("icon", "Briefcase"),
    "building-2": pgettext_lazy("icon", "Building"), "house": pgettext_lazy("icon", "House"),
    "car": pgettext_lazy("icon", "Car"), "truck": pgettext_lazy("icon", "Truck"),
    "key-round": pgettext_lazy("icon", "Key"), "calendar-clock": pgettext_lazy("icon", "Calendar"),
    "clipboard-list": pgettext_lazy("icon", "Checklist"), "file-text": pgettext_lazy("icon", "Document"),
    "folder": pgettext_lazy("icon", "Folder"), "stethoscope": pgettext_lazy("icon", "Stethoscope"),
    "heart-pulse": pgettext_lazy("icon", "Heart"), "paw-print": pgettext_lazy("icon", "Paw"),
    "graduation-cap": pgettext_lazy("icon", "Graduation cap"), "book-open": pgettext_lazy("icon", "Book"),
    "wrench": pgettext_lazy("icon", "Wrench"), "hammer": pgettext_lazy("icon", "Hammer"),
    "scissors": pgettext_lazy("icon", "Scissors"), "dumbbell": pgettext_lazy("icon", "Dumbbell"),
    "bed-double": pgettext_lazy("icon", "Bed"), "utensils": pgettext_lazy("icon", "Fork and knife"),
    "plane": pgettext_lazy("icon", "Aeroplane"), "camera": pgettext_lazy("icon", "Camera"),
    "globe": pgettext_lazy("icon", "Globe"), "leaf": pgettext_lazy("icon", "Leaf"),
    "star": pgettext_lazy("icon", "Star"), "handshake": pgettext_lazy("icon", "Handshake"),
    "wallet": pgettext_lazy("icon", "Wallet"), "tag": pgettext_lazy("icon", "Tag"),
}  # fmt: skip
NOT_FOR_CODES = frozenset({"new", "search", "drafts", "history", "jobs", "files", "duplicates", "api", "mcp", "live"})
LAST_PLACE = Decimal(1_000_000)

RIGHTS: Mapping[str, Grant] = {
    "manager": grant("see create edit delete export"),
    "seller": grant("see=department create edit=own delete=own export=own"),
    "operator": grant("see create edit"),
    "warehouse": grant("see"),
}
"""What the built-in roles may do with a kind the company added: as with its clients."""


def type_of(kind: OwnKind) -> RecordType:
    """The record type a definition stands for."""
    label = kind.titled or _("Name")
    return RecordType(
        code=kind.code,
        slug=slug_of(kind.code),
        model=OwnRecord,
        label=kind.label,
        plural=kind.plural,
        icon=kind.icon or next(iter(ICONS)),
        title="title",
        fields=(
            Text(name="title", label=label, required=True, limit=300, searched=True, sort="sort_title", narrow=1, width=240, spot="side"),
            Person(name="owner", label=_("In charge"), owns=kind.code, narrow=3),
        ),
        columns=("title", "owner"),
        quick=("title",),
        orders=(SortOrder("title", label, "sort_title"), SortOrder("created", _("newest"), "created_at", descending=True)),
        importable=True,
        derive=_derive,
        constants={"kind": kind.code},
        gone=kind.deleted_at is not None,
        rights={} if kind.deleted_at else RIGHTS,
    )  # fmt: skip


def slug_of(code: str) -> str:
    return code.replace("_", "-")


def _derive(values: Values) -> Values:
    return {"sort_title": sort_key(values["title"])}


def own_types() -> Mapping[str, RecordType]:
    """The company's own kinds by code, those that are gone too."""
    return remembered("own kinds", _read)


def own_grants(code: str) -> Mapping[str, Grant]:
    """What the built-in roles may do with an own kind; nothing where there is none."""
    kind = own_types().get(code)
    return kind.rights if kind else {}


MOST_MADE = 1000
_made: dict[tuple[Any, ...], RecordType] = {}


def _read() -> dict[str, RecordType]:
    """A type whose definition did not change stays the same object, for much is remembered of it."""
    if len(_made) > MOST_MADE:
        _made.clear()
    found = {}
    for kind in OwnKind.objects.order_by("place", "id"):
        said = (kind.code, kind.label, kind.plural, kind.icon, kind.titled, kind.deleted_at is None)
        if said not in _made:
            _made[said] = under_its_names(type_of(kind))
        found[kind.code] = _made[said]
    return found


def complete_kind(values: Values, before: Values | None) -> None:
    if values["place"] is None:
        last = OwnKind.objects.filter(deleted_at=None).aggregate(last=Max("place"))["last"]
        values["place"] = 0 if last is None else last + 1
    values["plural"] = values["plural"] or values["label"]
    values["code"] = values["code"] or free_name(values["label"], taken_codes(), "kind")


def check_kind(values: Values, by: Actor) -> Mapping[str, FieldError]:
    errors = dict(inner_names.check_name(values, reserved=NOT_FOR_CODES))
    if not errors and _leads_elsewhere(slug_of(values["code"])):
        errors["code"] = FieldError(_("This name is taken."))
    return errors


def guard_kinds(wanted: Sequence[Intended]) -> list[Mapping[str, FieldError]]:
    taken = taken_codes()
    named = inner_names.guard_names(wanted, lambda values: values["code"] in taken)
    return [errors or _still_named(one) for errors, one in zip(named, wanted, strict=True)]


def _still_named(one: Intended) -> Mapping[str, FieldError]:
    """A kind goes after the fields that name its records."""
    if one.after is not None or one.before is None:
        return {}
    code = one.before["code"]
    fields = OwnField.objects.filter(to=code, deleted_at=None).exclude(record_type=code)
    naming = list(fields.values_list("label", flat=True))
    message = _("Fields name such records: %(names)s. Remove those first.")
    return {"": FieldError(message, names=", ".join(naming))} if naming else {}


def taken_codes() -> set[str]:
    own = OwnKind.objects.values_list("code", flat=True)
    return {*own, *(code for kind in declared_types() for code in (kind.code, kind.slug.replace("-", "_")))}


def _leads_elsewhere(slug: str) -> bool:
    """Whether there is a page of Tailor at that address already."""
    try:
        found = resolve(f"/{slug}/")
    except Resolver404:
        return False
    return "slug" not in found.kwargs


def touches_of_kind(action: str, values: Values, changes: Mapping[str, Sequence[Any]]) -> list[Saying]:
    if action != DELETE:
        return []
    count = counted(record_type(values["code"]))
    message = _("Such records there are: %(count)s. They are kept, and come back with the kind.")
    return [touched(count, message)] if count else []


OWN_KIND = register(
    RecordType(
        code="own_kind",
        slug="own-kinds",
        model=OwnKind,
        label=_("Own kind of record"),
        plural=_("Own kinds of record"),
        icon="layers",
        title="label",
        fields=(
            Text(name="label", label=_("One is called"), required=True, limit=120, narrow=1, width=200, help=_("like Visit")),
            Text(name="plural", label=_("Several are called"), required=True, limit=120, narrow=1, help=_("like Visits")),
            Text(name="titled", label=_("What names one"), limit=120, narrow=3, help=_("like Number or Subject; Name if left out")),
            Choice(name="icon", label=_("Icon"), options=tuple(Option(one, label, icon=one) for one, label in ICONS.items()), narrow=4),
            inner_names.inner_name_field(),
            Number(name="place", label=_("Place"), places=0, least=Decimal(0), most=LAST_PLACE, narrow=4),
        ),
        columns=("label", "plural", "code"),
        quick=("label", "plural", "titled", "icon"),
        orders=(SortOrder("label", _("name"), "label"),),
        visibility=Open(),
        small=True,
        shaping=Shaping(
            "kinds", ("code",), ("label", "plural", "titled", "icon"), place="place", touches=touches_of_kind
        ),
        searched=False,
        complete=complete_kind,
        check=check_kind,
        guard=guard_kinds,
        rights={},
        empty_hint=_("What else the company keeps: visits, flats, vehicles. Each kind has its list, cards, search, import and history."),
    )
)  # fmt: skip
find_own_types(own_types)
find_more_grants(own_grants)
