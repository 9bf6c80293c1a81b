"""On the card of a pipeline: its stages, and how to begin where there are none."""

from __future__ import annotations

from django.template.loader import get_template
from markupsafe import Markup

from tailor.records import reading
from tailor.records.pipelines import PIPELINE, STAGE
from tailor.records.record import Record
from tailor.records.showing import Show
from tailor.records.types import all_types
from tailor.records.web.cards import card_panel


@card_panel(PIPELINE.code)
def stages_panel(record: Record, show: Show) -> Markup | None:
    where = reading.visible(STAGE, show.actor)
    condition = f"{where.sql} AND t.pipeline_id = %s" if where.sql else "t.pipeline_id = %s"
    stages = reading.select(STAGE, show.actor, condition, [*where.params, record.id], "t.place, t.id")
    kind = next((kind for kind in all_types() if kind.code == record.values["record_type"]), None)
    context = {"record": record, "stages": stages, "kind": kind}
    return Markup(get_template("records/pipeline_panel.html").render(context))  # noqa: S704 - a template
