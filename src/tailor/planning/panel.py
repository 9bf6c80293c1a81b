"""On the card of whatever has an owner: what is still to be done about it, and in its story what was."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from django.template.loader import get_template
from django.utils.translation import gettext as _
from markupsafe import Markup

from tailor.access.rights import Scope
from tailor.desk.keeping import kept_of_shape
from tailor.planning.reading import Told, select, told
from tailor.planning.records import TASK
from tailor.records.fields.anything import nameable, written
from tailor.records.fields.base import Condition
from tailor.records.hanging import hangs, hangs_on
from tailor.records.names import named
from tailor.records.record import Record
from tailor.records.showing import Show
from tailor.records.timeline import Entry, tells_of
from tailor.records.types import RecordType
from tailor.records.web.cards import card_panel
from tailor.records.web.helpers import HELPERS

SHOWN = 8
OPEN, DONE = "tasks open", "tasks done"


def has_tasks(kind: RecordType) -> bool:
    return kind is not TASK and kind.has_owner and nameable(kind)


@hangs_on("*")
def tasks(record: Record, show: Show) -> dict[str, Condition]:
    """Tasks about a record, those still open and those done."""
    if not has_tasks(record.kind):
        return {}
    about, rows = (written(record.kind.code, record.id),), "SELECT 1 FROM planning_task t WHERE t.about = %s"
    return {
        OPEN: Condition(f"{rows} AND t.done_at IS NULL", about),
        DONE: Condition(f"{rows} AND t.done_at IS NOT NULL", about),
    }


@card_panel("*")
def tasks_about(record: Record, show: Show) -> Markup | None:
    """Open tasks about a record, the most urgent first, with a line to type another."""
    if not has_tasks(record.kind) or show.actor.scope(TASK.code, "see") is Scope.NONE:
        return None
    about = written(record.kind.code, record.id)
    order = "t.due IS NULL, t.due, t.id"
    found = (
        select(show.actor, "t.about = %s AND t.done_at IS NULL", [about], order, SHOWN + 1)
        if hangs(OPEN, record, show)
        else []
    )
    may_create = show.actor.scope(TASK.code, "create") is not Scope.NONE
    if found:
        return _panel(about, may_create, show, told(found[:SHOWN], show), more=len(found) > SHOWN)
    return kept_of_shape("tasks", may_create, about, lambda at: _panel(at, may_create, show), show.stamp)


def _panel(about: str, may_create: bool, show: Show, lines: Sequence[Told] = (), *, more: bool = False) -> Markup:
    context = {"lines": lines, "more": more, "about": about, "show": show, "may_create": may_create}
    return Markup(get_template("planning/panel.html").render(context | HELPERS))  # noqa: S704 - a template


@tells_of("*")
def tasks_done(record: Record, show: Show, upto: datetime | None, size: int, only: str) -> Iterator[Entry]:
    """Tasks about a record that were done, the newest first."""
    if only or show.actor.scope(TASK.code, "see") is Scope.NONE or not hangs(DONE, record, show):
        return
    sql, params = "t.about = %s AND t.done_at IS NOT NULL", [written(record.kind.code, record.id)]
    if upto is not None:
        sql, params = sql + " AND t.done_at <= %s", [*params, TASK.declared["done_at"].to_db(upto.isoformat())]
    people = named("user", show.stamp)
    for one in select(show.actor, sql, params, "t.done_at DESC, t.id DESC", size):
        yield Entry(
            at=datetime.fromisoformat(one.values["done_at"]),
            icon="square-check",
            who=person.title if (person := people.get(one.owner_id or 0)) else "—",
            what=_("did a task: %(what)s") % {"what": one.title},
            key=f"t{one.id}",
            kind=TASK.code,
            record_url=one.url,
        )
