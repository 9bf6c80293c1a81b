"""Leads and deals on the home page: what waits, what is stuck, what the month brought."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from itertools import chain
from typing import Any

from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from tailor.access.actors import Actor
from tailor.clients.home import CALLS_MADE, steps_due
from tailor.home.asking import Asked, condition_of, first, may_ask, may_read, said
from tailor.home.blocks import Figure, Filled, HomeBlock, Question, Row, Table, register_block
from tailor.home.team import TeamFigure, register_team_figure
from tailor.kernel.statements import Statement
from tailor.records.fields import Money
from tailor.records.fields.stages import OPEN, Stage
from tailor.records.listing import board
from tailor.records.listing.tickets import STALE_DAYS
from tailor.records.menu import may
from tailor.records.record import Record
from tailor.records.shape import visible_fields
from tailor.records.showing import Show
from tailor.sales import channel_figures
from tailor.sales.channel_columns import Column, columns_for
from tailor.sales.channel_figures import Figures, Line
from tailor.sales.periods import USUAL as THIS_MONTH
from tailor.sales.periods import Period
from tailor.sales.periods import named as named_period
from tailor.sales.records import DEAL, TARGET
from tailor.sales.records.targets import ANSWERED, CALLS, FIGURES, WON_AMOUNT, WON_COUNT
from tailor.sales.web.channels import ADDRESS

SHOWN = 5
NEW, MINE, NOBODYS = (Asked("lead", f"status=is:new{whose}") for whose in ("", "&owner=is:me", "&owner=empty"))
UNANSWERED = Asked("lead", "status=is:new&received_at=is:before-today")
UNDER_WAY, STEPLESS = Asked("deal", "owner=is:me&stage=open"), Asked("deal", "owner=is:me&stage=open&next_step=empty")
STALE = Asked("deal", f"owner=is:me&stage=open&stage_since=older:{STALE_DAYS}")
ALL_STALE = Asked("deal", f"stage=open&stage_since=older:{STALE_DAYS}")
OF_THE_MONTH = {
    WON_AMOUNT: Asked("deal", "owner=is:me&stage=won&closed_at=is:this-month", "amount"),
    WON_COUNT: Asked("deal", "owner=is:me&stage=won&closed_at=is:this-month"),
    ANSWERED: Asked("lead", "owner=is:me&answered_at=is:this-month"),
    CALLS: Asked(CALLS_MADE.record_type, f"owner=is:me&{CALLS_MADE.query}"),
}
HUNDREDTHS = Decimal(100)


def _figure(label: str, asked: Asked, number: int, show: Show, tone: str = "") -> Figure:
    return Figure(label, said(asked, number, show), asked.url, tone if number else "")


# leads


def waiting_asks(show: Show) -> Sequence[Question]:
    longest = (_leads(one, show, "t.received_at, t.id") for one in (MINE, NOBODYS))
    return MINE, NOBODYS, *longest


def fill_waiting(show: Show, answers: Sequence[Any]) -> Filled:
    """New leads of mine and of nobody, those that wait longest on top."""
    mine, free, *found = answers
    figures = (
        _figure(gettext("Mine"), MINE, mine, show, "late"),
        _figure(gettext("Nobody’s"), NOBODYS, free, show),
    )
    longest = sorted(chain(*found), key=lambda one: (one.values["received_at"], one.id))[:SHOWN]
    nothing = gettext("No lead waits. New ones stand here with how long they have waited.")
    return Filled(figures, _lead_rows(longest, show), nothing=nothing, more=NEW.url)


def incoming_asks(show: Show) -> Sequence[Question]:
    return NEW, NOBODYS, _leads(NEW, show, "t.received_at DESC, t.id DESC")


def fill_incoming(show: Show, answers: Sequence[Any]) -> Filled:
    """The newest on top."""
    new, free, newest = answers
    figures = (
        _figure(pgettext("leads", "New"), NEW, new, show),
        _figure(gettext("Nobody’s"), NOBODYS, free, show, "late"),
    )
    nothing = gettext("Nothing has come in. Press N on the list of leads to enter the first one.")
    return Filled(figures, _lead_rows(newest, show), nothing=nothing, more=NEW.url)


def _leads(asked: Asked, show: Show, order: str) -> Statement[list[Record]]:
    return first(asked, show.actor, order, SHOWN, ("title", "name", "received_at", "owner"))


def _lead_rows(leads: Iterable[Record], show: Show) -> list[Row]:
    return [
        Row(one.title, one.url, _whose(one, show), show.ago(datetime.fromisoformat(one.values["received_at"])))
        for one in leads
    ]


def _whose(lead: Record, show: Show) -> str:
    owner = show.title("user", lead.owner_id) if lead.owner_id else ""
    name = lead.values.get("name") or ""
    return ", ".join(filter(None, (name if name != lead.title else "", owner)))


# deals


def deals_counted(show: Show) -> Sequence[Asked]:
    return UNDER_WAY, steps_due(show, "deal")[0], STALE, STEPLESS


def deals_ask(show: Show) -> Sequence[Question]:
    only = ("title", "stage", "stage_since", "owner")
    return *deals_counted(show), first(STALE, show.actor, "t.stage_since, t.id", SHOWN, only)


def fill_deals(show: Show, answers: Sequence[Any]) -> Filled:
    """Deals of mine that stand still longest."""
    *numbers, stale = answers
    labels = (
        gettext("Under way"),
        gettext("Next step due"),
        gettext("Not moved for two weeks"),
        gettext("Without a next step"),
    )
    tones = ("", "", "late", "owed")
    figures = [
        _figure(label, one, number, show, tone)
        for label, one, number, tone in zip(labels, deals_counted(show), numbers, tones, strict=True)
    ]
    field = visible_fields(DEAL, show.actor)["stage"]
    rows = [
        Row(one.title, one.url, field.text(one.values["stage"], show), show.ago(datetime.fromisoformat(one.values["stage_since"])))
        for one in stale
    ]  # fmt: skip
    nothing = gettext("Every deal has moved in the last two weeks.")
    return Filled(figures, rows, nothing=nothing, more=UNDER_WAY.url)


def stuck_asks(show: Show) -> Sequence[Question]:
    return UNANSWERED, NOBODYS, ALL_STALE, _leads(UNANSWERED, show, "t.received_at, t.id")


def fill_stuck(show: Show, answers: Sequence[Any]) -> Filled:
    """What nobody has answered since yesterday or longer, and deals that stand still."""
    unanswered, free, stale, longest = answers
    figures = (
        _figure(gettext("Leads unanswered from before today"), UNANSWERED, unanswered, show, "late"),
        _figure(gettext("Nobody’s leads"), NOBODYS, free, show, "owed"),
        _figure(gettext("Deals not moved for two weeks"), ALL_STALE, stale, show, "late"),
    )
    return Filled(figures, _lead_rows(longest, show), nothing=gettext("Every lead is answered."), more=UNANSWERED.url)


def pipeline_asks(show: Show) -> Sequence[Statement[board.Totals]]:
    """How many open deals stand at each stage, and what they may bring: one statement for all pipelines."""
    fields, field = visible_fields(DEAL, show.actor), _stage(show)
    kind, where = condition_of(Asked("deal"), show.actor)
    return [board.totals(kind, where, field, fields, [one for one in field.stages if one.outcome == OPEN])]


def _stage(show: Show) -> Stage:
    field = visible_fields(DEAL, show.actor)["stage"]
    assert isinstance(field, Stage)
    return field


def fill_pipeline(show: Show, answers: Sequence[board.Totals]) -> Filled:
    fields, field, found = visible_fields(DEAL, show.actor), _stage(show), answers[0]
    lines = [line for one in field.boards for line in _stages(one, found, show, several=len(field.boards) > 1)]
    money = fields.get("amount")
    heads = [gettext("Deals"), *([f"{gettext('Amount')}, {money.behind}"] if isinstance(money, Money) else [])]
    nothing = gettext("No deal is under way. A lead that turns into one stands here.")
    return Filled(table=Table(heads, lines if found else []), nothing=nothing, more="/deals/board/")


def _stages(
    field: Stage, found: board.Totals, show: Show, *, several: bool
) -> Iterable[tuple[str, list[Figure | None]]]:
    money = visible_fields(DEAL, show.actor).get("amount")
    for stage in field.stages:
        if stage.outcome != OPEN:
            continue
        count, amount = found.get(stage.value, (0, None))
        url = f"/deals/board/{field.board_name}/?stage=is:{stage.value}"
        label = f"{field.board_label}: {stage.label}" if several else str(stage.label)
        cells: list[Figure | None] = [Figure(label, show.number(count), url)]
        if money is not None:
            cells.append(Figure(label, money.text(money.from_db(amount or 0), show), url))
        yield label, cells


def channels_ask(show: Show) -> Sequence[Statement[Figures]]:
    period, parts = named_period(THIS_MONTH, show.today), channel_figures.parts_for(show.actor)
    return channel_figures.asked(period, show.actor, replace(parts, answered=False, turned=False), show.today)


def fill_channels(show: Show, answers: Sequence[Figures]) -> Filled:
    """What each channel brought this month, those that brought something: the first columns of their own page."""
    period, parts = named_period(THIS_MONTH, show.today), channel_figures.parts_for(show.actor)
    found = channel_figures.together(answers)
    columns = [one for one in columns_for(parts) if one.name in ("leads", "won", "revenue", "profit")]
    names = channel_figures.names()
    lines = [
        (names.get(one.channel, ""), [_of_channel(column, one, period, show) for column in columns])
        for one in found.lines.values()
        if one.channel and not one.bare
    ]
    nothing = gettext("What each channel brought this month stands here once leads or deals name theirs.")
    return Filled(table=Table([str(one.label) for one in columns], lines), nothing=nothing, more=ADDRESS)


def _of_channel(column: Column, line: Line, period: Period, show: Show) -> Figure:
    value = column.value(line) or 0
    tone = "late" if value < 0 else ""
    return Figure(str(column.label), column.text(value, show), column.url(line, period) or ADDRESS, tone)


# figures of the month


def _of_the_month(by: Actor) -> dict[str, Asked]:
    return {name: one for name, one in OF_THE_MONTH.items() if may_ask(one, by)}


def figures_ask(show: Show) -> Sequence[Question]:
    return *_of_the_month(show.actor).values(), _plans(show)


def fill_figures(show: Show, answers: Sequence[Any]) -> Filled:
    """What this person reached this month, beside the plan where there is one."""
    asked = _of_the_month(show.actor)
    *numbers, plans = answers
    labels = {one.value: str(one.label) for one in FIGURES}
    figures = [
        _reached(labels[name], asked[name], number, plans.get(name), show)
        for name, number in zip(asked, numbers, strict=True)
    ]
    return Filled(figures)


def _plans(show: Show) -> Statement[dict[str, int]]:
    """By figure, in hundredths: one's own plan, else that of everybody."""
    mine = "month = %s AND (owner_id = %s OR owner_id IS NULL) AND deleted_at IS NULL"
    seen = mine if may("target", "see")(show.actor) else f"1 = 0 AND {mine}"
    return Statement(
        f'SELECT figure, amount, owner_id FROM "{TARGET.table}" WHERE {seen} ORDER BY owner_id IS NOT NULL',
        [show.today.replace(day=1), show.actor.person_id],
        lambda rows: {figure: amount for figure, amount, _owner in rows},
    )


def _reached(label: str, asked: Asked, number: int, plan: int | None, show: Show) -> Figure:
    if not plan:
        return Figure(label, said(asked, number, show), asked.url)
    reached = number if asked.total else number * int(HUNDREDTHS)
    wanted = said(asked, plan, show) if asked.total else show.number((Decimal(plan) / HUNDREDTHS).normalize())
    beside = gettext("of %(plan)s") % {"plan": wanted}
    return Figure(label, said(asked, number, show), asked.url, beside=beside, part=min(100, reached * 100 // plan))


OVERSEERS = ("owner", "administrator", "manager")
sees_deals, sees_leads = may_read("deal", "owner", "stage"), may_read("lead", "owner", "status", "received_at")
sees_stale = may_read("deal", "owner", "stage", "stage_since")
sees_steps = may_read("deal", "next_step", "next_step_at")

register_block(
    HomeBlock(
        "leads", _("Leads waiting"), "inbox", ("manager", "seller"), sees_leads, fill_waiting, waiting_asks, place=15
    )
)
register_block(
    HomeBlock(
        "incoming", _("Incoming leads"), "inbox", ("operator",), sees_leads, fill_incoming, incoming_asks, place=5
    )
)
register_block(
    HomeBlock(
        "figures",
        _("My figures this month"),
        "milestone",
        ("manager", "seller"),
        may("deal", "see"),
        fill_figures,
        figures_ask,
        place=30,
    )
)
register_block(
    HomeBlock(
        "deals",
        _("My deals"),
        "handshake",
        ("manager", "seller"),
        lambda by: sees_stale(by) and sees_steps(by),
        fill_deals,
        deals_ask,
        place=25,
    )
)
register_block(
    HomeBlock("pipeline", _("Pipeline"), "square-kanban", OVERSEERS, sees_deals, fill_pipeline, pipeline_asks, place=4)
)
register_block(
    HomeBlock(
        "stuck",
        _("What is stuck"),
        "clock-alert",
        OVERSEERS,
        lambda by: sees_leads(by) and sees_stale(by),
        fill_stuck,
        stuck_asks,
        place=3,
    )
)
register_block(
    HomeBlock(
        "channels",
        _("Channels this month"),
        "megaphone",
        ("owner", "manager"),
        channel_figures.may_see,
        fill_channels,
        channels_ask,
        place=45,
    )
)
register_team_figure(TeamFigure(_("Open deals"), Asked("deal", "stage=open"), place=10))
register_team_figure(
    TeamFigure(_("Won this month"), Asked("deal", "stage=won&closed_at=is:this-month", "amount"), place=20)
)
