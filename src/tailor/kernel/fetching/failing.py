from __future__ import annotations

from tailor.kernel.sayings import Text


class NotFetched(Exception):
    """Nothing came back. `message` is for people, in whatever language; `passing` tells that trying again later may help."""

    def __init__(self, message: Text, *, passing: bool = False) -> None:
        super().__init__(message)
        self.message = message
        self.passing = passing
