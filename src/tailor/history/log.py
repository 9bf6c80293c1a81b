"""Writing the log. Only the gate calls this, inside the transaction of the change itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from django.db import connection
from django.utils import timezone

from tailor.access.actors import Actor
from tailor.kernel.inserting import Rows, insert_together
from tailor.kernel.pipelining import in_pipeline

CREATE, UPDATE, DELETE, RESTORE = "create", "update", "delete", "restore"

Changes = dict[str, list[Any]]


@dataclass(frozen=True, slots=True)
class Fact:
    """One event to be written."""

    record_type: str
    record_id: int
    action: str
    version: int
    changes: Changes


_STEP = (
    "INSERT INTO history_step (at, actor_id, way, operation, subject, details, undoes_id) "
    "VALUES (%s, %s, %s, %s, %s, %s, %s) RETURNING id"
)
_EVENT = {
    "step_id": "bigint", "record_type": "text", "record_id": "bigint", "action": "text", "version": "integer",
    "changes": "text", "at": "timestamptz",
}  # fmt: skip


def write_step(
    by: Actor,
    operation: str,
    *,
    subject: str = "",
    details: dict[str, Any] | None = None,
    undoes: int | None = None,
    at: datetime | None = None,
) -> Callable[[], int]:
    """Open a step in the log; what gives its id, once that is needed."""
    moment = connection.ops.adapt_datetimefield_value(at or timezone.now())
    cursor = connection.cursor()
    noted = _json({**(details or {}), **by.assumed})
    cursor.execute(_STEP, [moment, by.doer_id, str(by.way), operation, subject[:300], noted, undoes])
    if in_pipeline():
        return lambda: int(cursor.fetchone()[0])
    step_id = int(cursor.fetchone()[0])
    return lambda: step_id


def write_events(step_id: int, facts: Iterable[Fact], at: datetime | None = None) -> None:
    """Add what happened to a step."""
    insert_together(events_of_step(step_id, facts, at))


def events_of_step(step_id: int, facts: Iterable[Fact], at: datetime | None = None) -> Rows:
    """What happened, to be added to a step."""
    moment = connection.ops.adapt_datetimefield_value(at or timezone.now())
    rows: Sequence[list[Any]] = [
        [step_id, f.record_type, f.record_id, f.action, f.version, _json(f.changes), moment] for f in facts
    ]
    return Rows("history_event", _EVENT, rows)


def _json(value: Any) -> str:
    return orjson.dumps(value, default=str).decode()
