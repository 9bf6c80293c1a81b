"""What hangs on a record, asked for all of it in one statement, so that a card reads only what is there.

A section of a card, or a source of its story, declares by what condition there may be something for it to read. Whether this
person sees any of it is for that reading to say: nothing is told of what was found here but that there is need to look.
"""

from __future__ import annotations

from collections.abc import Callable

from tailor.kernel.statements import Rows, Send, Statement
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
    return name in show.once(_key(record), lambda: _asked(record, show))


def ask_what_hangs(record: Record, show: Show, send: Send) -> None:
    """Have it asked already; `hangs` waits for the answer."""
    if (statement := _asking(record, show)) is not None:
        show.sent(_key(record), send(statement))


def _key(record: Record) -> tuple[str, str, int]:
    return "hanging", record.kind.code, record.id


def _asked(record: Record, show: Show) -> frozenset[str]:
    statement = _asking(record, show)
    return statement.answer() if statement is not None else frozenset()


def _asking(record: Record, show: Show) -> Statement[frozenset[str]] | None:
    asked: dict[str, Condition] = {}
    for probe in (*_probes.get(record.kind.code, ()), *_probes.get("*", ())):
        asked |= probe(record, show)
    if not asked:
        return None
    columns = ", ".join(f"EXISTS ({one.sql})" for one in asked.values())

    def take(rows: Rows) -> frozenset[str]:
        return frozenset(name for name, there in zip(asked, rows[0], strict=True) if there)

    return Statement(f"SELECT {columns}", [value for one in asked.values() for value in one.params], take)
