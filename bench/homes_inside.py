"""What home pages count: interactions of three years, leads and tasks."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

from bench.staff import DEPARTMENTS, OWNERS
from tailor.clients.models import Interaction
from tailor.planning.models import Task
from tailor.sales.models import Lead

PORTION = 5_000
DAYS = 1_000
KINDS = ("call", "call", "call", "letter", "meeting", "note")
LEADS, TASKS_OF_EACH = 4_000, 40


def fill(count: int) -> int:
    """So many interactions beside those there are, with the leads and tasks of everybody."""
    for first in range(0, count, PORTION):
        QuerySet(Interaction).bulk_create(_interaction(number) for number in range(first, min(first + PORTION, count)))
    QuerySet(Lead).bulk_create(map(_lead, range(LEADS)), batch_size=PORTION)
    QuerySet(Task).bulk_create(map(_task, range(OWNERS * TASKS_OF_EACH)), batch_size=PORTION)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return count


def _whose(number: int) -> dict[str, Any]:
    now, owner = timezone.now(), number % OWNERS + 1
    return {"owner_id": owner, "department_id": (owner - 1) % DEPARTMENTS + 1, "created_at": now, "updated_at": now}


def _interaction(number: int) -> Interaction:
    at = timezone.now() - timedelta(minutes=number * 7919 % (DAYS * 1440))
    kind = KINDS[number % len(KINDS)]
    return Interaction(
        party_id=number % 5_000 + 1, kind=kind, at=at, text=f"Told {number}", heading=f"Told {number}",
        direction=("out", "in")[number % 2] if kind == "call" else "", **_whose(number // 6),
    )  # fmt: skip


def _lead(number: int) -> Lead:
    at = timezone.now() - timedelta(hours=number % 9_000)
    status = ("new", "answered", "turned", "hidden", "turned")[number % 5]
    return Lead(
        title=f"Lead {number}",
        status=status,
        received_at=at,
        answered_at=None if status == "new" else at,
        **_whose(number // 5),
    )


def _task(number: int) -> Task:
    day = timezone.localdate() + timedelta(days=number // OWNERS - 10)
    return Task(title=f"Task {number}", due=day.isoformat(), **_whose(number))


TASKS: dict[str, Any] = {"busy": fill}
