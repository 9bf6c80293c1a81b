"""The company's own fields as records: defined by those who rule, changed and undone like anything else."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any, ClassVar

from django.db.models import Max
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tailor.access.actors import Actor
from tailor.history.log import CREATE, DELETE, UPDATE
from tailor.kernel.sayings import Saying
from tailor.records import gate, inner_names
from tailor.records.changes import Change
from tailor.records.derived import guarding
from tailor.records.derived.definitions import inferred
from tailor.records.derived.following import follow_definitions
from tailor.records.fields import (
    Choice,
    Field,
    FieldError,
    Formula,
    LongText,
    Number,
    Option,
    OptionList,
    Reference,
    Text,
    Wordings,
    YesNo,
)
from tailor.records.fields.derived import AVERAGE, COUNT, FIRST, GIVEN, LAST, LEAST, MOST, NUMBER, SUM, Rollup
from tailor.records.fields.masks import is_mask
from tailor.records.fields.numbers import BOUND_PLACES
from tailor.records.fields.option_lists import MOST_CHOICES
from tailor.records.fields.several import BETWEEN
from tailor.records.fields.stages import TICKS
from tailor.records.fields.turning import Turning, form_of, may_turn, printed, turns_into
from tailor.records.formulas.language import LONGEST
from tailor.records.inner_names import free_name
from tailor.records.models import OwnField, Pipeline
from tailor.records.reindexing import index_own_fields, search_by_own_fields
from tailor.records.shape import MAKERS, RESERVED, fields_of, make
from tailor.records.showing import Show
from tailor.records.touching_fields import alike, asking, fitting, going, lacking, no_longer_chosen
from tailor.records.turning import choices_there_are, kept_by, of_form, parted_choices, turn_values
from tailor.records.types import (
    Intended,
    RecordType,
    Shaping,
    SortOrder,
    Values,
    Written,
    all_types,
    record_type,
    register,
)
from tailor.records.visibility import Open

LAST_PLACE = Decimal(1_000_000)


@dataclass(frozen=True, kw_only=True)
class KindOfField(Choice):
    """One of the kinds of field a company may add."""

    def offered(self) -> list[Option]:
        return [Option(kind, maker.called) for kind, maker in MAKERS.items() if maker.called]


@dataclass(frozen=True, kw_only=True)
class KindOfRecord(Choice):
    """One of the kinds of record that take own fields, which are all known only once every module is there."""

    def offered(self) -> list[Option]:
        kinds = [kind for kind in all_types() if kind.own_able and kind.listed and kind.model is not OwnField]
        return [Option(kind.code, kind.plural) for kind in sorted(kinds, key=lambda kind: kind.small)]

    def asked(self, value: Any, show: Show) -> dict[str, Any]:
        """Forms offer none that only make up the shape: nobody looks for more to fill in on a stage or a rule."""
        asked = super().asked(value, show)
        choices = [(code, label) for code, label in asked["choices"] if code == value or _is_at_work(code)]
        return {**asked, "choices": choices}


def _is_at_work(code: str) -> bool:
    """Whether records of a kind are the company's work, or part of what it is done with: groups, but not pipelines."""
    kind = record_type(code)
    return kind.shaping is None or kind.module != OwnField._meta.app_label


@dataclass(frozen=True, kw_only=True)
class KindToName(Choice):
    """One of the kinds of record that a field may name; in a blueprint also one that comes with it."""

    section: ClassVar[str] = "kinds"

    def offered(self) -> list[Option]:
        kinds = [kind for kind in all_types() if kind.listed and not kind.shaping and kind.code != "view"]
        return [Option(kind.code, kind.plural) for kind in sorted(kinds, key=lambda kind: kind.small)]


@dataclass(frozen=True, kw_only=True)
class NamingField(Choice):
    """A field of some kind of record by which it names others, as ``interaction.party``; only those that name records of the
    kind it is `about`, where that is known. Which there are is judged with the whole definition, for a blueprint may bring both."""

    about: str = field(default="", compare=False)
    hangs_on: ClassVar[tuple[str, ...]] = ("record_type",)

    def for_record(self, values: Mapping[str, Any]) -> NamingField:
        return replace(self, about=str(values.get("record_type") or ""))

    def offered(self) -> list[Option]:
        kinds = [kind for kind in all_types() if not kind.shaping and kind.code != "view"]
        return [
            Option(f"{kind.code}.{name}", f"{kind.plural}: {field.label}")
            for kind in kinds for name, field in fields_of(kind).items()
            if isinstance(field, Reference) and (field.editable or not kind.listed) and self.about in ("", field.to)
        ]  # fmt: skip

    def clean(self, raw: Any) -> str:
        text = str(raw or "").strip()
        return text if NAMING.match(text) else super().clean(raw)


NAMING = re.compile(r"^[a-z][a-z0-9_]{0,40}\.[a-z][a-z0-9_]{0,40}$")
SUMMARIES = (
    Option(COUNT, pgettext_lazy("of several records", "how many")),
    Option(SUM, pgettext_lazy("of several records", "the sum")),
    Option(AVERAGE, pgettext_lazy("of several records", "the average")),
    Option(LEAST, pgettext_lazy("of several records", "the least")),
    Option(MOST, pgettext_lazy("of several records", "the most")),
    Option(FIRST, pgettext_lazy("of several records", "of the first made")),
    Option(LAST, pgettext_lazy("of several records", "of the last made")),
)
RESULTS = tuple(Option(kind, maker.called) for kind, maker in GIVEN.items())


@dataclass(frozen=True, kw_only=True)
class FormulaText(LongText):
    """A formula as somebody writes it; what it gives is shown meanwhile."""

    control: ClassVar[str] = "formula"
    called: ClassVar[str] = ""


SETTINGS = (
    "to", "pipeline", "choices", "through", "summary", "formula", "condition", "gives", "unit", "places", "least", "most",
    "longest", "mask", "preset", "required", "unique",
)  # fmt: skip
"""What a definition may say, depending on the kind of field (`Field.takes`)."""


def asked_for(values: Mapping[str, Any]) -> frozenset[str]:
    """The fields of a definition that have a sense for the kind it is of."""
    maker = MAKERS.get(values.get("kind") or "text", Text)
    return frozenset(OWN_FIELD.declared) - frozenset(SETTINGS) | maker.takes


def complete_definition(values: Values, before: Values | None) -> None:
    if before is not None and (turning := _turning(before, values)) is not None:
        _complete_turned(values, turning)
    if values["place"] is None:
        values["place"] = _place_behind()
    if values["kind"] in MAKERS:
        for name in set(SETTINGS) - MAKERS[values["kind"]].takes:
            values[name] = OWN_FIELD.declared[name].nothing
    if not values["name"]:
        values["name"] = free_name(values["label"], taken_names(values["record_type"]), "field")
    if values["kind"] in MAKERS and issubclass(MAKERS[values["kind"]], Formula):
        _complete_derived(values, before)
    if values["preset"]:
        values["preset"] = _preset_as_kept(values)


def _turning(before: Mapping[str, Any], after: Mapping[str, Any]) -> Turning | None:
    """From the field a definition stood for to the one it stands for now, where these keep their values differently."""
    if any(values["kind"] not in MAKERS for values in (before, after)):
        return None
    old, new = (make(definition_of({**values, "preset": ""})) for values in (before, after))
    if form_of(old) == form_of(new):
        return None
    row = OwnField.objects.filter(record_type=before["record_type"], name=before["name"]).first()
    return Turning(kept_by(row, old) if row else old, new)


def _complete_turned(values: Values, turning: Turning) -> None:
    """What there is to choose is made of what is there where nobody says it; what stands there to begin with becomes what
    every value does."""
    old, new = turning.old, turning.new
    kind = next((kind for kind in all_types() if kind.code == values["record_type"]), None)
    if isinstance(new, Choice) and not values["choices"] and kind is not None and may_turn(old, new):
        values["choices"] = (parted_choices if new.many else choices_there_are)(kind, old)
    if values["preset"]:
        try:
            made = make(definition_of({**values, "preset": ""}))
            values["preset"] = str(made.clean(printed(old, old.clean(values["preset"]))) or "")
        except FieldError:
            values["preset"] = ""


def _place_behind() -> int:
    """Behind every other field."""
    last = OwnField.objects.filter(deleted_at=None).aggregate(last=Max("place"))["last"]
    return 0 if last is None else last + 1


def _complete_derived(values: Values, before: Values | None) -> None:
    """What a formula gives stays as it was; of a new one it follows from the formula. A number is said by saying nothing."""
    if issubclass(MAKERS[values["kind"]], Rollup):
        values["summary"] = values["summary"] or COUNT
        if values["summary"] == COUNT:
            values["formula"] = ""
            values["places"] = 0 if before is None else values["places"]
    if before is not None and not values["gives"]:
        values["gives"] = before["gives"]
    if before is None and not values["gives"]:
        values["gives"] = inferred(values["record_type"], make(definition_of(values)))
    if values["gives"] == NUMBER:
        values["gives"] = ""
    if values["gives"]:
        values["unit"], values["places"] = "", None


def _preset_as_kept(values: Values) -> str:
    """What a new record begins with, written so that it is read alike in every language; `check_definition` tells of one
    that does not fit."""
    try:
        made = make(definition_of({**values, "preset": ""}))
        cleaned = made.clean(values["preset"])
    except (FieldError, KeyError):
        return str(values["preset"])
    if isinstance(cleaned, bool):
        return "yes" if cleaned else ""
    return BETWEEN.join(cleaned) if isinstance(cleaned, list) else str(cleaned)


def definition_of(values: Mapping[str, Any]) -> OwnField:
    """A definition in plain values as a row that is kept nowhere."""
    numbers = {name: OWN_FIELD.declared[name].to_db(values[name]) for name in ("places", "least", "most", "longest")}
    texts = ("record_type", "name", "kind", "label", "labels", "help", "helps", "required", "unique", "preset", "to",
             "choices", "unit", "mask", "formula", "gives", "through", "summary", "condition")  # fmt: skip
    return OwnField(**{name: values[name] for name in texts}, **numbers, pipeline_id=values["pipeline"])


def check_definition(values: Values, by: Actor) -> Mapping[str, FieldError]:
    """A field's inner name is printed into statements, so it is a plain word nothing else is called by."""
    errors = dict(inner_names.check_name(values, "name", RESERVED))
    kinds = {kind.code for kind in all_types() if kind.own_able}
    if values["record_type"] not in kinds:
        errors["record_type"] = FieldError(_("There is no such kind of record."))
    if values["kind"] not in MAKERS:
        return {**errors, "kind": FieldError(_("There is no such kind of field."))}
    return errors | _settings_errors(values, MAKERS[values["kind"]])


def _settings_errors(values: Values, maker: type[Field]) -> dict[str, FieldError]:
    errors: dict[str, FieldError] = {}
    if "to" in maker.takes and not values["to"]:
        errors["to"] = FieldError(_("Say which records it names."))
    if "choices" in maker.takes and not values["choices"]:
        errors["choices"] = FieldError(_("Write at least one thing to choose."))
    if len(values["choices"]) > MOST_CHOICES:
        errors["choices"] = FieldError(_MORE_THAN_CHOICES, most=MOST_CHOICES)
    least, most = (Decimal(values[name]) if values[name] is not None else None for name in ("least", "most"))
    if least is not None and most is not None and least > most:
        errors["most"] = FieldError(_("The most is less than the least."))
    if issubclass(maker, Text) and (values["longest"] or 0) > maker.longest_own:
        errors["longest"] = FieldError(_("At most %(most)s is expected."), most=maker.longest_own)
    if values["mask"] and not is_mask(values["mask"]):
        errors["mask"] = FieldError(_("A mask has a 9 for a digit, A for a letter or * for either, like 99-AA-999."))
    if "pipeline" in maker.takes and not _leads_through(values["pipeline"], values["record_type"]):
        errors["pipeline"] = FieldError(_("Say which pipeline of these records it stands on."))
    if values["name"].endswith(TICKS):
        errors["name"] = FieldError(_("This name is taken."))
    if values["preset"] and not errors:
        try:
            make(definition_of({**values, "preset": ""})).clean(values["preset"])
        except FieldError as error:
            errors["preset"] = error
    return errors


def _leads_through(pipeline: int | None, code: str) -> bool:
    return Pipeline.objects.filter(pk=pipeline, record_type=code, deleted_at=None).exists() if pipeline else False


def guard_definitions(wanted: Sequence[Intended]) -> list[Mapping[str, FieldError]]:
    """A name is never used twice, not even after a field was deleted, and values once kept under it stay readable."""
    named = inner_names.guard_names(wanted, _taken, ("record_type", "name"), fixed=("pipeline", "gives"))
    found = zip(named, map(_unturnable, wanted), _derived_faults(wanted), strict=True)
    return [errors or unturnable or more for errors, unturnable, more in found]


def _unturnable(one: Intended) -> Mapping[str, FieldError]:
    """What a field cannot become: what its values make no sense as, or what formulas and rules that read it do not take."""
    if one.before is None or one.after is None or (turning := _turning(one.before, one.after)) is None:
        return {}
    old, new = turning.old, turning.new
    if not may_turn(old, new):
        if old.kind == new.kind:
            return {"places" if isinstance(new, Number) else "to": FieldError(_STAYS)}
        into = sorted(str(MAKERS[kind].called) for kind in turns_into(old.kind) if MAKERS[kind].called)
        if not into:
            return {"kind": FieldError(_NEVER_TURNS, kind=MAKERS[old.kind].called)}
        return {"kind": FieldError(_TURNS_INTO, kind=MAKERS[old.kind].called, names=", ".join(into))}
    kind = record_type(one.after["record_type"])
    if readers := guarding.readers_that_fail(kind, old.name, new):
        names = ", ".join(f"“{label}”" for label in readers)
        return {"kind": FieldError(_READ_OTHERWISE, names=names)}
    return {}


def _derived_faults(wanted: Sequence[Intended]) -> list[Mapping[str, FieldError]]:
    """What formulas find wrong: with those that are wanted, or with the fields that go."""
    kinds = {kind.code: kind for kind in all_types() if kind.own_able}
    defined, at = list[guarding.Defined](), list[int]()
    for number, one in enumerate(wanted):
        values = one.after or one.before
        if values is not None and values["record_type"] in kinds and values["kind"] in MAKERS:
            field = make(definition_of({**values, "preset": ""})) if one.after is not None else None
            defined.append((kinds[values["record_type"]], values["name"], field))
            at.append(number)
    found: list[Mapping[str, FieldError]] = [{} for _one in wanted]
    for number, errors in zip(at, guarding.faults(defined) if defined else (), strict=True):
        found[number] = errors
    return found


def after_definitions(written: Sequence[Written]) -> None:
    search_by_own_fields(written)
    turned = {one.id for one in written if one.before is not None and _turning(one.before, one.after) is not None}
    index_own_fields(written, turned)
    _turn(written)
    follow_definitions(written)


def _turn(written: Sequence[Written]) -> None:
    """Turn the values of fields that became of another kind, or came back of another one than they went."""
    for one in written:
        if one.before is None:
            continue
        turning = _turning(one.before, one.after)
        row = OwnField.objects.get(pk=one.id)
        if turning is not None:
            turn_values(row, {**one.before}, turning.old)
        elif row.first_form and row.deleted_at is None and one.before == one.after:
            turn_values(row, {**one.before}, of_form(row, row.first_form, row.name))


def _taken(values: Values) -> bool:
    return values["name"] in taken_names(values["record_type"])


def taken_names(code: str) -> set[str]:
    """The names fields of a record type have, or ever had."""
    own = set(OwnField.objects.filter(record_type=code).values_list("name", flat=True))
    return (
        own | set(RESERVED) | (set(record_type(code).declared) if any(k.code == code for k in all_types()) else set())
    )


def touches_of_field(action: str, values: Values, changes: Mapping[str, Sequence[Any]]) -> list[Saying]:
    """What of the data goes out of sight with a field, or with what there was to choose in it; what lacks what is asked of
    it from now on."""
    kind = next((one for one in all_types() if one.code == values["record_type"]), None)
    if kind is None or action not in (CREATE, DELETE, UPDATE):
        return []
    name = values["name"]
    if action == CREATE:
        return lacking(kind, name, changes)
    if action == DELETE:
        return going(kind, name)
    turned = _turned(kind, values, changes) if changes.keys() & {"kind", "places"} else []
    if turned:
        return turned
    return [*lacking(kind, name, changes), *alike(kind, name, changes), *no_longer_chosen(values, changes)]


def _turned(kind: RecordType, values: Values, changes: Mapping[str, Sequence[Any]]) -> list[Saying]:
    """How the values fit the kind the field becomes of."""
    after = {**values, **{name: OWN_FIELD.declared[name].nothing if then is None else then
                          for name, (_now, then) in changes.items() if name in OWN_FIELD.declared}}  # fmt: skip
    complete_definition(after, values)
    turning = _turning(values, after)
    if turning is None or not may_turn(turning.old, turning.new):
        return []
    turning = replace(turning, new=make(definition_of({**after, "preset": ""})))
    return [*fitting(kind, turning), *asking(kind, values["name"])]


_STAYS = _("This stays as it was when it was made.")
_NEVER_TURNS = _("A field of the kind “%(kind)s” stays of that kind.")
_TURNS_INTO = _("A field of the kind “%(kind)s” may become: %(names)s.")
_READ_OTHERWISE = _("Read by %(names)s, which would not understand this kind. Change or delete that first.")
_MORE_THAN_CHOICES = _("There are more than %(most)s different values here, too many to choose from.")


OWN_FIELD: RecordType = register(
    RecordType(
        code="own_field",
        slug="own-fields",
        model=OwnField,
        label=_("Own field"),
        plural=_("Own fields"),
        icon="list-plus",
        title="label",
        fields=(
            Text(name="label", label=_("Name"), required=True, limit=200, narrow=1, width=240),
            inner_names.inner_name_field("name"),
            KindOfRecord(name="record_type", label=_("Of which records"), required=True, narrow=2, width=170),
            KindOfField(name="kind", label=_("Kind"), required=True, narrow=1),
            KindToName(name="to", label=_("Which records it names"), narrow=4),
            Reference(name="pipeline", label=_("Pipeline"), to="pipeline", narrow=4),
            OptionList(name="choices", label=_("What there is to choose"), narrow=4),
            NamingField(name="through", label=_("Which records are summed up"), narrow=4, help=_("and by which field they name these")),
            Choice(name="summary", label=_("What of them"), options=SUMMARIES, narrow=4),
            FormulaText(name="formula", label=pgettext_lazy("kind of field", "Formula"), limit=LONGEST, narrow=4, help=_("as in a spreadsheet, with inner names of fields in place of cells")),
            FormulaText(name="condition", label=_("Only those where"), limit=LONGEST, narrow=4, help=_("a formula that gives yes or no; empty for all of them")),
            Choice(name="gives", label=_("What it gives"), options=RESULTS, narrow=4, help=_("follows from the formula if left out; it stays as it is")),
            Text(name="unit", label=_("Unit"), limit=20, narrow=4, help=_("behind the number, like kg; of money its currency")),
            Number(name="places", label=_("Decimal places"), places=0, least=Decimal(0), most=Decimal(6), narrow=4, help=_("two if left out")),
            Number(name="least", label=_("Least"), places=BOUND_PLACES, narrow=4),
            Number(name="most", label=_("Most"), places=BOUND_PLACES, narrow=4),
            Number(name="longest", label=_("How many characters at most"), places=0, least=Decimal(1), most=Decimal(100_000), narrow=4),
            Text(name="mask", label=_("How it is written"), limit=60, narrow=4, help=_("like 99-AA-999: 9 is a digit, A a letter, * either")),
            Text(name="preset", label=_("Filled in to begin with"), limit=1000, narrow=4),
            YesNo(name="required", label=_("Has to be filled in"), narrow=4),
            YesNo(name="unique", label=_("No two records have the same"), narrow=4),
            Text(name="help", label=_("Help"), limit=300, narrow=4, help=_("a line under the field, for those who fill it in")),
            Wordings(name="labels", label=_("Name in other languages"), limit=200, narrow=4),
            Wordings(name="helps", label=_("Help in other languages"), narrow=4),
            Number(name="place", label=_("Place"), places=0, least=Decimal(0), most=LAST_PLACE, narrow=4),
        ),
        columns=("label", "kind", "record_type", "name"),
        quick=("label", "record_type", "kind", *SETTINGS),
        initial={"kind": "text"},
        asks=asked_for,
        asks_by=("record_type", "kind"),
        orders=(SortOrder("label", _("name"), "label"),),
        visibility=Open(),
        small=True,
        shaping=Shaping(
            "fields",
            ("record_type", "name"),
            ("kind", "label", "labels", "help", "helps", *SETTINGS),
            place="place",
            touches=touches_of_field,
            weighty=frozenset({"kind", "places"}),
        ),
        searched=False,
        complete=complete_definition,
        check=check_definition,
        guard=guard_definitions,
        after_write=after_definitions,
        rights={},
        empty_hint=_(
            "Fields the company adds to its clients stand in lists, search, import and export like the others."
        ),
    )
)  # fmt: skip


def called(kind: RecordType, label: str) -> str:
    """The name of the own field under that label; "" where there is none."""
    return next((name for name, field in fields_of(kind).items() if field.own and str(field.label) == label[:200]), "")


def define(act: gate.Step, kind: RecordType, label: str) -> str:
    """A new text field under that label, or the one that is called so already; its name. Raises `Refusal`, `Forbidden`."""
    if name := called(kind, label):
        return name
    values = {"label": label[:200], "kind": "text", "record_type": kind.code, "name": ""}
    done = gate.write(act, [Change(OWN_FIELD, CREATE, values=values)])[0]
    return str(done.changes["name"][1])
