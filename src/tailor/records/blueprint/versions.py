"""Earlier shapes: every step of the log that changed the shape is a version, and what the shape was then follows from the
log."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tailor.access.actors import Actor
from tailor.history.log import CREATE, DELETE, RESTORE
from tailor.history.models import Event, Step
from tailor.records.blueprint.document import Document, ReadShape, key_of, read_shape, shaping_types, told
from tailor.records.types import RecordType, Shaping, record_type


@dataclass(frozen=True, slots=True)
class Version:
    """The shape as a step left it. `number` is that of the step; `changed` how many records of the shape it touched."""

    number: int
    at: datetime
    who: str
    way: str
    subject: str
    operation: str
    changed: int


def versions(limit: int = 100) -> list[Version]:
    """The latest versions, the newest first."""
    counts: dict[int, int] = {}
    for step_id in _events().order_by("-id").values_list("step_id", flat=True).iterator():
        if step_id not in counts and len(counts) == limit:
            break
        counts[step_id] = counts.get(step_id, 0) + 1
    steps = Step.objects.filter(pk__in=counts).select_related("actor").order_by("-id")
    return [
        Version(one.pk, one.at, one.actor.name if one.actor else "Tailor", one.way, one.subject, one.operation, counts[one.pk])
        for one in steps
    ]  # fmt: skip


def shape_at(number: int, by: Actor) -> Document:
    """The shape right after that step. What is not part of the file any more is left out."""
    shape = read_shape(by)
    state: dict[tuple[str, int], tuple[dict[str, Any], bool]] = {
        (code, one.id): (dict(one.values), one.deleted_at is None)
        for code, found in shape.records.items()
        for one in found.values()
    }
    for event in _events().filter(step_id__gt=number).order_by("-id").iterator():
        _back(state, event)
    return _document(state, shape)


BEGINNING = 0
"""The version before anything was shaped."""


def latest_before_last() -> int | None:
    """The version before the present one; None when nothing was ever shaped."""
    found = [one.number for one in versions(2)]
    return [*found, BEGINNING][1] if found else None


def shaped_by_somebody() -> bool:
    """Whether anybody did anything to the shape beyond what Tailor itself began it with."""
    return bool(_events().filter(step__actor__isnull=False).exists())


def _events() -> Any:
    return Event.objects.filter(record_type__in=[kind.code for kind, _shaping in shaping_types()])


def _back(state: dict[tuple[str, int], tuple[dict[str, Any], bool]], event: Event) -> None:
    key = event.record_type, event.record_id
    if key not in state:
        return
    values, living = state[key]
    if event.action == CREATE:
        del state[key]
    elif event.action in (DELETE, RESTORE):
        state[key] = values, event.action == DELETE
    else:
        declared = record_type(event.record_type).declared
        before = {name: declared[name].from_log(was) for name, (was, _now) in event.changes.items() if name in values}
        state[key] = {**values, **before}, living


def _document(state: dict[tuple[str, int], tuple[dict[str, Any], bool]], shape: ReadShape) -> Document:
    document, names = Document(), dict[str, dict[int, str]]()
    for kind, shaping in shaping_types():
        found = dict(_of(state, kind, shaping))
        names[kind.code] = {pk: ".".join(key_of(kind, shaping, values, names)) for pk, (values, _l) in found.items()}
        entries = document.of(kind)
        for values, living in found.values():
            if living and shaping.counts(values):
                entries[key_of(kind, shaping, values, names)] = told(kind, shaping, values, names)
    return document


def _of(
    state: dict[tuple[str, int], tuple[dict[str, Any], bool]], kind: RecordType, shaping: Shaping
) -> Iterator[tuple[int, tuple[dict[str, Any], bool]]]:
    """The records of a type in their order."""
    found = [(pk, one) for (code, pk), one in state.items() if code == kind.code]
    yield from sorted(
        found, key=lambda one: (one[1][0].get(shaping.place) or 0, one[0]) if shaping.place else (0, one[0])
    )
