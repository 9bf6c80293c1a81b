"""What the search index holds of a record.

A word stands in the index under its record type and under the record's owner as well, so that a search of somebody who
sees little costs what it finds and not what they may not see.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tailor.kernel.text import words as split_words
from tailor.records.changes import IndexedTexts
from tailor.records.fields.base import Field
from tailor.records.indexing.tails import kept_tails
from tailor.records.shape import fields_of
from tailor.records.types import RecordType

Fields = Mapping[str, Field]
Row = tuple[Any, ...]


def texts_of(kind: RecordType, values: Mapping[str, Any], fields: Fields | None = None) -> IndexedTexts:
    """What the index takes from a record's plain values, of all fields or of these. Costly enough to be done outside of
    a transaction."""
    title = split_words(str(values.get(kind.title) or ""))
    return IndexedTexts(words_of(kind, values, fields), title, numbers_of(kind, values, fields), _keys_of(kind, values))


def _keys_of(kind: RecordType, values: Mapping[str, Any]) -> list[str]:
    if kind.duplicates is None:
        return []
    return [key for entry in values.get(kind.duplicates.emails) or () if (key := address_key(str(entry["value"])))]


def address_key(address: str) -> str:
    """The word of the index by which an e-mail address is looked up: all of it, unless it is long or has signs that part
    words; who has it must then be compared."""
    return next(iter(split_words(address)), "")


def numbers_of(kind: RecordType, values: Mapping[str, Any], fields: Fields | None = None) -> list[str]:
    """The digits of every phone number that is searched."""
    fields = fields_of(kind) if fields is None else fields
    return sorted(
        {number for name, field in fields.items() if field.searched for number in field.digits(values.get(name))}
    )


def tails_of(numbers: Sequence[str]) -> set[str]:
    """The kept ends of numbers."""
    return {tail for number in numbers for tail in kept_tails(number)}


def has_digits(kind: RecordType) -> bool:
    return any(field.searched and type(field).digits is not Field.digits for field in fields_of(kind).values())


def word_rows(
    kind: RecordType, texts: IndexedTexts | None, pk: int, owner_id: int | None, department_id: int | None
) -> set[Row]:
    """Rows of the word index: (scope, word, record)."""
    if texts is None:
        return set()
    rows = {(scope, word, pk) for scope in scopes_of(kind, owner_id, department_id) for word in texts.words}
    titled = title_scope(kind.code)
    rows.update((titled, word, pk) for word in texts.titled)
    return rows


def tail_rows(
    kind: RecordType, texts: IndexedTexts | None, pk: int, owner_id: int | None, department_id: int | None
) -> set[Row]:
    """Rows of the index of phone numbers: (record type, tail, record, owner, department)."""
    if texts is None:
        return set()
    return {(kind.code, tail, pk, owner_id, department_id) for tail in tails_of(texts.numbers)}


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
