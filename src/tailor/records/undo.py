"""Undo: the gate run backwards over a step of the log.

A step is taken back event by event, last first. What somebody changed later is not trampled: it is named, and taken
back too only when that is asked for.

That one did something is no right to undo it: each record is asked for as it stands today. Beyond today's rights one
may only take back what nobody else has come to rely on: see `_still_theirs`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from typing import Any

from django.db.models import QuerySet

from tailor.access.actors import Actor
from tailor.history.log import CREATE, DELETE, RESTORE, UPDATE
from tailor.history.models import Event
from tailor.history.models import Step as LoggedStep
from tailor.records import gate
from tailor.records.changes import Change, Prepared, Refused, Saved
from tailor.records.fields.references import PERSON
from tailor.records.names import named
from tailor.records.overseeing import done_meanwhile, overseen
from tailor.records.record import Record
from tailor.records.shape import fields_of
from tailor.records.storage import lock
from tailor.records.types import RecordType, record_type

BATCH = 200
INLINE = 400
NAMED = 20
UNDO = "history.undo"
TURNED = {CREATE: DELETE, DELETE: RESTORE, RESTORE: DELETE}


@dataclass(frozen=True, slots=True)
class Later:
    """A later step that depends on the one to be undone."""

    step_id: int
    record_type: str
    record_id: int
    title: str
    fields: tuple[str, ...]
    who: str
    at: Any


@dataclass(slots=True)
class Outcome:
    """What undoing did: the names of the records it changed, by kind and id, and what it left because of later work."""

    touched: dict[tuple[str, int], str] = dataclass_field(default_factory=dict)
    kept: list[Later] = dataclass_field(default_factory=list)
    refused: list[str] = dataclass_field(default_factory=list)
    step_id: int | None = None

    @property
    def changed(self) -> int:
        return len(self.touched)


def may_undo(step: LoggedStep, by: Actor) -> bool:
    people = overseen(by)
    return people is None or step.actor_id in people or done_meanwhile(step, by)


def is_undone(step_id: int) -> bool:
    """Whether the last word on a step was to undo it, be it only in part: work that is still adding to the step stops
    then. An undo that was itself undone does not count."""
    return undone_by(step_id) is not None


def undone_by(step_id: int) -> LoggedStep | None:
    """The step that took a step back, if that was the last word on it."""
    undoing = LoggedStep.objects.filter(undoes_id=step_id).select_related("actor").order_by("-id").first()
    return undoing if undoing and not is_undone(undoing.pk) else None


def nothing_stands(step_id: int) -> bool:
    """Whether everything a step did was taken back. An undo that left something, or was stopped half way, leaves the
    rest to be undone. Of large steps only the number of changes is compared."""
    taken_back = [pk for pk in LoggedStep.objects.filter(undoes_id=step_id).values_list("id", flat=True)
                  if not nothing_stands(pk)]  # fmt: skip
    if not taken_back:
        return False
    undoing = Event.objects.filter(step_id__in=taken_back)
    total = size(step_id)
    return undoing.count() >= total if total > INLINE else _covers(undoing, Event.objects.filter(step_id=step_id))


def _covers(undoing: Iterable[Event], done: Iterable[Event]) -> bool:
    """Whether each change of a field, and each record made or deleted, was turned round."""
    turned = {piece for event in undoing for piece in _pieces(event, event.action)}
    return all(piece in turned for event in done for piece in _pieces(event, TURNED.get(event.action, event.action)))


def _pieces(event: Event, action: str) -> Iterator[tuple[str, int, str]]:
    """What an event touches: fields by name when it changes a record, the record itself when it makes or deletes it."""
    for what in event.changes if event.action == UPDATE else (action,):
        yield event.record_type, event.record_id, what


def size(step_id: int) -> int:
    return Event.objects.filter(step_id=step_id).count()


def dependants(step: LoggedStep, by: Actor, limit: int = NAMED) -> list[Later]:
    """Later work on what the step did, as far as a first look of `limit` finds it."""
    found: list[Later] = []
    for batch in batches(step.pk, None):
        for event, record in _with_records(batch, by):
            found += _later(event, record)
            if len(found) >= limit:
                return found[:limit]
    return found


def undo(step: LoggedStep, by: Actor, *, later_too: bool = False) -> Outcome:
    """Take a step back in one transaction. Without `later_too` whatever was changed later is left and named."""
    outcome = Outcome()
    with gate.step(by, UNDO, subject=step.subject, details={"operation": step.operation}, undoes=step.pk) as act:
        for batch in batches(step.pk, None):
            undo_batch(act, batch, step, outcome, later_too=later_too)
        outcome.step_id = act.id
    return outcome


def batches(step_id: int, before: int | None) -> Iterator[list[Event]]:
    """Events of a step, the latest first, in portions; `before` is the id to go on from."""
    while True:
        events = Event.objects.filter(step_id=step_id)
        if before is not None:
            events = events.filter(id__lt=before)
        batch = list(events.order_by("-id")[:BATCH])
        if not batch:
            return
        yield batch
        before = batch[-1].pk


def undo_batch(act: gate.Step, batch: Sequence[Event], step: LoggedStep, outcome: Outcome, *, later_too: bool) -> None:
    """Take back some events, one after another where the same record comes twice."""
    own = (step.actor_id is not None and step.actor_id == act.by.person_id) or done_meanwhile(step, act.by)
    for run in _runs(batch):
        changes = []
        for event, record in _with_records(run, act.by):
            later = _later(event, record)
            if later and not later_too:
                outcome.kept += later[: max(0, NAMED - len(outcome.kept))]
                safe = _inverse(event, record, without={f for one in later for f in one.fields})
            else:
                safe = _inverse(event, record, without=set())
            if safe:
                safe.granted = own and _still_theirs(event, record, step, act.by)
                safe.unseen = _moved_along(event, step)
                changes.append(safe)
        if own:
            changes += _of_unseen(run, step, act.by)
        outcome.touched |= {(one.kind.code, one.id): one.title for one in _write(act, changes, outcome)}


def _of_unseen(run: Sequence[Event], step: LoggedStep, by: Actor) -> list[Change]:
    """What takes back the person's own doing on records they do not see any more: those they gave away, and those that
    followed a merge; where they still stand as it left them. What somebody changed about them since is nothing to be named
    to who does not see them."""
    gone = {event.record_id: event for event in run if _moved_along(event, step) or "owner" in event.changes}
    if not gone:
        return []
    kind = record_type(run[0].record_type)
    seen = lock(kind, list(gone), by, gone=True)
    found = []
    for pk, record in lock(kind, [pk for pk in gone if pk not in seen], None).items():
        event = gone[pk]
        safe = None if _later(event, record) else _inverse(event, record, without=set())
        if safe and (_moved_along(event, step) or _handed_over(event, record, by)):
            safe.granted = safe.unseen = True
            found.append(safe)
    return found


def _write(act: gate.Step, changes: Sequence[Change], outcome: Outcome) -> list[Saved]:
    if not changes:
        return []
    judged = gate.prepare(changes, by=act.by)
    refused = [one.refusal for one in judged if isinstance(one, Refused)]
    outcome.refused += [" ".join(map(str, one.errors.values())) for one in refused][:NAMED]
    return gate.commit(act, [one for one in judged if isinstance(one, Prepared)])


def _runs(batch: Sequence[Event]) -> Iterator[list[Event]]:
    """Portions of one record type and action in which no record comes twice: what refers to a record that is brought back
    is changed after that."""
    run: list[Event] = []
    seen: set[int] = set()
    for event in batch:
        last = run[0] if run else event
        if (event.record_type, event.action) != (last.record_type, last.action) or event.record_id in seen:
            yield run
            run, seen = [], set()
        run.append(event)
        seen.add(event.record_id)
    if run:
        yield run


def _with_records(events: Sequence[Event], by: Actor) -> Iterator[tuple[Event, Record]]:
    for run in _runs(events):
        kind = record_type(run[0].record_type)
        records = lock(kind, [event.record_id for event in run], by, gone=True)
        for event in run:
            if record := records.get(event.record_id):
                yield event, record


def _later(event: Event, record: Record) -> list[Later]:
    """Changes of the same record after the event that touch what it did and still stand."""
    if record.version == event.version:
        return []
    if event.action == UPDATE:
        touched = {name for name, (_before, after) in event.changes.items() if not _stands(record, name, after)}
    elif event.action == CREATE and record.deleted_at is None:
        touched = set(_changed_after(event))
    else:
        touched = set()
    return [_who_did(event, record, touched)] if touched else []


def _stands(record: Record, name: str, logged: Any) -> bool:
    """Whether a field still has the value that the log says it was given."""
    field = fields_of(record.kind).get(name)
    return bool(record.values.get(name) == (field.from_log(logged) if field else logged))


def _changed_after(event: Event) -> Iterator[str]:
    for changes in _by_other_steps(event).filter(action=UPDATE).values_list("changes", flat=True):
        yield from changes


def _by_other_steps(event: Event) -> QuerySet[Event]:
    """What other steps did to the record later; the step itself may have come back to what it made, and its undoing too."""
    later = Event.objects.filter(record_type=event.record_type, record_id=event.record_id, version__gt=event.version)
    return later.exclude(step_id=event.step_id).exclude(step__undoes_id=event.step_id)


def _who_did(event: Event, record: Record, touched: set[str]) -> Later:
    last = (
        Event.objects.filter(record_type=event.record_type, record_id=event.record_id, version__gt=event.version)
        .order_by("-version", "-id").select_related("step__actor").first()
    )  # fmt: skip
    who = last.step.actor.name if last and last.step.actor else "Tailor"
    return Later(
        last.step_id if last else 0, event.record_type, event.record_id, record.title, tuple(sorted(touched)), who,
        last.at if last else None,
    )  # fmt: skip


def _still_theirs(event: Event, record: Record, step: LoggedStep, by: Actor) -> bool:
    """Whether somebody may take back their own step beyond what they may do to the record today: a record they handed
    over and would have the right to again, what followed a client they merged, and a record nobody has touched since
    they made it. Anything else needs today's right."""
    if event.action == UPDATE:
        return _handed_over(event, record, by) or _moved_along(event, step)
    made_or_undone = event.action == CREATE or step.operation == UNDO
    return made_or_undone and (record.version == event.version or not _by_other_steps(event).exists())


def _moved_along(event: Event, step: LoggedStep) -> bool:
    """Whether the record only followed when the step merged what it hung on into another."""
    merged = [step.details.get("drop"), step.details.get("keep")]
    return step.operation.endswith(".merge") and list(event.changes.values()) == [merged]


def _handed_over(event: Event, record: Record, by: Actor) -> bool:
    """Whether the record still belongs to whom this very event gave it, and would be theirs to edit before that."""
    if "owner" not in event.changes or not record.kind.has_owner:
        return False
    before, after = event.changes["owner"]
    person = named(PERSON).get(before or 0)
    scope = by.scope(record.kind.code, "edit")
    return record.owner_id == after and by.reaches(scope, before, person.department_id if person else None)


def _inverse(event: Event, record: Record, without: set[str]) -> Change | None:
    kind: RecordType = record.kind
    if event.action == CREATE:
        if record.deleted_at is not None or without:
            return None
        return Change(kind, DELETE, record.id)
    if event.action == DELETE:
        return Change(kind, RESTORE, record.id) if record.deleted_at is not None else None
    if event.action == RESTORE:
        return Change(kind, DELETE, record.id) if record.deleted_at is None else None
    values = {
        name: _given(kind, name, before) for name, (before, _after) in event.changes.items()
        if name not in without and name in record.values
    }  # fmt: skip
    return Change(kind, UPDATE, record.id, values, takes_back=True) if values else None


def _given(kind: RecordType, name: str, before: Any) -> Any:
    """A value out of the log; nothing is what the field calls nothing."""
    field = kind.declared.get(name)
    return field.nothing if before is None and field is not None else before
