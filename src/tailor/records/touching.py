"""How many records a change of the shape touches, as its plan says it."""

from __future__ import annotations

from typing import Any

from tailor.access.actors import TAILOR
from tailor.kernel.sayings import Saying
from tailor.records.fields.base import Condition
from tailor.records.listing.counting import CAP, count_upto
from tailor.records.reading import visible
from tailor.records.types import RecordType


def counted(kind: RecordType, where: Condition | None = None) -> int:
    """How many living records satisfy a condition, with the alias t, whoever's they are; counted to one above `CAP`."""
    living = visible(kind, TAILOR)
    if where is None:
        return count_upto(kind, living)
    return count_upto(kind, Condition(f"{living.sql} AND {where.sql}", (*living.params, *where.params)))


def touched(count: int, message: Any, **filling: Any) -> Saying:
    """A sentence with a ``%(count)s`` that may have been cut off."""
    return Saying(message, count=f"{CAP}+" if count > CAP else str(count), **filling)
