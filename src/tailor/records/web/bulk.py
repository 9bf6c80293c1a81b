"""Operations on one record or many: the form that asks for their parameters, and the doing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from tailor.access.actors import Actor
from tailor.access.rights import Scope
from tailor.access.working_as import oneself
from tailor.kernel.jobs.running import enqueue
from tailor.kernel.sayings import Saying
from tailor.records import gate, reading
from tailor.records.fields.anything import AnyRecord
from tailor.records.fields.base import Field
from tailor.records.fields.references import PERSON
from tailor.records.operations import Operation, changeable, offered
from tailor.records.reading import NotVisible
from tailor.records.record import Record
from tailor.records.refusals import Refusal
from tailor.records.selection import Reach, Selection, selection_of
from tailor.records.shape import visible_fields
from tailor.records.showing import Show
from tailor.records.types import RecordType, all_types, record_type
from tailor.records.web.helpers import asked_with
from tailor.records.web.lists import by_label
from tailor.records.web.pages import actor_of, fragment, kind_for, saved, show_for

INLINE = 200
MOST_NAMED = 4
MOST_COUNTED = 100


@require_http_methods(["GET", "POST"])
def do(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """GET asks for what the operation needs; POST does it to what is chosen."""
    kind, by = kind_for(request, slug), actor_of(request)
    operation = offered(code, kind, by)
    if operation is None:
        raise NotVisible
    data = request.POST if request.method == "POST" else request.GET
    chosen = selection_of(kind, data, operation.right)
    if request.method == "GET":
        return _form(request, kind, operation, chosen, {})
    given = {name: field.from_form(request.POST, "arg.") for name, field in operation.parameters.items()}
    try:
        return _do(request, operation, chosen, operation.clean(given))
    except Refusal as refusal:
        return _form(request, kind, operation, chosen, refusal.errors, given)


@require_GET
def choose_field(request: HttpRequest, slug: str) -> HttpResponse:
    """Which field of the chosen records to change."""
    kind, by = kind_for(request, slug, "edit"), actor_of(request)
    return fragment(request, "records/change_fields.html", {"kind": kind, "fields": by_label(changeable(kind, by))})


def _form(
    request: HttpRequest, kind: RecordType, operation: Operation, chosen: Selection, errors: Mapping[str, Any],
    given: Mapping[str, Any] | None = None,
) -> HttpResponse:  # fmt: skip
    """What an operation asks for; refused, with what was given."""
    show = show_for(request)
    reach = chosen.reach(show.actor)
    controls = [
        {"field": field, "asked": _asked(field, (given or {}).get(name), show), "error": errors.get(name, "")}
        for name, field in operation.parameters.items()
    ]
    context = {
        "kind": kind,
        "operation": operation,
        "controls": controls,
        "chosen": chosen,
        "count": reach.may,
        "said": " ".join(
            filter(None, (before_it(operation, reach, show), left_without(operation, chosen, reach, show)))
        ),
        "error": errors.get("", ""),
    }
    return fragment(request, "records/operation_form.html", context, status=422 if errors else 200)


def _asked(field: Field, given: Any, show: Show) -> dict[str, Any]:
    return field.asked(field.nothing, show) if given is None else asked_with(field.asked_again(given, show), given)


def _do(request: HttpRequest, operation: Operation, chosen: Selection, arguments: dict[str, Any]) -> HttpResponse:
    by = actor_of(request)
    reach = chosen.reach(by)
    if reach.chosen == reach.gone:
        raise NotVisible
    if reach.may == 0:
        return _form(request, chosen.kind, operation, chosen, {"": _("None of these is yours to change.")})
    others = after_it(reach, show_for(request))
    if reach.may > INLINE:
        payload = {
            "operation": operation.code, "selection": chosen.plain(), "arguments": arguments, "others": others,
        }  # fmt: skip
        title = Saying("%(deed)s: %(what)s", deed=operation.label, what=chosen.kind.plural)
        job = enqueue("records.operation", payload, title=title, by_id=oneself(by), total=reach.may)
        return HttpResponse(status=204, headers={"HX-Redirect": f"/jobs/{job.pk}/"})
    records = [record for portion in chosen.portions(by) for record in portion]
    subject = records[0].title if len(records) == 1 else ""
    with gate.step(by, operation.logged(chosen.kind), subject=subject or str(chosen.kind.plural)) as act:
        operation.do(act, records, arguments)
    response = HttpResponse(status=204, headers=_where_to(request, operation, records, by))
    text = ". ".join(filter(None, (told(operation, act, len(records), subject if reach.chosen == 1 else ""), others)))
    return saved(response, request, text, act.id, tone="good" if act.saved else "late")


def _where_to(request: HttpRequest, operation: Operation, records: Sequence[Record], by: Actor) -> dict[str, str]:
    """The same page anew; from the card of a record where it leads to, or its list if the person no longer sees it."""
    kind, page = records[0].kind, request.headers.get("HX-Current-URL", "")
    if urlsplit(page).path != records[0].url:
        return {"HX-Refresh": "true"}
    left = reading.get_many(kind, [records[0].id], by)
    if not left:
        return {"HX-Redirect": f"/{kind.slug}/"}
    address = _address_in(left[0], operation.leads_to, by)
    return {"HX-Redirect": address} if address else {"HX-Refresh": "true"}


def _address_in(record: Record, name: str, by: Actor) -> str:
    """Of the record that a field names; "" where the person sees none."""
    field = visible_fields(record.kind, by).get(name)
    named = field.references(record.values.get(name)) if field else ()
    found = [one for code, pk in named for one in reading.get_many(record_type(code), [pk], by)]
    return found[0].url if found else ""


def before_it(operation: Operation, reach: Reach, show: Show) -> str:
    """What would become of what was chosen: all of it, or how much of it and whose the rest is."""
    if reach.may == reach.chosen:
        return ngettext("%(num)s record", "%(num)s records", reach.may) % {"num": show.number(reach.may)} + "."
    some = {"num": show.number(reach.may), "all": show.number(reach.chosen)}
    if operation.right == "delete":
        said = [_("%(num)s of %(all)s will be deleted.") % some]
    else:
        said = [_("%(num)s of %(all)s will change.") % some]
    if reach.kept_from:
        text = ngettext("%(num)s is not yours to change", "%(num)s are not yours to change", reach.kept_from)
        said.append(text % {"num": show.number(reach.kept_from)} + _whose(reach, show) + ".")
    if reach.gone:
        text = ngettext("%(num)s is not there any more.", "%(num)s are not there any more.", reach.gone)
        said.append(text % {"num": show.number(reach.gone)})
    return " ".join(said)


def left_without(operation: Operation, chosen: Selection, reach: Reach, show: Show) -> str:
    """What a record that is to be deleted leaves behind: those that name it in a field for records of any kind."""
    if operation.code != "delete" or reach.chosen != 1 or not reach.may:
        return ""
    [record] = [one for portion in chosen.portions(show.actor) for one in portion]
    told = [
        str(other.counted % {"count": count}) if other.counted else f"{other.plural}: {count}"
        for other in all_types() if show.actor.scope(other.code, "see") is not Scope.NONE
        for field in visible_fields(other, show.actor).values()
        if isinstance(field, AnyRecord) and (naming := field.of_kind(record.kind.code))
        and (count := _naming(other, naming, record, show.actor))
    ]  # fmt: skip
    return _("Also about it, and kept: %(what)s.") % {"what": ", ".join(told)} if told else ""


def _naming(other: RecordType, field: Field, record: Record, by: Actor) -> int:
    where, named = reading.visible(other, by), field.naming(record.id, "t")
    found = reading.select(
        other, by, f"{where.sql} AND {named.sql}", [*where.params, *named.params], "t.id", limit=MOST_COUNTED,
        only={other.title},
    )  # fmt: skip
    return len(found)


def after_it(reach: Reach, show: Show) -> str:
    """What was left alone because it is not this person's; "" when nothing was."""
    if not reach.kept_from:
        return ""
    text = ngettext("%(num)s was not yours to change", "%(num)s were not yours to change", reach.kept_from)
    return text % {"num": show.number(reach.kept_from)} + _whose(reach, show)


def _whose(reach: Reach, show: Show) -> str:
    """``: Levan Gelashvili (2), nobody’s (1)``; "" where owners are not to be seen."""
    if not reach.theirs:
        return ""
    names = [
        f"{show.title(PERSON, owner) if owner else _('nobody’s')} ({show.number(count)})"
        for owner, count in reach.theirs[:MOST_NAMED]
    ]
    more = len(reach.theirs) - MOST_NAMED
    return ": " + ", ".join(names) + (" …" if more > 0 else "")


def told(operation: Operation, act: gate.Step, many: int, only: str = "") -> str:
    """What became of so many records, or of the `only` one by its name, in one line; what else was written for them is not
    counted."""
    done = min(act.saved, many - len(act.refused))
    text = ngettext("%(what)s: %(count)s record", "%(what)s: %(count)s records", done)
    line = f"{operation.label}: {only}" if only and done else text % {"what": operation.label, "count": done}
    if act.refused:
        line += ". " + _("Left as they were: %(count)s, %(why)s") % {
            "count": len(act.refused), "why": next(iter(act.refused[0].refusal.errors.values())),
        }  # fmt: skip
    return line
