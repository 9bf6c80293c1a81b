"""What somebody has in hand, on their card: what it comes to, the lists behind it, and the way to hand it over."""

from __future__ import annotations

from dataclasses import dataclass

from django.template.loader import get_template
from django.utils.http import urlencode
from markupsafe import Markup

from tailor.access.actors import Actor
from tailor.access.rights import Scope
from tailor.access.roles import may_own
from tailor.home.asking import Asked, may_ask, numbers, said
from tailor.records.operations import CHANGE, Operation, all_operations, find, offered
from tailor.records.record import Record
from tailor.records.showing import Show
from tailor.records.types import RecordType, all_types
from tailor.records.web.cards import card_panel
from tailor.records.web.helpers import HELPERS
from tailor.staff.records import USER

OWNER = ("owner",)


@dataclass(frozen=True, slots=True)
class InHand:
    """What somebody has of one kind: how many as text, their list, and what hands all of them over, "" where this person
    may not."""

    kind: RecordType
    count: str
    url: str
    handing: str


@card_panel(USER.code)
def in_hand(record: Record, show: Show) -> Markup | None:
    """Of what this person sees of others. One statement."""
    by = show.actor
    asked = {
        kind: one for kind in sorted(all_types(), key=lambda kind: kind.place)
        if handed_by(kind) and _sees(kind, record, by) and may_ask(one := _of(kind, record.id), by)
    }  # fmt: skip
    if not asked:
        return None
    found = numbers(asked.values(), by).answer()
    role = str(record.values.get("role") or "")
    lines = [
        InHand(kind, said(one, found[one], show), one.url, _handing(kind, one, by) if found[one] else "")
        for kind, one in asked.items() if found[one] or may_own(role, kind.code)
    ]  # fmt: skip
    if not lines:
        return None
    return Markup(get_template("staff/in_hand.html").render({"lines": lines, **HELPERS}))  # noqa: S704 - a template


def handed_by(kind: RecordType) -> Operation | None:
    """What gives records of a kind to somebody else: an operation of its module, or for the company's own kinds the changing of
    who is in charge."""
    if not (kind.has_owner and kind.listed):
        return None
    if kind.constants:
        return find(f"{CHANGE}owner", kind)
    return next((one for one in all_operations() if one.on == kind.code and one.bulk and one.writes == OWNER), None)


def _sees(kind: RecordType, person: Record, by: Actor) -> bool:
    """Whether what this person sees of theirs is all of it: nothing where there is something would be told wrongly."""
    scope = by.scope(kind.code, "see")
    near = person.id == by.person_id or person.values.get("department") in by.departments
    return scope is Scope.ALL or (
        scope is not Scope.NONE and near and (scope is Scope.DEPARTMENT or person.id == by.person_id)
    )


def _of(kind: RecordType, pk: int) -> Asked:
    return Asked(kind.code, "&".join(filter(None, (f"owner=is:{pk}", kind.opens_with.lstrip("?")))))


def _handing(kind: RecordType, asked: Asked, by: Actor) -> str:
    operation = handed_by(kind)
    if operation is None or offered(operation.code, kind, by) is None:
        return ""
    return f"/{kind.slug}/do/{operation.code}/?{urlencode({'all': '1', 'question': asked.query})}"
