"""The card of any record: who or what it is, its fields edited in place, its history."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from django.http import HttpRequest, HttpResponse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from markupsafe import Markup

from tailor.access.actors import Actor
from tailor.history.log import CREATE, UPDATE
from tailor.kernel.files.storing import FileRefused, store
from tailor.kernel.numbers import whole_number
from tailor.kernel.sayings import Text
from tailor.kernel.statements import sending
from tailor.kernel.text import in_sentence
from tailor.records import gate, reading, trial
from tailor.records.changes import Change, Refused, Saved
from tailor.records.fields import Reference
from tailor.records.fields.base import Field, FieldError
from tailor.records.hanging import ask_what_hangs
from tailor.records.layouts import quick_of, sections_of
from tailor.records.menu import card_actions
from tailor.records.moving import asked_at, begin
from tailor.records.operations import Operation, operations_on
from tailor.records.record import Record
from tailor.records.refusals import Conflict, Refusal
from tailor.records.shape import visible_fields
from tailor.records.showing import Show
from tailor.records.timeline import ask_newest, timeline
from tailor.records.types import RecordType, record_type
from tailor.records.web.facts import Fact, facts_html, labels
from tailor.records.web.files import plain
from tailor.records.web.in_segments import segments_html
from tailor.records.web.pages import actor_of, fragment, kind_for, render, saved, show_for
from tailor.records.web.related import related_html
from tailor.records.web.stages import stages_html
from tailor.records.web.story import story_html

Extra = Callable[[HttpRequest, Record, Show], dict[str, Any]]
Panel = Callable[[Record, Show], Markup | None]


class Place(NamedTuple):
    """A page a record belongs to, and how it is called there."""

    label: str
    url: str


Belonging = Callable[[Record, Show], Sequence[Place]]
_extras: dict[str, Extra] = {}
_panels: dict[str, list[Panel]] = {}
_belonging: dict[str, Belonging] = {}


def card_extra(code: str) -> Callable[[Extra], Extra]:
    """Let the module of a record type add to what its own card is drawn from."""

    def register(function: Extra) -> Extra:
        if code in _extras:
            raise ValueError(f"the card of {code!r} is drawn by {_extras[code].__module__}; give it a card_panel")
        _extras[code] = function
        return function

    return register


def card_panel(code: str) -> Callable[[Panel], Panel]:
    """Let any module put a section of its own on the cards of a record type, "*" for all: its HTML, or None for nothing.

    It obeys the rights of `show.actor` like everything read by `reading`.
    """

    def register(panel: Panel) -> Panel:
        _panels.setdefault(code, []).append(panel)
        return panel

    return register


def belongs_to(code: str) -> Callable[[Belonging], Belonging]:
    """Let a module say to which pages of its own the records of a type belong, the outermost first: their cards lead back to
    these instead of to a list."""

    def register(function: Belonging) -> Belonging:
        _belonging[code] = function
        return function

    return register


@require_GET
def card(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    kind = kind_for(request, slug)
    show = show_for(request)
    record = reading.get(kind, pk, show.actor)
    show.knows(kind.code, pk, record.title)
    with sending() as send:
        names = [send(statement) for statement in show.asking(_references(record, show))]
        ask_what_hangs(record, show, send)
        ask_newest(record, show, send)
        for take in names:
            take()
        context = card_context(request, record, show)
        extra = _extras.get(kind.code)
        context |= extra(request, record, show) if extra else story_context(record, show)
    return render(request, kind.card_template, context, current=kind.code, windowed=True)


def _references(record: Record, show: Show) -> Iterator[tuple[str, int]]:
    """The records that a record names, as far as the person sees where."""
    for name, field in visible_fields(record.kind, show.actor).items():
        if name in record.values:
            yield from field.references(record.values[name])


def story_context(record: Record, show: Show) -> dict[str, Any]:
    """The newest entries of a record's story."""
    return {"story": story_html(record, timeline(record, show), show)}


def card_context(request: HttpRequest, record: Record, show: Show) -> dict[str, Any]:
    kind = record.kind
    return {
        "kind": kind,
        "record": record,
        "show": show,
        "belongs": places(record, show) if (places := _belonging.get(kind.code)) else (),
        "facts": facts_html(sections(record, show)),
        "segments": segments_html(record, show),
        "stages": stages_html(record, show, editable=may_edit(record, show.actor)),
        "panels": related_html(record, show)
        + Markup("").join(
            html
            for panel in (*_panels.get(kind.code, ()), *_panels.get("*", ()))
            if show.actor.works_with(panel.__module__) and (html := panel(record, show))
        ),
        "operations": record_operations(record, show.actor),
        "card_actions": card_actions(record, show.actor),
        "may_edit": may_edit(record, show.actor),
    }


def record_operations(record: Record, by: Actor) -> list[Operation]:
    kind = record.kind
    return [
        one for one in operations_on(kind, by)
        if kind.visibility.reaches(by, by.scope(kind.code, one.right), record.owner_id, record.department_id)
    ]  # fmt: skip


def may_edit(record: Record, by: Actor) -> bool:
    scope = by.scope(record.kind.code, "edit")
    return record.kind.visibility.reaches(by, scope, record.owner_id, record.department_id)


def sections(record: Record, show: Show) -> list[tuple[str, list[Fact]]]:
    """The facts by section."""
    fields = visible_fields(record.kind, show.actor)
    editable = may_edit(record, show.actor)
    wanted = record.kind.asks(record.values) if record.kind.asks else fields.keys()
    return [
        (
            str(section.title),
            [
                fact(record, fields[name], show, editable)
                for name in section.fields
                if name in fields and name in wanted and not has_no_sense(fields[name], record.values)
            ],
        )
        for section in sections_of(record.kind, fields, show.actor)
    ]


def has_no_sense(field: Field, values: Mapping[str, Any]) -> bool:
    """Whether a field is empty and not to be filled in for such a record: the birthday of an organisation."""
    return bool(field.unless and values.get(field.unless)) and field.is_nothing(values.get(field.name, field.nothing))


def fact(record: Record, field: Field, show: Show, editable: bool) -> Fact:
    allowed = editable and field.editable and field.in_place
    allowed = allowed and show.actor.grant(record.kind.code).may_change(field.name)
    url = f"{record.url}fields/{field.name}/" if allowed else ""
    label = labels(record.kind, show.language)[field.name]
    shown = field.for_record(record.values)
    return Fact(label, shown.html(record.values.get(field.name, field.nothing), show), url)


@require_http_methods(["GET", "POST"])
def field_form(request: HttpRequest, slug: str, pk: int, name: str) -> HttpResponse:
    """Edit one field in place: GET the control, POST the value."""
    kind, show = kind_for(request, slug), show_for(request)
    record = reading.get(kind, pk, show.actor)
    field = visible_fields(kind, show.actor).get(name)
    if field is None or not fact(record, field, show, may_edit(record, show.actor)).edit_url:
        raise reading.NotVisible
    field = field.for_record(record.values)
    if request.method == "GET":
        return _control(request, record, field, show, record.values[name])
    given: Any = None
    seen = whole_number(request.POST.get("seen", ""))
    try:
        given = given_in(request, field, show.actor)
        if said := _touched(request, record, field, given, show.actor):
            return _control(request, record, field, show, given, seen=seen, touches=said)
        done = gate.update(kind, pk, {name: given}, by=show.actor, seen=seen)
    except Conflict as conflict:
        return _conflict(request, reading.get(kind, pk, show.actor), field, show, conflict)
    except Refusal as refusal:
        return _control(request, record, field, show, given, next(iter(refusal.errors.values())), seen)
    return _shown(request, done, field, show)


def _touched(request: HttpRequest, record: Record, field: Field, given: Any, by: Actor) -> Sequence[Text]:
    """What of the company's data a weighty change would touch; nothing once that was seen, and on trial, where the plan says
    it. Raises `Refusal`."""
    shaping = record.kind.shaping
    if shaping is None or shaping.touches is None or field.name not in shaping.weighty or trial.under_way():
        return ()
    judged = gate.prepare([Change(record.kind, UPDATE, record.id, {field.name: given})], by=by)[0]
    if isinstance(judged, Refused):
        raise judged.refusal
    seen = request.POST.get("sure") == str(judged.after[field.name])
    return () if seen else shaping.touches(UPDATE, record.values, judged.changes)


def _control(
    request: HttpRequest, record: Record, field: Field, show: Show, value: Any, error: Any = "", seen: int | None = None,
    touches: Sequence[Text] = (),
) -> HttpResponse:  # fmt: skip
    """The control of a field; `seen` is the version somebody had before their eyes when their value was refused, `touches`
    what is to be seen before it is taken."""
    try:
        asked = field.asked(value, show)
    except Exception:  # what was typed does not even look like a value
        asked = {**field.asked(field.nothing, show), "text": str(value)}
    if error and isinstance(value, str):
        asked["text"] = value
    context = {
        "record": record,
        "field": field,
        "asked": asked,
        "value": value,
        "error": error,
        "url": request.get_full_path(),
        "seen": record.version if seen is None else seen,
        "touches": touches,
    }
    return fragment(request, "records/field_form.html", context, status=422 if error or touches else 200)


def _conflict(request: HttpRequest, record: Record, field: Field, show: Show, conflict: Conflict) -> HttpResponse:
    """Both values: mine still in the control, theirs beside it; sending again puts mine in its place."""
    context = {
        "record": record,
        "field": field,
        "asked": field.asked(conflict.mine, show),
        "value": conflict.mine,
        "error": conflict.theirs.sentence,
        "theirs": field.html(conflict.theirs.value, show) or _("nothing"),
        "url": request.get_full_path(),
        "touches": (),
        "seen": record.version,
    }
    return fragment(request, "records/field_form.html", context, status=422)


def _shown(request: HttpRequest, done: Saved, field: Field, show: Show) -> HttpResponse:
    record = reading.get_many(done.kind, [done.id], show.actor)
    value = record[0].values.get(field.name, field.nothing) if record else field.nothing
    html = field.cell(value, show) if request.GET.get("in") == "cell" else field.html(value, show)
    response = HttpResponse(html or f'<span class="q">{_("Add")}</span>')
    if not done.changes:
        return response
    return saved(response, request, saved_text(done, field, show), done.step_id)


def saved_text(done: Saved, field: Field, show: Show) -> str:
    value = field.text(done.changes[field.name][1], show) if field.name in done.changes else ""
    short = value.replace("\n", ", ")
    text = _("Saved: %(field)s %(value)s") % {"field": in_sentence(str(field.label)), "value": short[:60]}
    if done.merged:
        others = ", ".join(sorted({one.who for one in done.merged}))
        text += ". " + _("%(who)s changed other fields meanwhile; both are kept.") % {"who": others}
    return text


@require_POST
def delete(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    kind, by = kind_for(request, slug), actor_of(request)
    done = gate.delete(kind, pk, by=by)
    response = HttpResponse(status=204, headers={"HX-Redirect": f"/{kind.slug}/"})
    return saved(response, request, _("Deleted: %(name)s") % {"name": done.title}, done.step_id)


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, slug: str) -> HttpResponse:
    """The form of a new record."""
    kind, show = kind_for(request, slug, "create"), show_for(request)
    fields = form_fields(kind, show.actor)
    if request.method == "GET":
        usual = dict(kind.initial) | ({"owner": show.actor.person_id} if "owner" in fields else {})
        usual |= {name: field.preset for name, field in fields.items() if field.preset is not None}
        begin(kind, usual)
        return _new_form(request, kind, fields, show, usual | _prefilled(request, kind, fields), {})
    given: dict[str, Any] = {}
    try:
        for name, field in fields.items():
            if (raw := given_in(request, field, show.actor)) is not None:
                given[name] = raw
        done = _made(kind, given, show.actor)
    except Refusal as refusal:
        return _new_form(request, kind, fields, show, given, refusal.errors)
    response = HttpResponse(
        status=302, headers={"Location": _on_to(request, done) or then(request) or _card_after(kind, done, show.actor)}
    )
    return saved(response, request, _("Created: %(name)s") % {"name": done.title}, done.step_id)


def _made(kind: RecordType, given: Mapping[str, Any], by: Actor) -> Saved:
    """A new record, with what its kind brings along."""
    if kind.brings is None:
        return gate.create(kind, given, by=by)
    with gate.step(by, f"{kind.code}.create") as act:
        done = gate.write(act, [Change(kind, CREATE, values=dict(given))])[0]
        kind.brings(act, {"id": done.id, **done.after})
    return done


def _prefilled(request: HttpRequest, kind: RecordType, fields: Mapping[str, Field]) -> dict[str, Any]:
    """What an address says of a new record; a form that is drawn anew says all of it as when it is sent."""
    if not kind.asks_by or "HX-Request" not in request.headers:
        return dict(request.GET.items())
    return {name: raw for name, field in fields.items() if (raw := field.from_form(request.GET)) is not None}


def given_in(request: HttpRequest, field: Field, by: Actor) -> Any:
    """The raw value a form posts for a field, with the files that came along. Raises `Refusal`."""
    given = field.from_form(request.POST)
    uploads = request.FILES.getlist(f"{field.name}.new") if field.carries_files else []
    if not uploads or not isinstance(given, list):
        return given
    try:
        stored = [store(one.chunks(), one.name or "file", by_id=by.doer_id) for one in uploads]
    except FileRefused:
        raise Refusal({field.name: FieldError(_("This file cannot be taken in."))}) from None
    return [*given, *map(plain, stored)]


def then(request: HttpRequest) -> str:
    """The page of ours that whoever sent somebody here wants them back at; "" where none is named."""
    return _ours(request.GET.get("then", "") or request.POST.get("then", ""))


def _ours(wanted: str) -> str:
    return wanted if wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, None) else ""


def _on_to(request: HttpRequest, done: Saved) -> str:
    """The page of ours about what was just made, where the address has a place for its inner name; "" for none."""
    return _ours(request.GET.get("into", "")).replace("{code}", str(done.after.get("code", "")))


def _card_after(kind: RecordType, done: Saved, by: Actor) -> str:
    """Where one lands after making a record: its card, or that of the record it hangs on when it has none in the menu."""
    if not kind.listed:
        for name, field in kind.declared.items():
            if isinstance(field, Reference) and (change := done.changes.get(name)) and field.to != "user":
                return f"/{record_type(field.to).slug}/{change[1]}/"
    return f"/{kind.slug}/{done.id}/"


def form_fields(kind: RecordType, by: Actor) -> dict[str, Field]:
    """The fields of the form of a new record: the quick ones first, then the rest."""
    visible, grant = visible_fields(kind, by), by.grant(kind.code)
    names = dict.fromkeys((*quick_of(kind, visible, by), *(n for s in kind.sections for n in s.fields), *visible))
    return {
        name: visible[name] for name in names
        if name in visible and visible[name].editable and grant.may_change(name)
        and visible[name].in_place
    }  # fmt: skip


def _new_form(
    request: HttpRequest, kind: RecordType, fields: Mapping[str, Field], show: Show, given: Mapping[str, Any],
    errors: Mapping[str, Any],
) -> HttpResponse:  # fmt: skip
    controls, quick = [], quick_of(kind, fields, show.actor)
    wanted = kind.asks(given) if kind.asks else fields.keys()
    at_its_stage = asked_at(kind, given)
    for name, field in fields.items():
        if name not in wanted and name not in errors:
            continue
        field = field.for_record(given)  # noqa: PLW2901 - the same one
        value = given.get(name, field.nothing)
        controls.append(
            {
                "field": field,
                "asked": field.asked_again(value, show),
                "error": errors.get(name, ""),
                "must": (must := field.required or name in at_its_stage),
                "quick": name in quick or must,
            }
        )
    context = {
        "kind": kind,
        "leave_to": then(request) or f"/{kind.slug}/",
        "controls": controls,
        "errors": errors,
        "values": given,
        "more_wrong": any(one["error"] and not one["quick"] for one in controls),
        "carries_files": any(field.carries_files for field in fields.values()),
        "last_fixed": max((at for at, one in enumerate(controls) if one["field"].name in kind.asks_by), default=-1),
        "duplicates_url": f"/{kind.slug}/alike/" if kind.duplicates or kind.known_by else "",
    }
    return render(request, "records/new.html", context, current=kind.code, status=422 if errors else 200)
