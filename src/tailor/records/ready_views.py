"""Views that come with Tailor: questions a list is asked every day, beside those that people keep."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl

from tailor.records.fields.base import Field, Label
from tailor.records.types import RecordType


@dataclass(frozen=True, slots=True)
class ReadyView:
    """`question` is as it stands in the address of the list, with its ``?``."""

    label: Label
    question: str


_views: dict[str, list[ReadyView]] = {}


def offer_view(code: str, label: Label, question: str) -> None:
    """Offer a view on the list of a record type, be it another module's."""
    _views.setdefault(code, []).append(ReadyView(label, question))


def ready_views(kind: RecordType, askable: Mapping[str, Field]) -> list[ReadyView]:
    """Those that ask only what may be asked here."""
    return [one for one in _views.get(kind.code, ()) if _known(one.question, askable)]


def _known(question: str, askable: Mapping[str, Field]) -> bool:
    pairs = parse_qsl(question.removeprefix("?"))
    return all(name in ("sort", "columns", "group_by") or name in askable for name, _value in pairs)
