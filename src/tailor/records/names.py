"""Names of small records (people, groups, departments), kept in memory and dropped when the shape's stamp moves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import get_language

from tailor.access.models import User
from tailor.kernel.remembering import remembered
from tailor.kernel.text import sort_key
from tailor.records.types import WORDED, record_type


@dataclass(frozen=True, slots=True)
class Named:
    """What is remembered of a small record."""

    id: int
    name: str
    colour: str = ""
    department_id: int | None = None
    active: bool = True
    photo_id: int | None = None
    key: int = 0
    role: str = ""
    labels: tuple[tuple[str, str], ...] = ()

    @property
    def title(self) -> str:
        """What it is called in the language of whoever reads, where the company said so; its name otherwise."""
        return dict(self.labels).get(get_language() or "") or self.name if self.labels else self.name

    @property
    def ways(self) -> tuple[str, ...]:
        """What it is called in whatever language."""
        return (self.name, *(text for _language, text in self.labels))


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
        return dict(sorted(people.items(), key=lambda one: sort_key(one[1].name)))
    colour = "colour" if "colour" in kind.declared else kind.title_column
    first = "place" if any(f.name == "place" for f in kind.model._meta.concrete_fields) else kind.title_column
    labels = WORDED if kind.worded else "id"
    rows_of_kind = kind.model._default_manager.order_by(first, "id").values_list(
        "id", kind.title_column, colour, "deleted_at", labels
    )
    coloured, worded = "colour" in kind.declared, kind.worded
    return {
        pk: Named(
            pk, name, shade if coloured else "", None, gone is None, labels=tuple(texts.items()) if worded else ()
        )
        for pk, name, shade, gone, texts in rows_of_kind
    }
