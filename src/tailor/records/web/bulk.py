"""Operations on one record or many: the form that asks for their parameters, and the doing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from tailor.access.actors import Actor
from tailor.kernel.jobs.running import enqueue
from tailor.records import gate, reading
from tailor.records.operations import CHANGE, Operation, changeable, find
from tailor.records.reading import NotVisible
from tailor.records.record import Record
from tailor.records.refusals import Refusal
from tailor.records.selection import Selection, selection_of
from tailor.records.types import RecordType
from tailor.records.web.pages import actor_of, fragment, kind_for, saved, show_for

INLINE = 200


@require_http_methods(["GET", "POST"])
def do(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """GET asks for what the operation needs; POST does it to what is chosen."""
    kind, by = kind_for(request, slug), actor_of(request)
    operation = find(code, kind)
    if operation is None or not operation.allowed(kind, by):
        raise NotVisible
    if code.startswith(CHANGE) and code.removeprefix(CHANGE) not in {field.name for field in changeable(kind, by)}:
        raise NotVisible
    data = request.POST if request.method == "POST" else request.GET
    chosen = selection_of(kind, data, operation.right)
    if request.method == "GET":
        return _form(request, kind, operation, chosen, {})
    try:
        arguments = operation.clean(
            {name: field.from_form(request.POST, "arg.") for name, field in operation.parameters.items()}
        )
        return _do(request, operation, chosen, arguments)
    except Refusal as refusal:
        return _form(request, kind, operation, chosen, refusal.errors)


@require_GET
def choose_field(request: HttpRequest, slug: str) -> HttpResponse:
    """Which field of the chosen records to change."""
    kind, by = kind_for(request, slug, "edit"), actor_of(request)
    return fragment(request, "records/change_fields.html", {"kind": kind, "fields": changeable(kind, by)})


def _form(
    request: HttpRequest, kind: RecordType, operation: Operation, chosen: Selection, errors: dict[str, Any]
) -> HttpResponse:
    show = show_for(request)
    controls = [
        {"field": field, "asked": field.asked(field.nothing, show), "error": errors.get(name, "")}
        for name, field in operation.parameters.items()
    ]
    context = {
        "kind": kind,
        "operation": operation,
        "controls": controls,
        "chosen": chosen,
        "count": chosen.count(show.actor),
        "error": errors.get("", ""),
    }
    return fragment(request, "records/operation_form.html", context, status=422 if errors else 200)


def _do(request: HttpRequest, operation: Operation, chosen: Selection, arguments: dict[str, Any]) -> HttpResponse:
    by = actor_of(request)
    count = chosen.count(by)
    if count == 0:
        raise NotVisible
    if count > INLINE:
        payload = {"operation": operation.code, "selection": chosen.plain(), "arguments": arguments}
        title = f"{operation.label}: {chosen.kind.plural}"
        job = enqueue("records.operation", payload, title=title, by_id=by.person_id, total=count)
        return HttpResponse(status=204, headers={"HX-Redirect": f"/jobs/{job.pk}/"})
    records = [record for portion in chosen.portions(by) for record in portion]
    subject = records[0].title if len(records) == 1 else ""
    with gate.step(by, operation.logged(chosen.kind), subject=subject or str(chosen.kind.plural)) as act:
        operation.do(act, records, arguments)
    response = HttpResponse(status=204, headers=_where_to(request, records, by))
    return saved(response, request, told(operation, act), act.id, tone="good" if act.saved else "late")


def _where_to(request: HttpRequest, records: Sequence[Record], by: Actor) -> dict[str, str]:
    """The same page anew; from the card of a record that the person no longer sees, its list."""
    kind, page = records[0].kind, request.headers.get("HX-Current-URL", "")
    if urlsplit(page).path == records[0].url and not reading.get_many(kind, [records[0].id], by):
        return {"HX-Redirect": f"/{kind.slug}/"}
    return {"HX-Refresh": "true"}


def told(operation: Operation, act: gate.Step) -> str:
    """What became of it, in one line."""
    text = ngettext("%(what)s: %(count)s record", "%(what)s: %(count)s records", act.saved)
    line = text % {"what": operation.label, "count": act.saved}
    if act.refused:
        line += ". " + _("Left as they were: %(count)s, %(why)s") % {
            "count": len(act.refused), "why": next(iter(act.refused[0].refusal.errors.values())),
        }  # fmt: skip
    return line
