"""What only one transaction at a time may do."""

from __future__ import annotations

from django.db import connection


def share(name: str) -> None:
    """Wait until nobody excludes others by this name, and let nobody do so until this transaction ends."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock_shared(hashtext(%s))", [name])


def could_exclude(name: str) -> bool:
    """Exclude others by this name until this transaction ends, if nobody has to be waited for. Who waited might be waited
    for by those it waits for."""
    if connection.vendor != "postgresql":
        return True
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtext(%s))", [name])
        return bool(cursor.fetchone()[0])


def exclude(name: str) -> None:
    """Wait until no other transaction has excluded others by this name, and exclude them until this one ends. On SQLite
    whoever writes is alone anyway."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [name])
