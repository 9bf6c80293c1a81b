"""How the fields of a record type stand: the columns of its list, what its form asks first, the sections of its
card, the card of who calls.

The company may lay them out itself, for everybody or for a role; otherwise they stand as they were declared.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from tailor.access.actors import Actor
from tailor.kernel.remembering import remembered
from tailor.records.fields.base import Field
from tailor.records.fields.called_up import USUAL
from tailor.records.fields.wordings import OwnLabel
from tailor.records.models import Layout
from tailor.records.types import RecordType, Section

Fields = Mapping[str, Field]
MOST_COLUMNS = 6
EVERYBODY = "everybody"
PHONE_SPOTS = ("sub", "side", "side2")
"""Where on a phone the fields of a row stand, in the order the company names them."""
KEPT_SPOTS = ("mark", "call")  # a mark on the face, and the button that dials


@dataclass(frozen=True, slots=True)
class Standing:
    """A layout of the company. What it is silent of stands as it was declared."""

    columns: Sequence[str] = ()
    blocks: Sequence[Mapping[str, Any]] = ()
    left_out: frozenset[str] = frozenset()
    asked: Sequence[str] = ()
    phone: Sequence[str] = ()
    caller: Sequence[Mapping[str, str]] = ()

    def over(self, other: Standing) -> Standing:
        """This one, and the other one where this says nothing."""
        card = self if self.blocks or self.left_out else other
        return Standing(
            self.columns or other.columns,
            card.blocks,
            card.left_out,
            self.asked or other.asked,
            self.phone or other.phone,
            self.caller or other.caller,
        )


@dataclass(frozen=True, slots=True)
class OnCallerCard:
    """A field on the card of who calls: how large it stands there, and under which swatch, "" for none."""

    field: Field
    size: str = USUAL
    colour: str = ""


AS_DECLARED = Standing()


def layout_for(kind: RecordType, by: Actor) -> Standing:
    """What the company laid out for a person's role, and for everybody where it did not for that."""
    found = remembered("layouts", _read)
    if not found:
        return AS_DECLARED
    own, common = (found.get((kind.code, role), AS_DECLARED) for role in (by.role.code, EVERYBODY))
    return own.over(common)


def _read() -> dict[tuple[str, str], Standing]:
    return {
        (row.record_type, row.role): Standing(
            row.columns, row.blocks, frozenset(row.left_out), row.asked, row.phone, row.caller
        )
        for row in Layout.objects.filter(deleted_at=None)
    }


def columns_of(kind: RecordType, fields: Fields, by: Actor) -> tuple[str, ...]:
    """The columns of a list nobody chose any for. What the company's own kinds hold are own fields."""
    layout = layout_for(kind, by)
    if layout.columns:
        return tuple(dict.fromkeys((kind.title, *layout.columns)))
    if not kind.constants:
        return kind.columns
    return tuple(dict.fromkeys((kind.title, *_own(fields)[:MOST_COLUMNS], *kind.columns)))


def by_importance(kind: RecordType, shown: Sequence[Field]) -> list[Field]:
    """The columns of a list, each with how early a crowded table drops it: of a kind of the company's own, of which nobody said
    what matters more, the last ones go first, and none where there is room for most."""
    if not kind.constants:
        return list(shown)
    name, *others = shown
    return [name, *(replace(one, narrow=min(1 + place // 2, 3)) for place, one in enumerate(others))]


def on_the_phone(kind: RecordType, shown: Sequence[Field], by: Actor) -> list[Field]:
    """The columns of a list, each with its place in a row on a phone."""
    layout = layout_for(kind, by)
    if not layout.phone:
        return list(shown)
    spots = dict(zip(layout.phone, PHONE_SPOTS, strict=False))
    kept = {one.name: one.spot for one in shown if one.name == kind.title or one.spot in KEPT_SPOTS}
    return [replace(one, spot=spots.get(one.name, kept.get(one.name, ""))) for one in shown]


def quick_of(kind: RecordType, fields: Fields, by: Actor) -> tuple[str, ...]:
    """What the form of a new record asks at once; the rest waits to be opened."""
    layout = layout_for(kind, by)
    if layout.asked:
        return tuple(dict.fromkeys((kind.title, *layout.asked)))
    return (*kind.quick, *_own(fields)) if kind.constants else kind.quick


def caller_of(kind: RecordType, fields: Fields, by: Actor) -> list[OnCallerCard]:
    """What the card of who calls shows of them, in this order."""
    if kind.caller is None:
        return []
    chosen = layout_for(kind, by).caller or [{"field": name} for name in kind.caller.fields]
    return [
        OnCallerCard(fields[one["field"]], one.get("size", USUAL), one.get("colour", ""))
        for one in chosen
        if one["field"] in fields and one["field"] not in kind.caller.top
    ]


def sections_of(kind: RecordType, fields: Fields, by: Actor) -> list[Section]:
    """The sections of a card. Fields the layout does not know, as they are newer, stand in a section of their own."""
    layout = layout_for(kind, by)
    declared = declared_sections(kind, fields)
    if not (layout.blocks or layout.left_out):
        return declared
    blocks = [
        Section(OwnLabel(one.get("title", ""), one.get("titles", {})), tuple(one["fields"])) for one in layout.blocks
    ]
    placed = {name for block in blocks for name in block.fields} | layout.left_out
    if not blocks:
        return [replace(one, fields=tuple(name for name in one.fields if name not in placed)) for one in declared]
    rest = tuple(name for one in declared for name in one.fields if name not in placed)
    return [*blocks, Section(_("More"), rest)] if rest else blocks


def declared_sections(kind: RecordType, fields: Fields) -> list[Section]:
    """The sections of a card as they came. Fields added to a kind that has its own stand in a section of theirs."""
    own = tuple(name for name in _own(fields) if fields[name].among_facts)
    if kind.constants:
        return [Section("", tuple(dict.fromkeys((kind.title, *own, *kind.declared))))]
    layout = list(kind.sections) or [Section("", tuple(kind.declared))]
    return [*layout, Section(_("Own fields"), own)] if own else layout


def _own(fields: Fields) -> tuple[str, ...]:
    return tuple(name for name, field in fields.items() if field.own and not field.beside)
