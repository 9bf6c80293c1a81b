"""Conditions on the records that name one: clients nobody called for sixty days, who ordered three times this quarter.

``interaction.party=none:at=past:60;kind=is:call`` is a filter like any other: its argument holds conditions on the
other kind in turn, each ``field=operator:argument``, between semicolons.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any, ClassVar

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from tailor.access.actors import Actor
from tailor.access.rights import Scope
from tailor.kernel.numbers import whole_number
from tailor.records import reading
from tailor.records.fields import Choice, Date, References
from tailor.records.fields.base import NEVER, Condition, Field, FieldError, Label
from tailor.records.fields.dates import OLDER, PAST
from tailor.records.listing.question import Filter, for_person, read_filter
from tailor.records.record import meta_columns
from tailor.records.types import RecordType
from tailor.records.visibility import ThroughParent

if TYPE_CHECKING:
    from tailor.records.showing import Show

SOME, NONE, LEAST, MOST = "some", "none", "least", "most"
COUNTING = (LEAST, MOST)
MOST_COUNTED = 1000
MOST_INNER = 10
BETWEEN = ";"
RECENT = 7
"""So many days hold few of the records of a company that has many."""


@dataclass(frozen=True, slots=True)
class Told:
    """What an argument says: a number where one counts, and conditions as they are written (name, operator:argument)."""

    number: int | None
    inner: tuple[tuple[str, str], ...]

    def __str__(self) -> str:
        number = [] if self.number is None else [str(self.number)]
        return BETWEEN.join([*number, *(f"{name}={_kept(text)}" for name, text in self.inner)])


def _kept(text: str) -> str:
    return text.replace("%", "%25").replace(BETWEEN, "%3B")


def _loosened(text: str) -> str:
    return text.replace("%3B", BETWEEN).replace("%25", "%")


def told(operator: str, argument: str) -> Told:
    """An argument taken apart. Raises `FieldError` where it cannot be."""
    parts = [part for part in argument.split(BETWEEN) if part.strip()]
    number = None
    if operator in COUNTING:
        number = whole_number(parts.pop(0).strip() if parts and "=" not in parts[0] else "", MOST_COUNTED)
        if number is None or (operator == LEAST and not number):
            raise FieldError(_("Say how many: a number up to %(most)s."), most=MOST_COUNTED)
    if len(parts) > MOST_INNER:
        raise FieldError(_("At most %(most)s filters fit here."), most=MOST_INNER)
    return Told(number, tuple(_named(part) for part in parts))


def _named(part: str) -> tuple[str, str]:
    name, _sign, text = part.strip().partition("=")
    return name, _loosened(text)


@dataclass(frozen=True, kw_only=True)
class Related(Field):
    """The records of another kind that name one in a field: whether there are any, or so many. It is asked, never kept.

    `inner` gives what may be asked of those records; `single` is for the condition on one record rather than a list.
    """

    of: RecordType
    other: RecordType
    by_field: Field
    by: Actor
    inner: Callable[[], Mapping[str, Field]]
    single: bool = False
    editable: bool = False
    kind: ClassVar[str] = "related"
    repeats: ClassVar[bool] = True
    operators: ClassVar[Mapping[str, Label]] = {
        SOME: pgettext_lazy("related records", "there are"),
        NONE: pgettext_lazy("related records", "none"),
        LEAST: pgettext_lazy("related records", "at least"),
        MOST: pgettext_lazy("related records", "at most"),
    }

    # what is asked

    def filters(self, operator: str, argument: str) -> list[Filter]:
        """The conditions on the other records. Raises `FieldError` for what cannot be asked of them."""
        return [self._filter(name, text) for name, text in told(operator, argument).inner]

    def _filter(self, name: str, text: str) -> Filter:
        field = self.inner().get(name)
        if field is None:
            raise FieldError(_("“%(value)s” is not known here."), value=name[:40])
        made = read_filter(field, text)
        if made is None:
            raise FieldError(_("“%(value)s” is not known here."), value=text[:40])
        field.check_argument(made.operator, made.argument)
        return made

    def check_argument(self, operator: str, argument: str) -> None:
        self.filters(operator, argument)

    def reworded(self, operator: str, argument: str, word: Callable[[Field, str], str]) -> str:
        """The argument with the arguments of its conditions in other words."""
        known, said = self.inner(), told(operator, argument)
        inner = []
        for name, text in said.inner:
            made = read_filter(known[name], text) if name in known else None
            inner.append((name, str(replace(made, argument=word(known[name], made.argument))) if made else text))
        return str(replace(said, inner=tuple(inner)))

    # the condition

    def condition(self, operator: str, argument: str, alias: str, record_type: str) -> Condition:
        try:
            number, filters = told(operator, argument).number, self.filters(operator, argument)
        except FieldError:
            return NEVER
        if operator == MOST:
            return self._having(filters, (number or 0) + 1, alias, lacking=True)
        return self._having(filters, number or 1, alias, lacking=operator == NONE)

    def _having(self, filters: Sequence[Filter], number: int, alias: str, *, lacking: bool) -> Condition:
        """Whether there are so many. Where an index leads from one to the others they are asked one by one; else, and where
        few are looked for among many, all that have such are gathered once."""
        other = f"{alias}r"
        where = self._where(filters, other)
        gathered = not self.single and (self.by_field.own or (not lacking and self._few(filters)))
        sql = (self._gathered if gathered else self._one_by_one)(where.sql, number, alias, other)
        return Condition(f"NOT {sql}" if lacking else sql, where.params)

    def _few(self, filters: Sequence[Filter]) -> bool:
        """Whether only the last days are asked about, which an index of them leads to. PostgreSQL sees that by itself."""
        if connection.vendor == "postgresql":
            return False
        known, recent = self.inner(), timezone.localdate() - timedelta(days=RECENT)
        for one in filters:
            field = known[one.field]
            if isinstance(field, Date) and field.sort and (span := field.span(one.operator, one.argument)):
                return span[0] is not None and str(span[0]) >= str(field.edge(recent))
        return False

    def _one_by_one(self, where: str, number: int, alias: str, other: str) -> str:
        source, naming, key = self._naming(alias, other)
        rows = f"SELECT 1 FROM {source} WHERE {naming} = {key} AND {where}"
        if number == 1:
            return f"EXISTS ({rows})"
        return f"((SELECT COUNT(*) FROM ({rows} LIMIT {number}) {other}few) >= {number})"

    def _gathered(self, where: str, number: int, alias: str, other: str) -> str:
        source, naming, key = self._naming(alias, other)
        many = f" GROUP BY {naming} HAVING COUNT(*) >= {number}" if number > 1 else ""
        return f"({key} IN (SELECT {naming} FROM {source} WHERE {where} AND {naming} IS NOT NULL{many}))"

    def _naming(self, alias: str, other: str) -> tuple[str, str, str]:
        """Where the others are read from, what names one there, and what it is compared with."""
        table, field = f'"{self.other.table}" {other}', self.by_field
        if not field.own:
            return self._in_column(table, field, other, f"{alias}.id")
        postgresql = connection.vendor == "postgresql"
        key = f"to_jsonb({alias}.id)" if postgresql else f"{alias}.id"
        if not isinstance(field, References):
            return table, field.expression(other), key
        if postgresql:
            held = field.expression(other)
            listed = f"CASE WHEN jsonb_typeof({held}) = 'array' THEN {held} ELSE '[]'::jsonb END"
            return f"{table} CROSS JOIN LATERAL jsonb_array_elements({listed}) {other}e (value)", f"{other}e.value", key
        return f"{table}, json_each({other}.custom, '$.{field.own_key}') {other}e", f"{other}e.value", key

    def _in_column(self, table: str, field: Field, other: str, key: str) -> tuple[str, str, str]:
        held = field.expression(other)
        if not isinstance(field, References):
            return table, held, key
        if connection.vendor == "postgresql":
            listed = f"jsonb_array_elements_text({held}::jsonb)"
            return f"{table} CROSS JOIN LATERAL {listed} {other}e (value)", f"{other}e.value::bigint", key
        return f"{table}, json_each({held}) {other}e", f"{other}e.value", key

    def _where(self, filters: Sequence[Filter], other: str) -> Condition:
        """What counts: living records the person sees that satisfy the conditions."""
        seen = self._seen(other)
        parts, params, known = [seen.sql], list(seen.params), self.inner()
        for one in filters:
            field = known[one.field]
            condition = field.condition(one.operator, for_person(one, field, self.by), other, self.other.code)
            parts.append(condition.sql)
            params += condition.params
        return Condition(" AND ".join(parts), tuple(params))

    def _seen(self, other: str) -> Condition:
        """Who sees a record sees what hangs on it, where that is how those are seen: it need not be asked again."""
        rule = self.other.visibility
        hangs = isinstance(rule, ThroughParent) and (rule.parent, rule.column) == (
            self.of.code, self.by_field.db_column,
        )  # fmt: skip
        if not hangs or self.by.scope(self.other.code, "see") is Scope.NONE:
            return reading.visible(self.other, self.by, other)
        living = f"{other}.deleted_at IS NULL" if "deleted_at" in meta_columns(self.other) else "1 = 1"
        return Condition(living + self.other.and_rows(other))

    # how it is said

    def phrase(self, operator: str) -> str:
        return f"{self.label}: {self.operators[operator]}"

    def argument_text(self, operator: str, argument: str, show: Show) -> str:
        try:
            said, filters = told(operator, argument), self.filters(operator, argument)
        except FieldError:
            return argument
        number = [] if said.number is None else [show.number(said.number)]
        return ", ".join([*number, *(self._said(one, show) for one in filters)])

    def _said(self, one: Filter, show: Show) -> str:
        field = self.inner()[one.field]
        days = whole_number(one.argument) if isinstance(field, Date) else None
        if days is not None and one.operator == PAST:
            return ngettext("in the last %(days)s day", "in the last %(days)s days", days) % {"days": days}
        if days is not None and one.operator == OLDER:
            return ngettext("more than %(days)s day ago", "more than %(days)s days ago", days) % {"days": days}
        said = field.argument_text(one.operator, one.argument, show) if one.argument else ""
        if isinstance(field, Date) and one.operator == "is":
            return said
        return f"{field.phrase(one.operator)} {said}".strip()

    # how it is asked for

    def form(self, operator: str, argument: str, show: Show) -> dict[str, Any]:
        """What the form of such a filter offers, and what of it is chosen."""
        try:
            said = told(operator, argument)
        except FieldError:
            said = Told(None, tuple(_named(part) for part in argument.split(BETWEEN) if "=" in part))
        known = self.inner()
        dates = [field for field in known.values() if isinstance(field, Date) and field.operators]
        dates.sort(key=lambda field: (not field.editable, field.own))
        chosen = next(((n, text) for n, text in said.inner if any(n == d.name for d in dates)), ("", ""))
        word, _colon, days = chosen[1].partition(":")
        ticks = [
            {"name": field.name, "label": field.label, "ticks": offered, "on": set(_ticked(said, field.name))}
            for field in known.values() if (offered := _offered(field, show))
        ]  # fmt: skip
        shown = {chosen[0], *(one["name"] for one in ticks if one["on"])}
        return {
            "how": [(code, str(label)) for code, label in self.operators.items()],
            "number": said.number or "",
            "dates": [(field.name, str(field.label)) for field in dates],
            "date": chosen[0],
            "within": word if word in (PAST, OLDER) else chosen[1],
            "days": days if word in (PAST, OLDER) else "",
            "periods": self._periods(dates, chosen[1]),
            "ticks": ticks,
            "also": [f"{name}={text}" for name, text in said.inner if name not in shown],
        }

    def _periods(self, dates: Sequence[Date], now: str) -> list[tuple[str, str]]:
        named = {f"is:{name}": str(label) for field in dates[:1] for name, label in field.periods.items()}
        known = ("", PAST, OLDER, *named)
        other = (
            [(now, now.replace(":", " "))] if now and now.partition(":")[0] not in known and now not in known else []
        )
        return [
            ("", gettext("at any time")), (PAST, gettext("in the last … days")), (OLDER, gettext("more than … days ago")),
            *named.items(), *other,
        ]  # fmt: skip

    def asked_filters(self, data: Mapping[str, Any]) -> list[tuple[str, str]]:
        getlist = getattr(data, "getlist", lambda name: [data[name]] if name in data else [])
        operator = data.get("operator", SOME)
        inner = []
        if within := data.get("within", ""):
            days = data.get("days", "").strip()
            if within in (PAST, OLDER) and not days:
                raise FieldError(_("Choose a period, a day or a number of days."))
            inner.append((data.get("date", ""), f"{within}:{days}" if within in (PAST, OLDER) else within))
        ticked = {name: ",".join(filter(None, getlist(f"pick-{name}"))) for name in self.inner()}
        inner += [(name, f"is:{values}") for name, values in ticked.items() if values]
        inner += [(name, text) for name, _sign, text in (one.partition("=") for one in getlist("also"))]
        said = Told(None, tuple(inner))
        number = data.get("number", "").strip() if operator in COUNTING else ""
        return [(operator, BETWEEN.join(filter(None, [number, str(said)])))]


def _ticked(said: Told, name: str) -> Iterator[str]:
    for one, text in said.inner:
        if one == name and text.startswith("is:"):
            yield from text.removeprefix("is:").split(",")


def _offered(field: Field, show: Show) -> list[tuple[str, str]]:
    """Values to tick, of fields of few."""
    if not isinstance(field, Choice) or "is" not in field.operators:
        return []
    return [(str(value), str(label)) for value, label in field.asked_by_filter(show).ticks][:30]
