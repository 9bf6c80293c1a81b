"""What programs are told beside a refusal, because they write by hand what people choose from a list."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from tailor.records.fields import AnyRecord, Field, FieldError
from tailor.records.fields.anything import parted
from tailor.records.refusals import Refusal
from tailor.records.types import by_slug


def with_hints(refusal: Refusal, fields: Mapping[str, Field], values: Mapping[str, Any]) -> Refusal:
    """The same refusal; of what was written in a wrong form it says the right one."""
    for name, error in refusal.errors.items():
        if name in fields and name in values and (hint := hint_for(fields[name], values[name])):
            refusal.errors[name] = FieldError(f"{error} {hint}")
    return refusal


def hint_for(field: Field, given: Any) -> str:
    """How a value is written that names a record of any type; "" where it was written so."""
    text = str(given or "").strip().strip("/")
    if not isinstance(field, AnyRecord) or not text or parted(text):
        return ""
    place, _slash, number = text.partition("/")
    kind = by_slug(place)
    example = f"{kind.code}/{number[:20]}" if kind and number else "party/12"
    return _("A record is written as the code of its type and its id, like %(example)s.") % {"example": example}
