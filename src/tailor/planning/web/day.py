"""My day, and the line in which tasks are typed."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tailor.access.rights import Scope
from tailor.desk.toasts import not_done
from tailor.history.log import UPDATE
from tailor.planning import due as dues
from tailor.planning.fields import sentence
from tailor.planning.reading import my_day
from tailor.planning.records import TASK
from tailor.planning.recurrence import read
from tailor.planning.said import Understood, understand
from tailor.records import gate, reading
from tailor.records.changes import Change
from tailor.records.fields import FieldError
from tailor.records.fields.anything import written
from tailor.records.operations import find
from tailor.records.refusals import Refusal
from tailor.records.showing import Show
from tailor.records.web.pages import actor_of, fragment, kind_for, render, saved, show_for


@require_GET
def my(request: HttpRequest) -> HttpResponse:
    """Overdue first, then today, tomorrow, later, and what was done today."""
    kind_for(request, TASK.slug)
    show = show_for(request)
    day = my_day(show)
    parts = [
        ("late", _("Overdue"), day.late),
        ("today", _("Today"), day.today),
        ("tomorrow", _("Tomorrow"), day.tomorrow),
        ("later", _("Later"), day.later),
        ("undated", _("No day set"), day.undated),
        ("done", _("Done today"), day.done),
    ]
    context: dict[str, Any] = {
        "kind": TASK,
        "parts": [one for one in parts if one[2] or one[0] == "today"],
        "more": day.more,
        "nothing": not any(one[2] for one in parts),
        "may_create": show.actor.scope(TASK.code, "create") is not Scope.NONE,
        "title": show.weekday(show.today),
    }
    return render(request, "planning/my.html", context, current="my-day", windowed=True)


@require_GET
def understood(request: HttpRequest) -> HttpResponse:
    """How a line is understood, while one types it."""
    kind_for(request, TASK.slug, "create")
    show = show_for(request)
    found = understand(request.GET.get("line", ""), show.now)
    return fragment(request, "planning/understood.html", {"found": found, "when": heard(found, show)})


def when(due: str, show: Show) -> str:
    """The day with its weekday, and the time."""
    if not due:
        return ""
    at = dues.local(due, show.zone)
    day = show.weekday(at.date())
    return day if dues.is_day(due) else f"{day}, {at:%H:%M}"


def heard(found: Understood, show: Show) -> str:
    """When it is due first, and how it comes again."""
    again = sentence(read(found.recurrence), show.language) if found.recurrence else ""
    return " · ".join(filter(None, (when(found.due, show), again)))


@require_POST
def quick(request: HttpRequest, kind: str = "", pk: int = 0) -> HttpResponse:
    """A task out of one line, about the record on whose card it was typed."""
    kind_for(request, TASK.slug, "create")
    show = show_for(request)
    found = understand(request.POST.get("line", ""), show.now)
    if not found.title:
        return not_done(request, _("Say what is to be done first."))
    values = {"title": found.title, "due": found.due or None, "about": written(kind, pk) if kind else None}
    values |= {"recurrence": found.recurrence} if found.recurrence else {}
    try:
        made = gate.create(TASK, values, by=show.actor)
    except Refusal as refusal:
        return not_done(request, " ".join(str(error) for error in refusal.errors.values()))
    text = ", ".join(filter(None, (made.title, heard(found, show))))
    return refreshed(request, _("Saved: %(what)s") % {"what": text}, made.step_id)


@require_POST
def act(request: HttpRequest, pk: int, deed: str) -> HttpResponse:
    """One press on a line: done, not done yet, tomorrow."""
    by = actor_of(request)
    record = reading.get(TASK, pk, by)
    operation = find(deed, TASK)
    if operation is None or not operation.allowed(TASK, by):
        raise reading.NotVisible
    with gate.step(by, operation.code, subject=record.title) as step:
        operation.do(step, [record], {})
    if step.refused:
        return not_done(request, " ".join(str(error) for error in step.refused[0].refusal.errors.values()))
    return refreshed(request, f"{operation.label}: {record.title}", step.id)


@require_POST
def tick(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """A line of a checklist is done, or to be done again."""
    by = actor_of(request)
    record = reading.get(TASK, pk, by)
    lines = [dict(one) for one in record.values.get("checklist") or ()]
    if number >= len(lines):
        raise reading.NotVisible
    lines[number]["done"] = not lines[number]["done"]
    try:
        written = gate.update(TASK, pk, {"checklist": lines}, by=by, seen=record.version)
    except Refusal as refusal:
        return not_done(request, " ".join(str(error) for error in refusal.errors.values()))
    return refreshed(request, _("Saved: %(what)s") % {"what": lines[number]["text"]}, written.step_id)


@require_POST
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """To another day, hour or person, as in a calendar: ``to`` is ``2026-11-25`` or ``2026-11-25T14``."""
    show = show_for(request)
    record = reading.get(TASK, pk, show.actor)
    values: dict[str, Any] = {}
    try:
        if request.POST.get("to"):
            values["due"] = moved(record.values.get("due") or "", request.POST["to"], show)
        if request.POST.get("owner"):
            values["owner"] = request.POST["owner"]
        with gate.step(show.actor, "task.update", subject=record.title) as step:
            gate.write(step, [Change(TASK, UPDATE, pk, values)])
    except Refusal as refusal:
        return not_done(request, " ".join(str(error) for error in refusal.errors.values()))
    due = values.get("due", "")
    text = ", ".join(filter(None, (record.title, when(due, show))))
    return refreshed(request, _("Moved: %(what)s") % {"what": text}, step.id)


def moved(due: str, to: str, show: Show) -> str:
    """A day keeps the time there is; an hour keeps the minutes. Raises `Refusal`."""
    day, _sign, hour = to.partition("T")
    try:
        at = date.fromisoformat(day)
        clock = (
            time(int(hour), dues.local(due, show.zone).minute if due and not dues.is_day(due) else 0) if hour else None
        )
    except ValueError:
        raise Refusal({"due": FieldError(_("There is no such day."))}) from None
    if clock is not None:
        return dues.moment(timezone.make_aware(datetime.combine(at, clock), show.zone))
    return dues.on(due, at, show.zone) if due else at.isoformat()


def refreshed(request: HttpRequest, text: str, step_id: int | None) -> HttpResponse:
    response = HttpResponse(status=204, headers={"HX-Trigger": "tailor:refresh"})
    return saved(response, request, text, step_id)
