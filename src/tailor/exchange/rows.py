"""From a row of a file to the values of a record."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from typing import Any

from django.utils.translation import gettext_lazy as _

from tailor.access.actors import Actor
from tailor.exchange.targets import NEW, Place
from tailor.kernel import stamps
from tailor.kernel.sayings import Saying, kept
from tailor.kernel.text import fold, sort_key
from tailor.records import reading
from tailor.records.fields import Choice, FieldError, Reference, YesNo
from tailor.records.fields.contacts import Contacts, Phones
from tailor.records.names import named
from tailor.records.types import RecordType, record_type

A_DIGIT = re.compile(r"\d")
NOTHINGS = frozenset({"-", "—", "–", "нет", "n/a", "na", "none", "null", "nincs", "არა", "#", "?", "."})


@dataclass(slots=True)
class Row:
    """A row as understood. `problems` are (column, reason) as kept texts and make it refused; `missing` names referred-to records
    that are not there yet, as (field, name); `pictures` are stored when the row is written;
    `joined` are fields put together out of several cells, `coming` are values of fields that are yet to be made;
    `keys` tell who it is (`matching.keys_of`), `name` is its folded name."""

    number: int
    cells: Sequence[str]
    values: dict[str, Any] = dataclass_field(default_factory=dict)
    problems: list[tuple[Any, Any]] = dataclass_field(default_factory=list)
    missing: list[tuple[str, str]] = dataclass_field(default_factory=list)
    pictures: list[tuple[str, bytes]] = dataclass_field(default_factory=list)
    joined: set[str] = dataclass_field(default_factory=set)
    coming: dict[str, Any] = dataclass_field(default_factory=dict)
    keys: dict[tuple[str, str], str] = dataclass_field(default_factory=dict)
    name: str = ""


class RowReader:
    """Understands rows by a mapping. Small record types are looked up by name; large ones are left to `resolve`."""

    def __init__(
        self,
        kind: RecordType,
        columns: Sequence[str],
        places: Sequence[Place | None],
        fixed: Mapping[str, Any],
        adapt: Callable[[dict[str, Any], dict[str, str]], None] | None,
    ) -> None:
        self.kind, self.columns, self.fixed, self.adapt = kind, columns, fixed, adapt
        self.read = [(index, columns[index], place) for index, place in enumerate(places) if place is not None]
        self.fields = {**kind.declared, **{place.field.name: place.field for _index, _column, place in self.read}}
        self.rest = kind.foreign.rest
        self.coming = {place.field.name for _index, _column, place in self.read if place.key == NEW}
        self._small: dict[str, dict[str, int]] = {}

    def understand(self, number: int, cells: Sequence[str]) -> Row:
        row = Row(number, cells, dict(self.fixed))
        for index, column, place in self.read:
            text = cells[index].strip()
            if text and text.casefold() not in NOTHINGS:
                try:
                    self._put(row, column, place, text)
                except FieldError as error:
                    row.problems.append((column, kept(error.saying)))
        read = dict(row.values)
        if self.adapt:
            self.adapt(row.values, dict(row.missing))
            row.missing = [(name, title) for name, title in row.missing if name not in row.values]
        self._clean(row, row.joined | {name for name, value in row.values.items() if value != read.get(name)})
        for name, value in row.values.items():
            field = self.fields.get(name)
            if isinstance(field, Contacts) and len(value) > 1:
                row.values[name] = field.distinct(value)
        row.coming = {name: row.values.pop(name) for name in self.coming if name in row.values}
        return row

    def _clean(self, row: Row, names: Collection[str]) -> None:
        """What was put together, be it by the record type, has to fit its field like what stood in one cell."""
        for name in names:
            field = self.fields[name]
            try:
                row.values[name] = field.clean(row.values[name])
            except FieldError as error:
                row.problems.append((kept(field.label), kept(error.saying)))

    def _put(self, row: Row, column: str, place: Place, text: str) -> None:
        field, name = place.field, place.field.name
        if isinstance(field, Contacts):
            self._put_contacts(row, column, place, text)
        elif isinstance(field, Reference):
            self._put_reference(row, field, text)
        elif field.carries_files:
            if picture := picture_in(text):
                row.pictures.append((name, picture))
        elif name == self.rest:
            self._append(row, name, f"{column}: {text}" if column.casefold() != str(field.label).casefold() else text)
        elif field.multiline and name in row.values:
            self._append(row, name, text)
        elif isinstance(field, Choice | YesNo) or name not in row.values or name in self.fixed:
            row.values[name] = field.clean(text)
        elif self.rest:
            self._append(row, self.rest, f"{column}: {text}")

    def _put_contacts(self, row: Row, column: str, place: Place, text: str) -> None:
        field: Any = place.field
        for one in field.split(text):
            if isinstance(field, Phones) and not A_DIGIT.search(str(one)):
                self._keep_unreadable(row, column, str(one))
                continue
            try:
                row.values.setdefault(field.name, []).extend(field.one(str(one), place.type))
            except FieldError as error:
                self._keep_unreadable(row, column, str(one), kept(error.saying))

    def _keep_unreadable(self, row: Row, column: str, text: str, why: Any = "") -> None:
        """A telephone that says “ask his wife” is no telephone, yet not to be lost."""
        if self.rest:
            self._append(row, self.rest, f"{column}: {text}")
        else:
            row.problems.append((column, why or kept(Saying(_("“%(value)s” cannot be read."), value=text[:60]))))

    def _append(self, row: Row, name: str, text: str) -> None:
        present = row.values.get(name)
        row.values[name] = f"{present}\n{text}" if present else text
        row.joined.add(name)

    def _put_reference(self, row: Row, field: Reference, text: str) -> None:
        if not record_type(field.to).small:
            row.missing.append((field.name, text.splitlines()[0][:300]))
            return
        name = text.splitlines()[0]
        pk = self._names(field.to).get(fold(name))
        if pk is not None:
            row.values[field.name] = pk
        elif not field.made_by_name:
            if self.rest:
                self._append(row, self.rest, f"{field.label}: {name}")
        else:
            row.missing.append((field.name, name[:120]))

    def _names(self, code: str) -> dict[str, int]:
        if code not in self._small:
            self._small[code] = {fold(way): one.id for one in named(code).values() if one.active for way in one.ways}
        return self._small[code]

    def look_up(self) -> None:
        """Read all names that rows may refer to, so that understanding them asks the database nothing."""
        for _index, _column, place in self.read:
            if isinstance(place.field, Reference) and record_type(place.field.to).small:
                self._names(place.field.to)
        named("user")

    def refreshed(self, code: str) -> dict[str, int]:
        """Small records by folded name as they are at this moment, those that somebody else has just made too."""
        stamps.look_again(stamps.SHAPE)
        self._small.pop(code, None)
        return self._names(code)

    def learn(self, code: str, made: Mapping[str, int]) -> None:
        """Small records that were just made, by folded name."""
        self._names(code).update(made)


def picture_in(text: str) -> bytes | None:
    """The bytes of a picture written as a data: address; None for an address elsewhere, which is not fetched."""
    head, _comma, body = text.partition(",")
    if not head.startswith("data:image/") or not head.endswith(";base64"):
        return None
    try:
        return base64.b64decode(body, validate=False)
    except (binascii.Error, ValueError):
        return None


def known_by_title(kind: RecordType, names: Sequence[str], by: Actor, only: str = "") -> dict[str, int]:
    """Visible records whose name is the same but for case and marks, by folded name. Of a type that keeps no sort key of
    its titles those are found that are written as they are or in another usual way. `only` names a yes-no field that has
    to be yes."""
    if not names:
        return {}
    column = kind.order(kind.declared[kind.title].sort).column if kind.derive else kind.title_column
    ways: Callable[[str], Collection[str]] = _cased if column == kind.title_column else lambda name: (sort_key(name),)
    keys = sorted({way for name in names for way in ways(name)})
    where = reading.visible(kind, by)
    marks = ", ".join(["%s"] * len(keys))
    found = reading.select(kind, by, f't."{column}" IN ({marks}) AND {where.sql}', [*keys, *where.params], "t.id DESC")
    asked = {fold(name) for name in names}
    return {
        folded: record.id
        for record in found
        if (folded := fold(record.title)) in asked and (not only or record.values.get(only, True))
    }


def _cased(name: str) -> Collection[str]:
    """The ways a name is usually written with and without capitals."""
    name = " ".join(name.split())
    return {name, name.lower(), name.upper(), name.capitalize(), name.title()}
