"""The story of one record: its changes, and whatever modules tell beside them, in one order of time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from datetime import date, datetime, tzinfo
from functools import lru_cache, partial
from heapq import merge
from itertools import groupby, islice
from typing import Any

from django.utils.translation import gettext as _

from tailor.history.log import CREATE, DELETE, RESTORE, UPDATE
from tailor.history.reading import Told, asking_events, events_of
from tailor.kernel.statements import Send, Statement, sending
from tailor.records.fields.base import Field
from tailor.records.names import named
from tailor.records.operations import declared
from tailor.records.overseeing import overseen
from tailor.records.record import Record
from tailor.records.shape import visible_fields
from tailor.records.showing import Show
from tailor.records.types import RecordType, Values, record_type

SIZE = 50
SAME_MOMENT = 10  # so many entries of one moment a page may end between
LAST_ID = 2**63 - 1
CHANGES = "changes"
ICONS = {CREATE: "plus", DELETE: "trash-2", RESTORE: "undo-2"}


@dataclass(slots=True)
class Entry:
    """One thing that happened. `changes` are (label, before, after) in words; `body` is a longer text.

    `step_id` is the step one may take back, `alone` whether it did nothing else; `key` is its place among others of the
    same moment.
    """

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
    alone: bool = True
    record_url: str = ""
    details: dict[str, Any] = dataclass_field(default_factory=dict)


Mark = tuple[datetime, str]
Source = Callable[[Record, Show, datetime | None, int, str], Iterable[Entry] | Statement[Iterable[Entry]]]
_sources: dict[str, list[Source]] = {}


def tells_of(code: str) -> Callable[[Source], Source]:
    """Register a source of entries for the cards of a record type, "*" for all.

    It is given the record, who asks, the moment up to which it tells, how many, and the kind wanted ("" for all). It
    tells the newest first; what it tells one by one is made only as far as the story goes. What it gives as a question is
    asked together with the others.
    """

    def register(source: Source) -> Source:
        _sources.setdefault(code, []).append(source)
        return source

    return register


def timeline(
    record: Record, show: Show, *, before: Mark | None = None, only: str = "", size: int = SIZE
) -> list[Entry]:
    """The newest entries, newest first; those behind the mark of an earlier one."""
    if before or only or size != SIZE:
        return _asked_at_once(record, show, before, only, size)
    return show.once(_key(record), lambda: _asked_at_once(record, show, None, "", SIZE))


def ask_newest(record: Record, show: Show, send: Send) -> None:
    """Have the newest entries asked already; `timeline` waits for the answers."""
    show.sent(_key(record), _asked(record, show, send, None, "", SIZE))


def _key(record: Record) -> tuple[str, str, int]:
    return "story", record.kind.code, record.id


def _asked_at_once(record: Record, show: Show, before: Mark | None, only: str, size: int) -> list[Entry]:
    with sending() as send:
        return _asked(record, show, send, before, only, size)()


def _asked(
    record: Record, show: Show, send: Send, before: Mark | None, only: str, size: int
) -> Callable[[], list[Entry]]:
    upto, wanted = (before[0], size + SAME_MOMENT) if before else (None, size)
    told: list[Callable[[], Iterable[Entry]]] = []
    if only in ("", CHANGES):
        first = send(asking_events(record.kind.code, record.id, (upto, LAST_ID) if upto else None, wanted))
        told.append(lambda: changes_of(record, show, first(), wanted))
    if only != CHANGES:
        for source in (*_sources.get(record.kind.code, ()), *_sources.get("*", ())):
            given = source(record, show, upto, wanted, only)
            told.append(send(given) if isinstance(given, Statement) else partial(_as_given, given))

    def take() -> list[Entry]:
        newest: Iterable[Entry] = merge(*(one() for one in told), key=mark_of, reverse=True)
        if before is not None:
            newest = (entry for entry in newest if mark_of(entry) < before)
        return list(islice(newest, size))

    return take


def _as_given(entries: Iterable[Entry]) -> Iterable[Entry]:
    return entries


def mark_of(entry: Entry) -> Mark:
    """The place of an entry in the story. Numbers within the keys of one moment compare by their length first."""
    return entry.at, f"{len(entry.key):03}{entry.key}"


def read_mark(text: str) -> Mark | None:
    """A mark out of an address; None for a mangled one, which then means the beginning."""
    moment, _sign, key = text.partition("~")
    try:
        at = datetime.fromisoformat(moment.replace(" ", "+"))
    except ValueError:
        return None
    return (at, key) if at.tzinfo else None


def by_day(entries: Sequence[Entry], zone: tzinfo) -> list[tuple[date, list[Entry]]]:
    """Entries under the day they happened on, in the person's zone."""
    return [(day, list(group)) for day, group in groupby(entries, key=lambda one: one.at.astimezone(zone).date())]


def changes_of(record: Record, show: Show, found: list[Told], size: int) -> Iterator[Entry]:
    """What was done to the record, as far as the person may know of it, newest first: the first events, so many as were asked
    for, and those before them."""
    while True:
        yield from _told(record, found, show)
        if len(found) < size:
            return
        found = events_of(record.kind.code, record.id, (found[-1].at, found[-1].id), size)


def _told(record: Record, found: Sequence[Told], show: Show) -> Iterator[Entry]:
    deeds = lru_cache(what_was_done)
    people, fields, whose = (
        named("user", show.stamp),
        visible_fields(record.kind, show.actor),
        overseen(show.actor),
    )
    show.prepare(
        reference for event in found for name, pair in event.changes.items() if name in fields and fields[name].refers
        for value in pair for reference in fields[name].references(value)
    )  # fmt: skip
    for event in found:
        deed = _deed(event)
        shown = (
            changes_in_words(event.changes, fields, show, values=record.values, deed=bool(deed))
            if event.action == UPDATE
            else []
        )
        if event.action == UPDATE and not (shown or (deed and event.changes.keys() & fields.keys())):
            continue
        person = people.get(event.actor_id or 0)
        may_undo = whose is None or event.actor_id in whose
        yield Entry(
            at=event.at,
            icon=ICONS.get(event.action, "pencil"),
            who=person.title if person else "Tailor",
            what=deed or deeds(event.action, event.way),
            key=f"e{event.id}",
            changes=shown,
            minor=True,
            step_id=event.step_id if may_undo else None,
            alone=event.alone,
        )


def _deed(event: Told) -> str:
    """What somebody chose to do, where that has a name; "" for a mere change of values."""
    operation = declared(event.operation) if event.action == UPDATE else None
    return str(operation.label) if operation else ""


def what_was_done(action: str, way: str) -> str:
    """Of a change of values nothing is said but the values: "Group: New → Architect"."""
    if action == CREATE:
        return _("brought this in from a file") if way == "import" else _("created this")
    if action == DELETE:
        return _("deleted this")
    if action == RESTORE:
        return _("brought this back")
    return ""


def changes_in_words(
    changes: dict[str, list[Any]], fields: dict[str, Field], show: Show, limit: int = 12, values: Values | None = None,
    *, deed: bool = False,
) -> list[tuple[str, str, str]]:  # fmt: skip
    """Fields the person may see, each with its value before and after as text. `values` are what the record says now. What
    follows from the rest (since when a deal stands at its stage) is told only where nothing else changed, and what was done
    has no name of its own, as a `deed` has."""
    seen = [
        name for name, (before, after) in changes.items()
        if name in fields and (not fields[name].is_nothing(before) or not fields[name].is_nothing(after))
    ]  # fmt: skip
    chosen = [name for name in seen if fields[name].editable and not fields[name].follows]
    told = chosen if chosen or deed else seen
    found = [(fields[name].for_record(values or {}), *changes[name]) for name in told[:limit]]
    return [
        (show.label(field.label), _short(field, before, show), _short(field, after, show) or _("nothing"))
        for field, before, after in found
    ]


def _short(field: Field, value: Any, show: Show) -> str:
    value = field.from_log(value)
    if value is None or field.is_nothing(value):
        return ""
    text = _in_words(field, value, show).replace("\n", ", ")
    return text if len(text) <= 120 else text[:117] + "…"


def _in_words(field: Field, value: Any, show: Show) -> str:
    """The value in words; one from when the field was of another kind as it stands in the log."""
    if not field.own or isinstance(value, list) is field.many:
        try:
            return field.told(value, show)
        except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
            if not field.own:
                raise
    entries = value if isinstance(value, list) else [value]
    return ", ".join(str(one.get("value", "")) if isinstance(one, dict) else str(one) for one in entries)


def kind_of(code: str) -> RecordType | None:
    """The record type of a logged event, which may belong to a module that is gone."""
    try:
        return record_type(code)
    except KeyError:
        return None
