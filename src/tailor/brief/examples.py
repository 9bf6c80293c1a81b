# ruff: noqa: S311 - chance that can be repeated is what is wanted here
"""Example records in a company's own shape: clients, what it keeps of them, calls and notes, in the language of who asks.
They are put in as one step of the log, so that undoing that step throws them away."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from tailor.access.actors import TAILOR, Actor
from tailor.access.rights import Scope
from tailor.brief.composing import example_titles
from tailor.brief.questions import Answers
from tailor.brief.ready import LANGUAGES, in_language, people
from tailor.history.log import CREATE
from tailor.history.models import Step
from tailor.kernel import stamps
from tailor.kernel.settings_kept import Setting
from tailor.records import gate
from tailor.records.changes import Change
from tailor.records.fields import Field, Reference, Stage
from tailor.records.fields.stages import OPEN, StageOption
from tailor.records.names import named
from tailor.records.shape import fields_of
from tailor.records.types import RecordType, all_types, record_type
from tailor.records.undo import Outcome, nothing_stands, undo

EXAMPLES = "brief.examples"
CLIENTS, MOST = 12, 24
SUMS = (20, 35, 48, 60, 75, 90, 120, 180, 240, 320)
HOURS = (9, 10, 11, 12, 14, 15, 16, 17)
TALKS = 2  # how many calls or notes there are for each client, at most


def are_there() -> bool:
    """Whether somebody put examples in and nobody threw them away."""
    return step_of_examples() is not None


def step_of_examples() -> Step | None:
    kept = Setting.objects.filter(name=EXAMPLES).values_list("value", flat=True).first()
    step = Step.objects.filter(pk=int(kept)).first() if kept else None
    return None if step is None or nothing_stands(step.pk) else step


def forget_if_gone() -> None:
    """Have the line above the pages go where the step was taken back from the history."""
    if not are_there() and Setting.objects.filter(name=EXAMPLES).exists():
        throw_away(TAILOR)


def put_in(answers: Answers, by: Actor, owners: Sequence[int] = ()) -> int:
    """Fill in examples as the shape stands now; how many records. `owners` are who is put in charge, else the person who asks.
    What a rule of the company's own does not let through is left out."""
    with gate.step(by, EXAMPLES, subject=_("Example records")) as act:
        _Filling(act, answers, owners or (by.person_id or 0,)).all()
        if act.id is not None:
            Setting.objects.update_or_create(name=EXAMPLES, defaults={"value": str(act.id)})
            stamps.bump(stamps.SHAPE)
        return act.saved


def throw_away(by: Actor) -> Outcome:
    """Take the examples back, but for what somebody worked on since; that is named in what comes out."""
    step = step_of_examples()
    outcome = undo(step, by) if step else Outcome()
    Setting.objects.filter(name=EXAMPLES).delete()
    stamps.bump(stamps.SHAPE)
    return outcome


@dataclass
class _Filling:
    act: gate.Step
    answers: Answers
    owners: Sequence[int]
    rng: random.Random = field(default_factory=lambda: random.Random(1907))
    made: dict[str, list[int]] = field(default_factory=dict)
    numbers: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        language = self.act.by.language
        self.language = language if language in LANGUAGES else LANGUAGES[0]
        self.words: Mapping[str, Any] = people()[self.language]
        self.titles = example_titles(self.answers)
        self.today = timezone.localdate()

    def all(self) -> None:
        self._write(record_type("party"), list(self._clients()))
        kinds = {kind.code: kind for kind in all_types()}
        for code in self._ordered([code for code in self.titles if code in kinds and kinds[code].constants]):
            self._write(kinds[code], list(self._records(kinds[code], self.titles[code])))
        if self.made.get("party"):
            self._write(record_type("interaction"), list(self._talks()))

    def _write(self, kind: RecordType, wanted: Sequence[dict[str, Any]]) -> None:
        if self.act.by.scope(kind.code, "create") is Scope.NONE:
            return
        saved = gate.write_possible(self.act, [Change(kind, CREATE, values=values) for values in wanted])
        self.made[kind.code] = [one.id for one in saved]

    def _ordered(self, codes: Sequence[str]) -> list[str]:
        """Each behind those its fields name."""
        ordered: list[str] = []

        def put(code: str, on_the_way: frozenset[str]) -> None:
            if code in ordered or code in on_the_way:
                return
            for one in fields_of(record_type(code)).values():
                if getattr(one, "to", "") in codes:
                    put(one.to, on_the_way | {code})  # type: ignore[attr-defined]
            ordered.append(code)

        for code in codes:
            put(code, frozenset())
        return ordered

    # who

    def _clients(self) -> Iterator[dict[str, Any]]:
        count, companies = self.titles.get("clients", CLIENTS), self.titles.get("companies", 2)
        kind, groups = record_type("party"), list(named("group"))
        first, last = self.words["first"], self.words["last"]
        for at in range(count):
            own = self._own_values(kind)
            city = self.rng.choice(self.words["cities"])
            reach = {
                "phones": [{"value": f"{self.words['phone']}{at:02}{self.rng.randrange(10)}", "type": "work"}],
                "city": city,
                "owner": self._owner(),
            }
            group = {"group": self.rng.choice(groups)} if groups else {}
            if at < companies:
                who = {"name": self.words["companies"][at % len(self.words["companies"])], "is_company": True}
            else:
                given, family = first[at % len(first)], last[(at * 3 + at // len(last)) % len(last)]
                who = {"name": f"{family} {given}" if self.language == "hu" else f"{given} {family}"}
            yield {**own, **reach, **group, **who}

    def _owner(self) -> int | None:
        return self.rng.choice(self.owners) or None

    # what

    def _records(self, kind: RecordType, told: Any) -> Iterator[dict[str, Any]]:
        numbered = isinstance(told, Mapping) and "numbered" in told
        titles = (
            []
            if numbered
            else [in_language(one, self.language) for one in (told["titles"] if isinstance(told, Mapping) else told)]
        )
        stages = next((one for one in fields_of(kind).values() if isinstance(one, Stage)), None)
        count = told.get("count", MOST) if isinstance(told, Mapping) else len(titles) * (3 if stages else 1)
        for at in range(min(count, MOST)):
            if numbered:
                title = f"{told.get('before', '')}{told['numbered'] + at}{told.get('after', '')}"
            else:
                title = titles[at % len(titles)]
            yield {**self._own_values(kind), "title": title, "owner": self._owner()}

    def _own_values(self, kind: RecordType) -> dict[str, Any]:
        """Something for each own field of a kind that can be made up; at least what it asks for where it stands."""
        fields = {name: one for name, one in fields_of(kind).items() if one.own}
        maker = _Values(self)
        stage_field = next((one for one in fields.values() if isinstance(one, Stage)), None)
        stage = self._stage(stage_field) if stage_field else None
        asked = _asked_up_to(stage_field, stage) if stage_field and stage else frozenset()
        values: dict[str, Any] = {}
        for name, one in fields.items():
            needed = one.required or name in asked
            value = maker.value(kind, one, needed=needed, past=bool(stage and stage.outcome != OPEN))
            if value is not None and (needed or self.rng.random() < one_in(one)):
                values[name] = value
        if stage_field and stage:
            values[stage_field.name] = stage.value
        return values

    def _stage(self, one: Stage) -> StageOption | None:
        """More at the beginning and at the end that is hoped for than given up."""
        weights = {"open": 4, "won": 5, "lost": 1}
        stages = one.stages
        return self.rng.choices(stages, [weights[stage.outcome] for stage in stages])[0] if stages else None

    # what was said

    def _talks(self) -> Iterator[dict[str, Any]]:
        notes = [in_language(one, self.language) for one in self.titles.get("notes", ())]
        now = timezone.now()
        for at, party in enumerate(self.made["party"]):
            for one in range(self.rng.randint(1, TALKS)):
                said = notes and (at + one) % 2
                when = now - timedelta(days=self.rng.randint(0, 20), minutes=self.rng.randint(5, 600))
                yield {
                    "kind": "note" if said else "call",
                    "party": party,
                    "at": when.isoformat(),
                    "text": self.rng.choice(notes if said else self.words["called"]),
                    "owner": self._owner(),
                    **(
                        {}
                        if said
                        else {"direction": self.rng.choice(("in", "out")), "minutes": str(self.rng.randint(1, 12))}
                    ),
                }


def one_in(one: Field) -> float:
    """How often a field that nothing asks for is filled in."""
    return 0.3 if one.kind in ("longtext", "yesno") else 0.85


def _asked_up_to(one: Stage, stage: StageOption) -> frozenset[str]:
    """What the stages ask for that lie before one, and itself; nothing of others for what was given up."""
    if stage.outcome == "lost":
        return frozenset(stage.requires)
    way = one.stages[: one.stages.index(stage) + 1]
    return frozenset(name for before in way for name in before.requires)


class _Values:
    """Values of one record: its days follow one another, and its sums grow less, as they stand in the form."""

    def __init__(self, filling: _Filling) -> None:
        self.filling, self.rng = filling, filling.rng
        self.day = filling.today + timedelta(days=self.rng.randint(-25, 6))
        self.sum: Decimal | None = None

    def value(self, kind: RecordType, one: Field, *, needed: bool, past: bool) -> Any:
        """None where nothing can be made up."""
        made = getattr(self, f"_{one.kind}", None)
        return made(kind, one, needed, past) if made else None

    def _choice(self, kind: RecordType, one: Any, needed: bool, past: bool) -> Any:
        return self.rng.choice(one.options).value if one.options else None

    def _choices(self, kind: RecordType, one: Any, needed: bool, past: bool) -> Any:
        return [self._choice(kind, one, needed, past)] if one.options else None

    def _number(self, kind: RecordType, one: Any, needed: bool, past: bool) -> Any:
        least = int(one.least or 0)
        most = min(int(one.most if one.most is not None else least + 60), least + 60) if least < 1900 else 2024
        return str(self.rng.randint(max(least, most - 18) if least >= 1900 else max(least, 1), max(most, 1)))

    def _money(self, kind: RecordType, one: Any, needed: bool, past: bool) -> Any:
        self.sum = (
            self.sum / 2 if self.sum else Decimal(self.rng.choice(SUMS) * (10 if "stage" in fields_of(kind) else 1))
        )
        return str(self.sum.quantize(Decimal(1)))

    def _date(self, kind: RecordType, one: Field, needed: bool, past: bool) -> Any:
        self.day += timedelta(days=self.rng.randint(2, 12))
        return self.day.isoformat()

    def _moment(self, kind: RecordType, one: Field, needed: bool, past: bool) -> Any:
        day = self.filling.today + timedelta(days=self.rng.randint(-14, -1) if past else self.rng.randint(0, 9))
        at = datetime.combine(day, time(self.rng.choice(HOURS), self.rng.choice((0, 30))))
        return timezone.make_aware(at).isoformat()

    def _yesno(self, kind: RecordType, one: Field, needed: bool, past: bool) -> Any:
        return True

    def _reference(self, kind: RecordType, one: Reference, needed: bool, past: bool) -> Any:
        known = self.filling.made.get(one.to) or []
        return self.rng.choice(known) if known else None

    def _references(self, kind: RecordType, one: Any, needed: bool, past: bool) -> Any:
        known = self.filling.made.get(one.to) or []
        return self.rng.sample(known, min(len(known), self.rng.randint(1, 2))) or None

    def _person(self, kind: RecordType, one: Field, needed: bool, past: bool) -> Any:
        return self.rng.choice(self.filling.owners) or None

    def _longtext(self, kind: RecordType, one: Field, needed: bool, past: bool) -> Any:
        notes = self.filling.titles.get("notes")
        return (
            in_language(self.rng.choice(notes), self.filling.language)
            if notes
            else self.rng.choice(self.filling.words["called"])
        )

    def _text(self, kind: RecordType, one: Any, needed: bool, past: bool) -> Any:
        if one.mask:
            return "".join(str(self.rng.randrange(10)) if char == "9" else char for char in one.mask)
        if one.unique:
            number = self.filling.numbers[one.name] = self.filling.numbers.get(one.name, 100) + 1
            return f"{number:04}"
        pools = {
            "make": "makes",
            "deliver_to": "streets",
            "place": "streets",
            "route": "cities",
            "insurer": "companies",
        }
        if pool := pools.get(one.name):
            return self.rng.choice(self.filling.words[pool])
        return (
            str(self.rng.randint(1, 30))
            if one.name == "room"
            else self.rng.choice(self.filling.words["called"])
            if needed
            else None
        )
