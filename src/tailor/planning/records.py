"""The record type of tasks."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy, pgettext_lazy

from tailor.access.actors import Actor
from tailor.access.rights import grant
from tailor.planning.fields import Checklist, Due, Recurrence
from tailor.planning.models import Concerned, Task
from tailor.planning.reminders import plan_reminders
from tailor.planning.visibility import OfConcern
from tailor.records.fields import AnyRecord, Choice, LongText, Moment, Option, People, Person, Text
from tailor.records.fields.base import FieldError
from tailor.records.types import RecordType, Section, SortOrder, Values, Written, register

PRIORITIES = (
    Option("high", pgettext_lazy("priority", "high"), "rust"),
    Option("low", pgettext_lazy("priority", "low"), "sand"),
)

UNDONE = "?done_at=empty"


def concerned_by(values: Values) -> set[int]:
    """Who does it, who made it, who watches it."""
    return {pk for pk in (values["owner"], values["author"], *values["watchers"]) if pk}


def keep_concerned(written: Sequence[Written]) -> None:
    """Note whom tasks concern, where that changed."""
    changed = [one for one in written if one.before is None or concerned_by(one.before) != concerned_by(one.after)]
    known = [one.id for one in changed if one.before is not None]
    if known:
        Concerned.objects.filter(task_id__in=known).delete()
    Concerned.objects.bulk_create(
        Concerned(task_id=one.id, person_id=person) for one in changed for person in sorted(concerned_by(one.after))
    )
    plan_reminders(written)


def comes_from_a_day(values: Values, by: Actor) -> dict[str, FieldError]:
    if values["recurrence"] and not values["due"]:
        return {"due": FieldError(_("What comes again counts from a day: say when it is due first."))}
    return {}


TASK = register(
    RecordType(
        code="task",
        slug="tasks",
        model=Task,
        label=_("Task"),
        plural=_("Tasks"),
        short=pgettext_lazy("short", "Tasks"),
        icon="list-checks",
        hotkey="t",
        title="title",
        fields=(
            Text(name="title", label=_("What to do"), required=True, searched=True, limit=300, width=300, narrow=1),
            AnyRecord(name="about", label=pgettext_lazy("task", "About"), narrow=2, spot="sub"),
            Due(name="due", label=_("Due"), ended="done_at", sort="due", narrow=1, spot="side2"),
            Moment(name="remind_at", label=_("Remind"), narrow=4),
            Choice(name="priority", label=_("Priority"), options=PRIORITIES, narrow=3, spot="mark"),
            Person(name="owner", label=_("Assignee"), owns="task", narrow=2),
            People(name="watchers", label=_("Watchers"), narrow=4),
            Checklist(name="checklist", label=_("Checklist"), searched=True, narrow=4),
            LongText(name="text", label=_("Details"), searched=True, limit=20_000, narrow=4),
            Recurrence(name="recurrence", label=_("Comes again"), narrow=4),
            Person(name="author", label=_("Given by"), editable=False, narrow=4),
            Moment(name="done_at", label=pgettext_lazy("task", "Done"), editable=False, narrow=3),
            Person(name="done_by", label=_("Done by"), editable=False, narrow=4),
        ),
        sections=(
            Section("", ("due", "about", "owner", "text")),
            Section(_("More"), ("priority", "remind_at", "recurrence", "watchers", "author", "done_at", "done_by")),
        ),
        quick=("title", "due", "about", "owner", "checklist"),
        columns=("title", "about", "due", "priority", "owner", "done_at"),
        orders=(
            SortOrder("due", _("due"), "due", empties=True),
            SortOrder("created", _("created"), "created_at", descending=True),
        ),
        opens_with=UNDONE,
        groupable=("owner", "priority"),
        visibility=OfConcern(),
        card_template="planning/card.html",
        author="author",
        check=comes_from_a_day,
        after_write=keep_concerned,
        importable=True,
        rights={
            "manager": grant("see create edit delete export"),
            "seller": grant("see=own create edit=own delete=own export=own"),
            "operator": grant("see=own create edit=own delete=own"),
            "warehouse": grant("see=own create edit=own"),
        },
        counted=ngettext_lazy("%(count)s task", "%(count)s tasks", "count"),
        empty_hint=_("What is to be done, by whom and by when, about any client or other record."),
    )
)
