"""Fields that stand on pipelines, with the stages of those put in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from tailor.records.fields import Field, Stage, StageOnWays, Ticks
from tailor.records.fields.stages import APART, OPEN, USUAL_COLOURS, StageOption, Way, ticks_of
from tailor.records.fields.wordings import OwnLabel
from tailor.records.models import OwnField, Pipeline, PipelineStage
from tailor.records.types import RecordType


def with_stages(fields: dict[str, Field], pipelines: Mapping[str, int]) -> dict[str, Field]:
    """Own fields that stand on a pipeline each with the stages of those, and beside each what is ticked there."""
    if not pipelines:
        return fields
    rows = _rows(pipelines.values())
    for name, pipeline in pipelines.items():
        field = fields[name]
        assert isinstance(field, Stage)
        mine = [row for row in rows if row.pipeline_id == pipeline]
        fields |= _put_in(field, {row: stage_of(row) for row in mine})
    return fields


def with_ways(kind: RecordType, declared: Mapping[str, Field]) -> dict[str, Field]:
    """Declared fields; those that stand over the pipelines of their kind with the stages of all of these."""
    fields = dict(declared)
    over = [field for field in declared.values() if isinstance(field, StageOnWays)]
    if not over:
        return fields
    taken = OwnField.objects.filter(record_type=kind.code, deleted_at=None, pipeline__isnull=False)
    ways = list(
        Pipeline.objects.filter(record_type=kind.code, deleted_at=None)
        .exclude(pk__in=taken.values("pipeline_id")).order_by("place", "id")
    )  # fmt: skip
    codes = {row.pk: row.code for row in ways}
    rows = sorted(_rows(codes), key=lambda row: list(codes).index(row.pipeline_id))
    for field in over:
        named = replace(field, ways=tuple(Way(row.code, OwnLabel(row.label, row.labels or {})) for row in ways))
        fields |= _put_in(named, {row: stage_of(row, codes[row.pipeline_id]) for row in rows})
    return fields


def _rows(pipelines: Iterable[int]) -> list[PipelineStage]:
    return list(PipelineStage.objects.filter(pipeline__in=set(pipelines)).order_by("place", "id"))


def _put_in(field: Stage, stages: Mapping[PipelineStage, StageOption]) -> dict[str, Field]:
    living = tuple(stage for row, stage in stages.items() if row.deleted_at is None)
    past = tuple(stage for row, stage in stages.items() if row.deleted_at is not None)
    found: dict[str, Field] = {field.name: replace(field, options=living, past=past)}
    if ticks := ticks_of(living):
        found[field.ticks] = Ticks(name=field.ticks, label=_("Checklist"), own=True, known=ticks)
    return found


def stage_of(row: PipelineStage, pipeline: str = "") -> StageOption:
    """The stage a definition stands for; what it does not say is as usual. Where a field stands over several pipelines its
    value begins with the pipeline's inner name."""
    outcome, before = row.outcome or OPEN, pipeline + APART if pipeline else ""
    return StageOption(
        before + row.code, OwnLabel(row.label, row.labels or {}), row.colour or USUAL_COLOURS[outcome], "", outcome,
        row.probability, tuple(row.requires), tuple(row.checklist), tuple(before + code for code in row.enters_from),
        tuple(row.roles), OwnLabel(row.script, row.scripts or {}),
    )  # fmt: skip
