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

    def __reduce__(self) -> tuple[Any, ...]:
        """Whatever a refusal is made with, it comes whole out of the process that reads a file ahead."""
        return _made_again, (type(self), self.args, self.__dict__)


def _made_again(kind: type[Refusal], args: tuple[Any, ...], state: dict[str, Any]) -> Refusal:
    refusal = kind.__new__(kind, *args)
    refusal.__dict__.update(state)
    return refusal


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
