"""Days a sale is hoped for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, ClassVar

from markupsafe import Markup

from tailor.records.fields import Date
from tailor.records.fields.stages import OPEN, Stage
from tailor.records.shape import fields_of
from tailor.records.showing import Show
from tailor.records.types import record_type


@dataclass(frozen=True, kw_only=True)
class Hoped(Date):
    """The day something under way is hoped to end well; late once it is past, as long as its stage is an open one."""

    of: str
    """The record type it is a field of."""
    under_way: bool = False
    hangs_on: ClassVar[tuple[str, ...]] = ("stage",)

    def for_record(self, values: Mapping[str, Any]) -> Hoped:
        stages = fields_of(record_type(self.of)).get("stage")
        stage = stages.stage(values.get("stage")) if isinstance(stages, Stage) else None
        return replace(self, under_way=stage is not None and stage.outcome == OPEN)

    def cell(self, value: Any, show: Show) -> str | Markup:
        return self._marked(super().cell(value, show), value, show)

    def html(self, value: Any, show: Show) -> str | Markup:
        return self._marked(super().html(value, show), value, show)

    def _marked(self, said: str | Markup, value: Any, show: Show) -> str | Markup:
        late = self.under_way and value and date.fromisoformat(value) < show.today
        return Markup('<span class="late">{}</span>').format(said) if late else said
