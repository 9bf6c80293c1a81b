"""From the page of a part of the shape back to where it is cut: a stage to its pipeline and the kind of record that goes through
it, fields, rules and pipelines to their kind."""

from __future__ import annotations

from tailor.kernel.numbers import whole_number
from tailor.records import reading
from tailor.records.own_fields import OWN_FIELD
from tailor.records.pipelines import PIPELINE, STAGE
from tailor.records.record import Record
from tailor.records.rules.records import RULE
from tailor.records.showing import Show
from tailor.records.web.cards import Place, belongs_to
from tailor.workshop.examples import shaped_kinds


@belongs_to(OWN_FIELD.code)
@belongs_to(RULE.code)
@belongs_to(PIPELINE.code)
def of_a_kind(record: Record, show: Show) -> list[Place]:
    kinds = {kind.code: kind for kind in shaped_kinds()} if show.actor.role.rules else {}
    kind = kinds.get(record.values["record_type"])
    return [Place(str(kind.plural), f"/workshop/of/{kind.code}/")] if kind else []


@belongs_to(STAGE.code)
def of_a_pipeline(record: Record, show: Show) -> list[Place]:
    found = reading.get_many(PIPELINE, [whole_number(str(record.values["pipeline"])) or 0], show.actor)
    return [place for one in found for place in (*of_a_kind(one, show), Place(one.title, one.url))]
