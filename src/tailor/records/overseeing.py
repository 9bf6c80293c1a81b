"""Whose steps a person may read in the history and take back. Their rights to each record are asked besides."""

from __future__ import annotations

from tailor.access.actors import Actor
from tailor.history.models import Step
from tailor.records.names import named


def overseen(by: Actor) -> frozenset[int | None] | None:
    """Themselves and, for those who answer for others, the people of their departments; None for everybody."""
    if by.role.rules:
        return None
    if not by.role.oversees:
        return frozenset({by.person_id})
    team = (one.id for one in named("user").values() if one.department_id in by.departments)
    return frozenset({by.person_id, *team})


def done_meanwhile(step: Step, by: Actor) -> bool:
    """Whether somebody did it while they worked as they do now, as another employee: theirs, though not that employee's."""
    return by.behind is not None and step.actor_id == by.doer_id and step.details.get("as") == by.assumed["as"]
