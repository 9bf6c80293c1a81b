"""The company's own fields as records: defined by those who rule, changed and undone like anything else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from tailor.access.actors import Actor
from tailor.kernel.text import fold
from tailor.records import gate
from tailor.records.fields import Choice, FieldError, Number, Option, Text
from tailor.records.models import OwnField
from tailor.records.shape import MAKERS, NAME, RESERVED, fields_of
from tailor.records.types import Intended, RecordType, SortOrder, Values, all_types, record_type, register
from tailor.records.visibility import Open

LAST_PLACE = Decimal(1_000_000)
FIXED = ("name", "kind", "record_type")
KINDS = (
    Option("text", _("Text")), Option("longtext", _("Long text")), Option("number", _("Number")), Option("money", _("Money")),
    Option("date", _("Date")), Option("yesno", _("Yes or no")), Option("links", _("Links")), Option("phones", _("Phones")),
    Option("emails", _("E-mail")), Option("person", _("Employee")),
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class KindOfRecord(Choice):
    """One of the kinds of record that take own fields, which are all known only once every module is there."""

    def offered(self) -> list[Option]:
        kinds = [kind for kind in all_types() if kind.own_able and kind.listed and kind.model is not OwnField]
        return [Option(kind.code, kind.plural) for kind in sorted(kinds, key=lambda kind: kind.small)]


def complete_definition(values: Values, before: Values | None) -> None:
    values["place"] = values["place"] or 0
    if not values["name"]:
        values["name"] = free_name(values["record_type"], values["label"])


def check_definition(values: Values, by: Actor) -> Mapping[str, FieldError]:
    """A field's inner name is printed into statements, so it is a plain word nothing else is called by."""
    errors = {}
    if not NAME.match(values["name"]) or values["name"] in RESERVED:
        errors["name"] = FieldError(_("A plain word of Latin letters is expected, like discount."))
    kinds = {kind.code for kind in all_types() if kind.own_able}
    if values["record_type"] not in kinds:
        errors["record_type"] = FieldError(_("There is no such kind of record."))
    if values["kind"] not in MAKERS:
        errors["kind"] = FieldError(_("There is no such kind of field."))
    return errors


def guard_definitions(wanted: Sequence[Intended]) -> list[Mapping[str, FieldError]]:
    """A name is never used twice, not even after a field was deleted, and values once kept under it stay readable."""
    seen: set[tuple[str, str]] = set()
    return [_changed_for_good(one.before, one.after) if one.before else _taken(one, seen) for one in wanted]


def _changed_for_good(before: Values, after: Values | None) -> Mapping[str, FieldError]:
    changed = [name for name in FIXED if after and after[name] != before[name]]
    return {name: FieldError(_("This stays as it was when the field was made.")) for name in changed}


def _taken(one: Intended, seen: set[tuple[str, str]]) -> Mapping[str, FieldError]:
    if one.id is not None or one.after is None:
        return {}
    code, name = key = one.after["record_type"], one.after["name"]
    taken = key in seen or name in record_type(code).declared
    taken = taken or OwnField.objects.filter(record_type=code, name=name).exists()
    seen.add(key)
    return {"name": FieldError(_("This name is taken."))} if taken else {}


def free_name(code: str, label: str) -> str:
    """An inner name made from a label that no field of the record type has yet."""
    base = "_".join(fold(label).split())[:30].strip("_") or "field"
    base = base if base[0].isalpha() else f"f_{base}"
    base = "".join(c for c in base if c.isascii() and (c.isalnum() or c == "_")) or "field"
    taken = set(RESERVED) | set(OwnField.objects.filter(record_type=code).values_list("name", flat=True))
    taken |= set(record_type(code).declared) if any(kind.code == code for kind in all_types()) else set()
    name, number = base, 2
    while name in taken:
        name, number = f"{base}_{number}", number + 1
    return name


OWN_FIELD = register(
    RecordType(
        code="own_field",
        slug="own-fields",
        model=OwnField,
        label=_("Own field"),
        plural=_("Own fields"),
        icon="list-plus",
        title="label",
        fields=(
            Text(name="label", label=_("Name"), required=True, limit=200, narrow=1, width=240),
            Text(
                name="name", label=_("Inner name"), limit=40, narrow=3, help=_("as it stands in addresses and the API")
            ),
            Choice(name="kind", label=_("Kind"), options=KINDS, required=True, narrow=1),
            KindOfRecord(name="record_type", label=_("Of which records"), required=True, narrow=2, width=170),
            Number(name="place", label=_("Place"), places=0, least=Decimal(0), most=LAST_PLACE, narrow=4),
        ),
        columns=("label", "kind", "record_type", "name"),
        quick=("label", "kind", "record_type"),
        orders=(SortOrder("label", _("name"), "label"),),
        visibility=Open(),
        small=True,
        searched=False,
        complete=complete_definition,
        check=check_definition,
        guard=guard_definitions,
        rights={},
        empty_hint=_(
            "Fields the company adds to its clients stand in lists, search, import and export like the others."
        ),
    )
)


def define(kind: RecordType, label: str, by: Actor) -> str:
    """A new text field under that label, or the one that is called so already; its name."""
    for name, field in fields_of(kind).items():
        if field.own and str(field.label) == label[:200]:
            return name
    done = gate.create(OWN_FIELD, {"label": label[:200], "kind": "text", "record_type": kind.code, "name": ""}, by=by)
    return str(done.changes["name"][1])
