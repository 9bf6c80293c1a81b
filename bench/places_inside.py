"""Which pages are measured: a place far behind in a list, a party with a long history."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import connection
from django.utils import timezone

from bench.source import INTERACTIONS
from bench.staff import BOSS, SELLER, key_of
from tailor.access.actors import Actor, Way
from tailor.access.models import SignIn, User
from tailor.access.signing_in import actor_of, key_hash
from tailor.api.tokens import make_token
from tailor.clients.records import PARTY
from tailor.kernel import stamps
from tailor.records.listing.page import Cursor
from tailor.records.reading import visible


def person(pk: int) -> Actor:
    return actor_of(User.objects.get(pk=pk), Way.WEB, stamps.current(stamps.SHAPE))


def far(part: float) -> dict[str, Any]:
    """For each person the cursor behind that part of what they see."""
    found = {}
    for who, pk in {"owner": BOSS, "seller": SELLER}.items():
        by = person(pk)
        where = visible(PARTY, by)
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT COUNT(*) FROM "{PARTY.table}" t WHERE {where.sql}', where.params)
            row = int(cursor.fetchone()[0] * part)
            cursor.execute(
                f'SELECT t.sort_name, t.id FROM "{PARTY.table}" t WHERE {where.sql} '
                f"ORDER BY t.sort_name, t.id LIMIT 1 OFFSET {row - 1}",
                where.params,
            )
            name, pk_there = cursor.fetchone()
        department = by.department_id if who == "seller" else None
        found[who] = {
            "cursor": str(Cursor(name, pk_there)), "sort_name": name, "place": row + 1, "department": department,
        }  # fmt: skip
    return found


def tokens(people: list[int]) -> dict[int, str]:
    """A key to the API for each person."""
    return {pk: make_token(pk, "bench")[1] for pk in people}


def sign_in(people: list[int]) -> int:
    """Have more people signed in, as a room full of sellers is; how many."""
    later = timezone.now() + timedelta(days=1)
    return len(
        SignIn.objects.bulk_create(
            SignIn(key_hash=key_hash(key_of(pk)), user_id=pk, ip="127.0.0.1", agent="bench", expires_at=later)
            for pk in people
        )
    )


def told() -> dict[str, int]:
    """For each person a party they see with a long history."""
    found = {}
    for who, pk in {"owner": BOSS, "seller": SELLER}.items():
        where = visible(PARTY, person(pk))
        with connection.cursor() as cursor:
            cursor.execute(
                f'SELECT t.id FROM "{PARTY.table}" t WHERE {where.sql} AND t.id IN (SELECT party_id FROM '
                f"clients_interaction GROUP BY party_id HAVING COUNT(*) >= {INTERACTIONS}) LIMIT 1",
                where.params,
            )
            found[who] = cursor.fetchone()[0]
    return found


TASKS = {"far": far, "told": told, "tokens": tokens, "sign_in": sign_in}
