"""Records that look like the same one: by phone, by e-mail, by name in any script."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from tailor.access.actors import Actor
from tailor.kernel.text import fold, similar_names, words
from tailor.records import reading
from tailor.records.indexing.tails import beginnings
from tailor.records.record import Record
from tailor.records.types import RecordType

ALIKE = 0.86
CANDIDATES = 25
COMMON = 60  # a word more records than this share tells nobody apart


@dataclass(frozen=True, slots=True)
class Likeness:
    """A record that looks like another, and why: ``phone``, ``email``, ``name``."""

    record: Record
    reason: str
    score: float


def alike(kind: RecordType, values: Mapping[str, Any], by: Actor, *, besides: int = 0) -> list[Likeness]:
    """Visible records that look like one with these plain values, the surest first."""
    rule = kind.duplicates
    if rule is None:
        return []
    found: dict[int, tuple[str, float]] = {}
    name = str(values.get(rule.name) or "")
    for pk in _sharing(kind, _name_words(name)):
        found[pk] = ("name", 0.0)
    for pk in _by_email(kind, values.get(rule.emails) or ()):
        found[pk] = ("email", 1.0)
    for pk in _by_phone(kind, values.get(rule.phones) or ()):
        found[pk] = ("phone", 1.0)
    found.pop(besides, None)
    likely = [
        Likeness(record, reason, score or similar_names(name, record.title))
        for record in reading.get_many(kind, list(found), by)
        for reason, score in [found[record.id]]
    ]
    sure = [
        one for one in likely
        if one.score >= ALIKE and (one.reason != "name" or _same_sort(kind, values, one.record))
    ]  # fmt: skip
    return sorted(sure, key=lambda one: (-one.score, one.record.id))


def _same_sort(kind: RecordType, values: Mapping[str, Any], record: Record) -> bool:
    """A person and an organisation of the same name are two."""
    company = kind.face.company if kind.face else ""
    return not company or company not in values or bool(values[company]) == bool(record.values.get(company))


def _name_words(name: str) -> list[str]:
    return sorted((word for word in words(name) if len(word) > 2), key=len, reverse=True)[:3]


def _sharing(kind: RecordType, name_words: Sequence[str]) -> Iterable[int]:
    """Records with one of the name's longest words, as long as the word is not a common one."""
    for word in name_words:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT record_id FROM records_searchword WHERE scope = %s AND word = %s LIMIT %s",
                [kind.code, word, COMMON + 1],
            )
            ids = [row[0] for row in cursor.fetchall()]
        if len(ids) <= COMMON:
            yield from ids[:CANDIDATES]


def _by_email(kind: RecordType, entries: Iterable[Mapping[str, Any]]) -> Iterable[int]:
    for entry in entries:
        address = fold(str(entry["value"])).split(" ")[0][:40]
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT record_id FROM records_searchword WHERE scope = %s AND word = %s LIMIT %s",
                [kind.code, address, CANDIDATES],
            )
            yield from (row[0] for row in cursor.fetchall())


def _by_phone(kind: RecordType, entries: Sequence[Mapping[str, Any]]) -> Iterable[int]:
    assert kind.duplicates is not None
    field = kind.declared[kind.duplicates.phones]
    for digits in field.digits([entry for entry in entries if entry.get("value")]):
        if len(digits) < 6:
            continue
        ending = beginnings(digits)
        marks = ", ".join(["%s"] * len(ending))
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT record_id FROM records_searchdigits WHERE record_type = %s AND digits IN ({marks}) LIMIT %s",
                [kind.code, *ending, CANDIDATES],
            )
            yield from (row[0] for row in cursor.fetchall())
