"""What somebody did at some moment, planned first and done in order of time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any

from django.db import transaction

from tailor.access.actors import Actor, Way
from tailor.kernel import stamps
from tailor.kernel.files.models import StoredFile
from tailor.records import gate
from tailor.records.changes import Change
from tailor.records.fields.anything import written
from tailor.records.types import RecordType

STEPS_A_TRANSACTION = 500


@dataclass(eq=False)
class Thing:
    """A record to be: it has its id once it is written."""

    id: int = 0


@dataclass(frozen=True)
class About:
    """A thing as a record of whatever kind is named: ``deal/12``."""

    record_type: str
    thing: Thing


@dataclass
class Want:
    """A change of one record. Values that are things stand for their ids; `before` is what undoing sets. `noted` tells that
    it writes down when something happened, which nobody types."""

    kind: RecordType
    action: str
    thing: Thing
    values: dict[str, Any] = field(default_factory=dict)
    before: dict[str, Any] = field(default_factory=dict)
    noted: bool = False

    def change(self) -> Change:
        values = {name: _plain(value) for name, value in self.values.items()}
        return Change(self.kind, self.action, self.thing.id or None, values, takes_back=self.noted)


def _plain(value: Any) -> Any:
    if isinstance(value, About):
        return written(value.record_type, value.thing.id)
    if isinstance(value, list):
        return [_plain(one) for one in value]
    return value.id if isinstance(value, Thing) else value


@dataclass(eq=False)
class Act:
    """A step of the log to be, with changes of one kind of record."""

    at: datetime
    by: str
    operation: str
    wants: list[Want]
    way: Way = Way.WEB
    undoes: Act | None = None
    step_id: int | None = None

    def touches(self, thing: Thing) -> bool:
        return any(want.thing is thing or thing in want.values.values() for want in self.wants)


def perform(acts: Iterable[Act], actors: Mapping[str, Actor]) -> None:
    """Do everything in order of time, each act as one step of the gate by whoever did it."""
    waiting = iter(sorted(acts, key=lambda act: act.at))
    while batch := list(islice(waiting, STEPS_A_TRANSACTION)):
        with stamps.held(), transaction.atomic():
            for act in batch:
                _perform_one(act, actors[act.by])


def _bring_files(act: Act, actor: Actor) -> None:
    """The files of an act were drawn beforehand: now somebody brings them in, as only their own may be hung up."""
    values = [want.values for want in act.wants]
    files = [one["id"] for given in values for one in given.get("files", ())]
    files += [given["photo"] for given in values if given.get("photo")]
    if files:
        StoredFile.objects.filter(pk__in=files).update(created_by_id=actor.person_id)


def _perform_one(act: Act, actor: Actor) -> None:
    undone = act.undoes
    details = {"operation": undone.operation} if undone else None
    undoes = undone.step_id if undone else None
    _bring_files(act, actor)
    with gate.step(actor.by(act.way), act.operation, at=act.at, undoes=undoes, details=details) as step:
        written = gate.write(step, [want.change() for want in act.wants])
        for want, saved in zip(act.wants, written, strict=True):
            want.thing.id = saved.id
        act.step_id = step.id
