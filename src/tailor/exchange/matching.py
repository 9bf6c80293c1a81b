"""Which rows of a file are records that are here already: by phone, by e-mail, or by name alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import connection

from tailor.access.actors import Actor
from tailor.exchange.rows import Row, known_by_title
from tailor.kernel import phones
from tailor.kernel.text import fold
from tailor.records import reading
from tailor.records.fields import YesNo
from tailor.records.indexing.rows import address_key
from tailor.records.record import Record
from tailor.records.shape import fields_of
from tailor.records.types import RecordType

PORTION = 400


@dataclass(frozen=True, slots=True)
class Match:
    """A record a row seems to be, and by what: ``phone``, ``email``, ``name``."""

    record: Record
    by: str


def keys_of(kind: RecordType, values: Mapping[str, Any]) -> dict[tuple[str, str], str]:
    """What tells that a row is somebody: (``phone``, national digits) and (``email``, folded address)."""
    rule = kind.duplicates
    found: dict[tuple[str, str], str] = {}
    if rule is None:
        return found
    for entry in values.get(rule.phones) or ():
        if e164 := str(entry["value"]):
            found["phone", phones.national_digits(e164, settings.TAILOR_REGIONS)] = e164
    for entry in values.get(rule.emails) or ():
        address = str(entry["value"])
        found["email", address_key(address)] = address.lower()
    return found


def match(kind: RecordType, rows: Sequence[Row], by: Actor) -> dict[int, Match]:
    """For each row that is known already: the record, by row number. Only among records the person may see."""
    if kind.duplicates is None:
        return {}
    keys = {row.number: row.keys for row in rows}
    by_key = _records_by_key(kind, {key for of_row in keys.values() for key in of_row})
    ids = {pk for found in by_key.values() for pk in found}
    records = {record.id: record for record in reading.get_many(kind, sorted(ids), by)}
    matches: dict[int, Match] = {}
    for row in rows:
        for key, exact in keys[row.number].items():
            candidates = [records[pk] for pk in by_key.get(key, ()) if pk in records]
            record = next((one for one in candidates if _has(kind, one, key[0], exact)), None)
            if record is not None:
                matches[row.number] = Match(record, key[0])
                break
    return matches | _by_name(kind, [r for r in rows if r.number not in matches and not keys[r.number]], by)


def _records_by_key(kind: RecordType, keys: set[tuple[str, str]]) -> dict[tuple[str, str], list[int]]:
    found: dict[tuple[str, str], list[int]] = {}
    for what, table, scope, column in (
        ("phone", "records_searchdigits", "record_type", "digits"),
        ("email", "records_searchword", "scope", "word"),
    ):
        wanted = sorted(key for kind_of_key, key in keys if kind_of_key == what)
        for start in range(0, len(wanted), PORTION):
            portion = wanted[start : start + PORTION]
            marks = ", ".join(["%s"] * len(portion))
            with connection.cursor() as cursor:
                cursor.execute(
                    f"SELECT {column}, record_id FROM {table} WHERE {scope} = %s AND {column} IN ({marks})",
                    [kind.code, *portion],
                )
                for value, pk in cursor.fetchall():
                    found.setdefault((what, value), []).append(pk)
    return found


def _has(kind: RecordType, record: Record, what: str, exact: str) -> bool:
    """The index knows national digits and cut words; the record itself decides."""
    assert kind.duplicates is not None
    name = kind.duplicates.phones if what == "phone" else kind.duplicates.emails
    return any(entry["value"].lower() == exact for entry in record.values.get(name) or ())


def _by_name(kind: RecordType, rows: Sequence[Row], by: Actor) -> dict[int, Match]:
    """Rows without phone and e-mail: the name is all there is to know them by."""
    assert kind.duplicates is not None
    title = kind.duplicates.name
    names = {row.number: str(row.values.get(title) or "") for row in rows}
    known = known_by_title(kind, [name for name in names.values() if name], by)
    ids = {known[fold(name)] for name in names.values() if fold(name) in known}
    records = {record.id: record for record in reading.get_many(kind, sorted(ids), by)}
    return {
        number: Match(records[known[fold(name)]], "name")
        for number, name in names.items()
        if name and known.get(fold(name)) in records
    }


def what_it_is(kind: RecordType) -> str:
    """The field that tells an organisation from a person, where the kind has one."""
    return kind.face.company if kind.face else ""


def combined(kind: RecordType, record: Record, values: Mapping[str, Any], rule: str) -> dict[str, Any]:
    """What changes in a known record: only gaps (``fill``) or everything given (``overwrite``). Contacts are added."""
    changes: dict[str, Any] = {}
    fields = fields_of(kind)
    for name, value in values.items():
        field = fields.get(name)
        present = record.values.get(name)
        if field is not None and isinstance(field, YesNo) and (rule == "fill" or name == what_it_is(kind)):
            continue  # “no” is no gap, and a guess about a row does not turn a person into an organisation
        if field is not None and field.many:
            changes[name] = [*(present or []), *value]
        elif (
            present in (None, "")
            or (field is not None and field.is_nothing(present))
            or (rule == "overwrite" and not (name == kind.title and fold(str(present)) == fold(str(value))))
        ):
            changes[name] = value
    return changes
