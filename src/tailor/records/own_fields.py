"""The company's own fields as records: defined by those who rule, changed and undone like anything else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from tailor.access.actors import Actor
from tailor.history.log import CREATE
from tailor.kernel.text import fold
from tailor.records import gate
from tailor.records.changes import Change
from tailor.records.fields import Choice, FieldError, LongText, Number, Option, Text
from tailor.records.fields.choices import choices_in
from tailor.records.models import OwnField
from tailor.records.reindexing import search_by_own_fields
from tailor.records.shape import MAKERS, NAME, RESERVED, fields_of
from tailor.records.types import Intended, RecordType, SortOrder, Values, all_types, record_type, register
from tailor.records.visibility import Open

LAST_PLACE = Decimal(1_000_000)
FIXED = ("name", "kind", "record_type")


@dataclass(frozen=True, kw_only=True)
class KindOfField(Choice):
    """One of the kinds of field a company may add."""

    def offered(self) -> list[Option]:
        return [Option(kind, maker.called) for kind, maker in MAKERS.items() if maker.called]


@dataclass(frozen=True, kw_only=True)
class KindOfRecord(Choice):
    """One of the kinds of record that take own fields, which are all known only once every module is there."""

    def offered(self) -> list[Option]:
        kinds = [kind for kind in all_types() if kind.own_able and kind.listed and kind.model is not OwnField]
        return [Option(kind.code, kind.plural) for kind in sorted(kinds, key=lambda kind: kind.small)]


def complete_definition(values: Values, before: Values | None) -> None:
    values["place"] = values["place"] or 0
    values["choices"] = "\n".join(choices_in(values["choices"] or "")) if values["kind"] == "choice" else ""
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
    if values["kind"] == "choice" and not values["choices"]:
        errors["choices"] = FieldError(_("Write at least one thing to choose."))
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
            KindOfField(name="kind", label=_("Kind"), required=True, narrow=1),
            LongText(
                name="choices",
                label=_("What there is to choose"),
                limit=10_000,
                narrow=4,
                help=_("one a line; only for the kind Choice"),
            ),
            KindOfRecord(name="record_type", label=_("Of which records"), required=True, narrow=2, width=170),
            Number(name="place", label=_("Place"), places=0, least=Decimal(0), most=LAST_PLACE, narrow=4),
        ),
        columns=("label", "kind", "record_type", "name"),
        quick=("label", "kind", "choices", "record_type"),
        orders=(SortOrder("label", _("name"), "label"),),
        visibility=Open(),
        small=True,
        searched=False,
        complete=complete_definition,
        check=check_definition,
        guard=guard_definitions,
        after_write=search_by_own_fields,
        rights={},
        empty_hint=_(
            "Fields the company adds to its clients stand in lists, search, import and export like the others."
        ),
    )
)


def called(kind: RecordType, label: str) -> str:
    """The name of the own field under that label; "" where there is none."""
    return next((name for name, field in fields_of(kind).items() if field.own and str(field.label) == label[:200]), "")


def define(act: gate.Step, kind: RecordType, label: str) -> str:
    """A new text field under that label, or the one that is called so already; its name. Raises `Refusal`, `Forbidden`."""
    if name := called(kind, label):
        return name
    values = {"label": label[:200], "kind": "text", "record_type": kind.code, "name": ""}
    done = gate.write(act, [Change(OWN_FIELD, CREATE, values=values)])[0]
    return str(done.changes["name"][1])
