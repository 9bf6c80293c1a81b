"""Segments at a list: choosing one, and, for those who rule, putting its conditions together as one puts filters on a list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.template.loader import get_template
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from markupsafe import Markup

from tailor.access.rights import Scope
from tailor.records import gate, reading
from tailor.records.fields import Choice, Date
from tailor.records.fields.base import Field, FieldError, Label
from tailor.records.listing.askable import (
    Asking,
    Segment,
    all_segments,
    askable,
    may_have_segments,
)
from tailor.records.listing.conditions import conditions
from tailor.records.listing.counting import CAP, count_upto
from tailor.records.listing.page import read_page
from tailor.records.listing.question import Filter, Question, ask
from tailor.records.listing.related import Related
from tailor.records.listing.sentence import phrases
from tailor.records.record import Record
from tailor.records.refusals import Refusal
from tailor.records.segments import SEGMENTS, SegmentedKind
from tailor.records.shape import visible_fields
from tailor.records.showing import Show
from tailor.records.trial import shapes
from tailor.records.types import RecordType, record_type
from tailor.records.web.cards import card_panel, then
from tailor.records.web.lists import Table, table_of
from tailor.records.web.pages import actor_of, fragment, kind_for, render, saved, show_for

FIRST_FEW = 6


def kind_with_segments(request: HttpRequest, slug: str) -> RecordType:
    kind = kind_for(request, slug)
    if not may_have_segments(kind):
        raise reading.NotVisible
    return kind


def kind_to_shape(request: HttpRequest, slug: str, action: str) -> RecordType:
    """The same, for those who may make or change segments."""
    if actor_of(request).scope(SEGMENTS.code, action) is Scope.NONE:
        raise reading.NotVisible
    return kind_with_segments(request, slug)


def segment_of(kind: RecordType, code: str) -> Segment:
    found = all_segments().get(kind.code, {}).get(code)
    if found is None:
        raise reading.NotVisible
    return found


# at a list and on a card


@require_GET
def choose(request: HttpRequest, slug: str) -> HttpResponse:
    """The segments of a list by name; for those who rule, what they may do with them."""
    kind, by = kind_with_segments(request, slug), actor_of(request)
    asking = Asking(by)
    offered = asking.offered(kind)
    may = by.scope(SEGMENTS.code, "create") is not Scope.NONE
    params = QueryDict(request.GET.get("question", "").lstrip("?"))
    question = ask(kind, params, visible_fields(kind, by), asking.of(kind))
    context = {
        "kind": kind,
        "segments": offered,
        "may": may,
        "question": replace(question, sort="", columns=(), group_by="").address(),
        "suggested": suggestions(kind, asking.of(kind)) if may and not offered else [],
    }
    return fragment(request, "records/segments.html", context)


@require_GET
def count(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """How many of a list are in a segment, as far as counts go."""
    kind, show = kind_with_segments(request, slug), show_for(request)
    fields = askable(kind, show.actor)
    question = Question((Filter("segment", "is", code),))
    try:
        fields["segment"].check_argument("is", code)
    except FieldError:
        raise reading.NotVisible from None
    return HttpResponse(counted(count_upto(kind, conditions(kind, question, fields, show.actor)), show))


def counted(number: int, show: Show) -> str:
    return show.number(number) if number <= CAP else f"{show.number(CAP)}+"


@card_panel(SEGMENTS.code)
def conditions_panel(record: Record, show: Show) -> Markup | None:
    """On the card of a segment: what it asks, in words, and where that is changed."""
    kind = record_type(record.values["record_type"])
    said, wrong = in_words(kind, record.values["conditions"], show)
    template = get_template("records/segment_panel.html")
    url = f"/{kind.slug}/segments/{record.values['code']}/"
    return Markup(template.render({"kind": kind, "said": said, "wrong": wrong, "url": url, "record": record}))  # noqa: S704 - a template


def in_words(kind: RecordType, lines: Sequence[str], show: Show) -> tuple[list[tuple[str, str]], list[str]]:
    """Conditions as they are kept, in words; and why others cannot be asked."""
    asking, wrong = Asking(show.actor), list[str]()
    question = Question(tuple(_readable(asking, kind, lines, wrong)))
    return [(one.before, one.strong) for one in phrases(question, asking.of(kind), show)], wrong


def _readable(asking: Asking, kind: RecordType, lines: Sequence[str], wrong: list[str]) -> list[Filter]:
    found = []
    for line in lines:
        try:
            found.append(asking.filter(kind, line))
        except FieldError as fault:
            wrong.append(str(fault))
    return found


# what is suggested to begin with


@dataclass(frozen=True, slots=True)
class Suggested:
    name: Label
    address: str


def suggestions(kind: RecordType, fields: Mapping[str, Field]) -> list[Suggested]:
    """Segments most companies want: who is silent, who is new, who comes again and again."""
    found = []
    if moving := _what_happens(fields):
        related, day = moving
        found.append((_("Silent for 60 days"), Filter(related, "none", f"{day}=past:60")))
    if "created_at" in fields:
        found.append((_("New this month"), Filter("created_at", "is", "this-month")))
    if moving:
        found.append((_("Regular"), Filter(related, "least", f"3;{day}=past:90")))
    return [Suggested(name, Question((one,)).address(called=name)) for name, one in found]


def _what_happens(fields: Mapping[str, Field]) -> tuple[str, str] | None:
    """The first records that name these and say when they happened."""
    for name, field in fields.items():
        if isinstance(field, Related):
            for one in field.inner().values():
                if isinstance(one, Date) and one.editable and one.required:
                    return name, one.name
    return None


# for those who rule


@require_GET
def start(request: HttpRequest) -> HttpResponse:
    """Of which records a new segment is."""
    if actor_of(request).scope(SEGMENTS.code, "create") is Scope.NONE:
        raise reading.NotVisible
    field = SEGMENTS.declared["record_type"]
    assert isinstance(field, SegmentedKind)
    kinds = [record_type(option.value) for option in field.offered()]
    return render(request, "records/segment_start.html", {"kinds": kinds}, current=SEGMENTS.code)


@require_http_methods(["GET", "POST"])
@shapes
def new(request: HttpRequest, slug: str) -> HttpResponse:
    """Put the conditions of a new segment together, which the address holds, and give it a name."""
    kind = kind_to_shape(request, slug, "create")
    if request.method == "GET":
        return _editor(request, kind, None, {"name": request.GET.get("called", ""), "colour": "moss"})
    return _keep(request, kind, None)


@require_GET
def opened(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """The conditions of a segment, to be changed."""
    kind = kind_to_shape(request, slug, "edit")
    one = segment_of(kind, code)
    filters = _readable(Asking(actor_of(request)), kind, one.conditions, [])
    address = Question(tuple(filters)).address(then=then(request))
    return HttpResponseRedirect(f"/{slug}/segments/{code}/edit/{address}")


@require_http_methods(["GET", "POST"])
@shapes
def edit(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    kind = kind_to_shape(request, slug, "edit")
    one = segment_of(kind, code)
    if request.method == "GET":
        return _editor(request, kind, one, {"name": one.name, "colour": one.colour})
    return _keep(request, kind, one)


@require_POST
@shapes
def delete(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    kind = kind_to_shape(request, slug, "delete")
    done = gate.delete(SEGMENTS, segment_of(kind, code).id, by=actor_of(request))
    response = HttpResponse(status=204, headers={"HX-Redirect": f"/{slug}/"})
    return saved(response, request, _("Segment deleted: %(name)s") % {"name": done.title}, done.step_id)


def _keep(request: HttpRequest, kind: RecordType, one: Segment | None) -> HttpResponse:
    by, data = actor_of(request), request.POST
    params = QueryDict(data.get("question", "").lstrip("?"))
    question = ask(kind, params, visible_fields(kind, by), askable(kind, by))
    values = {
        "name": data.get("name", ""),
        "colour": data.get("colour", ""),
        "conditions": [f"{each.field}={each}" for each in question.filters],
    }
    try:
        if one is None:
            done = gate.create(SEGMENTS, {**values, "record_type": kind.code}, by=by)
        else:
            done = gate.update(SEGMENTS, one.id, values, by=by)
    except Refusal as refusal:
        return _editor(request, kind, one, values, {name: str(error) for name, error in refusal.errors.items()}, params)
    code = one.code if one else done.changes["code"][1]
    response = HttpResponseRedirect(then(request) or f"/{kind.slug}/?segment=is:{code}")
    return saved(response, request, _("Segment kept: %(name)s") % {"name": done.title}, done.step_id)


def _editor(
    request: HttpRequest,
    kind: RecordType,
    one: Segment | None,
    values: Mapping[str, Any],
    errors: Mapping[str, str] | None = None,
    params: QueryDict | None = None,
) -> HttpResponse:
    """Name and colour, the conditions, and who satisfies them now."""
    table = replace(table_of(request, kind.slug, params), at=request.path)
    colour = SEGMENTS.declared["colour"]
    assert isinstance(colour, Choice)
    context = {
        "kind": kind,
        "segment": one,
        "values": values,
        "errors": errors or {},
        "then": then(request),
        "colours": [(option.value, str(option.label)) for option in colour.offered()],
        "table": table,
        "question": table.question,
        "phrases": phrases(table.question, table.askable, table.show),
        "may_delete": one and table.by.scope(SEGMENTS.code, "delete") is not Scope.NONE,
        **_who(table),
    }
    return render(request, "records/segment.html", context, current=kind.code, status=422 if errors else 200)


def _who(table: Table) -> dict[str, Any]:
    """How many there are, and the first few."""
    kind, by, question = table.kind, table.by, replace(table.question, sort="")
    where = conditions(kind, question, table.askable, by)
    page = read_page(kind, question, table.askable, [], by, None, size=FIRST_FEW)
    known = {one.id: one for one in reading.get_many(kind, [row[0] for row in page.rows], by)}
    return {
        "count": counted(count_upto(kind, where), table.show),
        "first": [known[row[0]] for row in page.rows if row[0] in known],
    }


# a draft of the shape may be changed by these
