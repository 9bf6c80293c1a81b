"""What the derived fields of a kind read and are reckoned by. All of it follows from the definitions and is remembered with
the shape; of definitions that are yet to be written it is asked with `Shape`s of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial

from django.utils.translation import gettext_lazy as _

from tailor.kernel.remembering import remembered
from tailor.records.fields.base import Derivation, Field, FieldError
from tailor.records.fields.derived import AVERAGE, COUNT, SUM
from tailor.records.formulas.about import target_of
from tailor.records.formulas.language import Formula, Known, Path, names_in, read
from tailor.records.formulas.types import Type, type_of
from tailor.records.shape import fields_of
from tailor.records.types import RecordType, record_type

Shape = Callable[[RecordType], Mapping[str, Field]]
Source = tuple[str, str]
"""A field somewhere: record type and name."""


@dataclass(frozen=True, slots=True)
class Derived:
    """A derived field as it is reckoned. Of a summary, `of` are the records that name this one in their field `by`."""

    field: Field
    formula: Formula | None
    of: RecordType | None = None
    by: str = ""
    summary: str = ""
    condition: Formula | None = None

    @property
    def name(self) -> str:
        return self.field.name

    @property
    def looks_elsewhere(self) -> bool:
        return self.of is not None or (self.formula is not None and any(len(path) > 1 for path in self.formula.reads))


def derived_of(kind: RecordType) -> tuple[Derived, ...]:
    """The derived fields of a kind, each behind those it reads. One that cannot be reckoned, for what it reads went with its
    kind, is not among them: its values stay as they were."""
    return remembered(("derived", kind.code), lambda: tuple(_in_order(kind)))


def _in_order(kind: RecordType) -> Iterator[Derived]:
    left = {}
    for name, field in fields_of(kind).items():
        if field.derivation is not None:
            try:
                left[name] = judged(kind, field)
            except FieldError:
                continue
    while left:
        ready = [name for name, one in left.items() if not (reads_beside(one) & left.keys())]
        if not ready:
            return  # they go round in a circle, which no definition that was saved does
        yield from [left.pop(name) for name in ready]


def reads_beside(one: Derived) -> set[str]:
    """The fields of the same record it reads."""
    return set() if one.of is not None or one.formula is None else {path[0] for path in one.formula.reads}


def judged(kind: RecordType, field: Field, shape: Shape = fields_of) -> Derived:
    """How a derived field is reckoned. Raises `FieldError` where it cannot be, `NotInPlace` with the setting that is wrong."""
    said = field.derivation
    assert said is not None
    gives = type_of(field)
    if not said.summary:
        return Derived(field, _read("formula", said.formula, known_of(kind, shape), gives, shape(kind)))
    of, by = source_of(said)
    if of is None or by not in shape(of) or target_of(shape(of), by) is not kind:
        raise NotInPlace("through", FieldError(_("Say which records, and by which field they name these.")))
    known = known_of(of, shape, beyond=False)
    condition = _read("condition", said.condition, known, Type.YESNO, shape(of)) if said.condition else None
    if said.summary == COUNT:
        _expect("summary", gives, Type.NUMBER)
        return Derived(field, None, of, by, COUNT, condition)
    if said.summary in (SUM, AVERAGE):
        _expect("summary", gives, Type.NUMBER)
    return Derived(field, _read("formula", said.formula, known, gives, shape(of)), of, by, said.summary, condition)


def inferred(code: str, field: Field) -> str:
    """The kind of field that holds what the formula of a definition gives; "" for a number, or where nobody knows."""
    said = field.derivation
    try:
        kind = record_type(code)
        of = source_of(said)[0] if said is not None and said.summary else kind
        if said is None or of is None or said.summary in (COUNT, SUM, AVERAGE):
            return ""
        gives = read(said.formula, known_of(of, beyond=of is kind)).gives
    except (KeyError, FieldError):
        return ""
    return "" if gives is Type.NUMBER else gives.value


class NotInPlace(FieldError):
    """What is wrong with one of the settings of a derived field."""

    def __init__(self, setting: str, fault: FieldError) -> None:
        super().__init__(fault.message, **fault.params)
        self.setting = setting


def _read(setting: str, text: str, known: Known, wanted: Type | None, fields: Mapping[str, Field]) -> Formula:
    try:
        if ("today",) in names_in(text) and "today" not in fields:
            raise FieldError(
                _(
                    "What a formula gives is kept, and “today” is another day tomorrow: compare with the day in a filter."
                )
            )
        return read(text, known, wanted)
    except FieldError as fault:
        raise NotInPlace(setting, fault) from fault


def _expect(setting: str, gives: Type | None, wanted: Type) -> None:
    if gives is not wanted:
        raise NotInPlace(setting, FieldError(_("This gives %(found)s."), found=wanted.label))


def source_of(said: Derivation) -> tuple[RecordType | None, str]:
    """Of a summary, the kind of records it is over and the field by which these name the record."""
    code, _dot, by = said.through.rpartition(".")
    try:
        return record_type(code), by
    except KeyError:
        return None, by


def known_of(kind: RecordType, shape: Shape = fields_of, *, beyond: bool = True) -> Known:
    """What a formula whose result is kept can read: fields whose changes are in the log, and other derived ones; `beyond`,
    those of the records that are named, too."""

    def known(path: Path) -> Type | None:
        fields = shape(kind)
        if len(path) == 2 and beyond and (target := target_of(fields, path[0])) is not None:
            return _type_in(shape(target), path[1])
        return _type_in(fields, path[0]) if len(path) == 1 else None

    return known


def _type_in(fields: Mapping[str, Field], name: str) -> Type | None:
    field = fields.get(name)
    if field is None or field.secret or not (field.editable or field.derivation):
        return None
    return type_of(field)


# what reads what


def sources_of(kind: RecordType, field: Field, shape: Shape = fields_of) -> set[Source]:
    """The fields a derived field reads itself, references on the way too."""
    said = field.derivation
    if said is None:
        return set()
    if not said.summary:
        return set(_named(kind, said.formula, shape))
    of, by = source_of(said)
    if of is None:
        return set()
    return {(of.code, by), *_named(of, said.formula, shape), *_named(of, said.condition, shape)}


def _named(kind: RecordType, text: str, shape: Shape) -> Iterator[Source]:
    fields = shape(kind)
    for path in names_in(text) if text else ():
        if path[0] in fields:
            yield kind.code, path[0]
            if len(path) > 1 and (target := target_of(fields, path[0])) is not None:
                yield target.code, path[1]


def circle(kind: RecordType, field: Field, shape: Shape) -> list[Source]:
    """The way from a derived field back to itself, through whatever it reads; nothing where there is none."""
    start, seen = (kind.code, field.name), set[Source]()
    ways = [[start]]
    while ways:
        way = ways.pop()
        for source in _sources_at(way[-1], shape):
            if source == start:
                return [*way, start]
            if source not in seen:
                seen.add(source)
                ways.append([*way, source])
    return []


def _sources_at(at: Source, shape: Shape) -> set[Source]:
    try:
        kind = record_type(at[0])
    except KeyError:
        return set()
    field = shape(kind).get(at[1])
    return sources_of(kind, field, shape) if field is not None else set()


def all_sources(kind: RecordType, name: str) -> frozenset[Source]:
    """Every field a derived field goes back to, near and far."""
    return remembered(("sources", kind.code, name), partial(_all_sources, (kind.code, name)))


def _all_sources(start: Source) -> frozenset[Source]:
    found, left = set[Source](), [start]
    while left:
        for source in _sources_at(left.pop(), fields_of) - found:
            found.add(source)
            left.append(source)
    return frozenset(found)
