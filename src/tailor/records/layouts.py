"""How the fields of a record type stand: the columns of its list, what its form asks first, the sections of its card."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _

from tailor.records.fields.base import Field
from tailor.records.types import RecordType, Section

Fields = Mapping[str, Field]
MOST_COLUMNS = 6


def columns_of(kind: RecordType, fields: Fields) -> tuple[str, ...]:
    """The columns of a list nobody chose any for. What the company's own kinds hold are own fields."""
    if not kind.constants:
        return kind.columns
    return tuple(dict.fromkeys((kind.title, *_own(fields)[:MOST_COLUMNS], *kind.columns)))


def quick_of(kind: RecordType, fields: Fields) -> tuple[str, ...]:
    """What the form of a new record asks at once; the rest waits to be opened."""
    return (*kind.quick, *_own(fields)) if kind.constants else kind.quick


def sections_of(kind: RecordType, fields: Fields) -> list[Section]:
    """The sections of a card. Fields added to a kind that has its own stand in a section of theirs."""
    own = tuple(name for name in _own(fields) if fields[name].among_facts)
    if kind.constants:
        return [Section("", tuple(dict.fromkeys((kind.title, *own, *kind.declared))))]
    layout = list(kind.sections) or [Section("", tuple(kind.declared))]
    return [*layout, Section(_("Own fields"), own)] if own else layout


def _own(fields: Fields) -> tuple[str, ...]:
    return tuple(name for name, field in fields.items() if field.own and not field.beside)
