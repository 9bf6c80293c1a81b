"""Views that come with Tailor: questions a list is asked every day, beside those that people keep."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

from tailor.records.fields.base import Field, FieldError, Label
from tailor.records.listing.keyed import numbered
from tailor.records.types import RecordType

BESIDE = ("sort", "columns", "group_by")


@dataclass(frozen=True, slots=True)
class ReadyView:
    """`question` is as it stands in the address of the list, with its ``?``; records of the shape stand in it by their inner
    names (``last_outcome=is:call_back``)."""

    label: Label
    question: str


_views: dict[str, list[ReadyView]] = {}


def offer_view(code: str, label: Label, question: str) -> None:
    """Offer a view on the list of a record type, be it another module's."""
    _views.setdefault(code, []).append(ReadyView(label, question))


def ready_views(kind: RecordType, askable: Mapping[str, Field]) -> list[ReadyView]:
    """Those that ask only what may be asked here, as it is asked here: records of the shape, which a view names by their inner
    names, by their ids."""
    worded = [(one.label, _worded(one.question, askable)) for one in _views.get(kind.code, ())]
    return [ReadyView(label, question) for label, question in worded if question]


def _worded(question: str, askable: Mapping[str, Field]) -> str:
    """The question with ids in the place of inner names; "" for one that cannot be asked."""
    pairs = parse_qsl(question.removeprefix("?"), keep_blank_values=True)
    try:
        asked = [(name, text if name in BESIDE else _numbered(askable[name], text)) for name, text in pairs]
    except (FieldError, KeyError):
        return ""
    return "?" + urlencode(asked, safe=":,;=")


def _numbered(field: Field, text: str) -> str:
    operator, colon, argument = text.partition(":")
    return operator + colon + numbered(field, operator, argument)
