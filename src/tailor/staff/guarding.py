"""What keeps a company in order: an e-mail belongs to one person, somebody always rules, departments are a tree."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tailor.access.models import Department, User
from tailor.access.roles import RULING, role
from tailor.records.fields import FieldError
from tailor.records.types import Intended, Values

Errors = Mapping[str, FieldError]


def guard_users(wanted: Sequence[Intended]) -> list[Errors]:
    """Nobody is given somebody else's e-mail, and the last one who rules stays."""
    return [{**same, **last} for same, last in zip(_taken_emails(wanted), _last_rulers(wanted), strict=True)]


def _taken_emails(wanted: Sequence[Intended]) -> Iterable[Errors]:
    """Whoever was deleted keeps their e-mail, since they may come back."""
    emails = {one.after["email"] for one in wanted if one.after and _changed(one, "email")}
    owners = dict(User.objects.filter(email__in=emails).values_list("email", "id")) if emails else {}
    for place, one in enumerate(wanted, 1):
        email, me = one.after["email"] if one.after else "", one.id or -place
        taken = email in emails and owners.setdefault(email, me) != me
        yield {"email": FieldError(_("Somebody has this e-mail already."))} if taken else {}


def _changed(one: Intended, name: str) -> bool:
    return one.before is None or one.after is None or one.before[name] != one.after[name]


def _last_rulers(wanted: Sequence[Intended]) -> Iterable[Errors]:
    stepping_down = [_rules(one.before) and not _rules(one.after) for one in wanted]
    left = _rulers() if any(stepping_down) else set()
    for one, down in zip(wanted, stepping_down, strict=True):
        if down and left == {one.id}:
            field = "" if one.after is None else "role" if _changed(one, "role") else "is_active"
            yield {
                field: FieldError(_("Nobody would be owner or administrator then. Give somebody else that role first."))
            }
        else:
            left -= {one.id} if down else set()
            yield {}


def _rules(values: Values | None) -> bool:
    return values is not None and bool(values["is_active"]) and role(values["role"]).rules


def _rulers() -> set[int | None]:
    """Those who may rule now, held so that two of them do not step down at the same moment."""
    rulers = User.objects.filter(role__in=list(RULING), is_active=True, deleted_at=None).order_by("id")
    if transaction.get_connection().in_atomic_block:
        rulers = rulers.select_for_update()
    return set(rulers.values_list("id", flat=True))


def guard_departments(wanted: Sequence[Intended]) -> list[Errors]:
    """No department stands under itself."""
    moved: dict[int | None, int | None] = {
        one.id: one.after["parent"] for one in wanted if one.id and one.after and _changed(one, "parent")
    }
    if not any(moved.values()):
        return [{} for _one in wanted]
    parents = dict[int | None, int | None](Department.objects.values_list("id", "parent_id"))
    parents |= moved
    error = {"parent": FieldError(_("A department is no part of itself, nor of what is under it."))}
    return [error if one.id in moved and _under_itself(one.id, parents) else {} for one in wanted]


def _under_itself(start: int | None, parents: Mapping[int | None, int | None]) -> bool:
    seen, above = set(), parents.get(start)
    while above is not None and above not in seen:
        if above == start:
            return True
        seen.add(above)
        above = parents.get(above)
    return False
