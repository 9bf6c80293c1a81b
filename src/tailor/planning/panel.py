"""On the card of whatever has an owner: what is still to be done about it, and in its story what was."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.template.loader import get_template
from django.utils.translation import gettext as _
from markupsafe import Markup

from tailor.access.rights import Scope
from tailor.planning.reading import select, told
from tailor.planning.records import TASK
from tailor.records.fields.anything import nameable, written
from tailor.records.names import named
from tailor.records.record import Record
from tailor.records.showing import Show
from tailor.records.timeline import Entry, tells_of
from tailor.records.types import RecordType
from tailor.records.web.cards import card_panel
from tailor.records.web.helpers import HELPERS

SHOWN = 8


def has_tasks(kind: RecordType) -> bool:
    return kind is not TASK and kind.has_owner and nameable(kind)


@card_panel("*")
def tasks_about(record: Record, show: Show) -> Markup | None:
    """Open tasks about a record, the most urgent first, with a line to type another."""
    if not has_tasks(record.kind) or show.actor.scope(TASK.code, "see") is Scope.NONE:
        return None
    about = written(record.kind.code, record.id)
    found = select(show.actor, "t.about = %s AND t.done_at IS NULL", [about], "t.due IS NULL, t.due, t.id", SHOWN + 1)
    context = {
        "lines": told(found[:SHOWN], show),
        "more": len(found) > SHOWN,
        "about": about,
        "show": show,
        "may_create": show.actor.scope(TASK.code, "create") is not Scope.NONE,
    }
    return Markup(get_template("planning/panel.html").render(context | HELPERS))  # noqa: S704 - a template


@tells_of("*")
def tasks_done(record: Record, show: Show, upto: datetime | None, size: int, only: str) -> Iterable[Entry]:
    """Tasks about a record that were done, the newest first."""
    if only or not has_tasks(record.kind) or show.actor.scope(TASK.code, "see") is Scope.NONE:
        return []
    sql, params = "t.about = %s AND t.done_at IS NOT NULL", [written(record.kind.code, record.id)]
    if upto is not None:
        sql, params = sql + " AND t.done_at <= %s", [*params, TASK.declared["done_at"].to_db(upto.isoformat())]
    people = named("user", show.stamp)
    return [
        Entry(
            at=datetime.fromisoformat(one.values["done_at"]),
            icon="square-check",
            who=person.title if (person := people.get(one.owner_id or 0)) else "—",
            what=_("did a task: %(what)s") % {"what": one.title},
            key=f"t{one.id}",
            kind=TASK.code,
            record_url=one.url,
        )
        for one in select(show.actor, sql, params, "t.done_at DESC, t.id DESC", size)
    ]
