"""Search over every record type: by the beginning of any word, by any part of one, by any digits of a phone, in any
script, and with a slip of the finger when nothing matches exactly.

Each stage is a range of an index and stops when it has enough, so that it costs what it finds. The word index holds a
record's words once for everybody and once for its owner: somebody who sees only their own (or their department's)
searches just those.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from tailor.access.actors import Actor
from tailor.access.rights import Scope
from tailor.kernel import phones
from tailor.kernel.among import among, among_ids
from tailor.kernel.text import fold, near_words, query_variants
from tailor.records import reading
from tailor.records.indexing import tails
from tailor.records.indexing.rows import department_scope, owner_scope, words_of
from tailor.records.indexing.vocabulary import SHORTEST_PART
from tailor.records.names import named
from tailor.records.record import Record
from tailor.records.shape import fields_of
from tailor.records.types import RecordType, all_types
from tailor.records.visibility import Scoped, ThroughParent

ENOUGH = 20
CANDIDATES = 400
READ_ON = 120  # matches of everybody's that are asked one by one whether they may be seen
SHOWN = 8
END = "\U0010ffff"
MOST_SCOPES = 40
FEW_SCOPES = 2  # hundreds of words are looked for in each of them
BETWEEN_PARTS = re.compile(r"[@.+_-]")


@dataclass(frozen=True, slots=True)
class Hits:
    """What was found of one record type, best first."""

    kind: RecordType
    records: list[Record]


class Asked:
    """What was typed, read once for all record types: readings as words, digits, and what the vocabulary says."""

    def __init__(self, query: str) -> None:
        self.query = query.strip()[:200]
        readings = [variant.split() for variant in query_variants(self.query)]
        self.digits = [digits for digits in phones.query_digits(self.query) if len(digits) >= tails.SHORTEST]
        self.readings = [words for words in readings if words]
        self._holding: dict[str, list[str]] = {}

    @property
    def is_number(self) -> bool:
        """Nothing but digits: a number is not looked for inside of words, nor with a slip of the finger."""
        return bool(self.digits) and all(word.isdigit() for words in self.readings for word in words)

    def words_with(self, part: str) -> list[str]:
        """Words of the vocabulary that hold a part, asked for once."""
        if part not in self._holding:
            self._holding[part] = _words_with(part)
        return self._holding[part]


def search(query: str, by: Actor, *, kinds: Sequence[RecordType] | None = None, limit: int = SHOWN) -> list[Hits]:
    """The best hits of each record type the person may see. Nothing for an empty query. Slips of the finger are
    forgiven only when nothing at all matches exactly."""
    asked = Asked(query)
    wanted = [
        kind for kind in kinds or [kind for kind in all_types() if kind.searched]
        if by.scope(kind.code, "see") is not Scope.NONE
    ]  # fmt: skip
    if not asked.readings and not asked.digits:
        return []
    return _hits(asked, wanted, by, limit, find_ids) or _hits(asked, wanted, by, limit, near_ids)


Finder = Callable[[RecordType, Asked, Actor, int], list[int]]


def _hits(asked: Asked, kinds: Sequence[RecordType], by: Actor, limit: int, find: Finder) -> list[Hits]:
    found = []
    for kind in kinds:
        ids = find(kind, asked, by, ENOUGH)
        if ids and (records := _telling(kind, asked, _in_order(kind, ids, by, limit), by)):
            found.append(Hits(kind, records[:limit]))
    return found


def find_ids(kind: RecordType, asked: Asked, by: Actor, limit: int) -> list[int]:
    """Ids of matching records, stage by stage until there are enough."""
    if kind.small:
        return _by_name(kind, asked.readings)
    scopes = scopes_for(kind, by)
    if scopes == [kind.code] and _sees_but_some(kind, by):
        return _matching_seen(kind, asked, by, limit)
    return _matching(kind, asked, by, scopes, limit)


def _sees_but_some(kind: RecordType, by: Actor) -> bool:
    """Whether there may be living records of the kind that this person does not see."""
    if isinstance(kind.visibility, ThroughParent):
        return by.scope(kind.visibility.parent, "see") is not Scope.ALL
    return bool(kind.visibility.condition(by, by.scope(kind.code, "see"), "t").sql)


def _matching_seen(kind: RecordType, asked: Asked, by: Actor, limit: int) -> list[int]:
    """Where the index does not tell who sees a record, those of the matching ones that this person does: first of what
    they and their colleagues wrote, so that a word everybody uses does not hide their own, then of the newest others."""
    seen: dict[int, None] = {}
    for scopes, most in ((_likely_scopes(kind, by), limit), ([kind.code], READ_ON)):
        ids = [pk for pk in _matching(kind, asked, by, scopes, most) if pk not in seen]
        seen.update(dict.fromkeys(_seen_among(kind, ids, by, limit - len(seen))))
        if len(seen) >= limit:
            break
    return list(seen)


def _likely_scopes(kind: RecordType, by: Actor) -> list[str]:
    """Where most of what a person sees of records that hang on others stands: under themselves, or their department."""
    if not (kind.has_owner and isinstance(kind.visibility, ThroughParent)):
        return []
    return _scopes_within(kind, by, by.scope(kind.visibility.parent, "see"))


def _seen_among(kind: RecordType, ids: Sequence[int], by: Actor, limit: int) -> Iterator[int]:
    left = limit
    for start in range(0, len(ids), CANDIDATES):
        portion = ids[start : start + CANDIDATES]
        seen = reading.titles(kind, portion, by)
        yield from (pk for pk in portion if pk in seen)
        left -= len(seen)
        if left <= 0:
            return


def _matching(kind: RecordType, asked: Asked, by: Actor, scopes: Sequence[str], limit: int) -> list[int]:
    found: dict[int, None] = {}
    for digits in asked.digits:
        found.update(dict.fromkeys(_by_digits(kind, digits, by, limit)))
        if found:
            break
    stages = [_by_words] if asked.is_number else [_by_words, _by_parts]
    for stage in stages:
        for words in asked.readings if stage is _by_words else asked.readings[:2]:
            if scopes and len(found) < limit:
                found.update(dict.fromkeys(stage(asked, words, scopes, limit - len(found) + 5)))
    return list(found)


def near_ids(kind: RecordType, asked: Asked, by: Actor, limit: int) -> list[int]:
    """Ids of records that match with one slip of the finger a word."""
    if asked.is_number or kind.small:
        return []
    scopes = scopes_for(kind, by)
    if scopes == [kind.code] and _sees_but_some(kind, by):
        scopes = _likely_scopes(kind, by) or scopes
    if len(scopes) <= FEW_SCOPES:
        return _near(asked.readings, scopes, CANDIDATES)
    return list(_seen_among(kind, _near(asked.readings, [kind.code], CANDIDATES), by, limit))


def _by_name(kind: RecordType, readings: Sequence[Sequence[str]]) -> list[int]:
    """Small record types are in memory: those whose name has words beginning with all of these."""
    return [
        one.id for one in named(kind.code).values()
        if one.active and any(all(_begins(word, fold(one.title).split()) for word in words) for words in readings)
    ]  # fmt: skip


def _begins(word: str, words: Sequence[str]) -> bool:
    return any(one.startswith(word) for one in words)


def scopes_for(kind: RecordType, by: Actor) -> list[str]:
    """Under which scopes of the word index this person's records stand."""
    scope = by.scope(kind.code, "see")
    if scope is Scope.NONE:
        return []
    if scope is Scope.ALL or not isinstance(kind.visibility, Scoped):
        return [kind.code]
    return _scopes_within(kind, by, scope)


def _scopes_within(kind: RecordType, by: Actor, scope: Scope) -> list[str]:
    """The scopes of the index that make up a scope of rights short of everything."""
    owners, departments = {by.person_id}, frozenset[int]()
    if scope is Scope.DEPARTMENT:
        departments = by.departments
        owners |= {one.id for one in named("user").values() if one.department_id in departments}
    if len(owners) + len(departments) > MOST_SCOPES:
        return [kind.code]
    return [
        *(owner_scope(kind, owner) for owner in sorted(filter(None, owners))),
        *(department_scope(kind, department) for department in sorted(departments)),
    ]


def _by_words(asked: Asked, words: Sequence[str], scopes: Sequence[str], limit: int) -> list[int]:
    """Records in which a word begins with each of the words. The longest word leads, the others are checked."""
    lead, *others = sorted(_telling_words(words), key=len, reverse=True)
    if not others:
        return _ranges(scopes, lead, limit)
    candidates = _ranges(scopes, lead, max(CANDIDATES, limit))
    return _having(candidates, others[:5], scopes)[:limit]


def _telling_words(words: Sequence[str]) -> list[str]:
    """The words without the parts of addresses among them: who has the address has its parts."""
    parts = {part for word in words if "@" in word for part in BETWEEN_PARTS.split(word)}
    return [word for word in words if word not in parts]


def _ranges(scopes: Sequence[str], prefix: str, limit: int) -> list[int]:
    """Records with a word in the range of a prefix: the shortest words first, the newest first among equals.

    The index holds the oldest of each word first. Where a scope has more rows than are read, the last word was cut short
    and its newest are read from the other end, so that no part of the range is sorted.
    """
    most = limit * 2
    rows = _rows(_BEGINNING, [(scope, prefix, prefix + END, most) for scope in scopes])
    read = Counter(scope for scope, _word, _pk in rows)
    cut = {scope: max(word for of, word, _pk in rows if of == scope) for scope in read if read[scope] == most}
    if cut:
        rows = [row for row in rows if cut.get(row[0]) != row[1]]
        rows += _rows(_NEWEST, [(scope, word, most) for scope, word in cut.items()])
    rows.sort(key=lambda row: (len(row[1]), row[1], -row[2]))
    return list(dict.fromkeys(pk for _scope, _word, pk in rows))[:limit]


_BEGINNING = (
    "SELECT scope, word, record_id FROM records_searchword WHERE scope = %s AND word >= %s AND word < %s "
    "ORDER BY word, record_id LIMIT %s"
)
_NEWEST = "SELECT scope, word, record_id FROM records_searchword WHERE scope = %s AND word = %s ORDER BY record_id DESC LIMIT %s"


def _rows(one: str, asked: Sequence[tuple[Any, ...]], most: int | None = None) -> list[tuple[Any, ...]]:
    """The rows of one statement for each set of parameters, in one go; no more than `most` in all."""
    sql = one if len(asked) == 1 else " UNION ALL ".join([f"SELECT * FROM ({one}) part"] * len(asked))
    with connection.cursor() as cursor:
        cursor.execute(f"{sql} LIMIT {most}" if most else sql, [value for params in asked for value in params])
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows


def _having(candidates: Sequence[int], words: Sequence[str], scopes: Sequence[str]) -> list[int]:
    """Those of the candidates that also have words beginning with all of these."""
    if not candidates:
        return []
    kept = list(candidates)
    within, scope = among("scope", scopes)
    for word in words:
        one_of, ids = among_ids("record_id", kept)
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT DISTINCT record_id FROM records_searchword WHERE {within} AND word >= %s AND word < %s AND {one_of}",
                [scope, word, word + END, ids],
            )
            having = {row[0] for row in cursor.fetchall()}
        kept = [pk for pk in kept if pk in having]
        if not kept:
            break
    return kept


def _by_parts(asked: Asked, words: Sequence[str], scopes: Sequence[str], limit: int) -> list[int]:
    """Records with a word that holds the longest of these inside, the others as beginnings. Of addresses the vocabulary
    knows the parts, which are among the words too."""
    lead, *others = sorted((word for word in words if "@" not in word), key=len, reverse=True) or [""]
    whole = asked.words_with(lead) if len(lead) >= SHORTEST_PART else []
    if not whole:
        return []
    found = _exactly(whole, scopes, CANDIDATES if others else limit)
    return (_having(found, others[:5], scopes) if others else found)[:limit]


def _words_with(part: str, limit: int = 60) -> list[str]:
    """Distinct words of the vocabulary that contain a part of three letters or more."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(  # asked whole first: with a limit the planner reads the table instead of its trigrams
                "WITH held AS MATERIALIZED (SELECT word FROM records_vocabulary WHERE word LIKE %s) "
                "SELECT word FROM held LIMIT %s",
                [f"%{part}%", limit],
            )
        else:
            trigrams = " AND ".join(f'"{part[i : i + 3]}"' for i in range(len(part) - 2))
            cursor.execute(
                "SELECT v.word FROM records_vocabulary_parts p JOIN records_vocabulary v ON v.id = p.rowid "
                "WHERE records_vocabulary_parts MATCH %s AND v.word LIKE %s LIMIT %s",
                [trigrams, f"%{part}%", limit],
            )
        return [row[0] for row in cursor.fetchall()]


def _exactly(words: Sequence[str], scopes: Sequence[str], limit: int) -> list[int]:
    (within, scope), (one_of, given) = among("scope", scopes), among("word", words)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT record_id FROM records_searchword WHERE {within} AND {one_of} LIMIT %s", [scope, given, limit]
        )
        return list(dict.fromkeys(row[0] for row in cursor.fetchall()))


def _by_digits(kind: RecordType, digits: str, by: Actor, limit: int) -> list[int]:
    """Records with a phone number that holds these digits anywhere. The columns of the rights are in the index."""
    seen = kind.visibility.condition(by, by.scope(kind.code, "see"), "d")
    rights, params = (f" AND {seen.sql}", seen.params) if seen.sql and isinstance(kind.visibility, Scoped) else ("", ())
    most = limit * 2
    one = (
        "SELECT d.record_id FROM records_searchdigits d WHERE d.record_type = %s AND d.digits >= %s AND d.digits < %s"
        f"{rights} LIMIT {most}"
    )
    rows = _rows(one, [(kind.code, first, end, *params) for first, end in tails.ranges(digits)], most)
    return list(dict.fromkeys(row[0] for row in rows))


def _near(readings: Sequence[Sequence[str]], scopes: Sequence[str], limit: int) -> list[int]:
    """Records that match when each word may have one slip of the finger."""
    for words in readings[:2]:
        if not words or max(map(len, words)) <= SHORTEST_PART:
            continue
        lead, *others = sorted(words, key=len, reverse=True)
        candidates = _exactly(near_words(lead), scopes, CANDIDATES)
        for word in others[:3]:
            near = set(_exactly([word, *near_words(word)], scopes, 5000)) | set(_having(candidates, [word], scopes))
            candidates = [pk for pk in candidates if pk in near]
        if candidates:
            return candidates[:limit]
    return []


def _telling(kind: RecordType, asked: Asked, records: list[Record], by: Actor) -> list[Record]:
    """Where a role may not see some searched fields, only records that match by what it sees: to find somebody by a
    hidden note would tell what the note says."""
    hidden = by.grant(kind.code).hidden
    if not any(field.searched and field.name in hidden for field in fields_of(kind).values()):
        return records
    return [one for one in records if _matches_seen(kind, one, asked.readings, asked.digits)]


def _matches_seen(kind: RecordType, record: Record, readings: Sequence[Sequence[str]], digits: Sequence[str]) -> bool:
    seen = words_of(kind, record.values)
    numbers = [
        number for name, field in fields_of(kind).items() if field.searched and name in record.values
        for number in field.digits(record.values[name])
    ]  # fmt: skip
    if any(part in number for part in digits for number in numbers):
        return True
    return any(words and all(_near_any(word, seen) for word in words) for words in readings)


def _near_any(word: str, seen: Sequence[str]) -> bool:
    return any(word in one for one in seen) or not {word, *near_words(word)}.isdisjoint(seen)


def _in_order(kind: RecordType, ids: Sequence[int], by: Actor, limit: int) -> list[Record]:
    """The first visible ones of the ids, read a few more than are shown at a time."""
    found: list[Record] = []
    step = limit + 4
    for start in range(0, len(ids), step):
        portion = ids[start : start + step]
        place = {pk: index for index, pk in enumerate(portion)}
        found += sorted(reading.get_many(kind, portion, by), key=lambda record: place[record.id])
        if len(found) >= limit:
            break
    return found
