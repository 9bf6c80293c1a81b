"""Where a record stands in a pipeline, and what of the checklists there is done."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, ClassVar, cast

from django.utils.translation import gettext_lazy as _
from markupsafe import Markup

from tailor.kernel.text import fold
from tailor.records.fields.base import Condition, FilterAsked, Label, either
from tailor.records.fields.choices import Choice, Option
from tailor.records.fields.chosen import IS, MOST_ASKED, any_of, in_words, parts_in
from tailor.records.fields.lines import Lines

if TYPE_CHECKING:
    from tailor.records.models import OwnField
    from tailor.records.showing import Show

OPEN, WON, LOST = "open", "won", "lost"
OUTCOMES = (OPEN, WON, LOST)
USUAL_COLOURS = {OPEN: "slate", WON: "moss", LOST: "wine"}
TICKS = "__ticks"
"""Behind the name of a field: where the ticks of its checklists are kept."""


@dataclass(frozen=True, slots=True)
class StageOption(Option):
    """A stage: what becomes of a record there (`outcome`), how likely that ends well in per cent, which fields it asks for
    before a record may enter, what is to be ticked there before it goes on, from which stages it is entered (none: from
    any), which roles move records there (none: whoever may change them), and what is said in a talk there."""

    outcome: str = OPEN
    probability: int | None = None
    requires: tuple[str, ...] = ()
    checklist: tuple[str, ...] = ()
    enters_from: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    script: str = ""

    def tick(self, line: str) -> str:
        """As which a ticked line of its checklist is kept."""
        return f"{self.value}/{line}"


@dataclass(frozen=True, kw_only=True)
class Stage(Choice):
    """One of the stages of a pipeline; a new record begins at the first one that is open. What a stage asks for is seen to
    by `records.moving`. `past` are stages that were taken out of the pipeline: records that stood there still name them. `since`
    names the field that tells since when a record stands where it stands; without one the log is asked."""

    past: tuple[Option, ...] = ()
    since: str = ""
    width: int = 130
    kind: ClassVar[str] = "stage"
    called: ClassVar[Label] = _("Stage")
    takes: ClassVar[frozenset[str]] = frozenset({"pipeline"})
    among_facts: ClassVar[bool] = False
    operators: ClassVar[Mapping[str, Label]] = {
        **Choice.operators,
        OPEN: _("is one under way"),
        WON: _("is won"),
        LOST: _("is lost"),
    }

    @classmethod
    def own_settings(cls, definition: OwnField) -> dict[str, Any]:
        return {}

    @property
    def stages(self) -> tuple[StageOption, ...]:
        return cast("tuple[StageOption, ...]", self.options)

    def stage(self, value: Any) -> StageOption | None:
        return next((one for one in self.stages if one.value == value), None)

    @property
    def first(self) -> str:
        """Where a new record begins."""
        return next((one.value for one in self.stages if one.outcome == OPEN), "")

    @property
    def ticks(self) -> str:
        """The name of the field with what is ticked."""
        return self.name + TICKS

    def is_onward(self, before: StageOption, after: StageOption) -> bool:
        """Whether that is a step towards the end that is hoped for."""
        return after.outcome != LOST and self.stages.index(after) > self.stages.index(before)

    def text(self, value: Any, show: Show) -> str:
        gone = next((option for option in self.past if option.value == value), None)
        return str(gone.label) if gone and not self.option(value) else super().text(value, show)

    def asked(self, value: Any, show: Show) -> dict[str, Any]:
        return super().asked(value, show) | {"clearable": False}

    def check_argument(self, operator: str, argument: str) -> None:
        if operator not in OUTCOMES:
            super().check_argument(operator, argument)

    def asked_filters(self, data: Mapping[str, Any]) -> list[tuple[str, str]]:
        """How it ends is asked of all stages at once."""
        operator = data.get("operator", "")
        return [(operator, "")] if operator in OUTCOMES else super().asked_filters(data)

    def condition(self, operator: str, argument: str, alias: str, record_type: str) -> Condition:
        if operator in OUTCOMES:
            return any_of(self, [one.value for one in self.stages if one.outcome == operator], alias)
        return super().condition(operator, argument, alias, record_type)

    # over several pipelines

    @property
    def boards(self) -> tuple[Stage, ...]:
        """What has a board of its own: the field for each pipeline it stands over."""
        return (self,) if self.options else ()

    @property
    def board_name(self) -> str:
        """What stands in the address of its board."""
        return self.name

    @property
    def board_label(self) -> Label:
        return self.label

    @property
    def board_filter(self) -> tuple[str, str] | None:
        """Operator and argument of the filter that leaves only what belongs to its board; None where that is everything."""
        return None

    def around(self, value: Any) -> Stage:
        """The field as it stands for a record with this value: with the stages of its pipeline."""
        return self

    def elsewhere(self, value: Any) -> Sequence[tuple[Label, str]]:
        """Where a record with this value could go on in another pipeline: what that is called, and its first stage."""
        return ()


WITHIN = "in"
APART = "."


@dataclass(frozen=True, slots=True)
class Way(Option):
    """A pipeline a record may go through; its `value` is the inner name."""


@dataclass(frozen=True, kw_only=True)
class StageOnWays(Stage):
    """One of the stages of any pipeline of the record's kind, but for those that own fields stand on: ``pipeline.stage``, so that the value says both. Declared by
    the kind itself; `ways` and `options` are put in when fields are read. `on` names the one pipeline it is narrowed to."""

    ways: tuple[Way, ...] = ()
    on: str = ""
    operators: ClassVar[Mapping[str, Label]] = {**Stage.operators, WITHIN: _("is in the pipeline")}

    def way_of(self, value: Any) -> str:
        return str(value or "").partition(APART)[0]

    def within(self, way: str) -> StageOnWays:
        """Narrowed to the stages of one pipeline."""
        mine = tuple(one for one in self.options if self.way_of(one.value) == way)
        return replace(self, on=way, options=mine, past=tuple(o for o in self.past if self.way_of(o.value) == way))

    @property
    def boards(self) -> tuple[Stage, ...]:
        narrowed = [self.within(way.value) for way in self.ways]
        return tuple(one for one in narrowed if one.options)

    @property
    def board_name(self) -> str:
        return f"{self.name}-{self.on}" if self.on else self.name

    @property
    def board_label(self) -> Label:
        return next((way.label for way in self.ways if way.value == self.on), self.label)

    @property
    def board_filter(self) -> tuple[str, str] | None:
        return (WITHIN, self.on) if self.on else None

    def around(self, value: Any) -> Stage:
        way = self.way_of(value) or (self.ways[0].value if self.ways else "")
        return self.within(way)

    def elsewhere(self, value: Any) -> Sequence[tuple[Label, str]]:
        others = [(way.label, self.within(way.value).first) for way in self.ways if way.value != self.way_of(value)]
        return [(label, first) for label, first in others if first]

    def is_onward(self, before: StageOption, after: StageOption) -> bool:
        return self.way_of(before.value) == self.way_of(after.value) and super().is_onward(before, after)

    def full_label(self, option: Option) -> str:
        """A stage with its pipeline, where there are several."""
        way = next((way for way in self.ways if way.value == self.way_of(option.value)), None)
        return f"{way.label}: {option.label}" if way and len(self.ways) > 1 else str(option.label)

    def clean(self, raw: Any) -> str:
        wanted = fold(str(raw)) if isinstance(raw, str) and ":" in raw else ""
        full = next((one.value for one in self.options if wanted and fold(self.full_label(one)) == wanted), None)
        return full or super().clean(raw)

    def asked(self, value: Any, show: Show) -> dict[str, Any]:
        choices = [(option.value, self.full_label(option)) for option in self.options]
        return super().asked(value, show) | {"choices": choices}

    def asked_by_filter(self, show: Show) -> FilterAsked:
        return FilterAsked(ticks=[(option.value, self.full_label(option)) for option in self.options])

    def sections(self, show: Show) -> Sequence[tuple[str, str | Markup]]:
        return [(option.value, self.full_label(option)) for option in self.options]

    def condition(self, operator: str, argument: str, alias: str, record_type: str) -> Condition:
        if operator != WITHIN:
            return super().condition(operator, argument, alias, record_type)
        column, ways = self.expression(alias), self._ways_in(argument)
        return either([Condition(f"({column} >= %s AND {column} < %s)", bounds(way)) for way in ways])

    def argument_text(self, operator: str, argument: str, show: Show) -> str:
        if operator != WITHIN:
            return super().argument_text(operator, argument, show)
        called = {way.value: str(way.label) for way in self.ways}
        return in_words(IS, self._ways_in(argument), lambda way: called.get(way, way))

    def _ways_in(self, argument: str) -> list[str]:
        return list(dict.fromkeys(self.way_of(part) for part in parts_in(argument)[:MOST_ASKED]))


def bounds(way: str) -> tuple[str, str]:
    """Between which values, the latter left out, the stages of a pipeline lie."""
    return way + APART, way + chr(ord(APART) + 1)


@dataclass(frozen=True, kw_only=True)
class Ticks(Lines):
    """Which lines of the checklists of a pipeline are ticked, each as ``stage/line``. `known` are those there are."""

    known: frozenset[str] = frozenset()
    limit: int = 300
    exported: bool = False
    kind: ClassVar[str] = "ticks"
    in_place: ClassVar[bool] = False
    among_facts: ClassVar[bool] = False
    beside: ClassVar[bool] = True

    def clean(self, raw: Any) -> list[str]:
        """Lines that are in no checklist any more are let go."""
        return [line for line in super().clean(raw) if line in self.known]

    def text(self, value: Any, show: Show) -> str:
        return ", ".join(line.partition("/")[2] for line in value or ())

    def joined(self, mine: Any, theirs: Any) -> Any:
        return list(dict.fromkeys((*mine, *theirs)))


def ticks_of(stages: Iterable[StageOption]) -> frozenset[str]:
    """Every line there is to tick."""
    return frozenset(stage.tick(line) for stage in stages for line in stage.checklist)


def is_ticked(stage: StageOption, line: str, values: Mapping[str, Any], field: Stage) -> bool:
    return stage.tick(line) in (values.get(field.ticks) or ())
