"""Reckoning derived fields: of a record on its way through the gate, and of records near which something changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from decimal import Decimal
from typing import Any

from django.db import connection

from tailor.access.actors import TAILOR
from tailor.kernel.numbers import whole_number
from tailor.records import reading, storage
from tailor.records.changes import Change
from tailor.records.derived.definitions import Derived, derived_of
from tailor.records.fields.base import Condition, Field, FieldError, bound
from tailor.records.fields.derived import AVERAGE, COUNT, FIRST, LEAST, MOST, SUM
from tailor.records.formulas.about import target_of, value_in
from tailor.records.formulas.language import Path
from tailor.records.formulas.types import Value, plain_of
from tailor.records.indexing.own_values import follow_derived
from tailor.records.indexing.refreshing import turn
from tailor.records.indexing.rows import texts_of
from tailor.records.record import Record
from tailor.records.shape import fields_of
from tailor.records.types import RecordType, Values

DIGITS_OF_AVERAGE = Decimal("0.000001")


class Nearby:
    """The records that others name, each read once."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, int], Mapping[str, Any]] = {}

    def learn(self, kind: RecordType, plain: Iterable[Mapping[str, Any]]) -> None:
        """Read what records with these values name and formulas of their kind look at; one query a field."""
        rows = list(plain)
        for link in links_of(kind):
            target = target_of(fields_of(kind), link)
            named = {pk for one in rows if (pk := _id_of(one.get(link)))}
            if target is not None and named:
                self._read(target, named)

    def values(self, kind: RecordType, pk: int | None) -> Mapping[str, Any]:
        """Plain values of a record; none of one that is not there, or was deleted."""
        if not pk:
            return {}
        if (kind.code, pk) not in self._known:
            self._read(kind, {pk})
        return self._known[kind.code, pk]

    def _read(self, kind: RecordType, ids: set[int]) -> None:
        missing = {pk for pk in ids if (kind.code, pk) not in self._known}
        found = {record.id: record.values for record in reading.get_many(kind, missing, TAILOR)} if missing else {}
        self._known |= {(kind.code, pk): found.get(pk, {}) for pk in missing}


def _id_of(raw: Any) -> int | None:
    return raw if isinstance(raw, int) else whole_number(raw.strip()) if isinstance(raw, str) else None


def links_of(kind: RecordType) -> set[str]:
    """The fields through which formulas of a kind look at other records."""
    return {
        path[0]
        for one in derived_of(kind)
        if one.formula and one.of is None
        for path in one.formula.reads
        if len(path) > 1
    }


def nearby(kind: RecordType, changes: Sequence[Change], before: Mapping[int, Record]) -> Nearby:
    """What the records to be changed name, or will."""
    found = Nearby()
    if derived_of(kind):
        found.learn(
            kind,
            [{**(one.values if (one := before.get(change.id or 0)) else {}), **change.values} for change in changes],
        )
    return found


def derive(kind: RecordType, values: Values, before: Values | None, near: Nearby | None) -> frozenset[str]:
    """Fill in the derived fields of a record that is being written; the names of those that changed. Summaries of others stay
    as they are: it is those others that change them. Without `near` so do formulas that look at other records."""
    all_derived = derived_of(kind)
    if not all_derived:
        return frozenset()
    for one in all_derived:
        if one.of is not None:
            if before is None:
                values[one.name] = _kept(one.field, Summing(one.summary).result())
        elif near is not None or not one.looks_elsewhere:
            values[one.name] = by_formula(kind, one, values, near)
    was = before or {}
    return frozenset(one.name for one in all_derived if values[one.name] != was.get(one.name, one.field.nothing))


def by_formula(kind: RecordType, one: Derived, plain: Mapping[str, Any], near: Nearby | None) -> Any:
    """What a formula gives for a record, as the field that holds it takes it."""
    assert one.formula is not None
    fields = fields_of(kind)

    def value(path: Path) -> Value:
        if len(path) == 1:
            return value_in(fields[path[0]], plain)
        target = target_of(fields, path[0])
        if target is None or near is None:
            return None
        return value_in(fields_of(target)[path[1]], near.values(target, plain.get(path[0])))

    return _kept(one.field, one.formula.of(value))


def _kept(field: Field, value: Value) -> Any:
    """Nothing where it does not fit, as a number with too many digits."""
    if value is None:
        return field.nothing
    try:
        return field.clean(plain_of(value))
    except FieldError:
        return field.nothing


# what is summed up


@dataclass(slots=True)
class Summing:
    """A summary in the making."""

    summary: str
    count: int = 0
    total: Decimal = Decimal(0)
    value: Value = None
    at: int | None = None

    def take(self, value: Value, pk: int) -> None:
        if self.summary == COUNT:
            self.count += 1
        elif value is not None:
            self.count += 1
            self._take(value, pk)

    def _take(self, value: Any, pk: int) -> None:
        if self.summary in (SUM, AVERAGE):
            self.total += value
        elif self.at is None or self._goes_before(value, pk):
            self.value, self.at = value, pk

    def _goes_before(self, value: Any, pk: int) -> bool:
        assert self.at is not None
        kept: Any = self.value
        if self.summary == LEAST:
            return bool(value < kept)
        if self.summary == MOST:
            return bool(value > kept)
        return pk < self.at if self.summary == FIRST else pk > self.at

    def result(self) -> Value:
        if self.summary == COUNT:
            return Decimal(self.count)
        if self.summary == SUM:
            return self.total
        if self.summary == AVERAGE:
            return (self.total / self.count).quantize(DIGITS_OF_AVERAGE) if self.count else None
        return self.value


def summed_up(one: Derived, ids: Sequence[int]) -> dict[int, Any]:
    """What a summary gives for records, as its field takes it."""
    assert one.of is not None
    link = fields_of(one.of)[one.by]
    sums = {pk: Summing(one.summary) for pk in ids}
    if one.summary == COUNT and one.condition is None:
        for pk, count in _counted(one.of, link, ids).items():
            sums[pk].count = count
    else:
        _sum_up(one, link, sums)
    return {pk: _kept(one.field, summing.result()) for pk, summing in sums.items()}


def _sum_up(one: Derived, link: Field, sums: Mapping[int, Summing]) -> None:
    assert one.of is not None
    fields = fields_of(one.of)
    read = {path[0] for formula in (one.formula, one.condition) if formula for path in formula.reads}
    where = _naming(one.of, link, list(sums))
    for record in reading.select(one.of, TAILOR, where.sql, where.params, "t.id", only={*read, link.name}):

        def value(path: Path, plain: Mapping[str, Any] = record.values) -> Value:
            return value_in(fields[path[0]], plain)

        if one.condition is None or one.condition.of(value) is True:
            sums[record.values[link.name]].take(one.formula.of(value) if one.formula else None, record.id)


def _naming(kind: RecordType, link: Field, ids: Sequence[int]) -> Condition:
    """The living records of a kind that name one of these."""
    seen, marks = reading.visible(kind, TAILOR), ", ".join(["%s"] * len(ids))
    named = Condition(f"{link.expression('t')} IN ({marks})", tuple(bound(link, pk) for pk in ids))
    found = link.with_index(named, ids, "t")
    return Condition(f"{found.sql} AND {seen.sql}", (*found.params, *seen.params))


def _counted(kind: RecordType, link: Field, ids: Sequence[int]) -> dict[int, int]:
    where, named = _naming(kind, link, ids), link.expression("t")
    with connection.cursor() as cursor:
        cursor.execute(
            f'SELECT {named}, COUNT(*) FROM "{kind.table}" t WHERE {where.sql} GROUP BY {named}', list(where.params)
        )
        return {int(pk): count for pk, count in cursor.fetchall()}


# anew


@dataclass(frozen=True, slots=True)
class Turned:
    """A record whose derived fields became something else, and which of them."""

    record: Record
    names: frozenset[str] = dataclass_field(default_factory=frozenset)


def reckon_anew(kind: RecordType, ids: Sequence[int]) -> list[Turned]:
    """Reckon all derived fields of some living records from what there is now, and keep what came out. Nobody did anything,
    so there is no event and the version stays: whoever edits such a record meets nobody. Call it inside a transaction."""
    all_derived = derived_of(kind)
    if not all_derived:
        return []
    records = [one for one in storage.lock(kind, ids, None).values() if one.deleted_at is None]
    if not records:
        return []
    before = {record.id: dict(record.values) for record in records}
    near = Nearby()
    near.learn(kind, [record.values for record in records])
    for one in all_derived:
        summed = summed_up(one, [record.id for record in records]) if one.of is not None else {}
        for record in records:
            given = summed[record.id] if one.of is not None else by_formula(kind, one, record.values, near)
            record.values[one.name] = given
    return _keep(kind, records, before, [one.name for one in all_derived])


def _keep(kind: RecordType, records: list[Record], before: Mapping[int, Values], names: Sequence[str]) -> list[Turned]:
    turned = [
        Turned(record, changed) for record in records
        if (changed := frozenset(name for name in names if record.values[name] != before[record.id][name]))
    ]  # fmt: skip
    storage.keep_own(kind, [one.record for one in turned])
    follow_derived(kind, [(one.record, before[one.record.id], one.names) for one in turned])
    fields = fields_of(kind)
    found = [one.record for one in turned if kind.searched and any(fields[name].searched for name in one.names)]
    if found:
        turn(kind, [(one, texts_of(kind, before[one.id]), texts_of(kind, one.values)) for one in found])
    return turned
