"""What channels bring: a table, a chart and a file of figures by channel."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tailor.access.actors import Actor
from tailor.access.rights import Scope
from tailor.exchange.exporting import TYPES
from tailor.exchange.files.writing import write_csv, write_xlsx
from tailor.records import company
from tailor.records.fields import FieldError
from tailor.records.menu import may
from tailor.records.reading import NotVisible
from tailor.records.showing import Show
from tailor.records.web.pages import render, show_for
from tailor.sales import channel_figures, periods
from tailor.sales.channel_columns import MONEY, PERCENT, Column, columns_for, said
from tailor.sales.channel_figures import Figures, Line, Parts
from tailor.sales.periods import Period
from tailor.sales.records import CHANNEL, CHANNEL_COST
from tailor.sales.web.bars import Bars, bars

ADDRESS = "/channels/figures/"
BY_NAME, USUAL_ORDER = "channel", "-leads"
ROUGH = 10_000
CHANNEL_ASKED = ("period", "from", "to", "sort", "chart")


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure in the table: what it leads to, its share, and how it differs from the period before."""

    text: str
    url: str = ""
    share: str = ""
    arrow: str = ""
    change: str = ""
    aloud: str = ""
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Reckoned:
    """Everything the page and the file are made of."""

    period: Period
    earlier: Period | None
    parts: Parts
    columns: Sequence[Column]
    now: Figures
    before: Figures | None
    lines: Sequence[Line]

    def earlier_line(self, line: Line) -> Line | None:
        """The same channel in the period before; a bare line where it brought nothing then."""
        return self.before.lines.get(line.channel, Line(line.channel)) if self.before else None


@require_GET
def page(request: HttpRequest) -> HttpResponse:
    show = show_for(request)
    _let_in(show.actor)
    params = {name: request.GET.get(name, "")[:40] for name in CHANNEL_ASKED if request.GET.get(name)}
    context: dict[str, Any] = {
        "params": params, "tabs_of_days": _tabs(params), "may_cost": may(CHANNEL_COST.code, "create")(show.actor),
    }  # fmt: skip
    try:
        context |= {"fault": "", **_shown(reckon(params, show), params, show)}
    except FieldError as fault:  # what was asked stays in its place, the reason beside it
        first, last = params.get("from", ""), params.get("to", "")
        context |= {"fault": str(fault), "days": "", "first": first, "last": last, "exports": []}
    return render(request, "sales/channels.html", context, current="channel_figures")


@require_GET
def export(request: HttpRequest, form: str) -> HttpResponseBase:
    """The table as a file, for whoever may export leads."""
    show = show_for(request)
    _let_in(show.actor)
    if form not in ("csv", "xlsx") or not may_export(show.actor):
        raise NotVisible
    try:
        reckoned = reckon({name: request.GET.get(name, "")[:40] for name in CHANNEL_ASKED}, show)
    except FieldError:
        raise NotVisible from None
    out = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
    headings, rows = _table(reckoned)
    if form == "csv":
        write_csv(out, headings, rows)
    else:
        write_xlsx(out, headings, rows, _("What channels bring"))
    out.seek(0)
    name = f"channels-{reckoned.period.first}-{reckoned.period.last}.{form}"
    return FileResponse(out, as_attachment=True, filename=name, content_type=TYPES[form])


def may_export(by: Actor) -> bool:
    return by.scope("lead", "export") is not Scope.NONE


def _let_in(by: Actor) -> None:
    if not channel_figures.may_see(by):
        raise NotVisible


def _parts(show: Show) -> Parts:
    return channel_figures.parts_for(show.actor)


def reckon(params: Mapping[str, str], show: Show) -> Reckoned:
    """The figures an address asks for, in its order. Raises `FieldError`."""
    period, parts = periods.chosen(params, show.today), _parts(show)
    earlier = period.before(show.today)
    now = channel_figures.figures(period, show.actor, parts, show.today)
    before = channel_figures.figures(earlier, show.actor, parts, show.today) if earlier else None
    if before and not (before.total.leads or before.total.decided):
        earlier = before = None  # nothing was kept then: to compare with it would say that all of it is growth
    for pk, line in (before.lines if before else {}).items():
        if not line.bare:
            now.line(pk)
    columns = columns_for(parts)
    lines = _sorted(now, params.get("sort", ""), columns, show)
    return Reckoned(period, earlier, parts, columns, now, before, lines)


def _sorted(found: Figures, sort: str, columns: Sequence[Column], show: Show) -> list[Line]:
    """What came by no channel stands last, and what has no such figure behind what has."""
    names, place = channel_figures.names(), {pk: at for at, pk in enumerate(found.lines)}
    by = {one.name: one for one in columns}.get(sort.lstrip("-"))
    backwards = sort.startswith("-")
    lines = sorted((one for one in found.lines.values() if one.channel), key=lambda one: place[one.channel])
    if sort.lstrip("-") == BY_NAME:
        lines.sort(key=lambda one: names.get(one.channel or 0, "").casefold(), reverse=backwards)
    else:
        by, backwards = (by, backwards) if by else (columns[0], True)
        having = [one for one in lines if by.value(one) is not None]
        having.sort(key=lambda one: by.value(one) or 0, reverse=backwards)
        lines = [*having, *(one for one in lines if by.value(one) is None)]
    none = found.lines.get(None)
    return [*lines, *([none] if none and not none.bare else [])]


# the page


def _shown(it: Reckoned, params: Mapping[str, str], show: Show) -> dict[str, Any]:
    names = channel_figures.names()
    drawn = [one for one in it.columns if one.drawn]
    wanted = params.get("chart") or ("revenue" if it.now.total.revenue else "leads")
    column = next((one for one in drawn if one.name == wanted), drawn[0])
    days, before = _days(it.period, show), _days(it.earlier, show) if it.earlier else ""
    come = _days(it.period.until(show.today), show)
    rows = [(_called(line.channel, names), line, _cells(it, line, show)) for line in it.lines]
    total = _cells(it, it.now.total, show, total=True)
    return {
        "days": days, "come": come, "before": before, "first": it.period.first.isoformat(), "last": it.period.last.isoformat(),
        "heads": [_head(one.name, str(one.label), params) for one in it.columns], "by_name": _head(BY_NAME, _("Channel"), params),
        "rows": rows, "total": total, "parts": it.parts, "unpriced": it.now.total.unpriced, "currency": company.currency(),
        "under_way": it.period.first <= show.today < it.period.last,
        "charts": [{"label": one.label, "url": _address(params, chart=one.name), "current": one is column} for one in drawn],
        "chart": _bars(it, column, names, come, before, show), "chart_of": column.label,
        "bare": all(line.bare for line in it.lines) and (it.before is None or it.before.total.bare),
        "no_costs": it.parts.cost and not it.now.total.cost, "columns": it.columns,
        "no_channels": not any(it.now.lines), "may_channel": may(CHANNEL.code, "create")(show.actor),
        "exports": [(f"{ADDRESS}export/{form}/{_query(params)}", form) for form in ("xlsx", "csv")] if may_export(show.actor) else [],
    }  # fmt: skip


def _called(channel: int | None, names: Mapping[int, str]) -> str:
    return names.get(channel, _("(no longer there)")) if channel else _("Without a channel")


def _days(period: Period, show: Show) -> str:
    """1 – 23 Nov as both its days."""
    first, last = show.day(period.first), show.day(period.last)
    return first if first == last else f"{first} – {last}"


def _cells(it: Reckoned, line: Line, show: Show, *, total: bool = False) -> list[Cell]:
    before = (it.before.total if total else it.earlier_line(line)) if it.before else None
    return [_cell(one, line, before, it, show, total=total) for one in it.columns]


def _cell(column: Column, line: Line, before: Line | None, it: Reckoned, show: Show, *, total: bool) -> Cell:
    value = column.value(line)
    if value is None:
        return Cell("—", tone="q")
    part, tone = column.share(line), "late" if column.form in (MONEY, PERCENT) and value < 0 else "" if value else "q"
    url = column.url(line, it.period, total=total) if value else ""
    arrow, change, aloud = _changed(column, value, column.value(before) if before else None, show)
    share = said(part, PERCENT, show) if part is not None and value else ""
    return Cell(column.text(_roughly(value, column.form), show), url, share, arrow, change, aloud, tone)


def _changed(column: Column, value: int, before: int | None, show: Show) -> tuple[str, str, str]:
    """An arrow, by how much, and the same for whoever is read to."""
    if before is None or value == before:
        return "", "", ""
    by = column.text(_roughly(abs(value - before), column.form), show)
    aloud = _("%(by)s more than before") if value > before else _("%(by)s less than before")
    return "↑" if value > before else "↓", by, aloud % {"by": by}


def _roughly(parts: int, form: str) -> int:
    """Of larger amounts the cents say nothing."""
    return round(parts, -2) if form == MONEY and abs(parts) >= ROUGH else parts


def _head(name: str, label: str, params: Mapping[str, str]) -> dict[str, Any]:
    """A head of the table: by what it sorts next, and how it is sorted now."""
    sort = params.get("sort") or USUAL_ORDER
    now = sort.lstrip("-") == name
    first, second = (name, f"-{name}") if name == BY_NAME else (f"-{name}", name)
    order = ("descending" if sort.startswith("-") else "ascending") if now else ""
    return {"label": label, "url": _address(params, sort=second if now and sort == first else first), "order": order}


def _tabs(params: Mapping[str, str]) -> list[dict[str, Any]]:
    chosen = "" if params.get("from") or params.get("to") else params.get("period", periods.USUAL)
    kept = {name: params[name] for name in ("sort", "chart") if name in params}
    return [
        {"label": label, "url": _address(kept, period=name), "current": name == chosen}
        for name, (label, _months, _back) in periods.NAMED.items()
    ]


def _address(params: Mapping[str, str], **more: str) -> str:
    return ADDRESS + _query({**params, **more})


def _query(params: Mapping[str, str]) -> str:
    return f"?{urlencode(params)}" if params else ""


def _bars(it: Reckoned, column: Column, names: Mapping[int, str], days: str, before: str, show: Show) -> Bars:
    unit = f" {company.currency()}" if column.form == MONEY else ""
    told = [
        (_called(line.channel, names), column.value(line) or 0, (column.value(it.before.lines.get(line.channel, Line())) or 0) if it.before else 0)
        for line in it.lines
    ]  # fmt: skip
    title = _("%(what)s by channel, %(days)s") % {"what": column.label, "days": days}
    return bars(title, told, lambda value: column.text(_roughly(value, column.form), show) + unit, before)


# the file


def _table(it: Reckoned) -> tuple[list[str], list[list[Any]]]:
    """A heading and a column for each figure, for its share, and for what it was in the period before."""
    headings, known = [_("Channel")], channel_figures.names()
    for one in it.columns:
        label = (
            f"{one.label}, {company.currency()}"
            if one.form == MONEY
            else f"{one.label}, %"
            if one.form == PERCENT
            else str(one.label)
        )
        if one.name == "minutes":
            label = _("First answer, minutes")
        headings += [
            label,
            *([f"{one.label}, %"] if one.of else []),
            *([_("%(what)s, before") % {"what": label}] if it.before else []),
        ]
    rows = [_row(_called(line.channel, known), line, it, it.earlier_line(line)) for line in it.lines]
    return headings, [*rows, _row(_("All channels"), it.now.total, it, it.before.total if it.before else None)]


def _row(name: str, line: Line, it: Reckoned, before: Line | None) -> list[Any]:
    row: list[Any] = [name]
    for one in it.columns:
        row.append(one.exported(line))
        if one.of:
            row.append(one.share(line))
        if before is not None:
            row.append(one.exported(before))
    return row
