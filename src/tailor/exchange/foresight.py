"""What loading a file would do, row by row, without writing anything.

A file may say the same client twice. Loading finds the first of them in the database when it comes to the second; here
what would have been written is remembered instead.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from tailor.exchange.loading import CREATED, REJECTED, SKIPPED, UPDATED, Decision, Loader, Portion
from tailor.exchange.matching import Match, match
from tailor.exchange.rows import Row, RowReader, known_by_title
from tailor.history.log import CREATE
from tailor.kernel.numbers import MOST_ID
from tailor.kernel.text import fold
from tailor.records import gate
from tailor.records.changes import Change, Prepared, Refused
from tailor.records.fields import Reference
from tailor.records.record import Record
from tailor.records.shape import fields_of
from tailor.records.storage import lock
from tailor.records.types import record_type

Key = tuple[str, str]
SHOWN = 10  # rows


class Foresight:
    """Goes through an import portion by portion and remembers what each would leave behind."""

    def __init__(self, loader: Loader) -> None:
        self.loader, self.kind = loader, loader.kind
        self.memory = Memory(loader)
        self.whole: dict[int, Record] = {}
        self.promised: dict[Any, int] = {}
        self.first: list[Foreseen] = []

    def outcomes(self, portion: Portion) -> Counter[str]:
        """How many of the rows would end as what; portions are to be given in the order of the file."""
        rows = portion.rows
        self._foresee_referred(rows)
        referring = [row for row in rows if row.number not in portion.fresh]
        late = {change.tag: gate.judge(change, None, self.loader.by) for change in self.loader.as_new(referring)}
        fresh = {**portion.fresh, **late}
        known = match(self.kind, [row for row in rows if row.number in fresh], self.loader.by)
        ids = [found.record.id for found in known.values()]
        self.whole = lock(self.kind, ids, self.loader.by) if ids else {}
        return Counter(self._outcome(row, fresh.get(row.number), known.get(row.number)) for row in rows)

    def _outcome(self, row: Row, fresh: Prepared | Refused | None, known: Match | None) -> str:
        found = self.memory.present(known) if known else self.memory.find(row)
        decision = self.loader.decide(row, fresh, found)
        after: Mapping[str, Any] = found.record.values if found else {}
        if decision.outcome == CREATED and decision.fresh:
            self.memory.keep(decision.fresh, row)
            after = decision.fresh.after
        if decision.outcome == UPDATED:
            after = self._changed(decision) or after
        if len(self.first) < SHOWN:
            self.first.append(foreseen(self.loader.reader, decision, after, found.record.values if found else {}))
        return decision.outcome

    def _changed(self, decision: Decision) -> Mapping[str, Any] | None:
        """What would stand in a record that is known, if anything were written into it. The decision is put right."""
        assert decision.match and decision.change
        known = self.memory.changed(decision.match.record.id) or self.whole[decision.match.record.id]
        judged = gate.judge(decision.change, known, self.loader.by)
        if isinstance(judged, Refused):
            decision.reject([])
        elif self.memory.fill(known.id, decision.row.coming, self.loader.load.rule) or judged.changes:
            self.memory.keep(judged, decision.row)
            return judged.after
        else:
            decision.outcome = SKIPPED
        return None

    def _foresee_referred(self, rows: Sequence[Row]) -> None:
        """What rows refer to is made with the portion, before its rows: groups, the organisations they work for."""
        titles: dict[tuple[str, str], dict[str, str]] = {}
        for row in rows:
            for name, title in row.missing:
                titles.setdefault(self._referred(name), {}).setdefault(fold(title), title)
        known = {
            (to, only): known_by_title(record_type(to), list(wanted.values()), self.loader.by, only)
            for (to, only), wanted in titles.items()
        }
        for row in rows:
            for name, title in row.missing:
                to, folded = self._referred(name), fold(title)
                row.values[name] = known[to].get(folded) or self._promise((to, folded))
            for name, _content in row.pictures:
                row.values[name] = self._promise((name, row.number))
        for what, wanted in titles.items():
            for folded, title in wanted.items():
                if what[0] == self.kind.code and folded not in known[what]:
                    self.memory.keep_referred(title)

    def _referred(self, name: str) -> tuple[str, str]:
        field = fields_of(self.kind)[name]
        assert isinstance(field, Reference)
        return field.to, field.only

    def _promise(self, what: Any) -> int:
        """An id, as no record has it, for what is yet to be made; the same one whenever it is named again."""
        return self.promised.setdefault(hash(what), MOST_ID - len(self.promised))


@dataclass(frozen=True, slots=True)
class Foreseen:
    """A row as it would become. `values` are plain, by field; `named` are names of records that are yet to be made, `cells`
    what the file says where the row would be refused; `changed` are fields of a known record that would change."""

    number: int
    outcome: str
    reasons: list[list[Any]]
    values: dict[str, Any]
    named: dict[str, str]
    cells: dict[str, str]
    changed: list[str]


def foreseen(reader: RowReader, decision: Decision, after: Mapping[str, Any], before: Mapping[str, Any]) -> Foreseen:
    row, refused = decision.row, decision.outcome == REJECTED
    names = dict.fromkeys(
        (reader.kind.title, *(place.field.name for _at, _column, place in reader.read), *reader.fixed)
    )
    whole = {**after, **row.coming}
    values = {} if refused else {name: whole[name] for name in names if name in whole}
    changed = [name for name, value in values.items() if before and before.get(name) != value]
    cells: dict[str, str] = {}
    for index, _column, place in reader.read if refused else ():
        cells[place.field.name] = ", ".join(filter(None, (cells.get(place.field.name), row.cells[index])))
    named = {name: title for name, title in row.missing if values.get(name) and values[name] == row.values.get(name)}
    return Foreseen(row.number, decision.outcome, decision.reasons, values, named, cells, changed)


class Memory:
    """Records as they would stand by now, found as the database would find them. Kept packed: a file may be long."""

    def __init__(self, loader: Loader) -> None:
        self.kind, self.by = loader.kind, loader.by
        self._packed: list[bytes] = []
        self._by_key: dict[tuple[Key, str], int] = {}
        self._by_name: dict[str, int] = {}
        self._by_record: dict[int, int] = {}
        self._coming: dict[int, dict[str, Any]] = {}

    def keep(self, judged: Prepared, row: Row) -> None:
        """What a change would leave behind. Whom the person would not see, loading would not find either."""
        scope = self.by.scope(self.kind.code, "see")
        if self.kind.visibility.reaches(self.by, scope, judged.owner_id, judged.department_id):
            place = self._pack(judged)
            for key in row.keys.items():
                self._by_key.setdefault(key, place)
            if row.coming:
                self.fill(self._record(place).id, row.coming, "fill")

    def fill(self, record_id: int, coming: Mapping[str, Any], rule: str) -> bool:
        """Put values into fields of a record that are yet to be made; whether that changes anything."""
        held = self._coming.setdefault(record_id, {}) if coming else {}
        new = {
            name: value
            for name, value in coming.items()
            if name not in held or (rule == "overwrite" and held[name] != value)
        }
        held.update(new)
        return bool(new)

    def keep_referred(self, title: str) -> None:
        """A record that would be made because a row only names it."""
        if fold(title) not in self._by_name:
            made = gate.judge(
                Change(self.kind, CREATE, values={self.kind.title: title, **self.kind.when_referred}), None, self.by
            )
            if isinstance(made, Prepared):
                self._pack(made)

    def present(self, known: Match) -> Match:
        """A record of the database as earlier rows of the file would have changed it."""
        record = self.changed(known.record.id)
        return Match(record, known.by) if record else known

    def changed(self, record_id: int) -> Record | None:
        """A record that earlier rows would have made or changed, by its id or by the one it has here."""
        place = self._by_record.get(record_id)
        return None if place is None else self._record(place)

    def find(self, row: Row) -> Match | None:
        """The record that an earlier row would have made, or given this telephone or e-mail."""
        if self.kind.duplicates is None:
            return None
        for key, exact in row.keys.items():
            if (place := self._by_key.get((key, exact))) is not None:
                return Match(self._record(place), key[0])
        name = fold(str(row.values.get(self.kind.duplicates.name) or ""))
        if row.keys or not name or (place := self._by_name.get(name)) is None:
            return None
        return Match(self._record(place), "name")

    def _pack(self, judged: Prepared) -> int:
        """Remember a record; one that is yet to be made gets an id below zero."""
        record_id = judged.before.id if judged.before else -1 - len(self._packed)
        place = self._by_record.setdefault(record_id, len(self._packed))
        fields = fields_of(self.kind)
        held = {name: value for name, value in judged.after.items() if not fields[name].is_nothing(value)}
        packed = orjson.dumps([record_id, judged.owner_id, judged.department_id, held])
        self._packed[place : place + 1] = [packed]
        self._by_name.setdefault(fold(str(judged.after.get(self.kind.title) or "")), place)
        return place

    def _record(self, place: int) -> Record:
        record_id, owner_id, department_id, held = orjson.loads(self._packed[place])
        nothing = {name: field.nothing for name, field in fields_of(self.kind).items() if not field.secret}
        return Record(self.kind, record_id, 1, {**nothing, **held}, owner_id, department_id)
