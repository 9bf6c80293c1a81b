"""The stages of a search, each for all record types at once: digits, beginnings of words, insides of words, and one slip of
the finger. A stage is asked of those kinds only of which too little was found before."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from itertools import islice

from tailor.access.actors import Actor
from tailor.kernel.text import near_words
from tailor.records.indexing import tails
from tailor.records.indexing.rows import has_digits
from tailor.records.indexing.vocabulary import SHORTEST_PART
from tailor.records.searching.asked import Asked, telling_words, words_of_vocabulary
from tailor.records.searching.ranges import Beginning, Words, beginning, exactly, having, holding_digits
from tailor.records.searching.scopes import likely_scopes, scopes_for, seen_among, sees_but_some
from tailor.records.types import RecordType
from tailor.records.visibility import Scoped

ENOUGH = 20
CANDIDATES = 400
READ_ON = 120  # matches of everybody's that are asked one by one whether they may be seen
FEW_SCOPES = 2  # hundreds of words are looked for in each of them
READINGS = 2  # of what was typed that are looked for inside of words, or with a slip


@dataclass(slots=True)
class Sought:
    """What is looked for of one record type, and what was found."""

    kind: RecordType
    scopes: list[str]
    most: int = ENOUGH
    found: dict[int, None] = dataclass_field(default_factory=dict)

    @property
    def left(self) -> int:
        """How many more are wanted."""
        return max(0, self.most - len(self.found)) if self.scopes else 0

    def add(self, ids: Iterable[int]) -> None:
        for pk in ids:
            if len(self.found) < self.most:
                self.found[pk] = None


def matching(kinds: Sequence[RecordType], asked: Asked, by: Actor) -> dict[str, list[int]]:
    """Ids of matching records by record type."""
    usual = {kind.code: Sought(kind, scopes_for(kind, by)) for kind in kinds}
    further: dict[str, Sought] = {}
    for code, one in usual.items():
        if one.scopes == [code] and sees_but_some(one.kind, by):
            further[code] = Sought(one.kind, [code], READ_ON)
            one.scopes = likely_scopes(one.kind, by)
    _find([*usual.values(), *further.values()], asked, by)
    for code, others in further.items():
        _take_seen(usual[code], others, by)
    return {code: list(one.found) for code, one in usual.items()}


def _take_seen(one: Sought, further: Sought, by: Actor) -> None:
    """Where the index does not tell who sees a record: first what they and their colleagues wrote, so that a word everybody
    uses does not hide their own, then those of the newest others that this person sees."""
    candidates = list(dict.fromkeys((*one.found, *further.found)))
    one.found = dict.fromkeys(islice(seen_among(one.kind, candidates, by, one.most), one.most))


def _find(sought: Sequence[Sought], asked: Asked, by: Actor) -> None:
    for one in sought:
        _by_digits(one, asked, by)
    _by_beginnings(sought, asked)
    if not asked.is_number:
        _by_parts(sought, asked)


def _by_digits(one: Sought, asked: Asked, by: Actor) -> None:
    """Records with a phone number that holds the digits anywhere. The columns of the rights are in the index."""
    if not asked.digits or not has_digits(one.kind):
        return
    seen = one.kind.visibility.condition(by, by.scope(one.kind.code, "see"), "d")
    rights, params = (seen.sql, seen.params) if isinstance(one.kind.visibility, Scoped) else ("", ())
    for digits in asked.digits:
        one.add(holding_digits(one.kind.code, tails.ranges(digits), rights, params, one.most * 2))
        if one.found:
            break


def _by_beginnings(sought: Sequence[Sought], asked: Asked) -> None:
    """Records in which a word begins with each of the words. The longest word leads, the others are checked."""
    readings = [telling_words(words) for words in asked.readings]
    _each_alone([lead for lead, *others in readings if not others], sought)
    for lead, *others in readings:
        wanting = [one for one in sought if one.left] if others else []
        found = beginning([Beginning(one.scopes, lead, max(CANDIDATES, one.left)) for one in wanting])
        for one, candidates in zip(wanting, found, strict=True):
            one.add(having(candidates, others[:5], one.scopes))


def _each_alone(prefixes: Sequence[str], sought: Sequence[Sought]) -> None:
    """Readings of one word, all at once; what an earlier one finds comes first."""
    wanting = [one for one in sought if one.left]
    pairs = [(one, Beginning(one.scopes, prefix, one.left + 5)) for prefix in prefixes for one in wanting]
    for (one, _asked), ids in zip(pairs, beginning([asked for _one, asked in pairs]), strict=True):
        one.add(ids)


def _by_parts(sought: Sequence[Sought], asked: Asked) -> None:
    """Records with a word that holds the longest of the words inside, the others as beginnings."""
    wanting = [one for one in sought if one.left]
    if not wanting:
        return
    readings = [words_of_vocabulary(words) or [""] for words in asked.readings[:READINGS]]
    asked.learn(lead for lead, *_others in readings if len(lead) >= SHORTEST_PART)
    questions = [
        (one, others, Words(one.scopes, whole, CANDIDATES if others else one.left + 5))
        for lead, *others in readings if (whole := asked.words_with(lead)) for one in wanting
    ]  # fmt: skip
    found = exactly([question for _one, _others, question in questions])
    for (one, others, _question), ids in zip(questions, found, strict=True):
        one.add(having(ids, others[:5], one.scopes) if others and one.left else ids)


def nearly_matching(kinds: Sequence[RecordType], asked: Asked, by: Actor) -> dict[str, list[int]]:
    """Ids of records that match with one slip of the finger a word, by record type."""
    if asked.is_number:
        return {}
    sought = [Sought(kind, _near_scopes(kind, by), CANDIDATES) for kind in kinds]
    for words in asked.readings[:READINGS]:
        wanting = [one for one in sought if one.scopes and not one.found]
        if wanting and max(map(len, words)) > SHORTEST_PART:
            _with_slips(wanting, sorted(words, key=len, reverse=True))
    return {
        one.kind.code: list(seen_among(one.kind, list(one.found), by, ENOUGH)) for one in sought if one.found
    }  # fmt: skip


def _near_scopes(kind: RecordType, by: Actor) -> list[str]:
    """Where slips are looked for: under what the person sees where that is few scopes, else everywhere."""
    scopes = scopes_for(kind, by)
    return [kind.code] if len(scopes) > FEW_SCOPES else scopes


def _with_slips(sought: Sequence[Sought], words: Sequence[str]) -> None:
    lead, *others = words
    near = near_words(lead)
    for one, ids in zip(sought, exactly([Words(one.scopes, near, CANDIDATES) for one in sought]), strict=True):
        one.add(_having_nearly(ids, others[:3], one.scopes) if ids else ())


def _having_nearly(candidates: Sequence[int], words: Sequence[str], scopes: Sequence[str]) -> list[int]:
    kept = list(candidates)
    for word in words:
        also = {*exactly([Words(scopes, [word, *near_words(word)], 5000)])[0], *having(kept, [word], scopes)}
        kept = [pk for pk in kept if pk in also]
    return kept
