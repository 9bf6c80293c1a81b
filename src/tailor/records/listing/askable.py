"""What a list may be asked about: its fields, when its records were written, the records that name them, and segments.

A segment is a question with a name (`records.segments`). It is offered to whoever may ask all that it asks: where it reads
what somebody may not see, it does not exist for them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tailor.access.actors import Actor
from tailor.access.rights import Scope
from tailor.kernel.remembering import remembered
from tailor.records.fields import Moment, Reference, References
from tailor.records.fields.base import NEVER, Condition, Field, FieldError, FilterAsked, Label, either
from tailor.records.fields.chosen import IS, NOT, Chosen, parts_in
from tailor.records.listing.keyed import numbered
from tailor.records.listing.question import Filter, for_person, read_filter
from tailor.records.listing.related import Related
from tailor.records.models import Segment as Kept
from tailor.records.record import meta_columns
from tailor.records.shape import fields_of, visible_fields
from tailor.records.types import RecordType, all_types, record_type

if TYPE_CHECKING:
    from tailor.records.showing import Show

SEGMENT = "segment"
HEAVIEST = 100
"""How many conditions a segment may come to, with those of the segments it names."""

Conditions = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Segment:
    """A question with a name, as it is kept: each condition is ``field=operator:argument``."""

    id: int
    kind: str
    code: str
    name: str
    colour: str
    conditions: Conditions


def may_have_segments(kind: RecordType) -> bool:
    return kind.listed and not kind.shaping


def all_segments() -> Mapping[str, Mapping[str, Segment]]:
    """Every segment by the kind of record and its own inner name, in their order."""
    return remembered("segments", _read_all)


def _read_all() -> dict[str, dict[str, Segment]]:
    found: dict[str, dict[str, Segment]] = {}
    rows = Kept.objects.filter(deleted_at=None).order_by("place", "id")
    for pk, kind, code, name, colour, conditions in rows.values_list(
        "id", "record_type", "code", "name", "colour", "conditions"
    ):
        found.setdefault(kind, {})[code] = Segment(pk, kind, code, name, colour, tuple(conditions))
    return found


class Asking:
    """What one person may ask, of whichever kind. `changed` are conditions of segments that are not kept yet, by kind and
    inner name; `single` is for asking about one record."""

    def __init__(
        self, by: Actor, *, single: bool = False, changed: Mapping[tuple[str, str], Conditions] | None = None
    ) -> None:
        self.by, self.single, self.changed = by, single, changed or {}
        self._of: dict[str, dict[str, Field]] = {}
        self._within: dict[str, dict[str, Field]] = {}
        self._read: dict[tuple[str, str], tuple[Filter, ...] | FieldError] = {}
        self._under_way: list[tuple[str, str]] = []

    def of(self, kind: RecordType) -> dict[str, Field]:
        """Everything a list of that kind may be asked about, by name."""
        if kind.code not in self._of:
            self._of[kind.code] = {**self.within(kind), **self._related(kind)}
        return self._of[kind.code]

    def within(self, kind: RecordType) -> dict[str, Field]:
        """The same without the records that name one: what may be asked of those."""
        if kind.code not in self._within:
            fields = {name: field for name, field in visible_fields(kind, self.by).items() if not field.secret}
            fields |= {name: field for name, field in _times(kind).items() if name not in fields}
            if may_have_segments(kind) and SEGMENT not in fields:
                fields[SEGMENT] = InSegment(name=SEGMENT, label=_("Segment"), of=kind.code, asking=self)
            self._within[kind.code] = fields
        return self._within[kind.code]

    def _related(self, kind: RecordType) -> dict[str, Field]:
        found: dict[str, Field] = {}
        pairs = naming(kind, self.by)
        for other, field in pairs:
            several = other is kind or sum(one is other for one, _field in pairs) > 1
            name = f"{other.code}.{field.name}"
            found[name] = Related(
                name=name, label=f"{other.plural} ({field.label})" if several else other.plural, of=kind, other=other,
                by_field=field, by=self.by, inner=partial(self.within, other), single=self.single,
            )  # fmt: skip
        return found

    # segments

    def offered(self, kind: RecordType) -> list[Segment]:
        """The segments of a kind that this person may ask for."""
        return [one for one in all_segments().get(kind.code, {}).values() if self._reads(one.kind, one.code)]

    def _reads(self, kind: str, code: str) -> bool:
        try:
            self.filters(kind, code)
        except FieldError:
            return False
        return True

    def filters(self, kind: str, code: str) -> tuple[Filter, ...]:
        """What a segment asks. Raises `FieldError` where there is none, or it cannot be asked by this person."""
        place = (kind, code)
        if place in self._under_way:
            raise FieldError(_("The segment “%(name)s” leads back to itself."), name=code)
        if place not in self._read:
            self._under_way.append(place)
            try:
                self._read[place] = self._filters(kind, code)
            except FieldError as error:
                self._read[place] = error
            finally:
                self._under_way.pop()
        found = self._read[place]
        if isinstance(found, FieldError):
            raise found
        return found

    def _filters(self, kind: str, code: str) -> tuple[Filter, ...]:
        kept = all_segments().get(kind, {}).get(code)
        conditions = self.changed.get((kind, code)) or (kept.conditions if kept else ())
        if not conditions:
            raise FieldError(_("“%(value)s” is not known here."), value=code[:40])
        try:
            read = tuple(self.filter(record_type(kind), one) for one in conditions)
        except FieldError:
            if self.by.role.rules:
                raise
            # what it reads is named only to whoever may see all: to others it is as unknown as one that is not there
            raise FieldError(_("“%(value)s” is not known here."), value=code[:40]) from None
        if sum(self._weight(kind, one) for one in read) > HEAVIEST:
            raise FieldError(_("A segment comes to %(most)s conditions at most, with those it names."), most=HEAVIEST)
        return read

    def filter(self, kind: RecordType, written: str) -> Filter:
        """A condition as a segment keeps it. Raises `FieldError`."""
        name, _sign, text = written.partition("=")
        field = self.of(kind).get(name)
        if field is None:
            raise FieldError(_("“%(value)s” is not known here."), value=name[:60])
        made = read_filter(field, text)
        if made is None:
            raise FieldError(_("“%(value)s” is not known here."), value=written[:80])
        made = Filter(name, made.operator, numbered(field, made.operator, made.argument))
        field.check_argument(made.operator, made.argument)
        return made

    def _weight(self, kind: str, one: Filter) -> int:
        field = self.of(record_type(kind))[one.field]
        if isinstance(field, Related):
            inner = field.filters(one.operator, one.argument)
            return 1 + sum(self._weight(field.other.code, each) for each in inner)
        if isinstance(field, InSegment):
            return sum(self._weight(kind, each) for code in parts_in(one.argument) for each in self.filters(kind, code))
        return 1

    def condition(self, kind: str, code: str, alias: str) -> Condition:
        """Rows of a segment. Its days are those of the company, wherever the person is. Raises `FieldError`."""
        fields, parts, params = self.of(record_type(kind)), list[str](), list[Any]()
        with timezone.override(timezone.get_default_timezone()):
            for one in self.filters(kind, code):
                field = fields[one.field]
                condition = field.condition(one.operator, for_person(one, field, self.by), alias, kind)
                parts.append(condition.sql)
                params += condition.params
        return Condition(f"({' AND '.join(parts)})", tuple(params))


@dataclass(frozen=True, kw_only=True)
class InSegment(Chosen):
    """Whether a record is in a segment: asked, never kept."""

    of: str
    asking: Asking
    editable: bool = False
    kind: ClassVar[str] = "segment"
    repeats: ClassVar[bool] = True
    operators: ClassVar[Mapping[str, Label]] = {
        IS: pgettext_lazy("segment", "is"),
        NOT: pgettext_lazy("segment", "is not"),
    }

    def check_argument(self, operator: str, argument: str) -> None:
        super().check_argument(operator, argument)
        for code in parts_in(argument):
            self.asking.filters(self.of, code)

    def condition(self, operator: str, argument: str, alias: str, record_type: str) -> Condition:
        try:
            found = either([self.asking.condition(self.of, code, alias) for code in parts_in(argument)])
        except FieldError:
            return NEVER
        return found if operator == IS else Condition(f"({found.sql} IS NOT TRUE)", found.params)

    def asked_by_filter(self, show: Show) -> FilterAsked:
        offered = [(one.code, one.name) for one in self.asking.offered(record_type(self.of))]
        return FilterAsked(ticks=offered) if offered else FilterAsked(note=str(_("There are no segments yet.")))

    def said(self, part: str, show: Show) -> str:
        known = all_segments().get(self.of, {}).get(part)
        return known.name if known else part


def askable(kind: RecordType, by: Actor) -> dict[str, Field]:
    """Everything this person may ask of a list of that kind, by name."""
    return Asking(by).of(kind)


def segments_of_record(kind: RecordType, pk: int, by: Actor) -> list[Segment]:
    """The segments a record is in, of those this person may ask for; nothing is asked where there are none, else one
    statement."""
    if not all_segments().get(kind.code):
        return []
    asking = Asking(by, single=True)
    offered = asking.offered(kind)
    asked = [asking.condition(kind.code, one.code, "t") for one in offered]
    if not asked:
        return []
    columns = ", ".join(f"CASE WHEN {one.sql} THEN 1 ELSE 0 END" for one in asked)
    with connection.cursor() as cursor:
        cursor.execute(
            f'SELECT {columns} FROM "{kind.table}" t WHERE t.id = %s', [*(p for one in asked for p in one.params), pk]
        )
        row = cursor.fetchone() or ()
    return [one for one, inside in zip(offered, row, strict=False) if inside]


def naming(kind: RecordType, by: Actor) -> Sequence[tuple[RecordType, Field]]:
    """Fields, of kinds this person sees, that name records of a kind."""
    key = ("all naming", kind.code, by.person_id, by.role.code, by.key_id)
    return remembered(key, lambda: list(_naming(kind, by)))


def _naming(kind: RecordType, by: Actor) -> Iterator[tuple[RecordType, Field]]:
    for other in all_types():
        if other.shaping or by.scope(other.code, "see") is Scope.NONE or not other.listed:
            continue
        for field in visible_fields(other, by).values():
            if isinstance(field, Reference | References) and field.to == kind.code and not field.secret:
                yield other, field


def _times(kind: RecordType) -> dict[str, Field]:
    """When a record was made and last changed, where it keeps that but has no field for it."""
    known, kept = fields_of(kind), meta_columns(kind)
    labels = {"created_at": _("Created"), "updated_at": _("Changed")}
    return {
        name: Moment(name=name, label=label, editable=False)
        for name, label in labels.items() if name in kept and name not in known
    }  # fmt: skip
