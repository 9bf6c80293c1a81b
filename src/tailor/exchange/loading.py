"""Bringing rows in, portion by portion: judged outside the write lock, written in one short transaction each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from itertools import islice
from typing import Any

import orjson
from django.utils.translation import gettext_lazy as _

from tailor.access.actors import TAILOR, Actor
from tailor.exchange.ahead import read_ahead
from tailor.exchange.files import open_table
from tailor.exchange.matching import Match, combined, keys_of, match
from tailor.exchange.models import Import, ImportRow
from tailor.exchange.rows import Row, RowReader, known_by_title
from tailor.exchange.targets import by_key
from tailor.history.log import CREATE, UPDATE
from tailor.kernel import stamps
from tailor.kernel.exclusion import exclude
from tailor.kernel.files.storing import FileRefused, path_of, store
from tailor.kernel.inserting import insert_new
from tailor.kernel.sayings import kept
from tailor.kernel.text import fold
from tailor.records import gate, reading
from tailor.records.changes import Change, Prepared, Refused
from tailor.records.fields import Reference
from tailor.records.fields.references import PERSON
from tailor.records.shape import fields_of
from tailor.records.types import RecordType, record_type

CREATED, UPDATED, SKIPPED, REJECTED, ASKED = "created", "updated", "skipped", "rejected", "asked"
PORTION = 200
BATCH = 50
RULES = ("skip", "fill", "overwrite", "ask")
REPORT = ("of_id", "number", "outcome", "record_id", "reasons", "data")


@dataclass(slots=True)
class Decision:
    """What is to be done with a row: write the record that was judged as a new one, or ask for a change of a known one."""

    row: Row
    outcome: str
    match: Match | None = None
    fresh: Prepared | None = None
    change: Change | None = None
    reasons: list[list[Any]] = dataclass_field(default_factory=list)
    record_id: int | None = None

    def reject(self, reasons: list[list[Any]]) -> None:
        self.outcome, self.record_id, self.reasons = REJECTED, None, reasons

    @property
    def line(self) -> tuple[Any, ...]:
        """The row of the report; the cells are kept where somebody will want to mend them."""
        cells = list(self.row.cells) if self.outcome in (REJECTED, ASKED) else []
        return self.row.number, self.outcome, self.record_id, _json(self.reasons), _json(cells)


@dataclass(slots=True)
class Portion:
    """Rows that are written together, and what they would be as new records."""

    rows: list[Row] = dataclass_field(default_factory=list)
    fresh: dict[int, Prepared | Refused] = dataclass_field(default_factory=dict)
    names: set[str] = dataclass_field(default_factory=set)

    def add(self, row: Row, judged: Prepared | Refused | None) -> None:
        self.rows.append(row)
        self.names.add(row.name)
        if judged is not None:
            self.fresh[row.number] = judged

    def alone(self, row: Row) -> Portion:
        """A portion of nothing but one of the rows."""
        portion = Portion()
        portion.add(row, self.fresh.get(row.number))
        return portion

    def refers(self, row: Row) -> bool:
        """Whether a row refers by name to what a row of this portion will make."""
        return any(fold(title) in self.names for _name, title in row.missing)


@dataclass(slots=True)
class Loader:
    """Loads the rows of one import for one person."""

    load: Import
    by: Actor
    kind: RecordType
    reader: RowReader

    @classmethod
    def of(cls, load: Import, by: Actor) -> Loader:
        kind = record_type(load.record_type)
        places = by_key(kind, by, load.columns, load.mapping)
        return cls(load, by, kind, RowReader(kind, load.columns, places, load.fixed, kind.adapt))

    def portions(
        self, after: int = 0, size: Callable[[], int] = lambda: PORTION, waiting: Callable[[], None] = lambda: None
    ) -> Iterator[Portion]:
        """Understood and judged rows behind a row number; `size` is asked anew for each portion, `waiting` called every
        few seconds in which nothing comes. What rows refer to is made before them, so whoever works for somebody that a
        row of a portion will make begins a new one."""
        self.reader.look_up()
        portion = Portion()
        shape = stamps.current(stamps.SHAPE)
        for batch in read_ahead(lambda: self._batches(after, shape), waiting):
            for row, judged in batch:
                if portion.rows and (len(portion.rows) >= size() or portion.refers(row)):
                    yield portion
                    portion = Portion()
                portion.add(row, judged)
        if portion.rows:
            yield portion

    def _batches(self, after: int, shape: int) -> Iterator[list[tuple[Row, Prepared | Refused | None]]]:
        """Rows with what they would be as new records, but for those that refer to what is yet to be made."""
        table = open_table(path_of(self.load.file), self.load.file.name, sheet=self.load.sheet)
        numbered = ((number, cells) for number, cells in table.rows if number > after and any(cells))
        while lines := list(islice(numbered, BATCH)):
            with stamps.held(shape=shape):
                rows = [self.understand(number, cells) for number, cells in lines]
                fresh = self._judge([row for row in rows if not (row.missing or row.pictures)])
            yield [(row, fresh.get(row.number)) for row in rows]

    def understand(self, number: int, cells: Sequence[str]) -> Row:
        row = self.reader.understand(number, cells)
        row.keys = keys_of(self.kind, row.values)
        row.name = fold(str(row.values.get(self.kind.title) or ""))
        return row

    def prepare(self, portion: Portion) -> None:
        """Judge the rows that refer to others, once those are made."""
        portion.fresh.update(self._judge([row for row in portion.rows if row.missing or row.pictures]))

    def _judge(self, rows: Sequence[Row]) -> dict[int, Prepared | Refused]:
        """What rows would be as new records, by row number. This is most of the work and needs nothing to be locked."""
        return {judged.change.tag: judged for judged in gate.prepare(self.as_new(rows), by=self.by)}

    def as_new(self, rows: Sequence[Row]) -> list[Change]:
        """The records that sound rows would be, were nobody of them known."""
        return [
            Change(self.kind, CREATE, values=row.values, tag=row.number, plain=True)
            for row in rows
            if not row.problems and row.values.get(self.kind.title)
        ]

    def decide(self, row: Row, fresh: Prepared | Refused | None, found: Match | None) -> Decision:
        """What is to be done with a row, which may be one that is known already."""
        if row.problems:
            return Decision(row, REJECTED, reasons=[list(problem) for problem in row.problems])
        if fresh is None:
            return Decision(row, REJECTED, reasons=[["", kept(_("There is no name in this row."))]])
        if found is None:
            return self._new(row, fresh)
        reasons, rule = [[found.by, found.record.title]], self.load.rule
        if rule in ("skip", "ask"):
            outcome = SKIPPED if rule == "skip" else ASKED
            return Decision(row, outcome, found, reasons=reasons, record_id=found.record.id)
        values = combined(self.kind, found.record, row.values, rule)
        change = Change(self.kind, UPDATE, found.record.id, values, tag=row.number)
        return Decision(row, UPDATED, found, None, change, reasons, found.record.id)

    def _new(self, row: Row, fresh: Prepared | Refused) -> Decision:
        if isinstance(fresh, Refused):
            return Decision(row, REJECTED, reasons=self.reasons_of(fresh))
        return Decision(row, CREATED, fresh=fresh)

    def reasons_of(self, refused: Refused) -> list[list[Any]]:
        fields = fields_of(self.kind)
        return [
            [kept(fields[name].label) if name in fields else name, kept(error.saying)]
            for name, error in refused.refusal.errors.items()
        ]

    def resolve(self, act: gate.Step, rows: Sequence[Row]) -> None:
        """Find, or make, the records that rows refer to by name: groups, the organisations people work for."""
        take_turns(self.kind)
        wanted: dict[str, dict[str, str]] = {}
        for row in rows:
            for name, title in row.missing:
                wanted.setdefault(name, {}).setdefault(fold(title), title)
        for name, titles in wanted.items():
            field = fields_of(self.reader.kind)[name]
            assert isinstance(field, Reference)
            known = self._referred(act, field, titles)
            for row in rows:
                for missing, title in row.missing:
                    if missing == name and fold(title) in known:
                        row.values[name] = known[fold(title)]

    def keep_pictures(self, rows: Sequence[Row]) -> None:
        """Store the photos of rows; what turns out to be no picture is left out."""
        for row in rows:
            for name, content in row.pictures:
                try:
                    stored = store([content], f"{name}.jpg", by_id=self.by.person_id)
                except FileRefused:
                    continue
                if stored.is_picture:
                    row.values[name] = stored.pk

    def _referred(self, act: gate.Step, field: Reference, titles: dict[str, str]) -> dict[str, int]:
        to = record_type(field.to)
        if to.small:
            known = self.reader.refreshed(to.code)
        else:
            known = known_by_title(to, list(titles.values()), self.by, field.only)
        fresh = [title for key, title in titles.items() if key not in known]
        changes = [Change(to, CREATE, values={to.title: title, **to.when_referred}, tag=title) for title in fresh]
        made = {fold(saved.tag): saved.id for saved in gate.write_possible(act, changes)}
        if to.small:
            self.reader.learn(to.code, made)
        return {**known, **made}

    def write(self, act: gate.Step, portion: Portion) -> Counter[str]:
        """Write rows and the report on them, inside the caller's transaction; how many rows ended as what."""
        take_turns(self.kind)
        decisions = [
            decision for wave in waves(portion.rows) for decision in self._write_wave(act, wave, portion.fresh)
        ]
        decisions.sort(key=lambda decision: decision.row.number)
        lines = [(self.load.pk, *decision.line) for decision in decisions]
        insert_new(ImportRow._meta.db_table, REPORT, lines)
        return tally(decisions)

    def _put_where_owners_work(self, fresh: Sequence[Prepared]) -> None:
        """The department of a client is its owner's as of now: somebody may have moved since the row was judged."""
        owners = {one.owner_id for one in fresh if one.owner_id is not None}
        if not (owners and self.kind.has_owner):
            return
        people = {one.id: one.values["department"] for one in reading.get_many(record_type(PERSON), owners, TAILOR)}
        for one in fresh:
            if one.owner_id in people:
                one.department_id = people[one.owner_id]

    def _write_wave(
        self, act: gate.Step, rows: Sequence[Row], fresh: Mapping[int, Prepared | Refused]
    ) -> list[Decision]:
        """Rows none of which may be another one of them. Who is known already is asked here, behind the write lock, so
        that nobody who came in a moment ago is made twice. Rows that turn out to be one known record, one by its phone and
        one by its address, are written one after another."""
        matches = match(self.kind, [row for row in rows if row.number in fresh], self.by)
        rows, later = told_apart(rows, matches)
        decisions = {row.number: self.decide(row, fresh.get(row.number), matches.get(row.number)) for row in rows}
        changes = [decision.change for decision in decisions.values() if decision.change]
        judged = gate.prepare(changes, by=self.by)
        for one in judged:
            if isinstance(one, Refused):
                decisions[one.change.tag].reject(self.reasons_of(one))
        passed = [decision.fresh for decision in decisions.values() if decision.fresh]
        self._put_where_owners_work(passed)
        for saved in gate.commit(act, [*passed, *(one for one in judged if isinstance(one, Prepared))]):
            decision = decisions[saved.tag]
            decision.record_id = saved.id
            decision.outcome = decision.outcome if saved.changes else SKIPPED
        return [*decisions.values(), *(self._write_wave(act, later, fresh) if later else ())]


def take_turns(kind: RecordType) -> None:
    """Let imports of one kind write one after another, until the transaction ends."""
    exclude(f"import of {kind.code}")


def told_apart(rows: Sequence[Row], matches: Mapping[int, Match]) -> tuple[list[Row], list[Row]]:
    """The rows of which no two are the same known record, and the others."""
    first: list[Row] = []
    others: list[Row] = []
    taken: set[int] = set()
    for row in rows:
        known = matches[row.number].record.id if row.number in matches else None
        (others if known in taken else first).append(row)
        if known is not None:
            taken.add(known)
    return first, others


def waves(rows: Sequence[Row]) -> list[list[Row]]:
    """The rows in order, parted so that no two of a wave may be the same record: by phone, by e-mail, or by name where
    a row has neither."""
    found: list[list[Row]] = []
    wave_of_key: dict[Any, int] = {}
    for row in rows:
        asked: Collection[Any] = row.keys or ((row.name,) if row.name else ())
        wave = max((wave_of_key.get(key, -1) for key in asked), default=-1) + 1
        for key in (*row.keys, row.name):
            wave_of_key[key] = max(wave, wave_of_key.get(key, -1))
        if wave == len(found):
            found.append([])
        found[wave].append(row)
    return found


def _json(value: list[Any]) -> str:
    return orjson.dumps(value).decode() if value else "[]"


def tally(decisions: Sequence[Decision]) -> Counter[str]:
    """How many rows have which outcome."""
    return Counter(decision.outcome for decision in decisions)
