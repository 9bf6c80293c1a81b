"""What a list is asked, as it stands in its address.

``/clients/?group=is:3,5&name=has:kov&owner=is:me&sort=-created&columns=name,phones``
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from dataclasses import field as dataclass_field
from urllib.parse import urlencode

from django.utils.translation import gettext_lazy as _

from tailor.access.actors import Actor
from tailor.records.fields.base import Field, FieldError
from tailor.records.fields.chosen import parts_in
from tailor.records.fields.references import ME, Person
from tailor.records.types import RecordType

MOST_FILTERS = 20
MOST_COLUMNS = 40
LONGEST_ARGUMENT = 2000


@dataclass(frozen=True, slots=True)
class Filter:
    field: str
    operator: str
    argument: str

    def __str__(self) -> str:
        return f"{self.operator}:{self.argument}" if self.argument else self.operator


@dataclass(frozen=True, slots=True)
class Question:
    """A list's question; empty parts mean the usual of the record type. `left_out` says of what the address asks, but
    cannot be asked, why: it belongs to the reader's page, not to the question."""

    filters: tuple[Filter, ...] = ()
    sort: str = ""
    columns: tuple[str, ...] = ()
    group_by: str = ""
    left_out: tuple[str, ...] = dataclass_field(default=(), compare=False)

    def pairs(self) -> list[tuple[str, str]]:
        """The question as it is written into an address."""
        found = [(one.field, str(one)) for one in self.filters]
        if self.sort:
            found.append(("sort", self.sort))
        if self.columns:
            found.append(("columns", ",".join(self.columns)))
        if self.group_by:
            found.append(("group_by", self.group_by))
        return found

    def address(self, **more: str) -> str:
        """The query string, with a leading ``?``; "" for the plain list."""
        pairs = [*self.pairs(), *((k, v) for k, v in more.items() if v)]
        return "?" + urlencode(pairs, safe=":,;=") if pairs else ""

    def without(self, index: int) -> Question:
        return replace(self, filters=self.filters[:index] + self.filters[index + 1 :])

    def plus(self, added: Filter, *, beside: bool = False) -> Question:
        """With one filter more; one on the same field and operator gives way, unless both go `beside` each other."""
        kept = tuple(
            f for f in self.filters if f != added and (beside or (f.field, f.operator) != (added.field, added.operator))
        )
        return replace(self, filters=(*kept, added))

    def about(self, name: str, *filters: Filter) -> Question:
        """With these filters on a field in the place of all those it has."""
        return replace(self, filters=(*(f for f in self.filters if f.field != name), *filters))

    def sorted_by(self, sort: str) -> Question:
        return replace(self, sort=sort)

    def grouped_by(self, name: str) -> Question:
        return replace(self, group_by=name)


def ask(
    kind: RecordType, params: Mapping[str, str], fields: Mapping[str, Field], askable: Mapping[str, Field] | None = None
) -> Question:
    """The question in an address; whatever is not known there, or not to be seen, is left out. Filters are of what is
    `askable` (`listing.askable`), all else of `fields`."""
    askable = fields if askable is None else askable
    getlist = getattr(params, "getlist", lambda name: [params[name]])
    filters, left_out = [], []
    for name in params:
        for text in getlist(name) if name in askable else ():
            if made := read_filter(askable[name], text):
                try:
                    check(askable[name], made)
                    filters.append(made)
                except FieldError as error:
                    left_out.append(f"{askable[name].label}: {error}")
        if "." in name and name not in askable:  # the records of a kind that is not there for this person
            left_out.append(str(FieldError(_("“%(value)s” is not known here."), value=name[:60])))
    if len(filters) > MOST_FILTERS:
        left_out.append(str(FieldError(_("At most %(most)s filters fit here."), most=MOST_FILTERS)))
    columns = tuple(dict.fromkeys(c for c in params.get("columns", "").split(",") if c in fields))[:MOST_COLUMNS]
    group_by = params.get("group_by", "")
    return Question(
        tuple(filters[:MOST_FILTERS]),
        _sort(kind, params.get("sort", ""), fields),
        columns,
        group_by if group_by in fields and groups(kind, fields[group_by]) else "",
        tuple(left_out[:MOST_FILTERS]),
    )


def groups(kind: RecordType, field: Field) -> bool:
    """Whether a list may be put in groups by a field: those its kind names, and own ones of few values."""
    return (field.own or field.name in kind.groupable) and type(field).sections is not Field.sections


def read_filter(field: Field, text: str) -> Filter | None:
    """A filter as it stands in an address; None for an operator that the field has not."""
    operator, _colon, argument = text.partition(":")
    return Filter(field.name, operator, argument) if operator in field.operators else None


def check(field: Field, one: Filter) -> None:
    """Raises `FieldError` when a field cannot be asked that. What is too long is never cut: that would ask something else."""
    if len(one.argument) > LONGEST_ARGUMENT:
        message = _("At most %(limit)s characters fit here; these are %(length)s.")
        raise FieldError(message, limit=LONGEST_ARGUMENT, length=len(one.argument))
    field.check_argument(one.operator, one.argument)


def _sort(kind: RecordType, sort: str, fields: Mapping[str, Field]) -> str:
    name = sort.removeprefix("-")
    known = any(order.name == name for order in kind.orders) or (name in fields and fields[name].own)
    return sort if known else ""


def for_person(one: Filter, field: Field, by: Actor) -> str:
    """The argument of a filter with “me” in the place of the asking person."""
    if not isinstance(field, Person):
        return one.argument
    return ",".join(str(by.person_id or 0) if part == ME else part for part in parts_in(one.argument))
