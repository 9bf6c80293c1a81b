"""Making the search index anew, after a change of how words are folded or a restore."""

from __future__ import annotations

from django.db import connection, transaction

from tailor.access.actors import TAILOR
from tailor.history.log import RESTORE
from tailor.records.changes import Change, Prepared
from tailor.records.search_index import refresh
from tailor.records.selection import Selection
from tailor.records.types import RecordType


def rebuild(kind: RecordType, portion: int = 500) -> int:
    """Make the index of a record type anew from its records; how many there were."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM records_searchword WHERE scope = %s", [kind.code])
        cursor.execute(
            "DELETE FROM records_searchword WHERE scope >= %s AND scope < %s", [f"{kind.code}.", f"{kind.code};"]
        )
        cursor.execute("DELETE FROM records_searchdigits WHERE record_type = %s", [kind.code])
    done = 0
    for records in Selection(kind, (), "", "see").portions(TAILOR, size=portion):
        with transaction.atomic():
            ids = [record.id for record in records]
            made = [Prepared(Change(kind, RESTORE), None, r.values, {}, r.owner_id, r.department_id) for r in records]
            refresh(kind, made, ids)
        done += len(records)
    return done
