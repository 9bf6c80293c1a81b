"""Making the shape what a blueprint says, whole or not at all, as one step of the log; and going back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from django.utils.translation import gettext_lazy as _

from tailor.access.actors import Actor
from tailor.history.log import CREATE, DELETE, RESTORE, UPDATE
from tailor.records import gate
from tailor.records.blueprint.document import Key, read_shape, shaping_types, target
from tailor.records.blueprint.faults import Fault, NotABlueprint
from tailor.records.blueprint.planning import Plan, Planned
from tailor.records.changes import Change, Refused
from tailor.records.own_fields import OWN_FIELD
from tailor.records.refusals import Forbidden
from tailor.records.types import RecordType, Values

APPLY = "blueprint.apply"


def may_shape(by: Actor) -> bool:
    """Those who rule shape the company."""
    return by.role.rules


def apply(plan: Plan, by: Actor, *, subject: str = "", lines: Mapping[Key, int] | None = None) -> int | None:
    """Do what a plan says; the step, or None when there was nothing to do. Raises `NotABlueprint` with what the gate does not
    take, and `Forbidden`; then nothing was done."""
    if not may_shape(by):
        raise Forbidden(_("Only those who rule may change the shape of the company."))
    with gate.step(by, APPLY, subject=subject or str(_("Blueprint"))) as act:
        doing = _Doing(act, lines or {})
        for (kind, action), some in groupby(plan.changes, key=lambda one: (one.kind, one.action)):
            doing.do(kind, action, list(some))
        doing.do_late()
        if doing.faults:
            raise NotABlueprint(doing.faults)
        return act.id


def _reads_no_other(one: Planned) -> bool:
    """Whether it is a new field that is reckoned from no other, as most of a large shape are."""
    return one.kind is OWN_FIELD and one.action == CREATE and not {"formula", "through"} & set(one.changes)


@dataclass
class _Doing:
    act: gate.Step
    lines: Mapping[Key, int]
    faults: list[Fault] = field(default_factory=list)
    ids: dict[str, dict[str, int]] = field(default_factory=dict)
    """By record type, the id of each living record under the name others give it."""
    late: list[tuple[Planned, Callable[[Planned], Change]]] = field(default_factory=list)
    """What was refused the first time: a formula stands anywhere in the file, also before what it reads."""

    def __post_init__(self) -> None:
        shape = read_shape(self.act.by)
        for kind, _shaping in shaping_types():
            found = shape.records[kind.code].items()
            self.ids[kind.code] = {".".join(key): one.id for key, one in found}

    def do(self, kind: RecordType, action: str, some: list[Planned]) -> None:
        if action == RESTORE:
            self._write(some, lambda one: Change(kind, RESTORE, one.id))
            action = UPDATE
            some = [one for one in some if one.changes or one.place is not None]
        if action == DELETE:
            self._write(some, lambda one: Change(kind, DELETE, one.id))
        else:
            self._write(some, lambda one: Change(kind, action, one.id, self._values(one)))

    def _write(self, some: list[Planned], change: Callable[[Planned], Change]) -> None:
        """What reads none of the others together, the rest each by itself, for the next may name it."""
        for together, grouped in groupby(some, key=_reads_no_other):
            run = list(grouped)
            left = self._write_together(run, change) if together else run
            self.late += [(one, change) for one in left if self._write_one(one, change) is not None]

    def _write_together(self, some: list[Planned], change: Callable[[Planned], Change]) -> list[Planned]:
        """Those that did not pass, which are tried again each by itself."""
        judged = list(zip(some, gate.prepare([change(one) for one in some], by=self.act.by), strict=True))
        passed = [(one, found) for one, found in judged if not isinstance(found, Refused)]
        for (one, _found), saved in zip(passed, gate.commit(self.act, [found for _one, found in passed]), strict=True):
            self.ids[one.kind.code][".".join(one.key)] = saved.id
        return [one for one, found in judged if isinstance(found, Refused)]

    def do_late(self) -> None:
        """Once more whatever was refused, until nothing more of it passes."""
        refused: list[tuple[Planned, Refused]] = []
        left = len(self.late) + 1
        while self.late and len(self.late) < left:
            left, again, self.late, refused = len(self.late), self.late, [], []
            for one, change in again:
                if (judged := self._write_one(one, change)) is not None:
                    self.late.append((one, change))
                    refused.append((one, judged))
        for one, judged in refused:
            self._refused(one, judged)

    def _write_one(self, one: Planned, change: Callable[[Planned], Change]) -> Refused | None:
        judged = gate.prepare([change(one)], by=self.act.by)[0]
        if isinstance(judged, Refused):
            return judged
        saved = gate.commit(self.act, [judged])[0]
        self.ids[one.kind.code][".".join(one.key)] = saved.id
        return None

    def _values(self, one: Planned) -> Values:
        kind, shaping = one.kind, one.kind.shaping
        assert shaping is not None
        values: Values = {name: self._given(kind, name, then) for name, (_now, then) in one.changes.items()}
        if one.action == CREATE:
            values |= {name: self._given(kind, name, part) for name, part in zip(shaping.key, one.key, strict=True)}
        if one.place is not None:
            values[shaping.place] = one.place
        return values

    def _given(self, kind: RecordType, name: str, value: Any) -> Any:
        one = kind.declared[name]
        if value is None:
            return one.nothing
        named = target(one)
        return self.ids[named.code].get(value, value) if named else value

    def _refused(self, one: Planned, judged: Refused) -> None:
        line = self.lines.get(one.path, 0)
        self.faults += [
            Fault(line, (*one.path, name) if name else one.path, error.saying)
            for name, error in judged.refusal.errors.items()
        ]
