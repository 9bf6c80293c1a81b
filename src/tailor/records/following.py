"""The department of a record is its owner's: when the owner is moved, their records follow."""

from __future__ import annotations

from collections.abc import Sequence

from tailor.access.actors import TAILOR
from tailor.records import reading, storage
from tailor.records.indexing import own_values
from tailor.records.indexing.refreshing import move_digits
from tailor.records.indexing.rows import has_digits
from tailor.records.types import RecordType, all_types

PORTION = 500


def follow_owner(owner_id: int, department_id: int | None) -> None:
    """Put everything a person owns, deleted records too, into a department, in the transaction of their own move.

    Like every column that is derived it is not in the log: undoing the move moves the records back.
    """
    for kind in all_types():
        if kind.has_owner:
            _follow(kind, owner_id, department_id)


def _follow(kind: RecordType, owner_id: int, department_id: int | None) -> None:
    after = 0
    while ids := storage.owned_after(kind, owner_id, after, PORTION):
        storage.put_into_department(kind, ids, department_id)
        _follow_in_indexes(kind, ids, department_id)
        after = ids[-1]


def _follow_in_indexes(kind: RecordType, ids: Sequence[int], department_id: int | None) -> None:
    """Those of phone numbers and of own values carry the department beside each; that of words knows owners only."""
    digits, own = kind.searched and has_digits(kind), own_values.indexed_fields(kind)
    if not (digits or own):
        return
    records = reading.select(kind, TAILOR, f"t.id IN ({', '.join(['%s'] * len(ids))})", ids, "t.id")
    if digits:
        move_digits(kind, [record for record in records if record.deleted_at is None], department_id)
    own_values.put_into_department(kind, records, department_id)
