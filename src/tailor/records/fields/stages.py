"""Where a record stands in a pipeline, and what of the checklists there is done."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, cast

from django.utils.translation import gettext_lazy as _

from tailor.records.fields.base import Label
from tailor.records.fields.choices import Choice, Option
from tailor.records.fields.lines import Lines

if TYPE_CHECKING:
    from tailor.records.models import OwnField
    from tailor.records.showing import Show

OPEN, WON, LOST = "open", "won", "lost"
USUAL_COLOURS = {OPEN: "slate", WON: "moss", LOST: "wine"}
TICKS = "__ticks"
"""Behind the name of a field: where the ticks of its checklists are kept."""


@dataclass(frozen=True, slots=True)
class StageOption(Option):
    """A stage: what becomes of a record there (`outcome`), how likely that ends well in per cent, which fields it asks for
    before a record may enter, what is to be ticked there before it goes on, from which stages it is entered (none: from
    any), and which roles move records there (none: whoever may change them)."""

    outcome: str = OPEN
    probability: int | None = None
    requires: tuple[str, ...] = ()
    checklist: tuple[str, ...] = ()
    enters_from: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()

    def tick(self, line: str) -> str:
        """As which a ticked line of its checklist is kept."""
        return f"{self.value}/{line}"


@dataclass(frozen=True, kw_only=True)
class Stage(Choice):
    """One of the stages of a pipeline; a new record begins at the first one that is open. What a stage asks for is seen to
    by `records.moving`. `past` are stages that were taken out of the pipeline: records that stood there still name them."""

    past: tuple[Option, ...] = ()
    width: int = 130
    kind: ClassVar[str] = "stage"
    called: ClassVar[Label] = _("Stage")
    takes: ClassVar[frozenset[str]] = frozenset({"pipeline"})
    among_facts: ClassVar[bool] = False

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
