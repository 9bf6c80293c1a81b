"""What is wrong with a blueprint somebody wrote, and where."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tailor.kernel.sayings import Text


@dataclass(frozen=True, slots=True)
class Fault:
    """`line` counts from 1; 0 where it is of no one line. `path` are the headings above the place, outermost first."""

    line: int
    path: tuple[str, ...]
    message: Text

    def __str__(self) -> str:
        place = ".".join(self.path)
        return ": ".join(part for part in (str(self.line or ""), place, str(self.message)) if part)


class NotABlueprint(Exception):
    """Nothing of the document is taken; every fault that was found is named, in the order of lines."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("\n".join(map(str, faults)))
        self.faults = sorted(faults, key=lambda fault: fault.line)
