"""Saved views: questions people keep, for themselves, their department or everybody."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from django.utils.translation import gettext_lazy as _

from tailor.access.actors import Actor
from tailor.access.rights import Scope, grant
from tailor.kernel.remembering import remembered
from tailor.records import reading
from tailor.records.fields import Choice, FieldError, Number, Option, Person, Text
from tailor.records.fields.base import NEVER, Condition
from tailor.records.models import SavedView
from tailor.records.types import RecordType, SortOrder, Values, all_types, register
from tailor.records.visibility import Shared


class OfWhatIsSeen(Shared):
    """As they are shared. One that asks what somebody may not see does not exist for them: the question alone would tell what
    the records have there. A name that merely ends like a hidden one counts as it."""

    def condition(self, actor: Actor, scope: Scope, alias: str) -> Condition:
        shared = super().condition(actor, scope, alias)
        parts, params = list[str](), list[Any]()
        for kind in all_types():
            hidden = () if kind is SAVED_VIEW else sorted(actor.grant(kind.code).hidden)
            if not hidden:
                continue
            parts += [f"{alias}.question NOT LIKE %s AND {alias}.question NOT LIKE %s"] * len(hidden)
            params += [like for name in hidden for like in (f"%{name}=%", f"%{name}_3D%")]
        if not parts or shared == NEVER:
            return shared
        unread = f"{shared.sql} AND ({alias}.owner_id = %s OR ({' AND '.join(parts)}))"
        return Condition(unread, (*shared.params, actor.person_id, *params))


def complete_view(values: Values, before: Values | None) -> None:
    values["sharing"] = values["sharing"] or "me"
    values["place"] = values["place"] or 0
    if values["question"] and not values["question"].startswith("?"):
        values["question"] = "?" + values["question"]


def check_view(values: Values, by: Actor) -> dict[str, FieldError]:
    wrong: dict[str, FieldError] = {}
    if not any(kind.code == values["record_type"] for kind in all_types()):
        wrong["record_type"] = FieldError(_("There is no such kind of record."))
    if values["question"] not in ("", "?") and not safe(values["question"]):
        wrong["question"] = FieldError(_("This is no question of a list, like ?city=is:Vác&sort=name"))
    return wrong


EVERYBODY = {code: grant("see create edit=own delete=own") for code in ("manager", "seller", "operator", "warehouse")}

SAVED_VIEW = register(
    RecordType(
        code="view",
        slug="views",
        model=SavedView,
        label=_("View"),
        plural=_("Views"),
        icon="table",
        title="name",
        fields=(
            Text(name="name", label=_("Name"), required=True, limit=120),
            Text(name="record_type", label=_("List"), required=True, limit=40),
            Text(name="question", label=_("Question"), limit=4000),
            Choice(
                name="sharing",
                label=_("Seen by"),
                options=(
                    Option("me", _("only me")),
                    Option("department", _("my department")),
                    Option("all", _("everybody")),
                ),
            ),
            Number(name="place", label=_("Place"), places=0),
            Person(name="owner", label=_("Owner"), editable=False),
        ),
        columns=("name", "record_type", "sharing", "owner"),
        orders=(SortOrder("name", _("name"), "name"),),
        visibility=OfWhatIsSeen(),
        complete=complete_view,
        check=check_view,
        shapes=True,
        searched=False,
        listed=False,
        rights=EVERYBODY,
    )
)


@dataclass(frozen=True, slots=True)
class View:
    id: int
    name: str
    question: str
    mine: bool


def saved_views(kind: RecordType, by: Actor) -> list[View]:
    """The views of a list that this person has, their own first."""
    if by.scope("view", "see") is Scope.NONE:
        return []
    key = ("views", kind.code, by.person_id, by.role.code, by.departments)
    return remembered(key, lambda: _read(kind, by))


def _read(kind: RecordType, by: Actor) -> list[View]:
    where = reading.visible(SAVED_VIEW, by)
    found = reading.select(
        SAVED_VIEW, by, f"t.record_type = %s AND {where.sql}", [kind.code, *where.params], "t.place, t.id", limit=40
    )
    views = [View(r.id, r.title, safe(r.values["question"]), r.owner_id == by.person_id) for r in found]
    return sorted(views, key=lambda view: not view.mine)


def safe(question: str) -> str:
    """A kept question is only ever a query string."""
    return question if question.startswith("?") and parse_qsl(question[1:]) else ""
