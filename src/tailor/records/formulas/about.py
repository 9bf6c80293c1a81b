"""What a formula about a kind of record can read: its fields, and those of the records it names (``client.city``)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from tailor.records.fields.base import Field
from tailor.records.fields.references import Reference
from tailor.records.formulas.language import Known, Path
from tailor.records.formulas.types import Type, Value, type_of, value_of
from tailor.records.known_as import inner_names, named_by
from tailor.records.shape import fields_of
from tailor.records.types import RecordType, record_type

TODAY = ("today",)


def known_of(kind: RecordType) -> Known:
    """What a formula that is asked at once can read: the fields of the record, and the day."""
    fields = fields_of(kind)

    def known(path: Path) -> Type | None:
        if path == TODAY and TODAY[0] not in fields:
            return Type.DATE
        return type_of(fields[path[0]]) if len(path) == 1 and path[0] in fields else None

    return known


def values_of(kind: RecordType, plain: Mapping[str, Any]) -> Any:
    """How a formula finds the values of a record."""
    fields = fields_of(kind)

    def value(path: Path) -> Value:
        name = path[0]
        if name not in fields:
            return timezone.localdate()
        return value_in(fields[name], plain)

    return value


def value_in(field: Field, plain: Mapping[str, Any]) -> Value:
    found = type_of(field)
    return value_of(found, _by_name(field, plain.get(field.name))) if found else None


def _by_name(field: Field, plain: Any) -> Any:
    """What names records of a list, by their inner names."""
    if not plain or named_by(field) is None:
        return plain
    names = inner_names(field)
    if isinstance(plain, list):
        return [names[str(one)] for one in plain if str(one) in names]
    return names.get(str(plain))


def target_of(fields: Mapping[str, Field], name: str) -> RecordType | None:
    """The kind of record a field of these names, where it names one."""
    field = fields.get(name)
    if not isinstance(field, Reference):
        return None
    try:
        return record_type(field.to)
    except KeyError:
        return None
