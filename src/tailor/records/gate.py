"""The gate: the only way a record is changed.

    may this person do it -> is the data right -> has somebody else changed it meanwhile
    -> rows, events and search index in one transaction

`prepare` answers the first questions for a batch and keeps refused changes apart; `commit` writes a prepared batch.
One edit is a batch of one.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tailor.access.actors import Actor
from tailor.history.log import CREATE, DELETE, RESTORE, UPDATE, Changes, Fact, events_of_step, write_step
from tailor.kernel import stamps
from tailor.kernel.inserting import insert_together
from tailor.kernel.pipelining import pipelined
from tailor.records import attachments, moving, storage, trial
from tailor.records.changes import Change, Prepared, Refused, Saved
from tailor.records.checking import check_beside_others, check_references, clean_values
from tailor.records.conflicts import Merged, changed_since
from tailor.records.derived.reckoning import Nearby, derive, nearby
from tailor.records.fields.references import PERSON
from tailor.records.indexing.backlog import Backlog
from tailor.records.indexing.own_values import follow_written
from tailor.records.indexing.refreshing import refresh
from tailor.records.indexing.rows import texts_of
from tailor.records.names import named
from tailor.records.reading import NotVisible
from tailor.records.record import Record
from tailor.records.refusals import Conflict, Forbidden, Missing, Refusal
from tailor.records.rules.keeping import broken
from tailor.records.shape import fields_of
from tailor.records.types import RecordType, Written
from tailor.records.uniqueness import check_unique


@dataclass(slots=True)
class Step:
    """An act under way. It enters the log with its first write; without one it never was."""

    by: Actor
    operation: str
    subject: str = ""
    details: dict[str, Any] = dataclass_field(default_factory=dict)
    undoes: int | None = None
    id: int | None = None
    at: datetime | None = None
    backlog: Backlog | None = None
    saved: int = 0
    refused: list[Refused] = dataclass_field(default_factory=list)

    def enter(self, subject: str) -> Callable[[], int]:
        """Have the step in the log; what gives its id, once that is needed."""
        if (known := self.id) is not None:
            return lambda: known
        self.subject = self.subject or subject
        asked = write_step(
            self.by, self.operation, subject=self.subject, details=self.details, undoes=self.undoes, at=self.at
        )

        def entered() -> int:
            self.id = asked()
            return self.id

        return entered


@contextmanager
def step(
    by: Actor,
    operation: str,
    *,
    subject: str = "",
    details: dict[str, Any] | None = None,
    undoes: int | None = None,
    at: datetime | None = None,
) -> Iterator[Step]:
    """One act in one transaction: everything written through it is undone together."""
    with stamps.held(), transaction.atomic():
        yield Step(by, operation, subject, details or {}, undoes, at=at)


def _sent_together(kind: RecordType) -> AbstractContextManager[None]:
    """What a module does after a write is any code, which may want each statement's answer at once."""
    return nullcontext() if kind.after_write else pipelined()


# one record


def create(kind: RecordType, values: Mapping[str, Any], *, by: Actor) -> Saved:
    """A new record. Raises `Refusal`, `Forbidden`."""
    with _sent_together(kind), step(by, f"{kind.code}.create") as act:
        return write(act, [Change(kind, CREATE, values=dict(values))])[0]


def update(kind: RecordType, pk: int, values: Mapping[str, Any], *, by: Actor, seen: int | None = None) -> Saved:
    """Some fields of a record. Raises `NotVisible`, `Refusal`, `Conflict`, `Forbidden`."""
    with _sent_together(kind), step(by, f"{kind.code}.update") as act:
        return write(act, [Change(kind, UPDATE, pk, dict(values), seen)])[0]


def delete(kind: RecordType, pk: int, *, by: Actor) -> Saved:
    """Take a record out of sight; undo brings it back. Raises `NotVisible`, `Forbidden`."""
    with _sent_together(kind), step(by, f"{kind.code}.delete") as act:
        return write(act, [Change(kind, DELETE, pk)])[0]


# many


def write(act: Step, changes: Sequence[Change]) -> list[Saved]:
    """All of the changes or none: the first refusal is raised, as `NotVisible` where a record is not there."""
    prepared: list[Prepared] = []
    for one in prepare(changes, by=act.by):
        if isinstance(one, Refused):
            raise NotVisible if isinstance(one.refusal, Missing) else one.refusal
        prepared.append(one)
    return commit(act, prepared)


def write_possible(act: Step, changes: Sequence[Change]) -> list[Saved]:
    """Those of the changes that pass; the others are kept in `act.refused` with their reasons."""
    judged = prepare(changes, by=act.by)
    act.refused += [one for one in judged if isinstance(one, Refused)]
    return commit(act, [one for one in judged if isinstance(one, Prepared)])


@contextmanager
def whole(act: Step, change: Change) -> Iterator[None]:
    """Several writes of which all stay or none. What is refused on the way is kept in `act.refused` as a refusal of `change`,
    and the act goes on."""
    before = act.id, act.subject, act.saved, len(act.refused)
    try:
        with transaction.atomic():
            yield
    except Refusal as refusal:
        act.id, act.subject, act.saved, refused = before
        act.refused[refused:] = [Refused(change, refusal)]


def prepare(changes: Sequence[Change], *, by: Actor) -> list[Prepared | Refused]:
    """Judge changes of one record type. Rows to be changed are locked when a transaction is open."""
    if not changes:
        return []
    kind = changes[0].kind
    before = _before(kind, changes, by)
    near = nearby(kind, changes, before)
    found = [judge(change, before.get(change.id) if change.id else None, by, near) for change in changes]
    found = attachments.check_files(kind, check_references(kind, found, by), by)
    return check_beside_others(kind, check_unique(kind, found, by))


def _before(kind: RecordType, changes: Sequence[Change], by: Actor) -> dict[int, Record]:
    """The records to be changed as they stand, locked; of those the person does not see, or that are gone, only what may
    be unseen."""
    gone = any(change.action == RESTORE for change in changes)
    found: dict[int, Record] = {}
    for unseen, reader in ((False, by), (True, None)):
        ids = [change.id for change in changes if change.id is not None and change.unseen is unseen]
        if ids:
            found |= storage.lock(kind, ids, reader, gone=gone)
    return found


def judge(change: Change, before: Record | None, by: Actor, near: Nearby | None = None) -> Prepared | Refused:
    """What becomes of a change of a record as it stands, but for what it refers to. Asks the database nothing, unless it is to
    look `near` for what formulas read there."""
    try:
        return _prepare_one(change, before, by, near)
    except Refusal as refusal:
        return Refused(change, refusal)


def commit(act: Step, prepared: Sequence[Prepared]) -> list[Saved]:
    """Write prepared changes of one record type, with their events and search rows. Call it inside a transaction."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("the gate writes inside a transaction")
    effective = [one for one in prepared if one.changes or one.change.action != UPDATE]
    now = act.at or timezone.now()
    if effective:
        kind = effective[0].change.kind
        trial.require_shape(kind)
        entered = act.enter(_title(kind, effective[0].after))
        ids = storage.write(kind, effective, now)
        facts = [_fact(one, pk) for one, pk in zip(effective, ids, strict=True)]
        follow_written(kind, effective, ids)
        found_by = refresh(kind, effective, ids, act.backlog)
        insert_together(events_of_step(entered(), facts, now), *found_by)
        attachments.note(kind, effective, ids)
        if kind.small or kind.shapes:
            stamps.bump(stamps.SHAPE)
        if kind.after_write:
            kind.after_write(
                [
                    Written(pk, one.before.values if one.before else None, one.after)
                    for one, pk in zip(effective, ids, strict=True)
                ]
            )
        for one, pk in zip(effective, ids, strict=True):
            one.change.id = pk
        act.saved += len(effective)
    return [_saved(one, act, now) for one in prepared]


def _prepare_one(change: Change, before: Record | None, by: Actor, near: Nearby | None) -> Prepared:
    if change.action == CREATE:
        return _prepare_create(change, by, near)
    if before is None:
        raise Missing(_("There is no such record here, or it was deleted."))
    if change.action == UPDATE:
        return _prepare_update(change, before, by, near)
    _require(change, before, by, "delete")
    if change.action == DELETE and before.deleted_at is not None:
        raise Forbidden(_("This record is already deleted."))
    if change.action == RESTORE and before.deleted_at is None:
        raise Forbidden(_("This record is not deleted."))
    return Prepared(change, before, before.values, {}, before.owner_id, before.department_id)


def _prepare_create(change: Change, by: Actor, near: Nearby | None) -> Prepared:
    kind = change.kind
    fields = fields_of(kind)
    after = {
        name: field.nothing if field.preset is None else field.preset
        for name, field in fields.items()
        if not field.secret
    }
    if kind.has_owner and "owner" in kind.declared:
        after["owner"] = by.person_id
    after.update(clean_values(kind, change.values, by, creating=True, plain=change.plain))
    if kind.author:
        after[kind.author] = by.doer_id
    moving.begin(kind, after)
    if kind.complete:
        kind.complete(after, None)
    derived = derive(kind, after, None, near)
    owner_id, department_id = _in_charge(kind, after, by, None)
    if not kind.visibility.reaches(by, by.scope(kind.code, "create"), owner_id, department_id):
        raise Forbidden(_("You may not create this."))
    _check(change, None, after, by, None)
    changes: Changes = {
        name: [None, value]
        for name, value in after.items()
        if value is not fields[name].nothing and name not in derived and not fields[name].is_nothing(value)
    }
    texts = texts_of(kind, after) if kind.searched else None
    return Prepared(change, None, after, changes, owner_id, department_id, texts=texts, derived=derived)


def _prepare_update(change: Change, before: Record, by: Actor, near: Nearby | None) -> Prepared:
    kind = change.kind
    if before.deleted_at is not None and not change.unseen:
        raise Forbidden(_("This record was deleted meanwhile."))
    _require(change, before, by, "edit")
    wanted = clean_values(kind, change.values, by, creating=False, free=change.takes_back)
    after = {**before.values, **wanted}
    if kind.complete:
        kind.complete(after, before.values)
    derived = derive(kind, after, before.values, near)
    changes: Changes = {
        name: [before.values[name], value]
        for name, value in after.items()
        if before.values[name] != value and name not in derived
    }
    merged: list[Merged] = []
    if change.seen is not None and change.seen != before.version and changes:
        merged = changed_since(before, change.seen)
        for theirs in merged:
            if theirs.field in changes:
                raise Conflict(theirs.field, changes[theirs.field][1], theirs)
    owner_id, department_id = _in_charge(kind, after, by, before)
    if not change.unseen:
        _check(change, before.values, after, by, {*changes, *derived})
    return Prepared(change, before, after, changes, owner_id, department_id, merged, derived=derived)


def _require(change: Change, record: Record, by: Actor, action: str) -> None:
    if change.granted or _about_themselves(change, by):
        return
    kind = change.kind
    if not kind.visibility.reaches(by, by.scope(kind.code, action), record.owner_id, record.department_id):
        raise Forbidden(_("You may see this but not change it."))


def _about_themselves(change: Change, by: Actor) -> bool:
    """Whether somebody changes, of their own account, nothing but what is everybody's own affair."""
    own = change.kind.code == PERSON and change.id == by.person_id and by.behind is None
    return own and change.action == UPDATE and change.values.keys() <= set(change.kind.of_oneself)


def _in_charge(
    kind: RecordType, after: Mapping[str, Any], by: Actor, before: Record | None
) -> tuple[int | None, int | None]:
    """Owner and department of a record: the department is always its owner's, or stays when nobody owns it."""
    if not kind.has_owner:
        return None, None
    if "owner" not in kind.declared:
        return (before.owner_id, before.department_id) if before else (by.person_id, by.department_id)
    owner_id = after.get("owner")
    if owner_id is None:
        return None, before.department_id if before else by.department_id
    person = named("user").get(owner_id)
    return owner_id, person.department_id if person else None


def _check(
    change: Change, before: dict[str, Any] | None, after: dict[str, Any], by: Actor, touched: Collection[str] | None
) -> None:
    """Of what is taken back it is not asked how it came through the stages: it was let through once."""
    kind = change.kind
    errors = broken(kind, after, touched)
    errors |= kind.check(after, by) if kind.check else {}
    if not change.takes_back:
        errors |= moving.faults(kind, before, after, by)
    if errors:
        raise Refusal(errors)


def _fact(one: Prepared, pk: int) -> Fact:
    version = one.before.version + 1 if one.before else 1
    return Fact(one.change.kind.code, pk, one.change.action, version, one.changes)


def _saved(one: Prepared, act: Step, now: datetime) -> Saved:
    change = one.change
    version = one.before.version if one.before else 0
    written = bool(one.changes) or change.action != UPDATE
    return Saved(
        change.kind, change.id or 0, version + written, change.action, one.changes,
        _title(change.kind, one.after), one.merged, change.tag, act.id if written else None,
        one.after, one.owner_id, one.department_id, now,
    )  # fmt: skip


def _title(kind: RecordType, values: Mapping[str, Any]) -> str:
    return str(values.get(kind.title) or "") or (kind.untitled(dict(values)) if kind.untitled else "")
