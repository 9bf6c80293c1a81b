"""On the card of what is named: the records that name it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from django.template.loader import get_template
from markupsafe import Markup

from tailor.access.actors import Actor
from tailor.access.rights import Scope
from tailor.desk.keeping import kept_of_shape
from tailor.kernel.remembering import remembered
from tailor.records import reading
from tailor.records.fields import Reference, References
from tailor.records.fields.base import Condition, Field
from tailor.records.hanging import hangs, hangs_on
from tailor.records.layouts import columns_of
from tailor.records.record import Record, meta_columns
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
    several = Counter(one.kind.code for one in found)
    return Markup("").join(_section(one, several[one.kind.code] > 1, record, show) for one in found)


def _section(one: Naming, said: bool, record: Record, show: Show) -> Markup:
    """Its field is `said` where several fields of one kind name the record. Most sections are empty: those are kept."""
    if one.lines:
        return _drawn(one, said, str(record.id), show)
    key = (one.kind.code, one.field.name, said, one.may_create)
    return kept_of_shape("naming", key, str(record.id), lambda pk: _drawn(one, said, pk, show), show.stamp)


def _drawn(one: Naming, said: bool, pk: str, show: Show) -> Markup:
    template = get_template("records/related.html")
    title = f"{one.kind.plural}: {one.field.label}" if said else one.kind.plural
    return Markup(template.render({"one": one, "title": title, "pk": pk, "show": show, **HELPERS}))  # noqa: S704 - a template


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


@hangs_on("*")
def named_by(record: Record, show: Show) -> dict[str, Condition]:
    """Records that name this one."""
    return {
        _name(kind, field): _rows_naming(record, kind, field) for kind, field in naming_fields(record.kind, show.actor)
    }


def _name(kind: RecordType, field: Field) -> str:
    return f"{kind.code}.{field.name}"


def _rows_naming(record: Record, kind: RecordType, field: Field) -> Condition:
    named = field.naming(record.id, "t")
    alive = " AND t.deleted_at IS NULL" if "deleted_at" in meta_columns(kind) else ""
    return Condition(f'SELECT 1 FROM "{kind.table}" t WHERE {named.sql}{kind.and_rows("t")}{alive}', named.params)


def naming(record: Record, kind: RecordType, field: Field, show: Show) -> Naming:
    may_create = show.actor.scope(kind.code, "create") is not Scope.NONE
    found = newest_naming(record, kind, field, show.actor) if hangs(_name(kind, field), record, show) else []
    lines = _lines(found[:SHOWN], kind, field, show) if found else []
    return Naming(kind, field, lines, len(found) > SHOWN, may_create)


def _lines(found: list[Record], kind: RecordType, field: Field, show: Show) -> list[tuple[Record, str]]:
    """Each with what its first columns say beside its title."""
    fields = visible_fields(kind, show.actor)
    names = [
        name
        for name in columns_of(kind, fields, show.actor)
        if name in fields and name not in (kind.title, field.name, "owner")
    ]
    return [
        (one, ", ".join(filter(None, (fields[name].text(one.values.get(name), show) for name in names[:BESIDE]))))
        for one in found
    ]


def newest_naming(record: Record, kind: RecordType, field: Field, by: Actor) -> list[Record]:
    """The latest that name it, one more than are shown."""
    where, named = reading.visible(kind, by), field.naming(record.id, "t")
    order, both = "t.created_at DESC, t.id DESC", [*where.params, *named.params]
    return reading.select(kind, by, f"{where.sql} AND {named.sql}", both, order, limit=SHOWN + 1)
