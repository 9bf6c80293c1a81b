"""Segments as records: questions about the records of a kind that those who rule gave a name and a colour. Whoever sees the
kind uses them (`listing.askable`), as groups that fill themselves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tailor.access.actors import TAILOR, Actor
from tailor.history.log import DELETE
from tailor.kernel.sayings import Saying
from tailor.records import inner_names
from tailor.records.fields import Choice, FieldError, Lines, Number, Option, Text
from tailor.records.fields.choices import SWATCHES
from tailor.records.inner_names import free_name
from tailor.records.listing.askable import SEGMENT, Asking, all_segments, may_have_segments
from tailor.records.listing.keyed import keyed
from tailor.records.listing.question import LONGEST_ARGUMENT, MOST_FILTERS
from tailor.records.models import Segment
from tailor.records.touching import counted, touched
from tailor.records.types import Intended, RecordType, Section, Shaping, SortOrder, Values, all_types, register
from tailor.records.visibility import Open

LAST_PLACE = Decimal(1_000_000)


@dataclass(frozen=True, kw_only=True)
class SegmentedKind(Choice):
    """One of the kinds of record that have segments."""

    def offered(self) -> list[Option]:
        kinds = [kind for kind in all_types() if may_have_segments(kind)]
        return [Option(kind.code, kind.plural) for kind in sorted(kinds, key=lambda kind: kind.small)]


@dataclass(frozen=True, kw_only=True)
class Conditions(Lines):
    """What a segment asks, one condition a line; put together on a page of its own, never typed."""

    limit: int = LONGEST_ARGUMENT
    in_place: ClassVar[bool] = False


def kind_of(values: Mapping[str, Any]) -> RecordType | None:
    code = values.get("record_type")
    return next((kind for kind in all_types() if kind.code == code and may_have_segments(kind)), None)


def complete_segment(values: Values, before: Values | None) -> None:
    values["place"] = values["place"] or 0
    values["colour"] = values["colour"] or "sand"
    values["code"] = values["code"] or free_name(values["name"], _codes_of(values), "segment")
    if kind := kind_of(values):
        asking = Asking(TAILOR)
        values["conditions"] = [kept(asking, kind, one) for one in values["conditions"]]


def kept(asking: Asking, kind: RecordType, written: str) -> str:
    """A condition as a segment keeps it: records of the shape by their inner names. What does not read stays as it is."""
    try:
        one = asking.filter(kind, written)
    except FieldError:
        return written
    field = asking.of(kind)[one.field]
    return f"{one.field}={replace(one, argument=keyed(field, one.operator, one.argument))}"


def check_segment(values: Values, by: Actor) -> Mapping[str, FieldError]:
    errors = dict(inner_names.check_name(values))
    kind = kind_of(values)
    if kind is None:
        return {**errors, "record_type": FieldError(_("There is no such kind of record."))}
    if wrong := _wrong(kind, values):
        errors["conditions"] = wrong
    return errors


def _wrong(kind: RecordType, values: Values) -> FieldError | None:
    """What of the conditions cannot be asked."""
    lines = values["conditions"]
    if len(lines) > MOST_FILTERS:
        return FieldError(_("At most %(most)s filters fit here."), most=MOST_FILTERS)
    asking = Asking(TAILOR, changed={(kind.code, values["code"]): tuple(lines)})
    for number, line in enumerate(lines, 1):
        try:
            asking.filter(kind, line)
        except FieldError as fault:
            return FieldError(_("Condition %(number)s: %(fault)s"), number=number, fault=fault.saying)
    try:
        asking.filters(kind.code, values["code"])
    except FieldError as fault:
        return fault
    return None


def guard_segments(wanted: Sequence[Intended]) -> list[Mapping[str, FieldError]]:
    return inner_names.guard_names(wanted, lambda values: values["code"] in _codes_of(values), ("record_type", "code"))


def _codes_of(values: Values) -> set[str]:
    return set(Segment.objects.filter(record_type=values["record_type"]).values_list("code", flat=True))


def touches_of_segment(action: str, values: Values, changes: Mapping[str, Sequence[Any]]) -> list[Saying]:
    """How many records are in it, and which others are out of use without it."""
    kind = kind_of(values)
    if kind is None:
        return []
    if action == DELETE:
        using = [one.name for one in using_segments(kind, values["code"])]
        said = _("Segments that ask for this one: %(names)s. They are out of use until it comes back.")
        return [Saying(said, names=", ".join(using))] if using else []
    lines = changes["conditions"][1] if "conditions" in changes else None
    if not lines:
        return []
    try:
        asking = Asking(TAILOR, changed={(kind.code, values["code"]): tuple(lines)})
        count = counted(kind, asking.condition(kind.code, values["code"], "t"))
    except FieldError:
        return []
    return [touched(count, _("Records in it today: %(count)s."))]


def using_segments(kind: RecordType, code: str) -> list[Any]:
    """The segments of a kind that ask for one of that name."""
    found = []
    for one in all_segments().get(kind.code, {}).values():
        pairs = (line.partition("=") for line in one.conditions)
        named = [text.partition(":")[2].split(",") for name, _sign, text in pairs if name == SEGMENT]
        if any(code in codes for codes in named):
            found.append(one)
    return found


SEGMENTS = register(
    RecordType(
        code="segment",
        slug="segments",
        model=Segment,
        label=_("Segment"),
        plural=_("Segments"),
        icon="funnel",
        title="name",
        fields=(
            Text(name="name", label=_("Name"), required=True, limit=120, narrow=1, width=240),
            SegmentedKind(name="record_type", label=_("Of which records"), required=True, narrow=2, width=170),
            Choice(
                name="colour",
                label=_("Colour"),
                options=tuple(Option(name, pgettext_lazy("colour", name), colour=name) for name in SWATCHES),
                narrow=3,
            ),
            Conditions(name="conditions", label=_("Conditions"), required=True, narrow=4, width=280),
            inner_names.inner_name_field(),
            Number(name="place", label=_("Place"), places=0, least=Decimal(0), most=LAST_PLACE, narrow=4),
        ),
        columns=("name", "record_type", "colour"),
        quick=("name", "colour"),
        sections=(Section("", ("name", "record_type", "colour", "code", "place")),),
        orders=(SortOrder("name", _("name"), "name"),),
        groupable=("record_type",),
        visibility=Open(),
        small=True,
        shaping=Shaping(
            "segments", ("record_type", "code"), ("name", "colour", "conditions"), place="place",
            touches=touches_of_segment, last=True,
        ),
        searched=False,
        complete=complete_segment,
        check=check_segment,
        guard=guard_segments,
        rights={},
        empty_hint=_("A segment is a group that fills itself: clients nobody called for sixty days, who are new this month. Put conditions together in a list and keep them as one."),
    )
)  # fmt: skip
