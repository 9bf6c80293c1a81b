"""The company's layouts as records: of a kind of record, for a role or for everybody."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from tailor.access.actors import Actor
from tailor.access.roles import all_roles
from tailor.records.fields import Choice, FieldError, Option
from tailor.records.fields.blocks import Blocks
from tailor.records.fields.called_up import CalledUp
from tailor.records.fields.lines import Lines
from tailor.records.inner_names import guard_names
from tailor.records.layouts import EVERYBODY, PHONE_SPOTS
from tailor.records.models import Layout, OwnField
from tailor.records.shape import fields_of
from tailor.records.types import Intended, RecordType, Shaping, SortOrder, Values, all_types, register
from tailor.records.visibility import Open

NAMING = ("columns", "asked", "phone", "left_out")


@dataclass(frozen=True, kw_only=True)
class LaidOutKind(Choice):
    """One of the kinds of record whose fields the company may lay out."""

    def offered(self) -> list[Option]:
        kinds = [kind for kind in all_types() if kind.own_able and kind.listed and kind.shaping is None]
        return [Option(kind.code, kind.plural) for kind in kinds]


@dataclass(frozen=True, kw_only=True)
class WhoseLayout(Choice):
    """A role, or everybody who has no layout for theirs."""

    def offered(self) -> list[Option]:
        return [Option(EVERYBODY, _("Everybody")), *(Option(one.code, one.label) for one in all_roles())]


def complete_layout(values: Values, before: Values | None) -> None:
    values["role"] = values["role"] or EVERYBODY


def check_layout(values: Values, by: Actor) -> Mapping[str, FieldError]:
    if len(values["phone"]) > len(PHONE_SPOTS):
        return {"phone": FieldError(_("At most %(most)s entries fit here."), most=len(PHONE_SPOTS))}
    return {}


def guard_layouts(wanted: Sequence[Intended]) -> list[Mapping[str, FieldError]]:
    """One layout of a kind for each role, which stays that."""
    named = guard_names(wanted, _taken, ("record_type", "role"))
    return [errors or _unknown(one) for errors, one in zip(named, wanted, strict=True)]


def _taken(values: Values) -> bool:
    return Layout.objects.filter(record_type=values["record_type"], role=values["role"]).exists()


def _unknown(one: Intended) -> Mapping[str, FieldError]:
    """What is newly named has to be there, or have been: a field that was removed may come back to its place."""
    if one.after is None:
        return {}
    kind = next((kind for kind in all_types() if kind.code == one.after["record_type"]), None)
    if kind is None:
        return {"record_type": FieldError(_("There is no such kind of record."))}
    gone = OwnField.objects.filter(record_type=kind.code).values_list("name", flat=True)
    known = {*fields_of(kind), *gone, *_named_before(one)}
    if one.after["caller"] and not kind.caller:
        return {"caller": FieldError(_("Such records do not call."))}
    for part in (*NAMING, "blocks", "caller"):
        if unknown := [name for name in named_in(one.after, part) if name not in known]:
            message = _("There are no such fields: %(names)s. Their inner names are expected here, one a line.")
            return {part: FieldError(message, names=", ".join(unknown[:5]))}
    return {}


def _named_before(one: Intended) -> Iterator[str]:
    for part in ("blocks", "caller"):
        yield from named_in(one.before or {}, part)


def named_in(values: Mapping[str, Any], part: str) -> Iterator[str]:
    """The fields a part of a layout names."""
    for one in values.get(part) or ():
        if isinstance(one, str):
            yield one
        elif "field" in one:
            yield one["field"]
        else:
            yield from one["fields"]


WHOSE_LAYOUT = WhoseLayout(name="role", label=_("For whom"), narrow=1)
LAYOUT = register(
    RecordType(
        code="layout",
        slug="layouts",
        model=Layout,
        label=_("Layout"),
        plural=_("Layouts"),
        icon="panel-left",
        title="role",
        fields=(
            LaidOutKind(name="record_type", label=_("Of which records"), required=True, narrow=2),
            WHOSE_LAYOUT,
            Lines(name="columns", label=_("Columns of the list"), help=_("inner names of fields, one a line")),
            Blocks(name="blocks", label=_("Blocks of the card")),
            Lines(name="left_out", label=_("Not on the card"), help=_("inner names of fields, one a line")),
            Lines(name="asked", label=_("Asked at once in the form"), help=_("inner names of fields, one a line")),
            Lines(name="phone", label=_("In a row on the phone"), help=_("inner names of up to three columns, one a line")),
            CalledUp(name="caller", label=_("Caller card")),
        ),
        columns=("record_type", "role"),
        quick=("record_type", "role", "columns", "asked"),
        orders=(SortOrder("role", _("name"), "role"),),
        visibility=Open(),
        small=True,
        listed=False,
        shaping=Shaping("layouts", ("record_type", "role"), ("columns", "blocks", "left_out", "asked", "phone", "caller")),
        searched=False,
        complete=complete_layout,
        check=check_layout,
        guard=guard_layouts,
        rights={},
    )
)  # fmt: skip
