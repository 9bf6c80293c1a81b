"""Which blocks stand on somebody's home page, and in which order: their own choice, or what their role begins with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db import transaction

from tailor.access.actors import Actor
from tailor.history.log import CREATE, RESTORE, UPDATE
from tailor.home.blocks import HomeBlock, all_blocks, blocks_for
from tailor.home.models import HomeOfRole, OwnHome
from tailor.home.records import HOME_OF_ROLE
from tailor.kernel import stamps
from tailor.kernel.remembering import remembered
from tailor.records import gate
from tailor.records.changes import Change
from tailor.records.layouts import EVERYBODY

KEPT_CHANGES = 20


def arranged(by: Actor) -> list[HomeBlock]:
    """The blocks of this person's page, in their order."""
    offered = blocks_for(by)
    chosen = remembered(("home of", by.person_id), lambda: _chosen(by))
    return [offered[key] for key in (begins_with(by) if chosen is None else chosen) if key in offered]


def _chosen(by: Actor) -> list[str] | None:
    return OwnHome.objects.filter(person_id=by.person_id).values_list("chosen", flat=True).first()


def begins_with(by: Actor) -> Sequence[str]:
    """What the company gave the role of this person, or everybody, or else what is usual."""
    kept = remembered("homes", _of_roles)
    given = kept.get(by.role.code) or kept.get(EVERYBODY)
    return given or [block.key for block in all_blocks() if block.usual(by)]


def _of_roles() -> Mapping[str, Sequence[str]]:
    return dict(HomeOfRole.objects.filter(deleted_at=None).values_list("role", "blocks"))


@transaction.atomic
def arrange(by: Actor, keys: Sequence[str] | None) -> int:
    """Keep a choice, or go back to what the role begins with; the number of the change takes it back."""
    row, _new = OwnHome.objects.select_for_update().get_or_create(person_id=by.person_id)
    known = {block.key for block in all_blocks()}
    row.before = [*row.before, [row.number, row.chosen]][-KEPT_CHANGES:]
    row.number += 1
    row.chosen = None if keys is None else [key for key in dict.fromkeys(keys) if key in known]
    _keep(row)
    return row.number


@transaction.atomic
def take_back(by: Actor, number: int) -> bool:
    """The page as it was before a change, and all that came after it."""
    row = OwnHome.objects.select_for_update().filter(person_id=by.person_id).first()
    earlier = next((chosen for at, chosen in row.before if at == number - 1), ...) if row else ...
    if row is None or earlier is ...:
        return False
    row.before = [one for one in row.before if one[0] < number - 1]
    row.chosen, row.number = earlier, number - 1
    _keep(row)
    return True


def _keep(row: OwnHome) -> None:
    row.save()
    stamps.bump(stamps.SHAPE)


def begin_roles_with(role: str, keys: Sequence[str], by: Actor) -> int | None:
    """Give a role these blocks to begin with; the number of the step. Raises `Refusal`."""
    known = HomeOfRole.objects.filter(role=role).values_list("id", "deleted_at").first()
    with gate.step(by, f"home.{'update' if known else 'create'}", subject=role) as step:
        if known is None:
            gate.write(step, [Change(HOME_OF_ROLE, CREATE, values={"role": role, "blocks": list(keys)})])
        else:
            pk, gone = known
            if gone is not None:
                gate.write(step, [Change(HOME_OF_ROLE, RESTORE, pk)])
            gate.write(step, [Change(HOME_OF_ROLE, UPDATE, pk, {"blocks": list(keys)})])
    return step.id
