"""What each channel brings in some days: leads, what became of them, deals that were won, and what it cost.

Leads are those that came in these days, whatever became of them later. Deals are those that were won in these days, whenever
they began; so revenue and cost are of the same days. All of it is counted as the lists count it which the figures lead to, so a
person's rights hold, and in a number of statements that does not hang on how many channels there are.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from tailor.access.actors import Actor
from tailor.access.rights import Scope
from tailor.home.asking import Asked, condition_of, may_ask
from tailor.kernel.statements import Rows, Statement, sending
from tailor.records import reading
from tailor.records.fields.base import Condition
from tailor.records.fields.stages import LOST, WON, Stage
from tailor.records.names import named
from tailor.records.shape import visible_fields
from tailor.sales.periods import Period
from tailor.sales.records import CHANNEL, CHANNEL_COST, DEAL, LEAD
from tailor.sales.records.leads import TURNED

ONE = Decimal(1)


@dataclass(frozen=True, slots=True)
class Parts:
    """Which of the figures somebody may see. What compares a part with the whole is seen by whoever sees all of it: the cost
    of a channel is the company's, so profit on the deals of a department would be none."""

    answered: bool
    turned: bool
    won: bool
    revenue: bool
    cost: bool
    profit: bool
    per_lead: bool
    whole: bool


def may_see(by: Actor) -> bool:
    """Whether there is anything here for them: they see by which channels leads came."""
    return by.scope(CHANNEL.code, "see") is not Scope.NONE and may_ask(Asked("lead", "channel=set&received_at=set"), by)


def parts_for(by: Actor) -> Parts:
    leads, deals, costs = (visible_fields(kind, by) for kind in (LEAD, DEAL, CHANNEL_COST))
    won = may_ask(Asked("deal", "channel=set&closed_at=set&stage=won"), by)
    revenue = won and "amount" in deals
    cost = by.scope(CHANNEL_COST.code, "see") is Scope.ALL and {"channel", "begins", "ends", "amount"} <= costs.keys()
    all_leads = by.scope(LEAD.code, "see") is Scope.ALL
    all_deals = by.scope(DEAL.code, "see") is Scope.ALL
    return Parts(
        answered={"answered_at", "answered_in"} <= leads.keys(), turned="status" in leads, won=won, revenue=revenue, cost=cost,
        profit=revenue and cost and all_deals, per_lead=cost and all_leads, whole=all_leads and (all_deals or not won),
    )  # fmt: skip


@dataclass(slots=True)
class Line:
    """The figures of one channel, of what came by none (`channel` is None), or of all together. Money is in its smallest
    parts; `minutes` is the median until the first answer; `unpriced` are won deals without an amount."""

    channel: int | None = None
    leads: int = 0
    answered: int = 0
    minutes: int | None = None
    turned: int = 0
    won: int = 0
    lost: int = 0
    unpriced: int = 0
    revenue: int = 0
    cost: int = 0

    @property
    def profit(self) -> int:
        return self.revenue - self.cost

    @property
    def per_lead(self) -> int | None:
        return _rounded(Decimal(self.cost) / self.leads) if self.leads and self.cost else None

    @property
    def gain(self) -> int | None:
        """What came back of the cost beyond it, in per cent of it."""
        return _rounded(Decimal(self.profit) * 100 / self.cost) if self.cost > 0 else None

    @property
    def decided(self) -> int:
        return self.won + self.lost

    @property
    def bare(self) -> bool:
        return not (self.leads or self.decided or self.cost)

    def add(self, other: Line) -> None:
        """A median is not added up: it is that of whichever knows it."""
        self.minutes = self.minutes if other.minutes is None else other.minutes
        for one in fields(self):
            if one.name not in ("channel", "minutes"):
                setattr(self, one.name, getattr(self, one.name) + getattr(other, one.name))


@dataclass(slots=True)
class Figures:
    """The lines by channel, and that of all of them."""

    lines: dict[int | None, Line] = field(default_factory=dict)
    total: Line = field(default_factory=Line)

    def line(self, channel: int | None) -> Line:
        return self.lines.setdefault(channel, Line(channel))


def share(part: int, whole: int) -> int | None:
    """In per cent; None of nothing."""
    return _rounded(Decimal(part) * 100 / whole) if whole else None


def figures(period: Period, by: Actor, parts: Parts, today: date) -> Figures:
    """Of every channel that is offered, and of whatever else something came by. At most four statements."""
    with sending() as send:
        sent = [send(one) for one in asked(period, by, parts, today)]
        return together(one() for one in sent)


def asked(period: Period, by: Actor, parts: Parts, today: date) -> list[Statement[Figures]]:
    """What asks for the figures, each for some of them."""
    found = _count_leads(period, by, parts)
    if parts.won and (stages := stages_that_end(by))[1]:
        found.append(_count_deals(period, by, parts, *stages))
    if parts.cost:
        found.append(_spread_costs(period, by, today))
    return found


def together(some: Iterable[Figures]) -> Figures:
    """The answers as one, with every channel that is offered."""
    found = Figures()
    for pk, one in named(CHANNEL.code).items():
        if one.active:
            found.line(pk)
    for part in some:
        for channel, line in part.lines.items():
            found.line(channel).add(line)
        found.total.add(part.total)
    for line in found.lines.values():
        found.total.add(replace(line, minutes=None))
    return found


def _count_leads(period: Period, by: Actor, parts: Parts) -> list[Statement[Figures]]:
    kind, where = condition_of(Asked("lead", period.filters("received_at")), by)
    sql = (
        "SELECT t.channel_id, COUNT(*), COUNT(t.answered_in), SUM(CASE WHEN t.status = %s THEN 1 ELSE 0 END) "
        f'FROM "{kind.table}" t WHERE {where.sql} GROUP BY t.channel_id'
    )

    def take(rows: Rows) -> Figures:
        found = Figures()
        for channel, leads, answered, turned in rows:
            line = found.line(channel)
            line.leads = leads
            line.answered, line.turned = answered if parts.answered else 0, turned if parts.turned else 0
        return found

    counted = Statement(sql, [TURNED, *where.params], take)
    return [counted, _medians(f'"{kind.table}"', where)] if parts.answered else [counted]


def _medians(table: str, where: Condition) -> Statement[Figures]:
    """Of each channel and of all leads: a few that were forgotten for weeks do not hide how it usually is."""
    middle = "WHERE place IN ((number + 1) / 2, (number + 2) / 2)"
    sql = (
        f"WITH took AS (SELECT t.channel_id channel, t.answered_in took FROM {table} t WHERE {where.sql} AND t.answered_in IS NOT NULL) "
        "SELECT 0, channel, AVG(took) FROM (SELECT channel, took, ROW_NUMBER() OVER (PARTITION BY channel ORDER BY took) place, "
        f"COUNT(*) OVER (PARTITION BY channel) number FROM took) placed {middle} GROUP BY channel "
        "UNION ALL SELECT 1, NULL, AVG(took) FROM (SELECT took, ROW_NUMBER() OVER (ORDER BY took) place, "
        f"COUNT(*) OVER () number FROM took) placed {middle}"
    )

    def take(rows: Rows) -> Figures:
        found = Figures()
        for of_all, channel, took in rows:
            if took is not None:
                (found.total if of_all else found.line(channel)).minutes = _rounded(Decimal(str(took)))
        return found

    return Statement(sql, where.params, take)


def _count_deals(period: Period, by: Actor, parts: Parts, won: set[str], ended: Sequence[str]) -> Statement[Figures]:
    """Each stage is a run of the index, and counted by itself."""
    kind, where = condition_of(Asked("deal", period.filters("closed_at")), by)
    amounts = "COUNT(t.amount), SUM(t.amount)" if parts.revenue else "COUNT(*), 0"
    sql = " UNION ALL ".join(
        f'SELECT {place}, t.channel_id, COUNT(*), {amounts} FROM "{kind.table}" t WHERE {where.sql} AND t.stage = %s GROUP BY t.channel_id'
        for place in range(len(ended))
    )

    def take(rows: Rows) -> Figures:
        found = Figures()
        for place, channel, deals, priced, amount in rows:
            line = found.line(channel)
            if ended[place] in won:
                line.won += deals
                line.unpriced += deals - priced
                line.revenue += int(amount or 0)
            else:
                line.lost += deals
        return found

    return Statement(sql, [value for stage in ended for value in (*where.params, stage)], take)


def stages_that_end(by: Actor) -> tuple[set[str], list[str]]:
    """The stages at which deals are won, and all at which they come to an end, of every pipeline."""
    stage = visible_fields(DEAL, by)["stage"]
    assert isinstance(stage, Stage)
    won = {one.value for one in stage.stages if one.outcome == WON}
    return won, [one.value for one in stage.stages if one.outcome in (WON, LOST)]


def _spread_costs(period: Period, by: Actor, today: date) -> Statement[Figures]:
    """Each cost by the days of it that lie within and have come: what is paid for the whole month has by its tenth day cost a
    third."""
    where = reading.visible(CHANNEL_COST, by)
    sql = (
        f'SELECT t.channel_id, t.begins, t.ends, t.amount FROM "{CHANNEL_COST.table}" t '
        f"WHERE {where.sql} AND t.begins <= %s AND t.ends >= %s"
    )

    def take(rows: Rows) -> Figures:
        found, spread = Figures(), dict[int, Decimal]()
        for channel, begins, ends, amount in rows:
            first, last = _day(begins), _day(ends)
            part = Decimal(amount) * period.overlap(first, last, today) / max(1, (last - first).days + 1)
            spread[channel] = spread.get(channel, Decimal(0)) + part
        for channel, cost in spread.items():
            found.line(channel).cost = _rounded(cost)
        return found

    return Statement(sql, [*where.params, period.last.isoformat(), period.first.isoformat()], take)


def _day(raw: Any) -> date:
    return date.fromisoformat(str(raw)[:10])


def _rounded(number: Decimal) -> int:
    return int(number.quantize(ONE, ROUND_HALF_UP))


def names() -> Mapping[int, str]:
    """How the channels are called, those that are no longer offered too."""
    return {pk: one.title for pk, one in named(CHANNEL.code).items()}
