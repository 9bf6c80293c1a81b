"""What hangs on a record, asked for all of it in one statement, so that a card reads only what is there.

A section of a card, or a source of its story, declares by what condition there may be something for it to read. Whether this
person sees any of it is for that reading to say: nothing is told of what was found here but that there is need to look.
"""

from __future__ import annotations

from collections.abc import Callable

from django.db import connection

from tailor.records.fields.base import Condition
from tailor.records.record import Record
from tailor.records.showing import Show

Probe = Callable[[Record, Show], dict[str, Condition]]
_probes: dict[str, list[Probe]] = {}


def hangs_on(code: str) -> Callable[[Probe], Probe]:
    """Register what may hang on records of a type, "*" for all: a query of rows by the name under which it is asked for.

    The queries are whole (``SELECT 1 FROM ...``) and each is answered from an index.
    """

    def register(probe: Probe) -> Probe:
        _probes.setdefault(code, []).append(probe)
        return probe

    return register


def hangs(name: str, record: Record, show: Show) -> bool:
    """Whether something declared by that name hangs on this record."""
    key = ("hanging", record.kind.code, record.id)
    return name in show.once(key, lambda: _hanging(record, show))


def _hanging(record: Record, show: Show) -> frozenset[str]:
    asked: dict[str, Condition] = {}
    for probe in (*_probes.get(record.kind.code, ()), *_probes.get("*", ())):
        asked |= probe(record, show)
    if not asked:
        return frozenset()
    columns = ", ".join(f"EXISTS ({one.sql})" for one in asked.values())
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {columns}", [value for one in asked.values() for value in one.params])
        found = cursor.fetchone()
    return frozenset(name for name, there in zip(asked, found, strict=True) if there)
