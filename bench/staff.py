"""Who works in a bench company, by id."""

from __future__ import annotations

OWNERS, DEPARTMENTS, GROUPS = 60, 8, 8
SELLER, FEW, BOSS = 1, OWNERS + 1, OWNERS + 2  # sees a department, sees hardly anything, sees everything


def key_of(person: int) -> str:
    """The cookie of a person who is signed in."""
    return f"bench-{person}"
