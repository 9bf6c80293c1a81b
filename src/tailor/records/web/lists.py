"""The list of any record type."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, reduce
from typing import Any
from urllib.parse import urlencode, urlsplit

import orjson
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tailor.access.actors import Actor
from tailor.access.rights import Scope
from tailor.access.roles import may_own
from tailor.kernel import stamps
from tailor.kernel.numbers import whole_number
from tailor.kernel.remembering import remembered
from tailor.kernel.text import sort_key
from tailor.records.fields.base import EMPTY, Field, FieldError, FilterAsked, Label
from tailor.records.fields.chosen import IS, MOST_ASKED, NOT, parts_in
from tailor.records.layouts import by_importance, columns_of, on_the_phone
from tailor.records.listing.askable import all_segments, askable, may_have_segments
from tailor.records.listing.conditions import conditions, order_of
from tailor.records.listing.counting import CAP, count_all, count_upto
from tailor.records.listing.page import SIZE, Page, read_cursor, read_page
from tailor.records.listing.question import Filter, Question, ask, check, for_person, groups, read_filter
from tailor.records.listing.related import Related
from tailor.records.listing.rows import rows_html
from tailor.records.listing.sentence import phrases
from tailor.records.menu import list_actions
from tailor.records.models import ListSettings
from tailor.records.moving import boards_in
from tailor.records.names import named
from tailor.records.operations import Operation, bulk_operations
from tailor.records.ready_views import ready_views
from tailor.records.shape import visible_fields
from tailor.records.showing import Show
from tailor.records.types import RecordType, SortOrder
from tailor.records.views import saved_views
from tailor.records.web.pages import actor_of, fragment, kind_for, render, show_for

GROUP_SIZE = 10
MOST_GROUPS = 60


@dataclass(frozen=True, slots=True)
class Table:
    """Everything about one list that its parts need."""

    kind: RecordType
    question: Question
    fields: Mapping[str, Field]
    shown: Sequence[Field]
    by: Actor
    show: Show
    askable: Mapping[str, Field]
    """What it may be asked about: the fields, and more."""
    at: str = ""
    """Where it is looked at in another way: the address of its board."""

    @property
    def within(self) -> str:
        """The part of the page that is drawn anew when the question changes; "" for all of it."""
        return "#segment-asked" if self.at.startswith(f"/{self.kind.slug}/segments/") else ""

    @property
    def url(self) -> str:
        return self.at or f"/{self.kind.slug}/"


def table_of(request: HttpRequest, slug: str, params: Mapping[str, str] | None = None) -> Table:
    kind, by = kind_for(request, slug), actor_of(request)
    fields = {name: field for name, field in visible_fields(kind, by).items() if not field.secret}
    asked = askable(kind, by)
    question = ask(kind, request.GET if params is None else params, fields, asked)
    names = question.columns or columns_of(kind, fields, by)
    said = question.group_by  # over every group, so not in each of its rows
    shown = [fields[name] for name in dict.fromkeys((kind.title, *names)) if name in fields and name != said]
    shown = on_the_phone(kind, by_importance(kind, shown), by)
    return Table(kind, question, fields, shown, by, show_for(request), asked, looked_at_in(request, kind))


def looked_at_in(request: HttpRequest, kind: RecordType) -> str:
    """The board that a fragment is asked for from, or the page where a segment's conditions are put together; "" for the
    list."""
    path = urlsplit(request.headers.get("HX-Current-URL", "")).path
    return path if path.startswith(f"/{kind.slug}/segments/") else board_in_sight(request, kind)


def board_in_sight(request: HttpRequest, kind: RecordType) -> str:
    """The board that a fragment is asked for from; "" where that is the list."""
    path = urlsplit(request.headers.get("HX-Current-URL", "")).path
    return path if path.startswith(f"/{kind.slug}/board/") else ""


@require_GET
def list_page(request: HttpRequest, slug: str) -> HttpResponse:
    table = table_of(request, slug)
    context = _framed(table)
    if table.question.group_by:
        context["groups"] = _groups(table)
    else:
        context |= _paged(request, table)
    return render(request, "records/list.html", context, current=table.kind.code)


class Frame:
    """What stands around the rows. The page keeps these parts, so most are only put together when they changed."""

    def __init__(self, table: Table) -> None:
        self.table, self.kind, self.address = table, table.kind, table.question.address()
        self.phrases = phrases(table.question, table.askable, table.show)
        said = tuple(phrase.strong for phrase in self.phrases)
        by = table.by
        self.key = (by.person_id, by.role.code, self.kind.code, self.address, said, stamps.current(stamps.SHAPE))

    @cached_property
    def _present(self) -> tuple[SortOrder, str, bool]:
        return order_of(self.kind, self.table.question, self.table.fields)

    @property
    def order(self) -> SortOrder:
        return self._present[0]

    @property
    def descending(self) -> bool:
        return self._present[2]

    @cached_property
    def orders(self) -> list[dict[str, Any]]:
        """What the list may be sorted by, and where that leads."""
        found = []
        for order in self.kind.orders:
            now = order.name == self.order.name
            turned = not self.descending if now else order.descending
            sorted_by = self.table.question.sorted_by
            url = sorted_by(f"-{order.name}" if turned else order.name).address()
            to = sorted_by(f"-{order.name}" if order.descending else order.name).address()
            found.append({"name": order.name, "label": order.label, "now": now, "url": url, "to": to})
        return found

    @property
    def sortings(self) -> list[dict[str, Any]]:
        """The orders of the kind, and those by own fields that are shown, for a menu."""
        own = [
            {"label": field.label, "now": self.order.name == field.name, "to": self.sorts[field.name]["to"]}
            for field in self.table.shown if field.own and not field.many
        ]  # fmt: skip
        return [*self.orders, *own]

    @property
    def directions(self) -> list[dict[str, Any]]:
        """The present order both ways round."""
        by, name = self.table.question.sorted_by, self.order.name
        return [
            {"label": _("Ascending"), "url": by(name).address(), "now": not self.descending},
            {"label": _("Descending"), "url": by(f"-{name}").address(), "now": self.descending},
        ]

    @cached_property
    def sorts(self) -> dict[str, dict[str, Any]]:
        """What a click on the head of a column does, by field."""
        by_name = {order["name"]: order for order in self.orders}
        sorts = {field.name: by_name[field.sort] for field in self.table.shown if field.sort in by_name}
        for field in self.table.shown:
            if field.own and not field.many:
                now = self.order.name == field.name
                sort = f"-{field.name}" if now and not self.descending else field.name
                by = self.table.question.sorted_by
                sorts[field.name] = {"now": now, "url": by(sort).address(), "to": by(field.name).address()}
        return sorts

    @cached_property
    def tabs(self) -> list[dict[str, Any]]:
        return _tabs(self.table)

    def may(self, action: str) -> bool:
        return self.table.by.scope(self.kind.code, action) is not Scope.NONE

    @property
    def picks(self) -> bool:
        return picks(self.table)

    @property
    def exports_less(self) -> bool:
        """Whether a file this person takes away has less than the list they see."""
        return self.table.by.scope(self.kind.code, "export") < self.table.by.scope(self.kind.code, "see")

    def actions(self, place: str) -> list[tuple[str, Label]]:
        """What engines offer above the list: ``export``, ``import``."""
        return list_actions(place, self.kind.code, self.kind.slug, self.table.by)

    @property
    def segments(self) -> bool:
        """Whether there are segments to choose, or to be made."""
        may_make = self.table.by.scope("segment", "create") is not Scope.NONE
        return may_have_segments(self.kind) and (may_make or self.kind.code in all_segments())

    @property
    def groupings(self) -> list[Field]:
        """Fields the list may be put in groups by."""
        return [field for field in self.table.fields.values() if groups(self.kind, field)]

    @property
    def board(self) -> str:
        """Where the same records stand by their stages; "" where they have none."""
        return f"/{self.kind.slug}/board/" if boards_in(self.table.fields) else ""

    @cached_property
    def operations(self) -> list[Operation]:
        return bulk_operations(self.kind, self.table.by)


def picks(table: Table) -> bool:
    """Whether there is anything this person could do to records they tick."""
    may_edit = table.by.scope(table.kind.code, "edit") is not Scope.NONE
    return may_edit or bool(bulk_operations(table.kind, table.by))


def _framed(table: Table) -> dict[str, Any]:
    return {
        "frame": Frame(table),
        "kind": table.kind,
        "question": table.question,
        "columns": table.shown,
        "widths": list_widths(table.by.person_id or 0, table.kind.code),
    }


def _paged(request: HttpRequest, table: Table) -> dict[str, Any]:
    after, before = request.GET.get("after", ""), request.GET.get("before", "")
    cursor = read_cursor(after or before, back=bool(before)) if after or before else None
    try:
        page = read_page(table.kind, table.question, table.askable, table.shown, table.by, cursor)
    except (ValueError, DatabaseError):
        if cursor is None:
            raise
        cursor = None  # a cursor that belongs to another order means the beginning
        page = read_page(table.kind, table.question, table.askable, table.shown, table.by, None)
    first = (whole_number(request.GET.get("from", "")) or 1) if cursor else 1
    counted = count_upto(table.kind, conditions(table.kind, table.question, table.askable, table.by))
    return {
        "rows": rows_html(table.kind, page, table.shown, table.by, table.show, picks=picks(table)),
        "is_empty": not page.rows,
        "first": first,
        "last": first + len(page.rows) - 1,
        "total": counted if counted <= CAP else None,
        "cap": CAP,
        **_ways(table, page, first),
    }


def _ways(table: Table, page: Page, first: int) -> dict[str, str]:
    """Addresses of the pages to either side."""
    address = table.question.address
    following = address(after=str(page.following), **{"from": str(first + len(page.rows))}) if page.following else ""
    preceding = ""
    if page.preceding:
        start = max(1, first - SIZE)
        preceding = address() or "?" if start == 1 else address(before=str(page.preceding), **{"from": str(start)})
    return {"next_url": following, "back_url": preceding}


def _groups(table: Table) -> list[dict[str, Any]]:
    """Sections of a grouped list: for each value its first rows and how many there are, at last those without any. Where the
    list is asked for some values, there are no others."""
    field = table.fields[table.question.group_by]
    named = [
        set(parts_in(for_person(one, field, table.by)))
        for one in table.question.filters
        if one.field == field.name and one.operator == IS
    ]
    offered = [one for one in field.sections(table.show) if all(one[0] in values for values in named)]
    values = [(Filter(field.name, IS, argument), title) for argument, title in offered[:MOST_GROUPS]]
    if not named:
        values.append((Filter(field.name, EMPTY, ""), _("%(field)s: none") % {"field": field.label}))
    return [section for value, title in values if (section := _group(table, value, title)) is not None]


def _group(table: Table, value: Filter, title: str) -> dict[str, Any] | None:
    """One section; None when no record is in it."""
    narrowed = replace(table.question.grouped_by(""), filters=(*table.question.filters, value))
    page = read_page(table.kind, narrowed, table.askable, table.shown, table.by, None, size=GROUP_SIZE)
    if not page.rows:
        return None
    counted = count_upto(table.kind, conditions(table.kind, narrowed, table.askable, table.by))
    return {
        "title": title,
        "rows": rows_html(table.kind, page, table.shown, table.by, table.show, picks=picks(table)),
        "count": counted if counted <= CAP else f"{CAP}+",
        "url": table.question.grouped_by("").plus(value).address(),
        "more": page.following is not None,
    }


def _tabs(table: Table) -> list[dict[str, Any]]:
    """All, mine, the ready views, and the saved ones this person has."""
    kind, present = table.kind, table.question.address()
    tabs = [{"label": _("All"), "url": table.url, "current": present == ""}]
    if "owner" in table.fields and may_own(table.by.role.code, kind.code):
        tabs.append({"label": _("Mine"), "url": table.url + "?owner=is:me", "current": present == "?owner=is:me"})
        if table.by.departments and table.by.scope(kind.code, "see") is not Scope.OWN:
            ids = [
                str(one.id)
                for one in named("user").values()
                if one.active and one.department_id in table.by.departments
            ]
            team = f"?owner=is:{','.join(ids)}"
            if len(ids) <= MOST_ASKED:
                tabs.append({"label": _("My team’s"), "url": table.url + team, "current": present == team})
    offered = [(str(one.label), one.question) for one in ready_views(kind, table.askable)]
    tabs += [
        {"label": label, "url": table.url + question, "current": present == question}
        for label, question in [*offered, *((view.name, view.question) for view in saved_views(kind, table.by))]
    ]
    return tabs


def list_widths(person_id: int, code: str) -> dict[str, int]:
    """How wide this person likes the columns of a list, in pixels by field."""
    return remembered(("widths", person_id, code), lambda: _read_widths(person_id, code))


def _read_widths(person_id: int, code: str) -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT settings FROM records_listsettings WHERE user_id = %s AND record_type = %s", [person_id, code]
        )
        row = cursor.fetchone()
    widths: dict[str, int] = orjson.loads(row[0]).get("widths", {}) if row else {}
    return widths


@require_GET
def count(request: HttpRequest, slug: str) -> HttpResponse:
    """How many there are exactly, for those who ask; the page itself never waits for it."""
    table = table_of(request, slug)
    total = count_all(table.kind, conditions(table.kind, table.question, table.askable, table.by))
    return HttpResponse(table.show.number(total))


@require_GET
def filter_form(request: HttpRequest, slug: str) -> HttpResponse:
    """Choose a field, then what about it; `apply` leads to the list with the filter added."""
    params = QueryDict(request.GET.get("question", "").lstrip("?"))
    table = table_of(request, slug, params)
    field = table.askable.get(request.GET.get("field", ""))
    if field is None:
        offered = by_label(one for one in table.askable.values() if one.operators)
        context = {"table": table, "question": table.question.address(), "fields": offered}
        return fragment(request, "records/filter_fields.html", context)
    try:
        if "apply" not in request.GET:
            return _filter_form(request, table, field)
        return _gone_to(request, table.url + _narrowed(table, field, request.GET).address(), table.within)
    except FieldError as error:
        return _filter_form(request, table, field, str(error))


def _narrowed(table: Table, field: Field, given: QueryDict) -> Question:
    """The question with what the form of a filter says. Raises `FieldError`."""
    asked = [Filter(field.name, operator, argument) for operator, argument in field.asked_filters(given)]
    for one in asked:
        check(field, one)
    if field.asked_by_filter(table.show).periods:
        return table.question.about(field.name, *asked)
    return reduce(lambda question, one: question.plus(one, beside=field.repeats), asked, table.question)


def _filter_form(request: HttpRequest, table: Table, field: Field, error: str = "") -> HttpResponse:
    """What may be asked of a field, with what was just typed or what the filter one clicked says already."""
    asked, given = field.asked_by_filter(table.show), request.GET
    operator, argument, question = given.get("operator", ""), given.getlist("argument"), table.question
    standing = [place for place, one in enumerate(question.filters) if one.field == field.name]
    if field.several and not field.repeats and standing and not operator:
        one, question = question.filters[standing[0]], question.without(standing[0])
        operator, argument = one.operator, [one.argument]
    now = {one.operator: one.argument for one in table.question.filters if one.field == field.name}
    periods = []
    for text, label in asked.periods:
        chosen = read_filter(field, text)
        if chosen is not None:
            url = table.url + table.question.about(field.name, chosen).address()
            periods.append({"label": label, "url": url, "now": text in (f"{operator}:{','.join(argument)}", operator)})
    context = {
        "table": table,
        "field": field,
        "question": question.address(),
        "operators": [(code, str(label)) for code, label in field.operators.items() if label],
        "related": _related(field, given, table.show),
        "asked": asked,
        "ticks": _ticks(field, asked, operator, ",".join(argument), table.show),
        "periods": periods,
        "operator": operator,
        "argument": ",".join(argument),
        "first": given.get("from", argument[0] if operator == "from" and argument else now.get("from", "")),
        "last": given.get("to", argument[0] if operator == "to" and argument else now.get("to", "")),
        "error": error,
    }
    return fragment(request, "records/filter_form.html", context, status=422 if error else 200)


def _ticks(field: Field, asked: FilterAsked, operator: str, argument: str, show: Show) -> list[tuple[str, str, bool]]:
    """What there is to tick, and whether it is ticked; what is asked for but not offered stands among it."""
    named = parts_in(argument) if operator in (IS, NOT, "") and field.several else []
    offered = {str(value): label for value, label in asked.ticks}
    offered |= {part: field.argument_text(IS, part, show) for part in named if part not in offered}
    return [(value, label, value in named) for value, label in offered.items()]


def _related(field: Field, given: QueryDict, show: Show) -> dict[str, Any] | None:
    """What the form of a condition on related records offers, with what was just chosen there."""
    if not isinstance(field, Related):
        return None
    operator, argument = given.get("operator", ""), given.get("argument", "")
    if "apply" in given:
        try:
            operator, argument = field.asked_filters(given)[0]
        except FieldError:
            argument = ""
    return field.form(operator, argument, show)


def _gone_to(request: HttpRequest, url: str, within: str) -> HttpResponse:
    if within:
        place = {"path": url, "target": within, "select": within, "swap": "outerHTML"}
        return HttpResponse(status=204, headers={"HX-Location": orjson.dumps(place).decode()})
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": url})
    return HttpResponseRedirect(url)


def by_label(fields: Iterable[Field]) -> list[Field]:
    """As their names stand in the alphabet of the person's language."""
    return sorted(fields, key=lambda field: sort_key(str(field.label)))


@require_GET
def columns_form(request: HttpRequest, slug: str) -> HttpResponse:
    """Choose the columns and their order."""
    params = QueryDict(request.GET.get("question", "").lstrip("?"))
    table = table_of(request, slug, params)
    if "apply" in request.GET:
        chosen = [name for name in request.GET.getlist("column") if name in table.fields]
        pairs = [pair for pair in table.question.pairs() if pair[0] != "columns"]
        return HttpResponseRedirect(f"{table.url}?{urlencode([*pairs, ('columns', ','.join(chosen))], safe=':,')}")
    now = [field.name for field in table.shown]
    ordered = [*table.shown, *(field for name, field in table.fields.items() if name not in now and not field.beside)]
    context = {"table": table, "question": table.question.address(), "ordered": ordered, "now": now}
    return fragment(request, "records/columns_form.html", context)


@require_POST
def widths(request: HttpRequest, slug: str) -> HttpResponse:
    """Remember how wide this person likes a column."""
    kind, by = kind_for(request, slug), actor_of(request)
    name, width = request.POST.get("col", ""), whole_number(request.POST.get("width", ""))
    if name in visible_fields(kind, by) and width is not None and by.behind is None:
        kept = ListSettings.of(by.person_id or 0, kind.code)
        kept.settings.setdefault("widths", {})[name] = min(900, max(40, width))
        kept.save()
        stamps.bump(stamps.SHAPE)
    return HttpResponse(status=204)
