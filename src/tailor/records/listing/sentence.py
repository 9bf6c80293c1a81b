"""The filters of a list as a sentence one can read and change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tailor.records.fields.base import Field
from tailor.records.listing.question import Filter, Question
from tailor.records.showing import Show


@dataclass(frozen=True, slots=True)
class Phrase:
    """One filter: ``group is`` **Wholesale**, and the address of the list without it."""

    before: str
    strong: str
    filter: Filter
    without: str


def phrases(question: Question, fields: Mapping[str, Field], show: Show) -> list[Phrase]:
    """The filters in words, in the order they were put."""
    found = []
    for index, one in enumerate(question.filters):
        field = fields[one.field]
        strong = field.argument_text(one.operator, one.argument, show) if one.argument else ""
        found.append(Phrase(field.phrase(one.operator), strong, one, question.without(index).address() or "?"))
    return found
