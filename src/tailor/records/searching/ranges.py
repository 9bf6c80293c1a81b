"""Bounded ranges of the search index: what each costs does not depend on how much there is.

Whatever can be asked at once is: one statement reads the same range under many scopes and of many words.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from django.db import connection

from tailor.kernel.among import among, among_ids, listed

END = "\U0010ffff"
MOST_WORDS = 60  # of the vocabulary that hold a part


@dataclass(frozen=True, slots=True)
class Beginning:
    """Words that begin with a prefix, under some scopes; so many records are wanted."""

    scopes: Sequence[str]
    prefix: str
    wanted: int


@dataclass(frozen=True, slots=True)
class Words:
    """Exactly these words, under some scopes; so many records are wanted."""

    scopes: Sequence[str]
    words: Sequence[str]
    wanted: int


def beginning(asked: Sequence[Beginning]) -> list[list[int]]:
    """For each the records with such a word: the shortest words first, the newest first among equals.

    The index holds the oldest of each word first. Where a scope has more rows than are read, the last word was cut short
    and its newest are read from the other end, so that no part of the range is sorted.
    """
    places = [(one, scope) for one in asked for scope in one.scopes]
    rows: list[list[tuple[str, int]]] = [[] for _place in places]
    whole = [(scope, one.prefix, one.prefix + END, one.wanted * 2) for one, scope in places]
    for place, word, pk in _rows(_BEGINNING, whole):
        rows[place].append((word, pk))
    cut = {
        place: max(word for word, _pk in rows[place])
        for place, (one, _scope) in enumerate(places) if len(rows[place]) == one.wanted * 2
    }  # fmt: skip
    numbers = list(cut)
    for place, last in cut.items():
        rows[place] = [row for row in rows[place] if row[0] != last]
    ends = [(places[place][1], last, places[place][0].wanted * 2) for place, last in cut.items()]
    for number, word, pk in _rows(_NEWEST, ends):
        rows[numbers[number]].append((word, pk))
    return _best_of(asked, rows)


def _best_of(asked: Sequence[Beginning], rows: Sequence[list[tuple[str, int]]]) -> list[list[int]]:
    """What was read scope by scope, put together for each that was asked."""
    found, left = [], iter(rows)
    for one in asked:
        together = [row for _scope in one.scopes for row in next(left)]
        together.sort(key=lambda row: (len(row[0]), row[0], -row[1]))
        found.append(list(dict.fromkeys(pk for _word, pk in together))[: one.wanted])
    return found


def exactly(asked: Sequence[Words]) -> list[list[int]]:
    """For each the records with one of the words."""
    found: list[dict[int, None]] = [{} for _one in asked]
    for place, pk in _rows(_EXACTLY, [(list(one.scopes), list(one.words), one.wanted) for one in asked]):
        found[place][pk] = None
    return [list(ids) for ids in found]


def having(candidates: Sequence[int], words: Sequence[str], scopes: Sequence[str]) -> list[int]:
    """Those of the candidates that also have words beginning with all of these."""
    kept = list(candidates)
    for word in words:
        if not kept:
            break
        (within, scope), (one_of, ids) = among("scope", scopes), among_ids("record_id", kept)
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT DISTINCT record_id FROM records_searchword WHERE {within} AND word >= %s AND word < %s AND {one_of}",
                [scope, word, word + END, ids],
            )
            found = {row[0] for row in cursor.fetchall()}
        kept = [pk for pk in kept if pk in found]
    return kept


def holding_digits(
    code: str, bounds: Sequence[tuple[str, str]], rights: str, params: Sequence[Any], most: int
) -> list[int]:
    """Records of a kind with the end of a number within one of the bounds, and within `rights` to the rows `d`."""
    rows = _rows(_DIGITS, [(code, first, end, most) for first, end in bounds], (rights, params), most)
    return list(dict.fromkeys(pk for _place, pk in rows))


def words_with(parts: Sequence[str]) -> list[list[str]]:
    """For each part of three letters or more the distinct words of the vocabulary that contain it."""
    if not parts:
        return []
    one, given = _held_on_postgresql if connection.vendor == "postgresql" else _held_on_sqlite, list[Any]()
    statements = []
    for place, part in enumerate(parts):
        sql, params = one(part)
        statements.append(f"SELECT * FROM (SELECT {place} AS place, word FROM ({sql}) words) part{place}")
        given += params
    found: list[list[str]] = [[] for _part in parts]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(statements), given)
        for place, word in cursor.fetchall():
            found[place].append(word)
    return found


def _held_on_postgresql(part: str) -> tuple[str, list[Any]]:
    """Asked whole first: with a limit the planner reads the table instead of its trigrams."""
    return (
        "WITH held AS MATERIALIZED (SELECT word FROM records_vocabulary WHERE word LIKE %s) "
        f"SELECT word FROM held LIMIT {MOST_WORDS}",
        [f"%{part}%"],
    )


def _held_on_sqlite(part: str) -> tuple[str, list[Any]]:
    trigrams = " AND ".join(f'"{part[i : i + 3]}"' for i in range(len(part) - 2))
    return (
        "SELECT v.word FROM records_vocabulary_parts p JOIN records_vocabulary v ON v.id = p.rowid "
        f"WHERE records_vocabulary_parts MATCH %s AND v.word LIKE %s LIMIT {MOST_WORDS}",
        [trigrams, f"%{part}%"],
    )


@dataclass(frozen=True, slots=True)
class Range:
    """A bounded range: `given` names what it is asked with, in the order in which it stands in `body`, and its type."""

    columns: str
    body: str
    given: Mapping[str, str]


_BEGINNING = Range(
    "word, record_id",
    "FROM records_searchword WHERE scope = {scope} AND word >= {first} AND word < {end} ORDER BY word, record_id LIMIT {most}",
    {"scope": "text", "first": "text", "end": "text", "most": "integer"},
)
_NEWEST = Range(
    "word, record_id",
    "FROM records_searchword WHERE scope = {scope} AND word = {word} ORDER BY record_id DESC LIMIT {most}",
    {"scope": "text", "word": "text", "most": "integer"},
)
_EXACTLY = Range(
    "record_id",
    "FROM records_searchword WHERE {among_scopes} AND {among_words} LIMIT {most}",
    {"scopes": "json", "words": "json", "most": "integer"},
)
_DIGITS = Range(
    "d.record_id",
    "FROM records_searchdigits d WHERE d.record_type = {kind} AND d.digits >= {first} AND d.digits < {end}{rights} LIMIT {most}",
    {"kind": "text", "first": "text", "end": "text", "most": "integer"},
)
Rights = tuple[str, Sequence[Any]]


def _rows(
    one: Range, asked: Sequence[tuple[Any, ...]], rights: Rights = ("", ()), most: int | None = None
) -> list[tuple[Any, ...]]:
    """The rows of a range for everything it is asked with, in one go, each behind the place of what it was asked with; no
    more than `most` in all. PostgreSQL plans this once, however much is asked."""
    if not asked:
        return []
    ask = _for_postgresql if connection.vendor == "postgresql" else _for_sqlite
    sql, params = ask(one, asked, rights)
    with connection.cursor() as cursor:
        cursor.execute(f"{sql} LIMIT {most}" if most else sql, params)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows


def _for_postgresql(one: Range, asked: Sequence[tuple[Any, ...]], rights: Rights) -> tuple[str, list[Any]]:
    typed = ", ".join(f'"{name}" {kind}' for name, kind in one.given.items())
    content = [{"place": place, **dict(zip(one.given, values, strict=True))} for place, values in enumerate(asked)]
    body = _body(one, {name: f'p."{name}"' for name in one.given}, rights)
    sql = (
        f"SELECT p.place, r.* FROM json_to_recordset(%s::json) AS p (place integer, {typed}) "
        f"CROSS JOIN LATERAL (SELECT {one.columns} {body}) r"
    )
    return sql, [orjson.dumps(content).decode(), *rights[1]]


def _for_sqlite(one: Range, asked: Sequence[tuple[Any, ...]], rights: Rights) -> tuple[str, list[Any]]:
    body = _body(one, dict.fromkeys(one.given, "%s"), rights)
    parts = [f"SELECT * FROM (SELECT {place}, {one.columns} {body})" for place in range(len(asked))]
    params = [
        value
        for values in asked
        for value in (*map(_plain, values[:-1]), *rights[1], values[-1])  # rights stand before the limit
    ]
    return " UNION ALL ".join(parts), params


def _body(one: Range, given: Mapping[str, str], rights: Rights) -> str:
    """What the range is asked with put into its places; lists become conditions on the column they are called after."""
    lists = {
        f"among_{name}": listed(name.removesuffix("s"), at) for name, at in given.items() if one.given[name] == "json"
    }
    return one.body.format(**given, **lists, rights=f" AND {rights[0]}" if rights[0] else "")


def _plain(value: Any) -> Any:
    """A list as SQLite takes it: as JSON."""
    return orjson.dumps(value).decode() if isinstance(value, list) else value
