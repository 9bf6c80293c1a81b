"""What a column of a file may be taken for: the fields of the record type, typed contacts apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from tailor.access.actors import Actor
from tailor.exchange.headings import HEADINGS, normalised
from tailor.exchange.recognition import Target
from tailor.records.fields import Field, Text
from tailor.records.fields.contacts import Contacts
from tailor.records.own_fields import called
from tailor.records.shape import visible_fields
from tailor.records.types import RecordType

NEW = "new:"  # a column that becomes an own field


@dataclass(frozen=True, slots=True)
class Place:
    """One thing a column may be: a field, and the type of contact where it has types."""

    key: str
    label: str
    field: Field
    type: str = ""


def places(kind: RecordType, by: Actor) -> dict[str, Place]:
    """Everything this person may fill from a file, by key, in the order of the form."""
    grant = by.grant(kind.code)
    found: dict[str, Place] = {}
    for name, field in visible_fields(kind, by).items():
        if not field.editable or not grant.may_change(name) or not field.file_column:
            continue
        found[name] = Place(name, str(field.label), field)
        if isinstance(field, Contacts):
            for code, label in field.types:
                key = f"{name}.{code}"
                found[key] = Place(key, f"{field.label}, {label}", field, code)
    return found


def recognisable(kind: RecordType, by: Actor) -> list[Target]:
    """The places as column recognition wants them: with every heading they are known by in the four languages."""
    present = places(kind, by)
    names: dict[str, set[str]] = {key: set() for key in present}
    for code, _name in settings.LANGUAGES:
        with override(code):
            for key, place in places(kind, by).items():
                names[key].add(place.label)
    typed = {normalised(label): key for key, place in present.items() if place.type for label in names[key]}
    return [_target(key, place, names[key], typed) for key, place in present.items()]


def _target(key: str, place: Place, labels: set[str], typed: Mapping[str, str]) -> Target:
    """`typed` are the headings that name one type of contact: they mean no other place, whatever is usual."""
    types = {code for code, _label in place.field.types} if isinstance(place.field, Contacts) else set()
    concepts = [c for c in place.field.headings if _type_of(c, types) == place.type]
    usual = {heading for concept in concepts for heading in HEADINGS.get(concept, ())}
    if isinstance(place.field, Contacts) and (canonical := place.field.heading):
        usual.add(f"{canonical}, {place.type}" if place.type else canonical)
    usual = {heading for heading in usual if typed.get(normalised(heading), key) == key}
    kind = "name" if "name" in place.field.headings else place.field.file_column
    return Target(key, frozenset(labels | usual | {key}), kind)


def _type_of(concept: str, types: set[str]) -> str:
    """The type of contact a concept is about: ``phone_fax`` is about fax, ``phone`` about none."""
    ending = concept.rpartition("_")[2]
    return ending if ending in types else ""


def choices(kind: RecordType, by: Actor) -> list[tuple[str, str]]:
    """The places for a select, with leaving out first."""
    found = [("", _("Leave out"))]
    found += [(key, place.label) for key, place in places(kind, by).items()]
    if by.role.rules and kind.own_able:
        found.append((NEW, _("Keep as a new field")))
    return found


def by_key(kind: RecordType, by: Actor, columns: Sequence[str], mapping: Sequence[str | None]) -> list[Place | None]:
    """The place of each column; None for those left out. A field that is yet to be made stands in by a name that no
    field has."""
    known: Mapping[str, Place] = places(kind, by)
    return [
        known.get(called(kind, heading), _yet_to_be_made(heading)) if key == NEW else known.get(key or "")
        for heading, key in zip(columns, mapping, strict=True)
    ]


def _yet_to_be_made(heading: str) -> Place:
    return Place(NEW, heading, Text(name=NEW + heading[:200], label=heading, own=True))
