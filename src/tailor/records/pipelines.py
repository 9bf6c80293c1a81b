"""Pipelines and their stages as records: the ways that records of a kind go, shaped by those who rule."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override, pgettext_lazy

from tailor.access.actors import Actor
from tailor.access.roles import all_roles
from tailor.history.log import CREATE, DELETE, UPDATE
from tailor.kernel.numbers import whole_number
from tailor.kernel.sayings import Saying
from tailor.records import gate, inner_names
from tailor.records.changes import Change, Refused
from tailor.records.fields import Choice, FieldError, Lines, LongText, Names, Number, Option, Reference, Text, Wordings
from tailor.records.fields.base import Condition, Field, Label, bound
from tailor.records.fields.stages import APART, LOST, OPEN, WON, Stage, StageOnWays
from tailor.records.inner_names import free_name
from tailor.records.models import OwnField, Pipeline, PipelineStage
from tailor.records.operations import operation
from tailor.records.own_fields import LAST_PLACE, OWN_FIELD, taken_names
from tailor.records.record import Record
from tailor.records.refusals import Refusal
from tailor.records.shape import fields_of
from tailor.records.staging import stage_of
from tailor.records.touching import counted, touched
from tailor.records.types import Intended, RecordType, Shaping, SortOrder, Values, all_types, record_type, register
from tailor.records.visibility import Open

SWATCHES = ("moss", "rust", "wine", "slate", "ochre", "teal", "sand", "denim")
Errors = Mapping[str, FieldError]
MOST_SCRIPT = 4000


@dataclass(frozen=True, kw_only=True)
class KindInPipelines(Choice):
    """One of the kinds of record that go through pipelines."""

    def offered(self) -> list[Option]:
        kinds = [kind for kind in all_types() if kind.own_able and kind.listed and not kind.shaping]
        return [Option(kind.code, kind.plural) for kind in sorted(kinds, key=lambda kind: kind.small)]


# pipelines


def complete_pipeline(values: Values, before: Values | None) -> None:
    values["place"] = values["place"] or 0
    values["code"] = values["code"] or free_name(values["label"], _codes_of(values), "pipeline")


def check_pipeline(values: Values, by: Actor) -> Errors:
    return inner_names.check_name(values)


def guard_pipelines(wanted: Sequence[Intended]) -> list[Errors]:
    named = inner_names.guard_names(wanted, lambda values: values["code"] in _codes_of(values), ("record_type", "code"))
    return [errors or _still_used(one) for errors, one in zip(named, wanted, strict=True)]


def _codes_of(values: Values) -> set[str]:
    return set(Pipeline.objects.filter(record_type=values["record_type"]).values_list("code", flat=True))


def _still_used(one: Intended) -> Errors:
    """A pipeline goes after the fields that stand on it and after its stages."""
    if one.after is not None or one.id is None:
        return {}
    for found, message in (
        (OwnField.objects, _("Fields stand on this pipeline: %(names)s. Remove those first.")),
        (PipelineStage.objects, _("This pipeline has stages: %(names)s. Remove those first.")),
    ):
        names = list(found.filter(pipeline=one.id, deleted_at=None).values_list("label", flat=True))
        if names:
            return {"": FieldError(message, names=", ".join(names))}
    return {}


def bring_field(act: gate.Step, pipeline: Values) -> None:
    """A pipeline that somebody makes by hand gives its records a field that stands on it; a file says that itself."""
    kind = next(kind for kind in all_types() if kind.code == pipeline["record_type"])
    if leads_somewhere(kind, pipeline["id"]):
        return
    label, labels = in_every_language(_("Stage"))
    if any(field.kind == Stage.kind for field in fields_of(kind).values()):
        label, labels = pipeline["label"], pipeline["labels"]
    said = {"record_type": kind.code, "kind": Stage.kind, "label": label, "labels": labels, "pipeline": pipeline["id"]}
    said["name"] = free_name(Stage.kind, taken_names(kind.code), "field")
    gate.write(act, [Change(OWN_FIELD, CREATE, values=said)])


def leads_somewhere(kind: RecordType, pipeline: int) -> bool:
    """Whether records of the kind have a field that stands on the pipeline."""
    declared = any(field.kind == Stage.kind for field in kind.declared.values())
    return declared or OwnField.objects.filter(pipeline=pipeline, deleted_at=None).exists()


def in_every_language(text: Label) -> tuple[str, dict[str, str]]:
    """A text of ours as the company's own: in the language of the moment, and in the others."""
    said, labels = str(text), dict[str, str]()
    for code, _name in settings.LANGUAGES:
        with override(code):
            labels[code] = str(text)
    return said, {code: other for code, other in labels.items() if other != said}


PIPELINE = register(
    RecordType(
        code="pipeline",
        slug="pipelines",
        model=Pipeline,
        label=_("Pipeline"),
        plural=_("Pipelines"),
        icon="square-kanban",
        title="label",
        fields=(
            Text(name="label", label=_("Name"), required=True, limit=120, narrow=1, width=240),
            Wordings(name="labels", label=_("Name in other languages"), limit=120, narrow=4),
            KindInPipelines(name="record_type", label=_("Of which records"), required=True, narrow=2, width=170),
            inner_names.inner_name_field(),
            Number(name="place", label=_("Place"), places=0, least=Decimal(0), most=LAST_PLACE, narrow=4),
        ),
        columns=("label", "record_type", "code"),
        quick=("label", "record_type"),
        orders=(SortOrder("label", _("name"), "label"),),
        visibility=Open(),
        small=True,
        shaping=Shaping("pipelines", ("record_type", "code"), ("label", "labels"), place="place"),
        searched=False,
        complete=complete_pipeline,
        check=check_pipeline,
        guard=guard_pipelines,
        brings=bring_field,
        rights={},
        empty_hint=_("The way that records of a kind go, stage by stage: from an enquiry to an order, from a call to a visit."),
    )
)  # fmt: skip


# stages


def complete_stage(values: Values, before: Values | None) -> None:
    values["code"] = values["code"] or free_name(values["label"], _codes_in(values), "stage")
    if values["place"] is None:
        values["place"] = _place_behind(values)


def check_stage(values: Values, by: Actor) -> Errors:
    return inner_names.check_name(values)


def guard_stages(wanted: Sequence[Intended]) -> list[Errors]:
    named = inner_names.guard_names(
        wanted, lambda values: values["code"] in _codes_in(values), ("pipeline", "code"), fixed=("pipeline",)
    )
    return [errors or _asks_for_unknown(one) for errors, one in zip(named, wanted, strict=True)]


def _codes_in(values: Values) -> set[str]:
    return set(PipelineStage.objects.filter(pipeline=values["pipeline"]).values_list("code", flat=True))


def _place_behind(values: Values) -> int:
    """Behind the others."""
    found = PipelineStage.objects.filter(pipeline=values["pipeline"], deleted_at=None).order_by("-place")
    last = found.values_list("place", flat=True).first()
    return 0 if last is None else last + 1


def _asks_for_unknown(one: Intended) -> Errors:
    """What is newly asked for has to be there."""
    pipeline = Pipeline.objects.filter(pk=one.after["pipeline"]).first() if one.after else None
    if one.after is None or pipeline is None:
        return {}
    before = one.before["requires"] if one.before else []
    known = fields_of(record_type(pipeline.record_type))
    unknown = [name for name in one.after["requires"] if name not in before and name not in known]
    message = _("There are no such fields: %(names)s. Their inner names are expected here.")
    return {"requires": FieldError(message, names=", ".join(unknown))} if unknown else {}


def fields_to_ask_for(values: Mapping[str, Any]) -> list[Option]:
    """What somebody can fill in, or is reckoned, in records that go through the pipeline; of every pipeline where none is
    said."""
    codes = dict.fromkeys(one.record_type for one in _pipelines_of(values))
    kinds = [kind for kind in all_types() if kind.code in codes]
    return [
        Option(name, field.label) for kind in kinds for name, field in fields_of(kind).items()
        if not field.secret and not field.beside and field.kind != Stage.kind and (field.editable or field.derivation)
    ]  # fmt: skip


def stages_beside(values: Mapping[str, Any]) -> list[Option]:
    """The other stages of the pipeline; of every pipeline where none is said."""
    ids = [one.id for one in _pipelines_of(values)]
    rows = PipelineStage.objects.filter(pipeline__in=ids, deleted_at=None).order_by("place", "id")
    return [stage_of(row) for row in rows if row.code != values.get("code")]


def roles_there_are(values: Mapping[str, Any]) -> list[Option]:
    """Those that rule move anything anywhere; to choose one of them leaves the others out."""
    return [Option(one.code, one.label) for one in all_roles()]


def _pipelines_of(values: Mapping[str, Any]) -> list[Pipeline]:
    """The pipeline that a stage says it is of, by its id or as a blueprint names it; every one where it says none."""
    living = Pipeline.objects.filter(deleted_at=None).order_by("place", "id")
    said = str(values.get("pipeline") or "")
    if "." in said:
        kind, _dot, code = said.partition(".")
        return list(living.filter(record_type=kind, code=code))
    return list(living.filter(pk=whole_number(said))) if said else list(living)


def touches_of_stage(action: str, values: Values, changes: Mapping[str, Sequence[Any]]) -> list[Saying]:
    """How many records stand at a stage that goes."""
    if action != DELETE:
        return []
    own = OwnField.objects.filter(pipeline=values["pipeline"], deleted_at=None)
    count = sum(
        _standing(record_type(one.record_type), Field(name=one.name, label="", own=True), values["code"]) for one in own
    )
    count += 0 if own else _standing_on_ways(values)
    message = _("Records at “%(stage)s”: %(count)s. They stay there until somebody moves them.")
    return [touched(count, message, stage=values["label"])] if count else []


def _standing_on_ways(values: Values) -> int:
    """How many stand there by the fields of their kind itself."""
    pipeline = Pipeline.objects.get(pk=values["pipeline"])
    kind = record_type(pipeline.record_type)
    stage = f"{pipeline.code}{APART}{values['code']}"
    return sum(_standing(kind, one, stage) for one in kind.fields if isinstance(one, StageOnWays))


def _standing(kind: RecordType, one: Field, stage: str) -> int:
    return counted(kind, Condition(f"{one.expression('t')} = %s", (bound(one, stage),)))


STAGE = register(
    RecordType(
        code="stage",
        slug="stages",
        model=PipelineStage,
        label=_("Stage"),
        plural=_("Stages"),
        icon="milestone",
        title="label",
        fields=(
            Text(name="label", label=_("Name"), required=True, limit=120, narrow=1, width=200),
            Wordings(name="labels", label=_("Name in other languages"), limit=120, narrow=4),
            Reference(name="pipeline", label=_("Pipeline"), to="pipeline", required=True, narrow=1, width=170),
            Choice(
                name="outcome",
                label=_("What it means"),
                options=(
                    Option(OPEN, pgettext_lazy("stage", "under way")),
                    Option(WON, pgettext_lazy("stage", "won")),
                    Option(LOST, pgettext_lazy("stage", "lost")),
                ),
            ),
            Choice(
                name="colour",
                label=_("Colour"),
                options=tuple(Option(name, pgettext_lazy("colour", name), colour=name) for name in SWATCHES),
                narrow=3,
            ),
            Number(name="probability", label=_("Probability"), places=0, least=Decimal(0), most=Decimal(100), unit="%", narrow=3),
            Names(name="requires", label=_("Asks for"), offers=fields_to_ask_for, narrow=4, help=_("filled in before a record may enter")),
            Lines(name="checklist", label=_("Checklist"), narrow=4, help=_("one a line: ticked before a record goes on")),
            Names(name="enters_from", label=_("Entered from"), offers=stages_beside, narrow=4, help=_("from any stage if none is chosen")),
            Names(name="roles", label=_("Who moves records there"), offers=roles_there_are, narrow=4, help=_("whoever may change the record if none is chosen")),
            LongText(name="script", label=_("Script of the talk"), limit=MOST_SCRIPT, narrow=4, help=_("what to say and ask here; a line that begins with - is a point of a list")),
            Wordings(name="scripts", label=_("Script in other languages"), limit=MOST_SCRIPT, lines=True, narrow=4),
            inner_names.inner_name_field(),
            Number(name="place", label=_("Place"), places=0, least=Decimal(0), most=LAST_PLACE, narrow=4),
        ),
        columns=("label", "pipeline", "outcome", "colour", "place"),
        quick=("label", "pipeline", "outcome", "colour", "requires", "checklist"),
        asks_by=("pipeline",),
        orders=(SortOrder("place", _("place"), "place"), SortOrder("label", _("name"), "label")),
        groupable=("pipeline",),
        visibility=Open(),
        small=True,
        shaping=Shaping(
            "stages",
            ("pipeline", "code"),
            ("label", "labels", "outcome", "colour", "probability", "requires", "checklist", "enters_from", "roles", "script", "scripts"),
            place="place",
            touches=touches_of_stage,
        ),
        searched=False,
        complete=complete_stage,
        check=check_stage,
        guard=guard_stages,
        rights={},
        empty_hint=_("Make a pipeline first; then its stages one after the other, and a field of the kind Stage for its records."),
    )
)  # fmt: skip


USUAL_STAGES: tuple[tuple[str, str, Label], ...] = (
    ("new", OPEN, pgettext_lazy("first stage", "New")),
    ("under_way", OPEN, pgettext_lazy("first stage", "Under way")),
    ("won", WON, pgettext_lazy("first stage", "Won")),
    ("lost", LOST, pgettext_lazy("first stage", "Lost")),
)


@operation("pipeline.usual_stages", on="pipeline", label=_("Begin with the usual stages"), icon="milestone")
def begin_with_usual_stages(act: gate.Step, records: Sequence[Record]) -> None:
    """Give pipelines that have no stages yet those that most have, to be changed from there."""
    for one in records:
        if PipelineStage.objects.filter(pipeline=one.id, deleted_at=None).exists():
            why = Refusal({"": FieldError(_("This pipeline has stages already."))})
            act.refused.append(Refused(Change(PIPELINE, UPDATE, one.id), why))
        else:
            gate.write(act, [_usual(one.id, place) for place in range(len(USUAL_STAGES))])


def _usual(pipeline: int, place: int) -> Change:
    code, outcome, text = USUAL_STAGES[place]
    label, labels = in_every_language(text)
    said = {"pipeline": pipeline, "label": label, "labels": labels, "outcome": outcome, "place": place}
    return Change(STAGE, CREATE, values={**said, "code": free_name(code, _codes_in(said), code)})
