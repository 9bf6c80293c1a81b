"""Bringing rows in, portion by portion: judged outside the write lock, written in one short transaction each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from typing import Any

from django.utils.translation import gettext as _

from tailor.access.actors import Actor
from tailor.exchange.files import open_table
from tailor.exchange.matching import Match, combined, keys_of, match
from tailor.exchange.models import Import, ImportRow
from tailor.exchange.rows import Row, RowReader, known_by_title
from tailor.exchange.targets import by_key
from tailor.history.log import CREATE, UPDATE
from tailor.kernel.files.storing import FileRefused, path_of, store
from tailor.kernel.text import fold
from tailor.records import gate
from tailor.records.changes import Change, Prepared, Refused
from tailor.records.fields import Reference
from tailor.records.types import RecordType, record_type

CREATED, UPDATED, SKIPPED, REJECTED, ASKED = "created", "updated", "skipped", "rejected", "asked"
PORTION = 200
RULES = ("skip", "fill", "overwrite", "ask")


@dataclass(slots=True)
class Decision:
    """What is to be done with a row."""

    row: Row
    outcome: str
    match: Match | None = None
    change: Change | None = None
    reasons: list[list[str]] = dataclass_field(default_factory=list)


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
        places = by_key(kind, by, load.mapping)
        return cls(load, by, kind, RowReader(kind, load.columns, places, load.fixed, kind.adapt))

    def portions(self, after: int = 0) -> Iterator[list[Row]]:
        """Understood rows behind a row number. A row that may be one just read before it begins a new portion."""
        table = open_table(path_of(self.load.file), self.load.file.name)
        portion: list[Row] = []
        seen: set[Any] = set()
        for number, cells in table.rows:
            if number <= after or not any(cells):
                continue
            row = self.reader.understand(number, cells)
            row.keys = keys_of(self.kind, row.values)
            keys: set[Any] = set(row.keys) or {fold(str(row.values.get(self.kind.title) or number))}
            if portion and (len(portion) >= PORTION or keys & seen):
                yield portion
                portion, seen = [], set()
            portion.append(row)
            seen |= keys
        if portion:
            yield portion

    def decide(self, rows: Sequence[Row]) -> list[Decision]:
        """Judge rows without writing anything."""
        sound = [row for row in rows if not row.problems]
        matches = match(self.kind, sound, self.by)
        return [self._decide(row, matches.get(row.number)) for row in rows]

    def _decide(self, row: Row, found: Match | None) -> Decision:
        if row.problems:
            return Decision(row, REJECTED, reasons=[list(problem) for problem in row.problems])
        if not row.values.get(self.kind.title):
            return Decision(row, REJECTED, reasons=[["", _("There is no name in this row.")]])
        if found is None:
            return Decision(
                row, CREATED, change=Change(self.kind, CREATE, values=row.values, tag=row.number, plain=True)
            )
        rule = self.load.rule
        if rule in ("skip", "ask"):
            return Decision(row, SKIPPED if rule == "skip" else ASKED, found, reasons=[[found.by, found.record.title]])
        values = combined(self.kind, found.record, row.values, rule)
        change = Change(self.kind, UPDATE, found.record.id, values, tag=row.number)
        return Decision(row, UPDATED, found, change, [[found.by, found.record.title]])

    def resolve(self, act: gate.Step, rows: Sequence[Row]) -> None:
        """Find, or make, the records that rows refer to by name: groups, the organisations people work for."""
        wanted: dict[str, dict[str, str]] = {}
        for row in rows:
            for name, title in row.missing:
                wanted.setdefault(name, {}).setdefault(fold(title), title)
        for name, titles in wanted.items():
            field = self.reader.kind.declared[name]
            assert isinstance(field, Reference)
            known = self._referred(act, record_type(field.to), titles)
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

    def _referred(self, act: gate.Step, to: RecordType, titles: dict[str, str]) -> dict[str, int]:
        known = known_by_title(to, list(titles.values()), self.by)
        fresh = [title for key, title in titles.items() if key not in known]
        changes = [Change(to, CREATE, values={to.title: title, **to.when_referred}, tag=title) for title in fresh]
        for saved in gate.write_possible(act, changes):
            known[fold(saved.tag)] = saved.id
            if to.small:
                self.reader.learn(to.code, saved.tag, saved.id)
        return known

    def prepare(self, decisions: Sequence[Decision]) -> list[Prepared | Refused]:
        """Judge the rows that make new records. This is most of the work and is done before anything is locked."""
        made = [d.change for d in decisions if d.change and d.change.action == CREATE]
        return gate.prepare(made, by=self.by)

    def write(
        self, act: gate.Step, decisions: Sequence[Decision], made: Sequence[Prepared | Refused]
    ) -> list[ImportRow]:
        """Write what was decided, inside the caller's transaction; one report row for each."""
        outcomes: dict[int, tuple[str, int | None, list[list[str]]]] = {
            d.row.number: (d.outcome, d.match.record.id if d.match else None, d.reasons) for d in decisions
        }
        by_number = {d.row.number: d for d in decisions}
        known = gate.prepare([d.change for d in decisions if d.change and d.change.action == UPDATE], by=self.by)
        for judged in (made, known):
            for one in judged:
                if isinstance(one, Refused):
                    reasons = [[self._label(n), str(e)] for n, e in one.refusal.errors.items()]
                    outcomes[one.change.tag] = (REJECTED, None, reasons)
            for saved in gate.commit(act, [one for one in judged if isinstance(one, Prepared)]):
                outcome = by_number[saved.tag].outcome if saved.changes else SKIPPED
                outcomes[saved.tag] = (outcome, saved.id, by_number[saved.tag].reasons)
        return [
            ImportRow(
                of=self.load,
                number=number,
                outcome=outcome,
                record_id=pk,
                reasons=reasons,
                data=list(by_number[number].row.cells) if outcome in (REJECTED, ASKED) else [],
            )
            for number, (outcome, pk, reasons) in outcomes.items()
        ]

    def _label(self, name: str) -> str:
        field = self.kind.declared.get(name)
        return str(field.label) if field else name


def tally(decisions: Sequence[Decision]) -> Counter[str]:
    """How many rows have which outcome."""
    return Counter(decision.outcome for decision in decisions)
