"""The history of the company: every step, by whom, when and how, each undone from here."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, time
from typing import Any
from urllib.parse import urlsplit

from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_GET, require_POST

from tailor.access.actors import Actor, Way
from tailor.access.roles import role
from tailor.access.working_as import oneself
from tailor.history.models import Event, Step
from tailor.kernel.jobs.running import enqueue
from tailor.kernel.numbers import whole_number
from tailor.kernel.sayings import Saying, Text
from tailor.kernel.text import in_sentence
from tailor.records import acts, reading, undo
from tailor.records.fields.base import Condition, FieldError
from tailor.records.fields.dates import read_date
from tailor.records.listing.counting import count_upto
from tailor.records.menu import MenuPage, everybody, register_page
from tailor.records.names import named
from tailor.records.operations import declared
from tailor.records.overseeing import done_meanwhile, overseen
from tailor.records.reading import NotVisible
from tailor.records.shape import visible_fields
from tailor.records.showing import Show
from tailor.records.timeline import changes_in_words, kind_of, read_mark, timeline, what_was_done
from tailor.records.types import all_types, record_type
from tailor.records.web.pages import actor_of, fragment, kind_for, render, saved, show_for
from tailor.records.web.story import story_html

SIZE = 50
NO_RECORD: dict[str, Any] = {"record": None, "kind": None, "changes": []}
WHOLE = ".import"  # the ending of operations that nobody takes back by a slip of the hand
WAYS = {
    Way.WEB: gettext_lazy("on a page"),
    Way.API: gettext_lazy("by the API"),
    Way.ASSISTANT: gettext_lazy("by an assistant"),
    Way.IMPORT: gettext_lazy("by an import"),
    Way.FORM: gettext_lazy("by a form"),
    Way.SOURCE: gettext_lazy("from an outside list"),
    Way.AUTOMATION: gettext_lazy("by automation"),
    Way.PHONE: gettext_lazy("from a phone"),
    Way.CLI: gettext_lazy("on the command line"),
    Way.SYSTEM: gettext_lazy("by Tailor itself"),
}

register_page(MenuPage("history", gettext_lazy("History"), "/history/", "history", everybody, hotkey="h", place=80))


def visible_steps(by: Actor) -> QuerySet[Step]:
    """Steps a person may read: those who rule read all, managers their department's people, others their own."""
    people = overseen(by)
    return Step.objects.all() if people is None else Step.objects.filter(actor_id__in=people)


def step_for(request: HttpRequest, pk: int) -> Step:
    by = actor_of(request)
    step = visible_steps(by).filter(pk=pk).first()
    if step is None and by.behind is not None:
        step = next((one for one in Step.objects.filter(pk=pk) if done_meanwhile(one, by)), None)
    if step is None:
        raise NotVisible
    return step


@require_GET
def company(request: HttpRequest) -> HttpResponse:
    show = show_for(request)
    steps, chosen = _filtered(visible_steps(show.actor), request)
    if before := whole_number(request.GET.get("before", "")):
        steps = steps.filter(pk__lt=before)
    found = list(steps.order_by("-id")[: SIZE + 1])
    more = len(found) > SIZE
    found = found[:SIZE]
    lines = [line(step, show) for step in found]
    query = request.GET.copy()
    query["before"] = str(found[-1].pk) if found else ""
    context = {
        "days": _days(lines),
        "people": [(one.id, one.title) for one in named("user").values()],
        "kinds": [
            *((kind.code, str(kind.plural)) for kind in all_types()),
            *((among, str(label)) for among, label in acts.AMONG.items()),
        ],
        "ways": [(way.value, str(text)) for way, text in WAYS.items()],
        "chosen": chosen,
        "more": f"?{query.urlencode()}" if more else "",
        "show": show,
    }
    return render(request, "records/history.html", context, current="history")


def _filtered(steps: QuerySet[Step], request: HttpRequest) -> tuple[QuerySet[Step], dict[str, str]]:
    chosen = {name: request.GET.get(name, "") for name in ("person", "kind", "way", "from", "to")}
    if person := whole_number(chosen["person"]):
        steps = steps.filter(actor_id=person)
    if chosen["kind"]:
        steps = steps.filter(operation__startswith=chosen["kind"] + ".")
    if chosen["way"]:
        steps = steps.filter(way=chosen["way"])
    for name, lookup, at in (("from", "at__gte", time.min), ("to", "at__lte", time.max)):
        try:
            if chosen[name]:
                day = datetime.combine(read_date(chosen[name]), at)
                steps = steps.filter(**{lookup: timezone.make_aware(day)})
        except FieldError:
            chosen[name] = ""
    return steps, chosen


def _days(lines: list[dict[str, Any]]) -> list[tuple[Any, list[dict[str, Any]]]]:
    days: dict[Any, list[dict[str, Any]]] = {}
    for one in lines:
        days.setdefault(timezone.localtime(one["step"].at).date(), []).append(one)
    return list(days.items())


def line(step: Step, show: Show) -> dict[str, Any]:
    """A step in words: of one record what changed, of many only that they are many, since what became of the first is not
    what became of all."""
    who = show.named("user", step.actor_id or 0)
    events = list(Event.objects.filter(step=step).order_by("id")[:2])
    first = _first(events[0], step, show, deed=declared(step.operation) is not None) if events else NO_RECORD
    if len(events) > 1:
        first = {**first, "changes": []}
    return {
        "step": step,
        "who": who.title if who else "Tailor",
        "what": str(step_saying(step)),
        "way": "" if step.way == Way.WEB else WAYS.get(Way(step.way), ""),
        "many": len(events) > 1,
        "undone": undo.nothing_stands(step.pk),
        "may_undo": bool(events) and undo.may_undo(step, show.actor),
        "as_whom": as_whom(step, show),
        "unseen": not first["record"] and _all_unseen(events, show.actor),
        **first,
    }


def _all_unseen(events: list[Event], by: Actor) -> bool:
    """Whether a step touched only records this person does not see, deleted or not: then it names none of them."""
    return bool(events) and not any(_is_seen(event, by) for event in events)


def _is_seen(event: Event, by: Actor) -> bool:
    kind = kind_of(event.record_type)
    if kind is None:
        return by.role.rules
    where = reading.visible(kind, by, gone=True)
    return count_upto(kind, Condition(f"t.id = %s AND {where.sql}", (event.record_id, *where.params)), 1) > 0


def as_whom(step: Step, show: Show) -> str:
    """As whom somebody worked who did it in their own name with the rights of another; "" for oneself."""
    assumed = step.details.get("as") or {}
    person = show.named("user", assumed.get("user") or 0)
    return person.title if person else str(role(assumed["role"]).label) if "role" in assumed else ""


def _first(event: Event, step: Step, show: Show, *, deed: bool = False) -> dict[str, Any]:
    """A record and what became of it. One that is made by the first change of what was there all along, as a built-in role is, was
    changed."""
    kind = kind_of(event.record_type)
    if kind is None:
        return NO_RECORD
    found = reading.get_many(kind, [event.record_id], show.actor)
    if not found:
        return {"record": None, "kind": kind, "changes": []}
    fields, values = visible_fields(kind, show.actor), found[0].values
    changed = event.action == "update" or (event.action == "create" and step.operation == f"{kind.code}.update")
    changes = changes_in_words(event.changes, fields, show, 4, values, deed=deed) if changed else []
    return {"record": found[0], "kind": kind, "changes": changes}


VERBS = {
    "create": pgettext_lazy("history", "created"),
    "update": gettext_lazy("changed"),
    "delete": gettext_lazy("deleted"),
    "restore": pgettext_lazy("history", "brought back"),
    "import": gettext_lazy("brought in"),
    "merge": gettext_lazy("merged"),
    "apply": gettext_lazy("changed the company’s shape"),
    "examples": gettext_lazy("put in example records"),
    "switch": gettext_lazy("switched on or off"),
    "change": gettext_lazy("changed"),
    "bulk": gettext_lazy("changed"),
}


def step_saying(step: Step) -> Text:
    """What a step was: ``changed``, ``Hand over``, ``Undone: Hand over``."""
    if step.operation == undo.UNDO:
        return Saying(gettext_lazy("Undone: %(what)s"), what=operation_saying(step.details.get("operation", "")))
    return operation_saying(step.operation)


def operation_saying(code: str) -> Text:
    if operation := declared(code):
        return operation.label
    return acts.label_of(code) or VERBS.get(code.rpartition(".")[2], "") or code


@require_GET
def step_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything one step did."""
    step, show = step_for(request, pk), show_for(request)
    after = whole_number(request.GET.get("after", "")) or 0
    events = list(Event.objects.filter(step=step, pk__gt=after).order_by("id")[: SIZE + 1])
    rows = []
    for event in events[:SIZE]:
        first = _first(event, step, show)
        if first.get("record") or event.action == "delete":
            rows.append({**first, "what": what_was_done(event.action, "")})
    told = line(step, show)
    context = {
        "line": told,
        "title": _titled(told),
        "rows": rows,
        "total": undo.size(pk),
        "more": f"?after={events[SIZE - 1].pk}" if len(events) > SIZE else "",
        "show": show,
    }
    return render(request, "records/step.html", context, current="history")


def _titled(told: dict[str, Any]) -> str:
    """What a step was and of whom: ``Changed: Acme``."""
    record, subject = told.get("record"), told["step"].subject
    name = subject if told["many"] or not record else record.title
    what = told["what"][:1].upper() + told["what"][1:]
    return f"{what}: {name}" if name else what


@require_GET
def record_history(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The story of a record, a portion at a time, as a fragment of its card."""
    kind, show = kind_for(request, slug), show_for(request)
    record = reading.get(kind, pk, show.actor)
    before, only = read_mark(request.GET.get("before", "")), request.GET.get("only", "")
    return HttpResponse(story_html(record, timeline(record, show, before=before, only=only), show, only))


@require_POST
def undo_step(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a step back. What depends on it is named first, and taken back too when that is asked for."""
    step, by = step_for(request, pk), actor_of(request)
    choice = request.POST.get("later", "")
    if undo.nothing_stands(pk):
        return saved(HttpResponse(), request, _("This was undone already."), None, tone="")
    if not choice and "sure" not in request.POST and step.operation.endswith(WHOLE):
        return _dialog(request, "records/undo_sure.html", {"step": step, "deeds": deeds_of(step)})
    if not choice and (later := undo.dependants(step, by)):
        return _dialog(request, "records/undo_dialog.html", {"step": step, "later": _told(later, show_for(request))})
    total = undo.size(pk)
    if total > undo.INLINE:
        payload = {"undoes": pk, "later_too": choice == "too", "link": step.details.get("link", "")}
        title = Saying(gettext_lazy("Undo: %(what)s"), what=step_saying(step))
        job = enqueue("records.undo", payload, title=title, by_id=oneself(by), total=total)
        return HttpResponse(status=204, headers={"HX-Redirect": f"/jobs/{job.pk}/"})
    outcome = undo.undo(step, by, later_too=choice == "too")
    return _undone(request, outcome)


def _dialog(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    """What is asked before a step is taken back."""
    context["line"] = line(context["step"], show_for(request))
    response = fragment(request, template, context)
    response.headers["HX-Retarget"], response.headers["HX-Reswap"] = "#dialogs", "innerHTML"
    return response


def deeds_of(step: Step) -> list[tuple[str, str, int]]:
    """What a large step did, as (plural of the kind, action, how many records)."""
    counted = Event.objects.filter(step=step).values_list("record_type", "action").order_by("record_type", "action")
    found = counted.annotate(many=Count("record_id", distinct=True))
    return [(str(kind.plural), action, many) for code, action, many in found if (kind := kind_of(code))]


def _told(later: list[undo.Later], show: Show) -> list[dict[str, Any]]:
    """Later work with its fields by their names."""
    found = []
    for one in later:
        kind = kind_of(one.record_type)
        fields = visible_fields(kind, show.actor) if kind else {}
        labels = [in_sentence(str(fields[name].label)) for name in one.fields if name in fields]
        found.append({"title": one.title, "fields": labels, "who": one.who, "at": one.at})
    return found


def _undone(request: HttpRequest, outcome: undo.Outcome) -> HttpResponse:
    response = HttpResponse(headers=_where_to(request, outcome))
    text = _("Undone: %(what)s") % {"what": _names_or_counts(outcome)} if outcome.changed else _("Nothing was undone")
    if outcome.refused:
        text += ". " + _("Not undone: %(why)s") % {"why": outcome.refused[0]}
    return saved(response, request, text, outcome.step_id, tone="good" if outcome.changed else "late")


def _where_to(request: HttpRequest, outcome: undo.Outcome) -> dict[str, str]:
    """The same page anew; from the card of a record that is no more, its list."""
    page = urlsplit(request.headers.get("HX-Current-URL", "")).path
    for code, pk in outcome.touched:
        kind = record_type(code)
        if page == f"/{kind.slug}/{pk}/" and not reading.get_many(kind, [pk], actor_of(request)):
            return {"HX-Redirect": f"/{kind.slug}/" if kind.listed else "/"}
    return {"HX-Trigger": "tailor:refresh"}


def _names_or_counts(outcome: undo.Outcome) -> str:
    """The one record that was touched, or how many of each kind."""
    if outcome.changed == 1 and (title := next(iter(outcome.touched.values()))):
        return title
    kinds = Counter(code for code, _pk in outcome.touched)
    return ", ".join(f"{in_sentence(str(record_type(code).plural))} ({count})" for code, count in kinds.items())
