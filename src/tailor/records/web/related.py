"""On the card of what is named: the records that name it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.template.loader import get_template
from markupsafe import Markup

from tailor.access.actors import Actor
from tailor.access.rights import Scope
from tailor.kernel.remembering import remembered
from tailor.records import reading
from tailor.records.fields import Reference, References
from tailor.records.fields.base import Field
from tailor.records.layouts import columns_of
from tailor.records.record import Record
from tailor.records.shape import visible_fields
from tailor.records.showing import Show
from tailor.records.types import RecordType, all_types
from tailor.records.web.helpers import HELPERS

SHOWN = 5
BESIDE = 2


@dataclass(frozen=True, slots=True)
class Naming:
    """Records of one kind that name this one in one field: the newest, and whether there are more."""

    kind: RecordType
    field: Field
    lines: list[tuple[Record, str]]
    more: bool
    may_create: bool


def related_html(record: Record, show: Show) -> Markup:
    """A section for each field of another kind that may name such a record."""
    fields = naming_fields(record.kind, show.actor)
    if not fields:
        return Markup("")
    found = [
        one for kind, field in fields if (one := naming(record, kind, field, show)).lines or made_here(kind, field)
    ]
    template = get_template("records/related.html")
    return Markup(template.render({"found": found, "record": record, "show": show, **HELPERS}))  # noqa: S704 - a template


def made_here(kind: RecordType, field: Field) -> bool:
    """Whether such records are begun on the card of what they name, so that an empty section has a sense."""
    return field.own or field.name in kind.quick


def naming_fields(kind: RecordType, by: Actor) -> list[tuple[RecordType, Field]]:
    """Fields, of kinds this person sees, that name records of a kind."""
    key = ("naming", kind.code, by.person_id, by.role.code)
    return remembered(key, lambda: list(_naming_fields(kind, by)))


def _naming_fields(kind: RecordType, by: Actor) -> Iterator[tuple[RecordType, Field]]:
    for other in all_types():
        if other.listed and by.scope(other.code, "see") is not Scope.NONE:
            for field in visible_fields(other, by).values():
                if isinstance(field, Reference | References) and field.to == kind.code and _told_there(field):
                    yield other, field


def _told_there(field: Reference | References) -> bool:
    return field.own or (isinstance(field, Reference) and field.told_there)


def naming(record: Record, kind: RecordType, field: Field, show: Show) -> Naming:
    where, named = reading.visible(kind, show.actor), field.naming(record.id, "t")
    found = reading.select(
        kind, show.actor, f"{where.sql} AND {named.sql}", [*where.params, *named.params],
        "t.created_at DESC, t.id DESC", limit=SHOWN + 1,
    )  # fmt: skip
    fields = visible_fields(kind, show.actor)
    names = [
        name
        for name in columns_of(kind, fields, show.actor)
        if name in fields and name not in (kind.title, field.name, "owner")
    ]
    lines = [
        (one, ", ".join(filter(None, (fields[name].text(one.values.get(name), show) for name in names[:BESIDE]))))
        for one in found[:SHOWN]
    ]
    may_create = show.actor.scope(kind.code, "create") is not Scope.NONE
    return Naming(kind, field, lines, len(found) > SHOWN, may_create)
