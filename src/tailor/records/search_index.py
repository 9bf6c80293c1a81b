"""The search index as the gate keeps it: words by scope, tails of phone numbers, a vocabulary of distinct words.

A word stands in the index under its record type and under the record's owner as well, so that a search of somebody who
sees little costs what it finds and not what they may not see.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from operator import itemgetter
from typing import Any

from django.db import connection, transaction

from tailor.history.log import CREATE, DELETE
from tailor.kernel.inserting import insert_missing, insert_new
from tailor.kernel.text import words as split_words
from tailor.records.changes import IndexedTexts, Prepared
from tailor.records.fields.base import Field
from tailor.records.record import Record
from tailor.records.shape import fields_of
from tailor.records.tails import kept_tails
from tailor.records.types import RecordType

SHORTEST_PART = 3
REMEMBERED_WORDS = 50_000
Fields = Mapping[str, Field]
WORDS = {"scope": "text", "word": "text", "record_id": "bigint"}
DIGITS = {
    "record_type": "text", "digits": "text", "record_id": "bigint", "owner_id": "bigint", "department_id": "bigint",
}  # fmt: skip
_known_words: set[str] = set()


def refresh(kind: RecordType, prepared: Sequence[Prepared], ids: Sequence[int]) -> None:
    """Bring the index to what was just written, touching only what differs."""
    if not kind.searched:
        return
    words, tails = Difference("records_searchword", WORDS), Difference("records_searchdigits", DIGITS)
    for one, pk in zip(prepared, ids, strict=True):
        after = _texts_after(kind, one)
        if one.change.action == CREATE:
            words.fresh += word_rows(kind, after, pk, one.owner_id, one.department_id)
            tails.fresh += tail_rows(kind, after, pk, one.owner_id, one.department_id)
            continue
        before = _texts_before(kind, one)
        record = one.before
        was = (pk, record.owner_id, record.department_id) if record else (pk, None, None)
        now = (pk, one.owner_id, one.department_id)
        words.add(word_rows(kind, before, *was), word_rows(kind, after, *now))
        tails.add(tail_rows(kind, before, *was), tail_rows(kind, after, *now))
    words.write()
    tails.write()
    _learn({word for rows in (words.new, words.fresh) for _scope, word, _pk in rows})


def turn(kind: RecordType, turned: Iterable[tuple[Record, IndexedTexts, IndexedTexts]]) -> None:
    """Bring the index of some records from what it took of them to what it takes now."""
    words, tails = Difference("records_searchword", WORDS), Difference("records_searchdigits", DIGITS)
    for record, before, after in turned:
        about = (record.id, record.owner_id, record.department_id)
        words.add(word_rows(kind, before, *about), word_rows(kind, after, *about))
        tails.add(tail_rows(kind, before, *about), tail_rows(kind, after, *about))
    words.write()
    tails.write()
    _learn({word for _scope, word, _pk in words.new})


class Difference:
    """Rows to take out of and to put into one table of the index. Its first three columns are the key; `fresh` rows are
    those of records that were never in the index."""

    KEY = 3

    def __init__(self, table: str, columns: Mapping[str, str]) -> None:
        self.table, self.columns = table, columns
        self.old: list[tuple[Any, ...]] = []
        self.new: list[tuple[Any, ...]] = []
        self.fresh: list[tuple[Any, ...]] = []

    def add(self, before: set[tuple[Any, ...]], after: set[tuple[Any, ...]]) -> None:
        self.old += [row[: self.KEY] for row in before - after]
        self.new += after - before

    def write(self) -> None:
        """Sorted, so that the pages of the index are visited one after another."""
        if self.old:
            condition = " AND ".join(f"{name} = %s" for name in islice(self.columns, self.KEY))
            with connection.cursor() as cursor:
                cursor.executemany(f"DELETE FROM {self.table} WHERE {condition}", sorted(self.old))
        insert_missing(self.table, self.columns, sorted(self.new, key=itemgetter(0, 1, 2)))
        self.fresh.sort()  # no key: the first three columns differ
        insert_new(self.table, self.columns, self.fresh)


def texts_of(kind: RecordType, values: Mapping[str, Any], fields: Fields | None = None) -> IndexedTexts:
    """What the index takes from a record's plain values, of all fields or of these. Costly enough to be done outside of
    a transaction."""
    title = split_words(str(values.get(kind.title) or ""))
    return IndexedTexts(words_of(kind, values, fields), title, tails_of(kind, values, fields))


def tails_of(kind: RecordType, values: Mapping[str, Any], fields: Fields | None = None) -> list[str]:
    """The kept ends of every phone number that is searched."""
    fields = fields_of(kind) if fields is None else fields
    digits = {number for name, field in fields.items() if field.searched for number in field.digits(values.get(name))}
    return sorted({tail for number in digits for tail in kept_tails(number)})


def has_digits(kind: RecordType) -> bool:
    return any(field.searched and type(field).digits is not Field.digits for field in fields_of(kind).values())


def move_digits(kind: RecordType, values_by_id: Mapping[int, Mapping[str, Any]], department_id: int | None) -> None:
    """Note another department beside the phone numbers of some records."""
    keys = [(kind.code, tail, pk) for pk, values in values_by_id.items() for tail in tails_of(kind, values)]
    if not keys:
        return
    condition = "record_type = %s AND digits = %s AND record_id = %s"
    with connection.cursor() as cursor:
        cursor.executemany(
            f"UPDATE records_searchdigits SET department_id = %s WHERE {condition}",
            [(department_id, *key) for key in sorted(keys)],
        )


def _texts_before(kind: RecordType, one: Prepared) -> IndexedTexts | None:
    record = one.before
    return None if record is None or record.deleted_at is not None else texts_of(kind, record.values)


def _texts_after(kind: RecordType, one: Prepared) -> IndexedTexts | None:
    return None if one.change.action == DELETE else one.texts or texts_of(kind, one.after)


def word_rows(
    kind: RecordType, texts: IndexedTexts | None, pk: int, owner_id: int | None, department_id: int | None
) -> set[tuple[Any, ...]]:
    """Rows of the word index: (scope, word, record)."""
    if texts is None:
        return set()
    rows = {(scope, word, pk) for scope in scopes_of(kind, owner_id, department_id) for word in texts.words}
    titled = title_scope(kind.code)
    rows.update((titled, word, pk) for word in texts.titled)
    return rows


def tail_rows(
    kind: RecordType, texts: IndexedTexts | None, pk: int, owner_id: int | None, department_id: int | None
) -> set[tuple[Any, ...]]:
    """Rows of the index of phone numbers: (record type, tail, record, owner, department)."""
    if texts is None:
        return set()
    return {(kind.code, tail, pk, owner_id, department_id) for tail in texts.tails}


def scopes_of(kind: RecordType, owner_id: int | None, department_id: int | None = None) -> tuple[str, ...]:
    """Under which scopes the words of a record stand: for everybody, and for its owner, or its department while
    nobody owns it."""
    if kind.has_owner and owner_id is not None:
        return kind.code, owner_scope(kind, owner_id)
    if kind.has_owner and department_id is not None:
        return kind.code, department_scope(kind, department_id)
    return (kind.code,)


def department_scope(kind: RecordType, department_id: int) -> str:
    return f"{kind.code}:d{department_id}"


def owner_scope(kind: RecordType, owner_id: int) -> str:
    return f"{kind.code}:{owner_id}"


def title_scope(code: str) -> str:
    """The scope under which the words of names alone stand."""
    return f"{code}.title"


def words_of(kind: RecordType, values: Mapping[str, Any], fields: Fields | None = None) -> list[str]:
    """The distinct folded words of everything that is searched in a record."""
    fields = fields_of(kind) if fields is None else fields
    found: dict[str, None] = {}
    for name, field in fields.items():
        if field.searched and values.get(name):
            for part in field.words(values[name]):
                found.update(dict.fromkeys(split_words(part)))
    return list(found)


def _learn(words: Iterable[str]) -> None:
    """Put words nobody used before into the vocabulary; of addresses their parts, which are words themselves."""
    fresh = sorted(word for word in set(words) - _known_words if _is_learnt(word))
    if not fresh:
        return
    insert_missing("records_vocabulary", {"word": "text"}, [(word,) for word in fresh])
    transaction.on_commit(lambda: _remember(fresh))


def _is_learnt(word: str) -> bool:
    return len(word) > SHORTEST_PART and not word.isdigit() and "@" not in word


def _remember(words: Iterable[str]) -> None:
    if len(_known_words) > REMEMBERED_WORDS:
        _known_words.clear()
    _known_words.update(words)


def forget() -> None:
    """Drop the remembered vocabulary: between tests."""
    _known_words.clear()
