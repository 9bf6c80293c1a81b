"""By which inner names the records that a field names are known: a group is ``wholesale`` in another company too."""

from __future__ import annotations

from collections.abc import Mapping

from tailor.kernel.remembering import remembered
from tailor.records.fields.base import Field
from tailor.records.fields.references import Reference
from tailor.records.fields.several import References
from tailor.records.types import RecordType, record_type


def inner_names(field: Field) -> Mapping[str, str]:
    """The inner names of the records a field names, deleted ones too, by their ids in writing; none where those are no part of
    the shape."""
    kind = named_by(field)
    return remembered(("inner names", kind.code), lambda: _read(kind)) if kind else {}


def named_by(field: Field) -> RecordType | None:
    """The kind of record a field names, where each of its records has an inner name."""
    if not isinstance(field, Reference | References):
        return None
    try:
        kind = record_type(field.to)
    except KeyError:
        return None
    if kind.shaping is None or any(isinstance(kind.declared[name], Reference) for name in kind.shaping.key):
        return None
    return kind


def _read(kind: RecordType) -> dict[str, str]:
    assert kind.shaping is not None
    columns = [kind.declared[name].db_column for name in kind.shaping.key]
    rows = kind.model._default_manager.order_by("id").values_list("id", *columns)
    return {str(pk): ".".join(map(str, key)) for pk, *key in rows}
