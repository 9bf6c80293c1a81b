"""Bringing the search index to what was just written; the gate does it in the same transaction."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db import connection

from tailor.history.log import CREATE, DELETE, UPDATE
from tailor.kernel.inserting import Rows
from tailor.records.changes import IndexedTexts, Prepared
from tailor.records.indexing.backlog import Backlog, settle
from tailor.records.indexing.rows import Row, numbers_of, tail_rows, tails_of, texts_of, word_rows
from tailor.records.indexing.tables import DIGITS, WORDS, words_in
from tailor.records.indexing.vocabulary import learn, unknown
from tailor.records.record import Record
from tailor.records.types import RecordType


def refresh(
    kind: RecordType, prepared: Sequence[Prepared], ids: Sequence[int], backlog: Backlog | None = None
) -> Sequence[Rows]:
    """Bring the index to what was just written. Of new records most may be kept back in a backlog; the rows of the others
    are given back, to be inserted together with whatever else is."""
    if not kind.searched:
        return ()
    written = list(zip(prepared, ids, strict=True))
    new = [(one, pk) for one, pk in written if one.change.action == CREATE]
    changed = [(one, pk) for one, pk in written if one.change.action != CREATE]
    if new and backlog is not None and backlog.kind is kind:
        backlog.take([(pk, _texts_of_new(kind, one), one.owner_id, one.department_id) for one, pk in new])
        new = []
    if changed:
        _change(kind, changed)
    return _rows_of(kind, new) if new else ()


def _rows_of(kind: RecordType, new: Sequence[tuple[Prepared, int]]) -> Sequence[Rows]:
    words: list[Row] = []
    tails: list[Row] = []
    for one, pk in new:
        about = (_texts_of_new(kind, one), pk, one.owner_id, one.department_id)
        words += word_rows(kind, *about)
        tails += tail_rows(kind, *about)
    return WORDS.new(words), DIGITS.new(tails), unknown(words_in(words))


def _change(kind: RecordType, changed: Sequence[tuple[Prepared, int]]) -> None:
    settle(kind, [one.before for one, _pk in changed if one.before is not None])
    turned = []
    for one, pk in changed:
        record = one.before
        was = (pk, record.owner_id, record.department_id) if record else (pk, None, None)
        turned.append((_texts_before(kind, one), was, _texts_after(kind, one), (pk, one.owner_id, one.department_id)))
    _turn(kind, turned)


def turn(kind: RecordType, turned: Sequence[tuple[Record, IndexedTexts, IndexedTexts]]) -> None:
    """Bring the index of some records from what it took of them to what it takes now."""
    settle(kind, [record for record, _before, _after in turned])
    about = [(before, after, (record.id, record.owner_id, record.department_id)) for record, before, after in turned]
    _turn(kind, [(before, place, after, place) for before, after, place in about])


Place = tuple[int, int | None, int | None]  # the record, its owner, its department


def _turn(kind: RecordType, turned: Iterable[tuple[IndexedTexts | None, Place, IndexedTexts | None, Place]]) -> None:
    words_before: set[Row] = set()
    words_after: set[Row] = set()
    tails_before: set[Row] = set()
    tails_after: set[Row] = set()
    for before, was, after, now in turned:
        words_before |= word_rows(kind, before, *was)
        words_after |= word_rows(kind, after, *now)
        tails_before |= tail_rows(kind, before, *was)
        tails_after |= tail_rows(kind, after, *now)
    WORDS.turn(words_before, words_after)
    DIGITS.turn(tails_before, tails_after)
    learn(words_in(words_after - words_before))


def move_digits(kind: RecordType, records: Sequence[Record], department_id: int | None) -> None:
    """Note another department beside the phone numbers of some records."""
    settle(kind, records)
    keys = [(kind.code, tail, record.id) for record in records for tail in tails_of(numbers_of(kind, record.values))]
    if not keys:
        return
    condition = "record_type = %s AND digits = %s AND record_id = %s"
    with connection.cursor() as cursor:
        cursor.executemany(
            f"UPDATE records_searchdigits SET department_id = %s WHERE {condition}",
            [(department_id, *key) for key in sorted(keys)],
        )


def _texts_of_new(kind: RecordType, one: Prepared) -> IndexedTexts:
    return one.texts or texts_of(kind, one.after)


def _texts_before(kind: RecordType, one: Prepared) -> IndexedTexts | None:
    record = one.before
    return None if record is None or record.deleted_at is not None else texts_of(kind, record.values)


def _texts_after(kind: RecordType, one: Prepared) -> IndexedTexts | None:
    still_gone = one.change.action == UPDATE and one.before is not None and one.before.deleted_at is not None
    return None if one.change.action == DELETE or still_gone else _texts_of_new(kind, one)
