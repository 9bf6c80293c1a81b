"""The board of any record type that goes through a pipeline."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import Any

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET
from markupsafe import Markup

from tailor.kernel.statements import sending
from tailor.records import reading
from tailor.records.fields.stages import Stage
from tailor.records.listing import board as boards
from tailor.records.listing.conditions import order_of
from tailor.records.listing.page import Page, read_cursor
from tailor.records.listing.tickets import Tickets, read_with
from tailor.records.moving import boards_in
from tailor.records.types import SortOrder
from tailor.records.web.lists import Frame, Table, table_of
from tailor.records.web.pages import fragment, render


class BoardFrame(Frame):
    """What stands around the columns."""

    @cached_property
    def _present(self) -> tuple[SortOrder, str, bool]:
        return order_of(self.kind, boards.in_order(self.kind, self.table.question), self.table.fields)


@require_GET
def board(request: HttpRequest, slug: str, name: str = "") -> HttpResponse:
    """Columns by the stages of a pipeline: of the field of that name, or of the first there is."""
    table, field = _looked_at(request, slug, name)
    kind = table.kind
    context = {
        "frame": BoardFrame(table),
        "kind": kind,
        "question": table.question,
        "field": field,
        "board_url": table.url,
        "pipelines": [_tab(table, one, field) for one in boards_in(table.fields)],
        "columns": _columns(table, field),
        "may_move": table.by.grant(kind.code).may_change(field.name),
    }
    return render(request, "records/board.html", context, current=kind.code)


@require_GET
def further(request: HttpRequest, slug: str, name: str, stage: str) -> HttpResponse:
    """More of one column."""
    table, field = _looked_at(request, slug, name)
    key = "" if stage == boards.NOWHERE else stage
    if key and field.stage(key) is None:
        raise reading.NotVisible
    page = _read_further(request, table, field, key)
    draw = _tickets(table, field)
    draw.prepare([page])
    more = _more(table, key, page)
    return fragment(request, "records/board_more.html", {"tickets": draw.html(page), "more": more})


def _read_further(request: HttpRequest, table: Table, field: Stage, key: str) -> Page:
    shown = read_with(table.kind, field, table.fields, table.shown)
    cursor = read_cursor(request.GET.get("after", ""), back=False)
    asked = table.kind, table.question, table.askable, shown, table.by, field, key
    try:
        return boards.further(*asked, cursor)
    except (ValueError, DatabaseError):  # a cursor that belongs to another order means the beginning
        return boards.further(*asked, None)


def _looked_at(request: HttpRequest, slug: str, name: str) -> tuple[Table, Stage]:
    table = table_of(request, slug)
    fields = [field for field in boards_in(table.fields) if name in ("", field.name, field.board_name)]
    if not fields:
        raise reading.NotVisible
    return replace(table, at=f"/{slug}/board/{fields[0].board_name}/"), fields[0]


def _tickets(table: Table, field: Stage) -> Tickets:
    return Tickets(table.kind, field, table.fields, table.shown, table.by, table.show)


def _tab(table: Table, one: Stage, now: Stage) -> dict[str, Any]:
    url = f"/{table.kind.slug}/board/{one.board_name}/{table.question.address()}"
    return {"label": str(one.board_label), "url": url, "current": one.board_name == now.board_name}


def _columns(table: Table, field: Stage) -> list[dict[str, Any]]:
    """The columns with their first tickets, which are drawn while the database counts."""
    draw, shown = _tickets(table, field), read_with(table.kind, field, table.fields, table.shown)
    asked = table.kind, table.question, table.askable
    pages = boards.first_pages(*asked, shown, table.by, field)
    with sending() as send:
        prepared = [send(one) for one in draw.asking(list(pages.values()))]
        counted = send(boards.counting(*asked, table.by, field))
        for take in prepared:
            take()
        tickets = {stage: draw.html(page) for stage, page in pages.items()}
        columns = counted()
    for column in columns:
        if column.key not in pages:
            page = pages[column.key] = boards.further(*asked, shown, table.by, field, column.key, None)
            draw.prepare([page])
            tickets[column.key] = draw.html(page)
    return [_drawn(table, column, draw, pages[column.key], tickets[column.key]) for column in columns]


def _drawn(table: Table, column: boards.Column, draw: Tickets, page: Page, tickets: Markup) -> dict[str, Any]:
    total = Markup(draw.summed.drawer(table.show)(column.total)) if draw.summed and column.total is not None else ""  # noqa: S704 - escaped there
    return {
        "key": column.key,
        "label": str(column.stage.label) if column.stage else _("At no stage"),
        "colour": column.stage.colour if column.stage else "",
        "outcome": column.stage.outcome if column.stage else "",
        "count": column.count,
        "total": total,
        "tickets": tickets,
        "more": _more(table, column.key, page),
    }


def _more(table: Table, key: str, page: Page) -> str:
    """The address of what comes behind; "" at the end of a column."""
    if not page.following:
        return ""
    return f"{table.url}{key or boards.NOWHERE}/{table.question.address(after=str(page.following))}"
