"""What of the log concerns whom: those in charge of a record are told what others did to it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.db import connection

from tailor.history.log import CREATE, DELETE, UPDATE
from tailor.history.models import Step
from tailor.history.readers import Happened, reads_log
from tailor.notifications.kinds import CHANGED, DELETED, HANDED, MERGED, NOTED, NotificationKind
from tailor.notifications.telling import notify, withdraw
from tailor.records.types import RecordType, all_types
from tailor.records.visibility import ThroughParent

Told = tuple[int, NotificationKind, Happened, int]  # whom, of what, by which event, about which record


@reads_log("notifications")
def tell_those_in_charge(happened: Sequence[Happened]) -> None:
    """An event of a record concerns whoever is in charge of it; one of what hangs on it, when that is new."""
    quiet = _taken_back(happened)
    kinds = {kind.code: kind for kind in all_types()}
    by_place: dict[tuple[str, int], list[Happened]] = defaultdict(list)
    for one in happened:
        if one.actor_id and one.step_id not in quiet and one.record_type in kinds:
            by_place[one.record_type, one.step_id].append(one)
    for (code, step), events in by_place.items():
        _tell(kinds[code], step, list(_concerned(kinds[code], kinds, events)))


def _taken_back(happened: Sequence[Happened]) -> set[int]:
    """Steps by which people took back what they did themselves: nobody need know of either."""
    undoing = {one.step_id: (one.undoes_id, one.actor_id) for one in happened if one.undoes_id}
    doers = dict(Step.objects.filter(id__in={undone for undone, _by in undoing.values()}).values_list("id", "actor_id"))
    own = {step: undone for step, (undone, by) in undoing.items() if undone and doers.get(undone) == by}
    for undone in set(own.values()):
        withdraw(undone)
    return set(own)


def _concerned(kind: RecordType, kinds: dict[str, RecordType], events: Sequence[Happened]) -> Iterable[Told]:
    if events[0].operation.endswith(".merge"):
        return _of_merged(kind, events)
    if isinstance(kind.visibility, ThroughParent):
        return _of_new_on(kinds[kind.visibility.parent], kind.visibility, kind, events)
    return _of_owned(kind, events) if kind.has_owner and kind.listed else ()


def _of_owned(kind: RecordType, events: Sequence[Happened]) -> Iterable[Told]:
    alien = [one for one in events if not (one.action == CREATE and _owner_after(one) in (None, one.actor_id))]
    owners = owners_of(kind, {one.record_id for one in alien})
    for one in alien:
        owner = owners.get(one.record_id)
        if owner is None or owner == one.actor_id:
            continue
        if _owner_after(one) == owner:
            yield owner, HANDED, one, one.record_id
        elif one.action in (UPDATE, DELETE):
            yield owner, CHANGED if one.action == UPDATE else DELETED, one, one.record_id


def _of_new_on(above: RecordType, hangs: ThroughParent, kind: RecordType, events: Sequence[Happened]) -> Iterable[Told]:
    """What a colleague entered on somebody's card."""
    field = hangs.column.removesuffix("_id")
    at = {one.id: int(one.changes[field][1]) for one in events if one.action == CREATE and one.changes.get(field)}
    owners = owners_of(above, set(at.values())) if above.has_owner else {}
    for one in events:
        owner = owners.get(at.get(one.id, 0))
        if owner is not None and owner != one.actor_id:
            yield owner, NOTED, one, at[one.id]


def _of_merged(kind: RecordType, events: Sequence[Happened]) -> Iterable[Told]:
    """Those in charge of either of the two are told once, of the one that stays."""
    step = events[0]
    keep, drop = step.details.get("keep"), step.details.get("drop")
    if not keep or not drop or not kind.has_owner or step.operation != f"{kind.code}.merge":
        return  # what hung on the other follows
    owners = {owner for owner in owners_of(kind, {keep, drop}).values() if owner is not None}
    for owner in sorted(owners - {step.actor_id}):
        yield owner, MERGED, step, keep


def _tell(kind: RecordType, step: int, told: Sequence[Told]) -> None:
    """One notification a person and kind: of the record, or of how many."""
    alike: dict[tuple[int, str], list[Told]] = defaultdict(list)
    for one in told:
        alike[one[0], one[1].code].append(one)
    for (person, _code), group in alike.items():
        _person, what, event, pk = group[-1]
        records = {about for *_rest, about in group}
        code = kind.visibility.parent if what is NOTED and isinstance(kind.visibility, ThroughParent) else kind.code
        details = _details(kind, what, group, one=len(records) == 1)
        notify(
            what, [person], by=event.actor_id, record=(code, pk), step=step, count=len(records), details=details,
            at=event.at,
        )  # fmt: skip


def _details(kind: RecordType, what: NotificationKind, group: Sequence[Told], *, one: bool) -> dict[str, list[str]]:
    """Of a single record which fields were changed, or what was entered; of many what kind of entries."""
    if what is NOTED:
        entries = {"entries": [f"{kind.code}:{event.record_id}" for _p, _w, event, _pk in group]}
        return entries if one else {"entered": [kind.code]}
    if what is CHANGED and one:
        return {"fields": [name for _person, _what, event, _pk in group for name in event.changes]}
    return {}


def _owner_after(one: Happened) -> int | None:
    """Who was put in charge by an event; None where it changed nothing about that."""
    change = one.changes.get("owner")
    return int(change[1]) if change and change[1] else None


def owners_of(kind: RecordType, ids: set[int]) -> dict[int, int | None]:
    """Who is in charge of records, deleted ones too."""
    if not ids:
        return {}
    marks = ", ".join(["%s"] * len(ids))
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT id, owner_id FROM "{kind.table}" WHERE id IN ({marks})', sorted(ids))
        return dict(cursor.fetchall())
