"""Why the gate says no."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tailor.records.conflicts import Merged
from tailor.records.fields.base import FieldError, Label


class Refusal(Exception):
    """`errors` are messages by field; "" stands for the record as a whole."""

    def __init__(self, errors: Mapping[str, FieldError]) -> None:
        super().__init__("; ".join(f"{name}: {error}" for name, error in errors.items()))
        self.errors = dict(errors)


class Forbidden(Refusal):
    """The person may not do this to this record."""

    def __init__(self, message: Label) -> None:
        super().__init__({"": FieldError(message)})


class Missing(Forbidden):
    """There is no such record for this person."""


class Conflict(Refusal):
    """Somebody else changed the same field meanwhile: both values are kept for the person to choose."""

    def __init__(self, field: str, mine: Any, theirs: Merged) -> None:
        super().__init__({field: FieldError(theirs.sentence)})
        self.field, self.mine, self.theirs = field, mine, theirs
