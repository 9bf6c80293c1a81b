"""Moving a record to another stage, from its card or a board; what is missing for that is asked for in place."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tailor.desk.toasts import not_done
from tailor.kernel.numbers import whole_number
from tailor.kernel.text import shorten
from tailor.records import gate, reading
from tailor.records.changes import Saved
from tailor.records.fields.base import Field
from tailor.records.fields.stages import Stage, is_ticked
from tailor.records.record import Record
from tailor.records.refusals import Conflict, Refusal
from tailor.records.shape import visible_fields
from tailor.records.showing import Show
from tailor.records.web.pages import fragment, kind_for, saved, show_for

MOVED = "tailor:moved"
NAMED = 48  # letters of a name at most, so that where it went fits behind it


@require_POST
def move(request: HttpRequest, slug: str, pk: int, name: str) -> HttpResponse:
    """To the stage ``to``, with whatever fields (``asked``) and lines of the checklist (``tick``) were filled in for that."""
    kind, show = kind_for(request, slug), show_for(request)
    record = reading.get(kind, pk, show.actor)
    fields = visible_fields(kind, show.actor)
    field = _stage_of(fields, name)
    given = _given(request, record, fields, field)
    seen = whole_number(request.POST.get("seen", ""))
    try:
        done = gate.update(kind, pk, {name: request.POST.get("to", ""), **given}, by=show.actor, seen=seen)
    except Refusal as refusal:
        return _refused(request, record, fields, field, given, refusal, show)
    return _moved(request, done, field, show)


@require_POST
def tick(request: HttpRequest, slug: str, pk: int, name: str) -> HttpResponse:
    """Tick a line of the present stage's checklist, or take the tick away."""
    kind, show = kind_for(request, slug), show_for(request)
    record = reading.get(kind, pk, show.actor)
    field = _stage_of(visible_fields(kind, show.actor), name)
    stage, line = field.stage(record.values.get(name)), request.POST.get("line", "")
    if stage is None or line not in stage.checklist:
        raise reading.NotVisible
    others = [one for one in record.values.get(field.ticks, ()) if one != stage.tick(line)]
    on = request.POST.get("on") == "1"
    try:
        done = gate.update(kind, pk, {field.ticks: [*others, stage.tick(line)] if on else others}, by=show.actor)
    except Refusal as refusal:
        return not_done(request, _said(refusal))
    text = _("Ticked: %(line)s") if on else _("Not ticked any more: %(line)s")
    return saved(HttpResponse(status=204), request, text % {"line": line}, done.step_id)


def _stage_of(fields: Mapping[str, Field], name: str) -> Stage:
    field = fields.get(name)
    if not isinstance(field, Stage):
        raise reading.NotVisible
    return field


def _given(request: HttpRequest, record: Record, fields: Mapping[str, Field], field: Stage) -> dict[str, Any]:
    """What the form of what was missing says."""
    asked = [name for name in request.POST.getlist("asked") if name in fields and fields[name].in_place]
    given = {name: fields[name].from_form(request.POST, "need.") for name in asked}
    if ticked := request.POST.getlist("tick"):
        given[field.ticks] = [*record.values.get(field.ticks, ()), *ticked]
    return given


def _moved(request: HttpRequest, done: Saved, field: Stage, show: Show) -> HttpResponse:
    response = HttpResponse(status=204, headers={"HX-Trigger": MOVED})
    if not done.changes:
        return response
    text = _("%(name)s: now at “%(stage)s”") % {
        "name": shorten(done.title, NAMED),
        "stage": field.text(done.after[field.name], show),
    }
    return saved(response, request, text, done.step_id)


def _refused(
    request: HttpRequest, record: Record, fields: Mapping[str, Field], field: Stage, given: Mapping[str, Any],
    refusal: Refusal, show: Show,
) -> HttpResponse:  # fmt: skip
    """A form of just what is missing, where that is all there is against it and this person can fill it in."""
    grant = show.actor.grant(record.kind.code)
    wanted = [fields[name] for name in refusal.errors if name in fields and name != field.ticks]
    may = all(one.editable and one.in_place and one is not field and grant.may_change(one.name) for one in wanted)
    known = all(name in fields for name in refusal.errors)
    if isinstance(refusal, Conflict) or not (may and known and refusal.errors):
        return not_done(request, _said(refusal))
    more = [name for one in wanted for name in _said_beside(one, record, fields, show)]
    asked = [
        *wanted,
        *(
            fields[name]
            for name in dict.fromkeys((*more, *given))
            if name not in refusal.errors and name != field.ticks
        ),
    ]
    to = field.stage(request.POST.get("to"))
    needed = {*refusal.errors, *(to.requires if to else ())}
    context = {
        "record": record,
        "field": field,
        "to": to,
        "controls": [_control(one, record, given, refusal, show, needed) for one in asked],
        "lines": _lines(field, record, refusal),
        "stage": field.stage(record.values.get(field.name)),
        "url": request.path,
        "again": bool(given),
    }
    return fragment(request, "records/move_form.html", context, status=422)


def _said_beside(one: Field, record: Record, fields: Mapping[str, Field], show: Show) -> list[str]:
    """What may be said with a field that is missing, though nothing asks for it; not where there is nothing to choose."""
    grant, with_it = show.actor.grant(record.kind.code), record.kind.asked_with.get(one.name, ())
    return [
        name for name in with_it
        if name in fields and grant.may_change(name) and fields[name].asked(fields[name].nothing, show).get("choices") != []
    ]  # fmt: skip


def _control(
    one: Field, record: Record, given: Mapping[str, Any], refusal: Refusal, show: Show, needed: Collection[str]
) -> dict[str, Any]:  # fmt: skip
    value = given.get(one.name, record.values.get(one.name, one.nothing))
    asked = {"value": value, **one.asked_again(value, show)}
    return {
        "field": one,
        "asked": asked,
        "must": one.name in needed,
        "error": refusal.errors.get(one.name) if given else "",
    }


def _lines(field: Stage, record: Record, refusal: Refusal) -> list[str]:
    """What of the checklist is not ticked."""
    stage = field.stage(record.values.get(field.name))
    if stage is None or field.ticks not in refusal.errors:
        return []
    return [line for line in stage.checklist if not is_ticked(stage, line, record.values, field)]


def _said(refusal: Refusal) -> str:
    return " ".join(dict.fromkeys(str(error) for error in refusal.errors.values()))
