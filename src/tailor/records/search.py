"""Search over every record type: by the beginning of any word, by any part of one, by any digits of a phone, in any
script, and with a slip of the finger when nothing matches exactly.

Each stage (`searching/matching`) is a range of an index and stops when it has enough, so that it costs what it finds. The word
index holds a record's words once for everybody and once for its owner: somebody who sees only their own (or their
department's) searches just those.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from unicodedata import combining, normalize

from tailor.access.actors import Actor
from tailor.access.rights import Scope
from tailor.kernel.text import fold, near_words
from tailor.records import reading
from tailor.records.indexing.rows import words_of
from tailor.records.names import named
from tailor.records.record import Record
from tailor.records.searching.asked import Asked
from tailor.records.searching.matching import matching, nearly_matching
from tailor.records.shape import fields_of, visible_fields
from tailor.records.types import RecordType, all_types

SHOWN = 8
LONG = 300  # letters of a text in which accents are taken as they stand


@dataclass(frozen=True, slots=True)
class Hits:
    """What was found of one record type, best first; `nearly` where only by forgiving a slip of the finger."""

    kind: RecordType
    records: list[Record]
    nearly: bool = False


def search(query: str, by: Actor, *, kinds: Sequence[RecordType] | None = None, limit: int = SHOWN) -> list[Hits]:
    """The best hits of each record type the person may see. Nothing for an empty query. Slips of the finger are
    forgiven only when nothing at all matches exactly."""
    asked = Asked(query)
    if not asked.readings and not asked.digits:
        return []
    wanted = [
        kind for kind in kinds or [kind for kind in all_types() if kind.searched]
        if by.scope(kind.code, "see") is not Scope.NONE
    ]  # fmt: skip
    large = [kind for kind in wanted if not kind.small]
    exact = {kind.code: _by_name(kind, asked.readings) for kind in wanted if kind.small} | matching(large, asked, by)
    if found := _hits(asked, wanted, exact, by, limit):
        return found
    near = _hits(asked, large, nearly_matching(large, asked, by), by, limit)
    return [replace(one, nearly=True) for one in near]


def _hits(asked: Asked, kinds: Sequence[RecordType], found: dict[str, list[int]], by: Actor, limit: int) -> list[Hits]:
    hits = []
    for kind in kinds:
        ids = found.get(kind.code)
        if ids and (records := _telling(kind, asked, _in_order(kind, ids, by, limit), by)):
            hits.append(Hits(kind, records))
    return _as_typed_first(hits, asked, limit)


def _as_typed_first(hits: Sequence[Hits], asked: Asked, limit: int) -> list[Hits]:
    """Of the records that were read, and of their kinds, those first in which the words stand as they were typed, and not only
    in another script or by another layout of the keys. Digits have no script."""
    if asked.digits:
        return [Hits(one.kind, one.records[:limit]) for one in hits]
    words = [(_plainly(word), word.casefold()) for word in asked.query.split()]
    ranked = []
    for one in hits:
        as_typed = {record.id: _holds(one.kind, record, words) for record in one.records}
        records = sorted(one.records, key=lambda record: not as_typed[record.id])[:limit]
        ranked.append((not as_typed[records[0].id], Hits(one.kind, records)))
    return [one for _foreign, one in sorted(ranked, key=lambda pair: pair[0])]


def _holds(kind: RecordType, record: Record, words: Sequence[tuple[str, str]]) -> bool:
    """Whether each of the words stands, letter by letter, somewhere in what is searched of a record."""
    texts = [_plainly(record.title)]
    if _all_in(texts, words):
        return True
    for name, field in fields_of(kind).items():
        if field.searched and name in record.values:
            texts += map(_plainly, field.words(record.values[name]))
    return _all_in(texts, words)


def _all_in(texts: Sequence[str], words: Sequence[tuple[str, str]]) -> bool:
    return all(any(plain in text or accented in text for text in texts) for plain, accented in words)


def _plainly(text: str) -> str:
    """Without capitals, and short ones without accents too, in the script it is in."""
    if text.isascii():
        return text.lower()
    folded = text.casefold()
    if len(folded) > LONG:
        return folded
    return "".join(char for char in normalize("NFKD", folded) if not combining(char))


def _by_name(kind: RecordType, readings: Sequence[Sequence[str]]) -> list[int]:
    """Small record types are in memory: those whose name has words beginning with all of these."""
    return [
        one.id for one in named(kind.code).values()
        if one.active and any(all(_begins(word, fold(one.title).split()) for word in words) for words in readings)
    ]  # fmt: skip


def _begins(word: str, words: Sequence[str]) -> bool:
    return any(one.startswith(word) for one in words)


def _telling(kind: RecordType, asked: Asked, records: list[Record], by: Actor) -> list[Record]:
    """Where a role may not see some searched fields, only records that match by what it sees: to find somebody by a
    hidden note would tell what the note says."""
    seen = visible_fields(kind, by)
    if not any(field.searched and name not in seen for name, field in fields_of(kind).items()):
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
