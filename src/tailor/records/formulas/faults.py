from __future__ import annotations

from tailor.kernel.sayings import Saying
from tailor.records.fields.base import FieldError, Label


class NotAFormula(FieldError):
    """What is wrong with a formula, at which letter of it (from 1; 0 for the whole)."""

    def __init__(self, message: Label, at: int = 0, **params: object) -> None:
        super().__init__(message, **params)
        self.at = at

    @property
    def saying(self) -> Saying:
        return Saying(self.message, **self.params)
