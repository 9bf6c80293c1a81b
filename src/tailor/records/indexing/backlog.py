"""New records whose rows of the index wait to be written, many at once and in the order of the index.

The rows of one record lie all over the index, and a page is written for each; those of thousands together fill the same
pages. So an import keeps most rows back: what tells who a record is (whole numbers and addresses, by which the next rows find
it) is written with the record, and a mark that the rest is waiting. Whoever changes a waiting record first brings its index up
to date and takes the mark away, and what is kept back of a record without a mark is not written any more. After a kill
the marks are what is left, and the records are read again (`reindexing.index_left`).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from operator import itemgetter

from django.db import connection

from tailor.kernel.among import among_ids
from tailor.kernel.exclusion import could_exclude, share
from tailor.kernel.inserting import insert_new
from tailor.records.changes import IndexedTexts
from tailor.records.indexing.rows import Row, tail_rows, texts_of, word_rows
from tailor.records.indexing.tables import DIGITS, KEY, WORDS, Table, words_in
from tailor.records.indexing.vocabulary import learn
from tailor.records.record import Record
from tailor.records.types import RecordType

MARKS = "records_unindexed"
MOST = 5000  # records that wait
FOR_A_WORD = 10  # a word of the vocabulary takes as long as so many rows


@dataclass(frozen=True)
class Part:
    """Rows that are written together: of a table, or words to be learnt."""

    rows: Sequence[Row]
    table: Table | None = None

    @property
    def weight(self) -> int:
        """As how many rows of a table it counts."""
        return len(self.rows) if self.table else len(self.rows) * FOR_A_WORD


class Backlog:
    """What is kept back of the records of one kind that an import makes."""

    def __init__(self, kind: RecordType) -> None:
        self.kind = kind
        self.kept: dict[int, tuple[set[Row], set[Row]]] = {}

    @property
    def full(self) -> bool:
        return len(self.kept) >= MOST

    def take(self, new: Sequence[tuple[int, IndexedTexts, int | None, int | None]]) -> None:
        """Write of new records what tells who they are, and keep the rest back. Each is given as its id, what the index
        takes from it, its owner and its department."""
        words_now: list[Row] = []
        tails_now: list[Row] = []
        for pk, texts, owner_id, department_id in new:
            words = word_rows(self.kind, texts, pk, owner_id, department_id)
            tails = tail_rows(self.kind, texts, pk, owner_id, department_id)
            telling = {row for row in words if row[1] in texts.keys}
            whole = {row for row in tails if row[1] in texts.numbers}
            words_now += telling
            tails_now += whole
            self.kept[pk] = words - telling, tails - whole  # the id may be that of one that was rolled back
        WORDS.add_new(words_now)
        DIGITS.add_new(tails_now)
        insert_new(MARKS, ("record_type", "record_id"), [(self.kind.code, pk) for pk, *_rest in new])

    def parts(self, size: Callable[[], int]) -> Iterator[Part]:
        """All that is kept back, in the order of the index, in parts of so many rows. `size` is asked anew for each."""
        words = [row for words, _tails in self.kept.values() for row in words]
        tails = [row for _words, tails in self.kept.values() for row in tails]
        learnt = [(word,) for word in words_in(words)]
        yield from _cut(WORDS, words, size)
        yield from _cut(DIGITS, tails, size)
        yield from _cut(None, learnt, lambda: max(1, size() // FOR_A_WORD))

    def write(self, part: Part) -> bool:
        """One of the parts, but for records that lost their mark: they were changed meanwhile, or never were. False when
        somebody is at the index of such a record just now: then it is to be tried again, in another transaction."""
        if part.table is None:
            learn(word for (word,) in part.rows)
            return True
        if not could_exclude(_index_of(self.kind)):
            return False
        still = waiting(self.kind, list(self.kept))
        part.table.add_new([row for row in part.rows if row[2] in still])
        return True

    def finish(self) -> bool:
        """Nothing of them is waiting any more. Call it inside a transaction of its own, after the last part; False as
        above."""
        if not could_exclude(_index_of(self.kind)):
            return False
        take_marks(self.kind, list(self.kept))
        return True


def settle(kind: RecordType, records: Sequence[Record]) -> None:
    """Write the whole index of those of the records that are waiting, as they stand. Call it inside a transaction, before
    anything about them is changed."""
    found = waiting(kind, [record.id for record in records])
    if not found:
        return
    taken = claim(kind, sorted(found))
    words: list[Row] = []
    tails: list[Row] = []
    for record in records:
        if record.id in taken and record.deleted_at is None:
            about = (texts_of(kind, record.values), record.id, record.owner_id, record.department_id)
            words += word_rows(kind, *about)
            tails += tail_rows(kind, *about)
    WORDS.add_missing(words)
    DIGITS.add_missing(tails)
    learn(words_in(words))


def claim(kind: RecordType, ids: Sequence[int]) -> set[int]:
    """Take the marks of records whose index is written by this transaction; which had one. Nobody who keeps rows back
    writes theirs meanwhile."""
    share(_index_of(kind))
    return take_marks(kind, ids)


def waiting(kind: RecordType, ids: Sequence[int]) -> set[int]:
    """Which of the records are marked."""
    return _of_marks("SELECT record_id FROM {marks} WHERE {condition}", kind, ids)


def take_marks(kind: RecordType, ids: Sequence[int]) -> set[int]:
    """Remove the marks of records; which had one."""
    return _of_marks("DELETE FROM {marks} WHERE {condition} RETURNING record_id", kind, ids)


def take_marks_of_others(codes: Collection[str]) -> None:
    """Remove the marks of kinds that are no longer there."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT DISTINCT record_type FROM {MARKS}")
        for code in {row[0] for row in cursor.fetchall()} - set(codes):
            cursor.execute(f"DELETE FROM {MARKS} WHERE record_type = %s", [code])


def _of_marks(statement: str, kind: RecordType, ids: Sequence[int]) -> set[int]:
    if not ids:
        return set()
    one_of, given = among_ids("record_id", ids)
    with connection.cursor() as cursor:
        cursor.execute(statement.format(marks=MARKS, condition=f"record_type = %s AND {one_of}"), [kind.code, given])
        return {row[0] for row in cursor.fetchall()}


def marked(limit: int) -> list[tuple[str, int]]:
    """Some records of any kind that are waiting: (record type, id)."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT record_type, record_id FROM {MARKS} ORDER BY record_type, record_id LIMIT {limit}")
        rows: list[tuple[str, int]] = cursor.fetchall()
        return rows


def _cut(table: Table | None, rows: Sequence[Row], size: Callable[[], int]) -> Iterator[Part]:
    rows, start = sorted(rows, key=itemgetter(slice(KEY))), 0
    while start < len(rows):
        end = start + size()
        yield Part(rows[start:end], table)
        start = end


def _index_of(kind: RecordType) -> str:
    return f"index of {kind.code}"
