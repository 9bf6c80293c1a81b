"""The story of one record: its changes, and whatever modules tell beside them, in one order of time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from datetime import datetime
from itertools import groupby
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from tailor.history.log import CREATE, DELETE, RESTORE
from tailor.history.models import Event
from tailor.records.fields.base import Field
from tailor.records.names import named
from tailor.records.record import Record
from tailor.records.shape import visible_fields
from tailor.records.showing import Show
from tailor.records.types import RecordType, record_type

SIZE = 50
CHANGES = "changes"
ICONS = {CREATE: "plus", DELETE: "trash-2", RESTORE: "undo-2"}


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened. `changes` are (label, before, after) in words; `body` is a longer text."""

    at: datetime
    icon: str
    who: str
    what: str
    key: str
    kind: str = CHANGES
    body: str = ""
    changes: Sequence[tuple[str, str, str]] = ()
    minor: bool = False
    step_id: int | None = None
    record_url: str = ""
    details: dict[str, Any] = dataclass_field(default_factory=dict)


Source = Callable[[Record, Show, datetime | None, int, str], list[Entry]]
_sources: dict[str, list[Source]] = {}


def tells_of(code: str) -> Callable[[Source], Source]:
    """Register a source of entries for the cards of a record type.

    It is given the record, who asks, the moment to go on from, how many, and the kind wanted ("" for all).
    """

    def register(source: Source) -> Source:
        _sources.setdefault(code, []).append(source)
        return source

    return register


def timeline(
    record: Record, show: Show, *, before: datetime | None = None, only: str = "", size: int = SIZE
) -> list[Entry]:
    """The newest entries before a moment, newest first."""
    found: list[Entry] = []
    for source in _sources.get(record.kind.code, ()):
        if only != CHANGES:
            found += source(record, show, before, size, only)
    if only in ("", CHANGES):
        found += changes_of(record, show, before, size)
    found.sort(key=lambda entry: (entry.at, entry.key), reverse=True)
    return found[:size]


def by_day(entries: Sequence[Entry]) -> list[tuple[Any, list[Entry]]]:
    """Entries under the day they happened on, in the person's zone."""
    return [(day, list(group)) for day, group in groupby(entries, key=lambda e: timezone.localtime(e.at).date())]


def changes_of(record: Record, show: Show, before: datetime | None, size: int) -> list[Entry]:
    events = Event.objects.filter(record_type=record.kind.code, record_id=record.id)
    if before is not None:
        events = events.filter(at__lt=before)
    rows = events.order_by("-at", "-id").values_list(
        "id", "at", "action", "changes", "step_id", "step__actor_id", "step__way"
    )
    people = named("user")
    fields = visible_fields(record.kind, show.actor)
    found = list(rows[:size])
    show.prepare(
        reference for row in found for name, pair in row[3].items() if name in fields
        for value in pair for reference in fields[name].references(value)
    )  # fmt: skip
    entries = []
    for pk, at, action, changes, step_id, actor_id, way in found:
        who = people[actor_id].title if actor_id in people else "Tailor"
        shown = changes_in_words(changes, fields, show) if action not in (CREATE, DELETE, RESTORE) else []
        if action == "update" and not shown:
            continue
        entries.append(
            Entry(at, ICONS.get(action, "pencil"), who, what_was_done(action, way), f"e{pk}", changes=shown,
                  minor=True, step_id=step_id)
        )  # fmt: skip
    return entries


def what_was_done(action: str, way: str) -> str:
    if action == CREATE:
        return _("brought this in from a file") if way == "import" else _("created this")
    if action == DELETE:
        return _("deleted this")
    if action == RESTORE:
        return _("brought this back")
    return _("changed")


def changes_in_words(
    changes: dict[str, list[Any]], fields: dict[str, Field], show: Show, limit: int = 12
) -> list[tuple[str, str, str]]:
    """Fields the person may see, each with its value before and after as text."""
    return [
        (
            str(fields[name].label).lower(),
            _short(fields[name], before, show),
            _short(fields[name], after, show) or _("nothing"),
        )
        for name, (before, after) in changes.items()
        if name in fields and (not fields[name].is_nothing(before) or not fields[name].is_nothing(after))
    ][:limit]


def _short(field: Field, value: Any, show: Show) -> str:
    if value is None or field.is_nothing(value):
        return ""
    if field.kind == "yesno":
        return _("yes") if value else _("no")
    text = field.text(value, show).replace("\n", ", ")
    return text if len(text) <= 120 else text[:117] + "…"


def kind_of(code: str) -> RecordType | None:
    """The record type of a logged event, which may belong to a module that is gone."""
    try:
        return record_type(code)
    except KeyError:
        return None
