"""What derived fields read changed in another record: those that follow are noted, and reckoned anew portion by portion.

A reader of the log notes *whose* values follow, in the transaction of its position; an errand takes the notes and writes the
values in the transaction that strikes the note out. So nothing is lost and nothing done twice, whatever is killed, and
nobody waits for the ten thousand orders of a client who moved to another town.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from tailor.history.log import CREATE, RESTORE, UPDATE
from tailor.history.readers import Happened
from tailor.kernel import stamps
from tailor.kernel.jobs.models import Job
from tailor.kernel.jobs.running import enqueue
from tailor.kernel.remembering import remembered
from tailor.kernel.sayings import Saying
from tailor.records import storage, trial
from tailor.records.derived.definitions import Derived, derived_of, reads_beside
from tailor.records.derived.reckoning import Turned, links_of, reckon_anew
from tailor.records.fields.references import Reference
from tailor.records.formulas.about import target_of
from tailor.records.models import OwnField
from tailor.records.shape import fields_of
from tailor.records.types import RecordType, Written, all_types

PORTION = 200
AT_ONCE = 500  # records of a kind that are reckoned with the definition
ON_TRIAL = 50  # of the newest ones, while a shape is only tried
FOLLOW, WHOLE = "records.reckon", "records.reckon_all"
TURNED = "turned"  # in the payload of such a job: the records it made something else of, as [record type, id]
NOTES = "records_toreckon"

Note = tuple[str, str, int]
"""A record type, its field that names a record, that record; or "" and the record itself."""


@dataclass(frozen=True, slots=True)
class Follower:
    """Derived fields of `kind` that read `names` of another kind: of the record their field `link` names; or, without, of
    records that name theirs in the field `by`."""

    kind: RecordType
    names: frozenset[str]
    link: str = ""
    by: str = ""


def followers() -> Mapping[str, Sequence[Follower]]:
    """Who follows, by the kind that is followed."""
    return remembered("followers", _followers)


def _followers() -> dict[str, list[Follower]]:
    found: dict[str, list[Follower]] = defaultdict(list)
    for kind in all_types():
        for one in derived_of(kind):
            for code, follower in _followed(kind, one):
                found[code].append(follower)
    return dict(found)


def _followed(kind: RecordType, one: Derived) -> Iterator[tuple[str, Follower]]:
    if one.of is not None:
        read = {path[0] for formula in (one.formula, one.condition) if formula for path in formula.reads}
        yield one.of.code, Follower(kind, _with_roots(one.of, {*read, one.by}), by=one.by)
    elif one.formula is not None:
        for link, name in (path for path in one.formula.reads if len(path) == 2):
            if (target := target_of(fields_of(kind), link)) is not None:
                yield target.code, Follower(kind, _with_roots(target, {name}), link=link)


def _with_roots(kind: RecordType, names: Collection[str]) -> frozenset[str]:
    """The fields, and those of the same record from which they follow: the log holds what people changed only."""
    known = {one.name: one for one in derived_of(kind)}
    found, left = set[str](), list(names)
    while left:
        name = left.pop()
        if name not in found:
            found.add(name)
            left += reads_beside(known[name]) if name in known else ()
    return frozenset(found)


# reading the log


def note_followers(happened: Sequence[Happened]) -> None:
    """Note what follows from what happened."""
    following = followers()
    by_kind: dict[str, list[Happened]] = defaultdict(list)
    for one in happened:
        by_kind[one.record_type].append(one)
    notes: set[Note] = set()
    for kind in all_types():
        if events := by_kind.get(kind.code):
            notes |= _themselves(kind, events)
            if told := following.get(kind.code):
                notes |= _of_events(kind, events, told)
    put(notes)


def _themselves(kind: RecordType, events: Iterable[Happened]) -> set[Note]:
    """What came back was passed over while it was gone; and who wrote a record may have looked at another just before that
    changed."""
    if not derived_of(kind):
        return set()
    links = links_of(kind)
    return {
        (kind.code, "", one.record_id) for one in events
        if one.action == RESTORE or (one.action in (CREATE, UPDATE) and not links.isdisjoint(one.changes))
    }  # fmt: skip


def _of_events(kind: RecordType, events: Sequence[Happened], told: Sequence[Follower]) -> set[Note]:
    concerning = [
        (one, [follower for follower in told if one.action != UPDATE or not follower.names.isdisjoint(one.changes)])
        for one in events
    ]
    wanted = {one.record_id for one, some in concerning if any(follower.by for follower in some)}
    links = {follower.by for follower in told if follower.by}
    named = _named_by(kind, sorted(wanted), links)
    notes: set[Note] = set()
    for one, some in concerning:
        for follower in some:
            if follower.link:
                notes.add((follower.kind.code, follower.link, one.record_id))
            else:
                pks = {named.get((one.record_id, follower.by)), *one.changes.get(follower.by, ())}
                notes |= {(follower.kind.code, "", pk) for pk in pks if isinstance(pk, int)}
    return notes


def _named_by(kind: RecordType, ids: Sequence[int], links: Collection[str]) -> dict[tuple[int, str], Any]:
    """What records name in these fields now, deleted ones too."""
    if not ids or not links:
        return {}
    fields = fields_of(kind)
    columns = {link: fields[link].expression("t") for link in sorted(links) if link in fields}
    marks = ", ".join(["%s"] * len(ids))
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT t.id, {", ".join(columns.values())} FROM "{kind.table}" t WHERE t.id IN ({marks})', ids)
        rows = cursor.fetchall()
    return {(row[0], link): _plain(row[at]) for row in rows for at, link in enumerate(columns, 1)}


def _plain(raw: Any) -> int | None:
    return int(raw) if raw is not None else None


# notes


def put(notes: Collection[Note]) -> None:
    """Note whose derived fields are to be reckoned anew, from the first of them on, and have it done. Call it inside a
    transaction."""
    if not notes:
        return
    with connection.cursor() as cursor:
        cursor.executemany(
            f'INSERT INTO {NOTES} (record_type, link, source_id, "after") VALUES (%s, %s, %s, 0) '
            'ON CONFLICT (record_type, link, source_id) DO UPDATE SET "after" = 0',
            sorted(notes),
        )
    if not Job.objects.filter(task=FOLLOW, state=Job.State.QUEUED).exists():
        enqueue(FOLLOW, {}, title="", by_id=None)


def settle() -> list[Turned] | None:
    """Do one portion of what is noted: what became something else by it. None when there is nothing left."""
    first = _notes(1)
    if not first:
        return None
    code, link, source, after = first[0]
    kind = next((kind for kind in all_types() if kind.code == code), None)
    if kind is None or (link and not isinstance(fields_of(kind).get(link), Reference)):
        _strike([(code, link, source)])
        return []
    return _settle_naming(kind, link, source, after) if link else _settle_themselves(kind)


def _settle_themselves(kind: RecordType) -> list[Turned]:
    with stamps.held(), transaction.atomic():
        ids = [source for _code, _link, source, _after in _notes(PORTION, kind.code, hold=True)]
        pass_on(turned := reckon_anew(kind, ids))
        _strike([(kind.code, "", pk) for pk in ids])
    return turned


def _settle_naming(kind: RecordType, link: str, source: int, after: int) -> list[Turned]:
    """The next portion of the records that name one. They are looked for before anybody is held up."""
    ids = storage.referring(kind, fields_of(kind)[link], source, after, PORTION)
    with stamps.held(), transaction.atomic():
        if not _move_on(kind, link, source, after, ids[-1] if len(ids) == PORTION else None):
            return []  # somebody else did, or it was noted anew
        pass_on(turned := reckon_anew(kind, ids))
    return turned


def _notes(limit: int, code: str = "", *, hold: bool = False) -> list[tuple[str, str, int, int]]:
    where, params = ("WHERE record_type = %s AND link = '' ", [code]) if code else ("", [])
    held = " FOR UPDATE SKIP LOCKED" if hold and connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(
            f'SELECT record_type, link, source_id, "after" FROM {NOTES} {where}'
            f"ORDER BY record_type, link, source_id LIMIT {limit}{held}",
            params,
        )
        rows: list[tuple[str, str, int, int]] = cursor.fetchall()
        return rows


def _move_on(kind: RecordType, link: str, source: int, after: int, to: int | None) -> bool:
    """Note how far it has come, or strike it out; False when it does not stand where it stood."""
    key: list[Any] = [kind.code, link, source, after]
    where = 'WHERE record_type = %s AND link = %s AND source_id = %s AND "after" = %s RETURNING 1'
    with connection.cursor() as cursor:
        if to is None:
            cursor.execute(f"DELETE FROM {NOTES} {where}", key)
        else:
            cursor.execute(f'UPDATE {NOTES} SET "after" = %s {where}', [to, *key])
        return cursor.fetchone() is not None


def _strike(notes: Sequence[Note]) -> None:
    with connection.cursor() as cursor:
        cursor.executemany(f"DELETE FROM {NOTES} WHERE record_type = %s AND link = %s AND source_id = %s", list(notes))


def pass_on(turned: Sequence[Turned]) -> None:
    """What became something else is read by others in turn."""
    notes: set[Note] = set()
    for one in turned:
        record = one.record
        for follower in followers().get(record.kind.code, ()):
            if follower.names.isdisjoint(one.names):
                continue
            if follower.link:
                notes.add((follower.kind.code, follower.link, record.id))
            elif named := record.values.get(follower.by):
                notes.add((follower.kind.code, "", named))
    put(notes)


# a whole kind


def follow_definitions(written: Sequence[Written]) -> None:
    """Reckon the fields whose definition is new, changed, or came back: at once where there is little, else in the
    background."""
    kinds = {kind.code: kind for kind in all_types()}
    rows = OwnField.objects.filter(pk__in=[one.id for one in written], deleted_at=None)
    codes = dict.fromkeys(row.record_type for row in rows if row.kind in ("formula", "rollup"))
    for code in codes:
        if code in kinds and derived_of(kinds[code]):
            _reckon_whole(kinds[code])


def _reckon_whole(kind: RecordType) -> None:
    if trial.under_way():
        reckon_anew(kind, newest(kind))
        return
    ids = living(kind, 0, AT_ONCE + 1)
    if len(ids) <= AT_ONCE:
        reckon_portion(kind, ids)
        return
    title = Saying(_("Formulas are reckoned: %(kind)s"), kind=str(kind.plural))
    enqueue(WHOLE, {"kind": kind.code}, title=title, by_id=None, total=count(kind))


def reckon_portion(kind: RecordType, ids: Sequence[int]) -> None:
    """Reckon the derived fields of some records anew. Call it inside a transaction."""
    for start in range(0, len(ids), PORTION):
        pass_on(reckon_anew(kind, ids[start : start + PORTION]))


def living(kind: RecordType, after: int, limit: int = PORTION) -> list[int]:
    """Ids of living records beyond one, ascending."""
    with connection.cursor() as cursor:
        cursor.execute(
            f'SELECT t.id FROM "{kind.table}" t WHERE t.id > %s AND t.deleted_at IS NULL{kind.and_rows("t")} '
            f"ORDER BY t.id LIMIT {limit}",
            [after],
        )
        return [row[0] for row in cursor.fetchall()]


def newest(kind: RecordType) -> list[int]:
    """Those by which somebody tries a shape."""
    with connection.cursor() as cursor:
        cursor.execute(
            f'SELECT t.id FROM "{kind.table}" t WHERE t.deleted_at IS NULL{kind.and_rows("t")} '
            f"ORDER BY t.id DESC LIMIT {ON_TRIAL}"
        )
        return [row[0] for row in cursor.fetchall()]


def count(kind: RecordType) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT COUNT(*) FROM "{kind.table}" t WHERE t.deleted_at IS NULL{kind.and_rows("t")}')
        return int(cursor.fetchone()[0])
