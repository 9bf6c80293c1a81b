"""What is known of the transaction under way."""

from __future__ import annotations

from django.db import connection
from django.db.transaction import Atomic


def blocks_under_way() -> list[Atomic]:
    """The transaction under way and its savepoints, from the outside, but for those a test runs in."""
    return [block for block in connection.atomic_blocks if not getattr(block, "_from_testcase", False)]
