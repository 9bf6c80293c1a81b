"""Names of small records (people, groups, departments), kept in memory and dropped when the shape's stamp moves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tailor.access.models import User
from tailor.kernel.remembering import remembered
from tailor.kernel.text import sort_key
from tailor.records.types import record_type


@dataclass(frozen=True, slots=True)
class Named:
    """What is remembered of a small record."""

    id: int
    title: str
    colour: str = ""
    department_id: int | None = None
    active: bool = True
    photo_id: int | None = None
    key: int = 0
    role: str = ""


def named(code: str, stamp: int | None = None) -> Mapping[int, Named]:
    """Every record of a small type by id, deleted ones too (they are `active=False`), in their order.

    Pass the request's stamp where there is one; otherwise it is read.
    """
    return remembered(("names", code), lambda: _read(code), stamp)


def _read(code: str) -> dict[int, Named]:
    kind = record_type(code)
    if kind.model is User:
        rows = User.objects.order_by("name").values_list(
            "id", "name", "department_id", "is_active", "deleted_at", "photo_id", "role"
        )
        people = {
            pk: Named(pk, name, "", dep, on and gone is None, photo, role=role)
            for pk, name, dep, on, gone, photo, role in rows
        }
        return dict(sorted(people.items(), key=lambda one: sort_key(one[1].title)))
    colour = "colour" if "colour" in kind.declared else kind.title_column
    first = "place" if any(f.name == "place" for f in kind.model._meta.concrete_fields) else kind.title_column
    rows_of_kind = kind.model._default_manager.order_by(first, "id").values_list(
        "id", kind.title_column, colour, "deleted_at"
    )
    coloured = "colour" in kind.declared
    return {
        pk: Named(pk, title, shade if coloured else "", None, gone is None) for pk, title, shade, gone in rows_of_kind
    }
