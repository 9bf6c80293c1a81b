"""The tree of departments, kept in memory and dropped when its stamp moves."""

from __future__ import annotations

from collections import defaultdict

from tailor.access.models import Department

_cached: tuple[int, dict[int | None, list[int]]] = (-1, {})


def below(department_id: int | None, stamp: int) -> frozenset[int]:
    """A department and everything under it; `stamp` is the present value of the shape."""
    if department_id is None:
        return frozenset()
    children = _children(stamp)
    found: set[int] = set()
    waiting = [department_id]
    while waiting:
        one = waiting.pop()
        if one not in found:
            found.add(one)
            waiting.extend(children.get(one, ()))
    return frozenset(found)


def _children(stamp: int) -> dict[int | None, list[int]]:
    global _cached
    if _cached[0] != stamp:
        tree: dict[int | None, list[int]] = defaultdict(list)
        for pk, parent in Department.objects.filter(deleted_at=None).values_list("id", "parent_id"):
            tree[parent].append(pk)
        _cached = (stamp, tree)
    return _cached[1]
