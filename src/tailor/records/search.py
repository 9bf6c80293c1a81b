"""Search over every record type: by the beginning of any word, by any part of one, by any digits of a phone, in any
script, and with a slip of the finger when nothing matches exactly.

Each stage is a range of an index and stops when it has enough, so that it costs what it finds. The word index holds a
record's words once for everybody and once for its owner: somebody who sees only their own (or their department's)
searches just those.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from tailor.access.actors import Actor
from tailor.access.rights import Scope
from tailor.kernel import phones
from tailor.kernel.text import near_words, query_variants
from tailor.records import reading
from tailor.records.fields.contacts import Phones
from tailor.records.names import named
from tailor.records.record import Record
from tailor.records.search_index import SHORTEST_TAIL, owner_scope, words_of
from tailor.records.shape import fields_of
from tailor.records.types import RecordType, all_types
from tailor.records.visibility import Scoped

ENOUGH = 20
CANDIDATES = 400
SHOWN = 8
END = "\U0010ffff"
MOST_SCOPES = 40


@dataclass(frozen=True, slots=True)
class Hits:
    """What was found of one record type, best first."""

    kind: RecordType
    records: list[Record]


def search(query: str, by: Actor, *, kinds: Sequence[RecordType] | None = None, limit: int = SHOWN) -> list[Hits]:
    """The best hits of each record type the person may see. Nothing for an empty query."""
    query = query.strip()[:200]
    if not query:
        return []
    found = []
    for kind in kinds or [kind for kind in all_types() if kind.searched]:
        if by.scope(kind.code, "see") is not Scope.NONE:
            ids = find_ids(kind, query, by, ENOUGH)
            if ids and (records := _telling(kind, query, _in_order(kind, ids, by), by)):
                found.append(Hits(kind, records[:limit]))
    return found


def find_ids(kind: RecordType, query: str, by: Actor, limit: int) -> list[int]:
    """Ids of matching records, stage by stage until there are enough. May name records that are not visible where the
    rule of sight is not the record's own; `reading` takes those out."""
    scopes = scopes_for(kind, by)
    if not scopes:
        return []
    readings = [variant.split() for variant in query_variants(query)]
    found: dict[int, None] = {}
    for stage in _stages(kind, query, readings, scopes, by):
        found.update(dict.fromkeys(stage(limit - len(found) + 5)))
        if len(found) >= limit:
            break
    if not found:
        found.update(dict.fromkeys(_near(readings, scopes, limit)))
    return list(found)


Stage = Callable[[int], Iterable[int]]


def _stages(
    kind: RecordType, query: str, readings: Sequence[Sequence[str]], scopes: Sequence[str], by: Actor
) -> Iterable[Stage]:
    for digits in phones.query_digits(query):
        if len(digits) >= SHORTEST_TAIL:
            yield lambda limit, digits=digits: _by_digits(kind, digits, by, limit)  # type: ignore[misc]
    for words in readings:
        if words:
            yield lambda limit, words=words: _by_words(words, scopes, limit)  # type: ignore[misc]
    for words in readings[:2]:
        if words and max(map(len, words)) >= SHORTEST_TAIL:
            yield lambda limit, words=words: _by_parts(words, scopes, limit)  # type: ignore[misc]


def scopes_for(kind: RecordType, by: Actor) -> list[str]:
    """Under which scopes of the word index this person's records stand."""
    scope = by.scope(kind.code, "see")
    if scope is Scope.NONE:
        return []
    if scope is Scope.ALL or not isinstance(kind.visibility, Scoped):
        return [kind.code]
    owners = {by.person_id}
    if scope is Scope.DEPARTMENT:
        owners |= {one.id for one in named("user").values() if one.department_id in by.departments}
    if len(owners) > MOST_SCOPES:
        return [kind.code]
    return [owner_scope(kind, owner) for owner in sorted(filter(None, owners))]


def _by_words(words: Sequence[str], scopes: Sequence[str], limit: int) -> list[int]:
    """Records in which a word begins with each of the words. The longest word leads, the others are checked."""
    lead, *others = sorted(words, key=len, reverse=True)
    if not others:
        return _ranges(scopes, lead, limit)
    candidates = _ranges(scopes, lead, CANDIDATES)
    return _having(candidates, others[:5], scopes)[:limit]


def _ranges(scopes: Sequence[str], prefix: str, limit: int) -> list[int]:
    """Records with a word in the range of a prefix: the shortest words first, the newest first among equals."""
    one = "SELECT record_id, word FROM records_searchword WHERE scope = %s AND word >= %s AND word < %s ORDER BY word LIMIT %s"
    params: list[Any] = [value for scope in scopes for value in (scope, prefix, prefix + END, limit * 2)]
    if len(scopes) == 1:
        sql = one
    else:
        part = f"SELECT * FROM ({one}) part"
        sql = " UNION ALL ".join([part] * len(scopes))
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        rows = cursor.fetchall()
    rows.sort(key=lambda row: (len(row[1]), row[1], -row[0]))
    return list(dict.fromkeys(row[0] for row in rows))[:limit]


def _having(candidates: Sequence[int], words: Sequence[str], scopes: Sequence[str]) -> list[int]:
    """Those of the candidates that also have words beginning with all of these."""
    if not candidates:
        return []
    kept = list(candidates)
    for word in words:
        marks, places = ", ".join(["%s"] * len(scopes)), ", ".join(["%s"] * len(kept))
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT DISTINCT record_id FROM records_searchword WHERE scope IN ({marks}) "
                f"AND word >= %s AND word < %s AND record_id IN ({places})",
                [*scopes, word, word + END, *kept],
            )
            having = {row[0] for row in cursor.fetchall()}
        kept = [pk for pk in kept if pk in having]
        if not kept:
            break
    return kept


def _by_parts(words: Sequence[str], scopes: Sequence[str], limit: int) -> list[int]:
    """Records with a word that holds the longest of these inside, the others as beginnings."""
    lead, *others = sorted(words, key=len, reverse=True)
    whole = _words_with(lead)
    if not whole:
        return []
    found = _exactly(whole, scopes, CANDIDATES if others else limit)
    return (_having(found, others[:5], scopes) if others else found)[:limit]


def _words_with(part: str, limit: int = 60) -> list[str]:
    """Distinct words of the vocabulary that contain a part of three letters or more."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT word FROM records_vocabulary WHERE word LIKE %s LIMIT %s", [f"%{part}%", limit])
        else:
            trigrams = " AND ".join(f'"{part[i : i + 3]}"' for i in range(len(part) - 2))
            cursor.execute(
                "SELECT v.word FROM records_vocabulary_parts p JOIN records_vocabulary v ON v.id = p.rowid "
                "WHERE records_vocabulary_parts MATCH %s AND v.word LIKE %s LIMIT %s",
                [trigrams, f"%{part}%", limit],
            )
        return [row[0] for row in cursor.fetchall()]


def _exactly(words: Sequence[str], scopes: Sequence[str], limit: int) -> list[int]:
    marks, places = ", ".join(["%s"] * len(scopes)), ", ".join(["%s"] * len(words))
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT record_id FROM records_searchword WHERE scope IN ({marks}) AND word IN ({places}) LIMIT %s",
            [*scopes, *words, limit],
        )
        return list(dict.fromkeys(row[0] for row in cursor.fetchall()))


def _by_digits(kind: RecordType, digits: str, by: Actor, limit: int) -> list[int]:
    """Records with a phone number that holds these digits anywhere. The columns of the rights are in the index."""
    seen = kind.visibility.condition(by, by.scope(kind.code, "see"), "d")
    params: list[Any] = [kind.code, digits, digits + ":"]
    rights = f" AND {seen.sql}" if seen.sql and isinstance(kind.visibility, Scoped) else ""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT d.record_id FROM records_searchdigits d WHERE d.record_type = %s AND d.digits >= %s AND d.digits < %s"
            f"{rights} LIMIT {limit * 2}",
            [*params, *(seen.params if rights else ())],
        )
        return list(dict.fromkeys(row[0] for row in cursor.fetchall()))


def _near(readings: Sequence[Sequence[str]], scopes: Sequence[str], limit: int) -> list[int]:
    """Records that match when each word may have one slip of the finger."""
    for words in readings[:2]:
        if not words or max(map(len, words)) <= SHORTEST_TAIL:
            continue
        lead, *others = sorted(words, key=len, reverse=True)
        candidates = _exactly(near_words(lead), scopes, CANDIDATES)
        for word in others[:3]:
            near = set(_exactly([word, *near_words(word)], scopes, 5000)) | set(_having(candidates, [word], scopes))
            candidates = [pk for pk in candidates if pk in near]
        if candidates:
            return candidates[:limit]
    return []


def _telling(kind: RecordType, query: str, records: list[Record], by: Actor) -> list[Record]:
    """Where a role may not see some searched fields, only records that match by what it sees: to find somebody by a
    hidden note would tell what the note says."""
    hidden = by.grant(kind.code).hidden
    if not any(field.searched and field.name in hidden for field in fields_of(kind).values()):
        return records
    readings = [variant.split() for variant in query_variants(query)]
    digits = phones.query_digits(query)
    return [one for one in records if _matches_seen(kind, one, readings, digits)]


def _matches_seen(kind: RecordType, record: Record, readings: Sequence[Sequence[str]], digits: Sequence[str]) -> bool:
    seen = words_of(kind, record.values)
    numbers = [
        number for name, field in fields_of(kind).items() if isinstance(field, Phones) and name in record.values
        for number in field.digits(record.values[name])
    ]  # fmt: skip
    if any(part in number for part in digits for number in numbers):
        return True
    return any(words and all(_near_any(word, seen) for word in words) for words in readings)


def _near_any(word: str, seen: Sequence[str]) -> bool:
    return any(word in one for one in seen) or not {word, *near_words(word)}.isdisjoint(seen)


def _in_order(kind: RecordType, ids: Sequence[int], by: Actor) -> list[Record]:
    place = {pk: index for index, pk in enumerate(ids)}
    return sorted(reading.get_many(kind, ids, by), key=lambda record: place[record.id])
