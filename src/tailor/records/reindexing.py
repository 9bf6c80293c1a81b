"""Making the search index anew: of everything, after a change of how words are folded or a restore; of an own field that
came back or went; of records that an import left waiting."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import timedelta

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tailor.access.actors import TAILOR
from tailor.history.log import RESTORE
from tailor.kernel.jobs.running import enqueue
from tailor.kernel.sayings import Saying
from tailor.records import storage
from tailor.records.changes import Change, IndexedTexts, Prepared
from tailor.records.indexing import own_values
from tailor.records.indexing.backlog import MARKS, claim, marked, settle, take_marks, take_marks_of_others
from tailor.records.indexing.refreshing import refresh, turn
from tailor.records.indexing.rows import texts_of
from tailor.records.models import OwnField
from tailor.records.record import Record
from tailor.records.selection import Selection
from tailor.records.shape import MAKERS, as_kept, fields_of, make
from tailor.records.types import RecordType, Written, all_types, record_type

AT_ONCE = 500  # records of a kind among which those with a value are looked for without a job
PORTION = 200
FILL, SWEEP = "records.index_own_values", "records.sweep_own_values"
READ_BY_THEN = timedelta(minutes=2)  # pages that were begun when an index was still there


def rebuild(kind: RecordType, portion: int = 500) -> int:
    """Make the index of a record type anew from its records; how many there were."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM records_searchword WHERE scope = %s", [kind.code])
        cursor.execute(
            "DELETE FROM records_searchword WHERE scope >= %s AND scope < %s", [f"{kind.code}.", f"{kind.code};"]
        )
        cursor.execute("DELETE FROM records_searchdigits WHERE record_type = %s", [kind.code])
        cursor.execute(f"DELETE FROM {MARKS} WHERE record_type = %s", [kind.code])
    done = 0
    for records in Selection(kind, (), "", "see").portions(TAILOR, size=portion):
        with transaction.atomic():
            ids = [record.id for record in records]
            claim(kind, ids)
            made = [Prepared(Change(kind, RESTORE), None, r.values, {}, r.owner_id, r.department_id) for r in records]
            refresh(kind, made, ids)
        done += len(records)
    return done


def index_left() -> Iterator[int]:
    """Bring the index of records that an import left waiting up to date, portion by portion; how many each time."""
    take_marks_of_others([kind.code for kind in all_types()])
    while left := marked(PORTION):
        kind = record_type(left[0][0])
        ids = [pk for code, pk in left if code == kind.code]
        with transaction.atomic():
            settle(kind, list(storage.lock(kind, ids, TAILOR).values()))
            take_marks(kind, ids)
        yield len(ids)


def search_by_own_fields(written: Sequence[Written]) -> None:
    """Let search find records by the values of own fields that came back, and no longer by those of deleted ones. A new
    field has no values, and one that was only renamed is found as before."""
    gone_or_back = [one.id for one in written if one.before is not None and one.before == one.after]
    for definition in OwnField.objects.filter(pk__in=gone_or_back):
        kind = next((kind for kind in all_types() if kind.code == definition.record_type), None)
        if kind is None or not kind.searched or not MAKERS[definition.kind].wordy:
            continue
        if _is_large(kind):
            title = Saying(_("Search by the field: %(name)s"), name=definition.label)
            enqueue("records.search_by_own_field", {"field": definition.pk}, title=title, by_id=None)
            continue
        for ids in with_value(definition):
            search_portion(definition, ids)


def index_own_fields(written: Sequence[Written], turned: Collection[int] = ()) -> None:
    """Give new own fields an index of their values, and those that came back; take that of deleted ones away. Those that
    `turned` into another kind have another one."""
    new = {one.id for one in written if one.before is None}
    to_fill = set[str]()
    for definition in OwnField.objects.filter(pk__in=[one.id for one in written]):
        gone = definition.deleted_at is not None
        if (gone or definition.pk in turned) and (number := own_values.end(definition)) is not None:
            later = timezone.now() + READ_BY_THEN
            enqueue(SWEEP, {"index": number}, title="", by_id=None, not_before=later)
        if not gone and own_values.begin(definition, new=definition.pk in new):
            to_fill.add(definition.record_type)
    for code in sorted(to_fill):
        enqueue(FILL, {"kind": code}, title="", by_id=None)


def _is_large(kind: RecordType) -> bool:
    with connection.cursor() as cursor:
        where = f" WHERE {kind.rows('t')}" if kind.constants else ""
        cursor.execute(f'SELECT COUNT(*) FROM (SELECT 1 FROM "{kind.table}" t{where} LIMIT {AT_ONCE + 1}) few')
        return int(cursor.fetchone()[0]) > AT_ONCE


def with_value(definition: OwnField, after: int = 0) -> Iterator[list[int]]:
    """Ids of living records that have a value of an own field, be it a deleted one, ascending, in portions."""
    value = as_kept(definition).expression("t")
    kind = record_type(definition.record_type)
    while True:
        with connection.cursor() as cursor:
            cursor.execute(
                f'SELECT t.id FROM "{kind.table}" t WHERE {value} IS NOT NULL AND t.deleted_at IS NULL AND t.id > %s{kind.and_rows("t")} '
                f"ORDER BY t.id LIMIT {PORTION}",
                [after],
            )
            ids = [row[0] for row in cursor.fetchall()]
        if not ids:
            return
        yield ids
        after = ids[-1]


def search_portion(definition: OwnField, ids: Sequence[int]) -> None:
    """Bring the index of these records to what the definition of a field says now. Call it inside a transaction."""
    kind, field = record_type(definition.record_type), make(definition)
    others = {name: other for name, other in fields_of(kind).items() if name != field.name}

    def turned(record: Record) -> tuple[Record, IndexedTexts, IndexedTexts]:
        left = (record.unread or {}).get(field.own_key)
        value = record.values.get(field.name) or (field.nothing if left is None else field.from_own(left))
        values = {**record.values, field.name: value}
        without, beside = texts_of(kind, values, others), texts_of(kind, values, {**others, field.name: field})
        return (record, without, beside) if definition.deleted_at is None else (record, beside, without)

    turn(kind, [turned(record) for record in storage.lock(kind, ids, TAILOR).values()])
