"""What only one transaction at a time may do."""

from __future__ import annotations

from django.db import connection


def exclude(name: str) -> None:
    """Wait until no other transaction has excluded others by this name, and exclude them until this one ends. On SQLite
    whoever writes is alone anyway."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [name])
