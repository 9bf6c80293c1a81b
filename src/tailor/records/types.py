"""Record types: what the company keeps. One declaration gives a kind its list, card, form, search, rights, history,
import and export."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from django.db import models

from tailor.access.actors import Actor
from tailor.access.rights import Grant, declare_grants
from tailor.kernel.columns import CodePointField
from tailor.kernel.sayings import Text
from tailor.kernel.switching import switched_off
from tailor.records.fields.base import Field, FieldError, Label
from tailor.records.fields.wordings import Wordings
from tailor.records.renaming import Renamed, RenamedCount
from tailor.records.visibility import Scoped, Visibility

Values = dict[str, Any]
Derived = dict[str, Any]
OWN_COLUMN = "custom"
WORDED = "labels"
"""The field that says what a record is called in other languages."""


@dataclass(frozen=True, slots=True)
class Written:
    """A record that was just written: its plain values before, None for a new one, and after."""

    id: int
    before: Values | None
    after: Values


@dataclass(frozen=True, slots=True)
class Intended:
    """What a change would make of a record: its plain values now, None where there is none, and afterwards, None where
    it is deleted."""

    id: int | None
    before: Values | None
    after: Values | None


@dataclass(frozen=True)
class Section:
    """A group of fields on the card and in the form."""

    title: Label
    fields: tuple[str, ...]


@dataclass(frozen=True)
class SortOrder:
    """One order a list offers. `column` is indexed together with the scope columns; `empties` tells that it may be
    NULL, which then stands last."""

    name: str
    label: Label
    column: str
    descending: bool = False
    empties: bool = False


@dataclass(frozen=True)
class Duplicates:
    """By which fields two records of this type look like the same one."""

    name: str = ""
    phones: str = ""
    emails: str = ""


@dataclass(frozen=True)
class KnownBy:
    """By which of its fields the form of a new record tells of records of type `to` that are already here."""

    to: str
    name: str = ""
    phones: str = ""
    emails: str = ""


@dataclass(frozen=True)
class Foreign:
    """How rows of somebody else's file become records of this type.

    `rest` is the field that takes, with its heading, whatever has no field of its own; `parts` are the fields that name
    a record where its title stands in pieces; `named_by` is the reference that names it where nothing else does: a list
    of companies has no other name.
    """

    rest: str = ""
    parts: tuple[str, ...] = ()
    named_by: str = ""


@dataclass(frozen=True)
class FaceOf:
    """Which fields make the face of a record: whether it is an organisation, and its photo."""

    photo: str
    company: str = ""


@dataclass(frozen=True)
class CallerCard:
    """What comes up when somebody calls, drawn by the module of the type at `calling/` below the record: the fields at its
    `top`, which stand there always, and those that stand under it where the company chose no others."""

    top: tuple[str, ...]
    fields: tuple[str, ...]


def _every(values: Values) -> bool:
    return True


@dataclass(frozen=True)
class Shaping:
    """How records of a type stand in the blueprint (`records.blueprint`): under the heading `section`, known there by the
    values of the fields `key`, the outermost first, with the values of `fields` in that order. `place` names the number
    that is their order in the file; `counts` tells, by all plain values, which records belong to the shape at all. `touches`
    says what of the company's data a change would touch: given the action, all plain values of the record now (of a new one
    its key), and the changes as ``{field: [now, then]}``. What is `last` may name anything else by its inner name. A change of one of
    the `weighty` fields by hand is done once it was seen what it touches."""

    section: str
    key: tuple[str, ...]
    fields: tuple[str, ...]
    place: str = ""
    counts: Callable[[Values], bool] = _every
    touches: Callable[[str, Values, Mapping[str, Sequence[Any]]], Sequence[Text]] | None = None
    last: bool = False
    weighty: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True, eq=False)
class RecordType:
    """A kind of record.

    `title` is the field that names a record; `slug` its place in addresses; `small` types are kept in memory whole
    and chosen from a list; a change of one that `shapes` lets every process drop what it remembers of screens. `derive` computes columns nobody types (sort keys, last contact) from all plain values.
    `complete` fills in, given the values before, what follows from other fields; `check` tells what is wrong across
    fields as ``{field: message}``. `guard` tells the same, one for each, of changes of any sort that are right in
    themselves, beside all the other records there are. `after_write` refreshes what other
    tables derive from these records, inside the same transaction. `adapt` makes sense of the raw values of a row in a
    foreign file, given the names of records it refers to; `when_referred` is what a record is made with when a row only names it.
    `shaping` says how these records stand in the company's blueprint, where they are part of its shape.
    Where several types share a table, `constants` are the columns by which their rows are told apart; `gone` tells that the
    company has no such records any more, though its log does.
    `untitled` names, in the language of the moment, a record whose title is empty; `short` is the plural where there is
    little room, `counted` how many there are of it (``%(count)s client``, by ngettext_lazy). `of_oneself` names what every employee may change in the record that is themselves; `initial` is what the form of a new
    record begins with; `author` names the field in which the gate notes who made it. `asks` says which fields have a sense, given what is filled in so far; the form of a new record is drawn anew
    when one `asks_by` is changed. `brings` makes, within the step (`gate.Step`) in which somebody makes a record by hand, what that
    needs beside it, given its id and plain values. `duplicates` says by what two of them are taken for the same, `known_by` by
    what the form of a new one tells of records of another type that are here. Who is of a type with a `caller` can call. In the menu types stand by
    their `place`, those of the same one in the order they are declared in; it opens a list with what the type `opens_with`, a
    question as it stands in the address.
    """

    code: str
    slug: str
    model: type[models.Model]
    label: Label
    plural: Label
    icon: str
    fields: tuple[Field, ...]
    title: str
    rights: Mapping[str, Grant]
    orders: tuple[SortOrder, ...]
    columns: tuple[str, ...]
    sections: tuple[Section, ...] = ()
    quick: tuple[str, ...] = ()
    caller: CallerCard | None = None
    visibility: Visibility = field(default_factory=Scoped)
    small: bool = False
    shapes: bool = False
    shaping: Shaping | None = None
    searched: bool = True
    listed: bool = True
    opens_with: str = ""
    importable: bool = False
    foreign: Foreign = Foreign()
    hotkey: str = ""
    groupable: tuple[str, ...] = ()
    duplicates: Duplicates | None = None
    known_by: KnownBy | None = None
    derive: Callable[[Values], Derived] | None = None
    complete: Callable[[Values, Values | None], None] | None = None
    check: Callable[[Values, Actor], Mapping[str, FieldError]] | None = None
    guard: Callable[[Sequence[Intended]], Sequence[Mapping[str, FieldError]]] | None = None
    adapt: Callable[[Values, Mapping[str, str]], None] | None = None
    asked_with: Mapping[str, Sequence[str]] = field(default_factory=dict)
    when_referred: Mapping[str, Any] = field(default_factory=dict)
    after_write: Callable[[Sequence[Written]], None] | None = None
    of_oneself: tuple[str, ...] = ()
    initial: Mapping[str, Any] = field(default_factory=dict)
    author: str = ""
    asks: Callable[[Mapping[str, Any]], Collection[str]] | None = None
    asks_by: tuple[str, ...] = ()
    brings: Callable[[Any, Values], None] | None = None
    card_template: str = "records/card.html"
    face: FaceOf | None = None
    empty_hint: Label = ""
    short: Label = ""
    untitled: Callable[[Values], str] | None = None
    constants: Mapping[str, str] = field(default_factory=dict)
    gone: bool = False
    counted: Label = ""
    place: int = 0

    def __repr__(self) -> str:
        return f"<RecordType {self.code}>"

    @cached_property
    def module(self) -> str:
        """The label of the module that brings it."""
        return self.model._meta.app_label

    @cached_property
    def table(self) -> str:
        return self.model._meta.db_table

    def rows(self, alias: str) -> str:
        """The condition of this type's rows in its table; "" where they are all of them."""
        return " AND ".join(f"{alias}.\"{column}\" = '{value}'" for column, value in self.constants.items())

    def and_rows(self, alias: str) -> str:
        """The same as a further condition."""
        return f" AND {self.rows(alias)}" if self.constants else ""

    @cached_property
    def own_able(self) -> bool:
        return any(f.name == OWN_COLUMN for f in self.model._meta.concrete_fields)

    @cached_property
    def declared(self) -> dict[str, Field]:
        return {f.name: f for f in self.fields}

    @cached_property
    def has_owner(self) -> bool:
        return any(f.attname == "owner_id" for f in self.model._meta.concrete_fields)

    @cached_property
    def sort_key(self) -> str:
        """The column of the keys by which its records usually stand, texts in the order of code points; "" where they stand by
        something else."""
        column = next(one for one in self.model._meta.concrete_fields if one.column == self.orders[0].column)
        return self.orders[0].column if self.derive and isinstance(column, CodePointField) else ""

    def key_of(self, values: Values) -> str:
        """The key by which a record with these plain values usually stands; "" where they stand by something else."""
        return str(self.derive(values)[self.sort_key]) if self.derive and self.sort_key else ""

    @cached_property
    def title_column(self) -> str:
        return self.declared[self.title].db_column

    @cached_property
    def worded(self) -> bool:
        """Whether its records are called in several languages."""
        return isinstance(self.declared.get(WORDED), Wordings)

    @property
    def named_in(self) -> str:
        """The field that says who somebody is, where records are of somebody; else the title."""
        rule = self.duplicates or self.known_by
        return (rule.name if rule else "") or self.title

    def order(self, name: str) -> SortOrder:
        """The order of that name, or the first one."""
        return next((order for order in self.orders if order.name == name), self.orders[0])


def renamable(kind: RecordType) -> bool:
    """Whether the company may call such records otherwise: those of its business, not those of its shape."""
    return kind.own_able and kind.shaping is None


Words = Callable[[str, str], Mapping[str, str]]
_words: list[Words] = []


def find_words(finder: Words) -> None:
    """Say how the company's words by language are found, given a record type and ``labels``, ``plurals`` or ``counts``."""
    _words.append(finder)


def _texts(code: str, attribute: str) -> Callable[[], Mapping[str, str]]:
    return lambda: _words[0](code, attribute) if _words else {}


def under_its_names(kind: RecordType) -> RecordType:
    """A type whose labels the company may put its own in place of."""
    plurals = _texts(kind.code, "plurals")
    return replace(
        kind,
        label=Renamed(kind.label, _texts(kind.code, "labels")),
        plural=Renamed(kind.plural, plurals),
        short=Renamed(kind.short, plurals) if kind.short else "",
        counted=RenamedCount(kind.counted, _texts(kind.code, "counts")) if kind.counted else "",
    )


_types: dict[str, RecordType] = {}
_own_types: Callable[[], Mapping[str, RecordType]] = dict


def find_own_types(finder: Callable[[], Mapping[str, RecordType]]) -> None:
    """Say how the types a company added, those that are gone too, are found by their codes (`records.own_kinds`)."""
    global _own_types
    _own_types = finder


def register(record_type: RecordType) -> RecordType:
    """Make a record type known. Raises ValueError when its code or slug is taken, or a column keeps no such values."""
    for known in _types.values():
        if record_type.code == known.code or record_type.slug == known.slug:
            raise ValueError(f"record type {record_type.code!r} or its slug {record_type.slug!r} is taken")
    columns = {column.column: column for column in record_type.model._meta.concrete_fields}
    for one in record_type.fields:
        if one.db_column in columns and not one.fits(columns[one.db_column]):
            raise ValueError(f"{record_type.code}.{one.name} cannot be kept in its column: see {type(one).__name__}")
    if renamable(record_type):
        record_type = under_its_names(record_type)
    _types[record_type.code] = record_type
    declare_grants(record_type.code, record_type.rights, record_type.module)
    return record_type


def record_type(code: str) -> RecordType:
    """The record type of that code, be it one that is gone. Raises KeyError."""
    return _types.get(code) or _own_types()[code]


def by_slug(slug: str) -> RecordType | None:
    return next((one for one in all_types() if one.slug == slug), None)


def declared_types() -> list[RecordType]:
    """Those of the modules."""
    return list(_types.values())


def all_types() -> list[RecordType]:
    """Those of the modules, and those the company added."""
    off = switched_off()
    declared = [one for one in _types.values() if one.module not in off] if off else _types.values()
    return [*declared, *(one for one in _own_types().values() if not one.gone)]
