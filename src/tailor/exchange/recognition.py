"""Guesses what each column of a foreign table means: by what was chosen before, its heading, its values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from tailor.exchange.headings import alike, normalised
from tailor.exchange.looks import LOOKS_LIKE, MOST_OF_THEM, kind_of_values, share_that

KINDS_OF_SEVERAL = frozenset({"phone", "email", "site", "address"})

_SAMPLES_SHOWN = 5
_SHARE_THAT_SUPPORTS = 0.3
_FEWEST_VALUES_THAT_CONTRADICT = 3


@dataclass(frozen=True)
class Target:
    """A field that a column may go to.

    `names` are its label and usual headings (see `headings`), in any letter case. `kind` is one of "name",
    "phone", "email", "site", "date", "money", "number", "choice", "person", "text", "longtext", "address"
    and "company".
    """

    key: str
    names: frozenset[str]
    kind: str


@dataclass
class Guess:
    """What a column is taken for.

    `key` is that of the target, None where there is no guess (or the person once chose to leave it out).
    `by` is "heading", "values" or "none"; `sure` is from 0 to 1. `samples` are a few different values,
    `filled` and `distinct` numbers of values in the sample. `kind` is what the values look like, whatever the
    target: "phone", "email", "site", "date", "money", "number", "choice", "longtext" or "text".
    """

    column: str
    key: str | None
    by: str
    sure: float
    samples: list[str]
    filled: int
    distinct: int
    kind: str


def recognise(
    columns: Sequence[str],
    sample_rows: Iterable[Sequence[str]],
    targets: Sequence[Target],
    remembered: Mapping[str, str | None],
) -> list[Guess]:
    """A guess for each column, in their order.

    What was chosen for a column of this heading before (`remembered`) comes first, then headings, then
    values.
    A target gets one column at most, unless its kind is one of KINDS_OF_SEVERAL.
    """
    rows = list(sample_rows)
    values = [[row[place] for row in rows if place < len(row) and row[place]] for place in range(len(columns))]
    guesses = [_unknown(column, of_column) for column, of_column in zip(columns, values, strict=True)]
    matching = _Matching(guesses, targets)
    matching.by_memory({alike(heading): key for heading, key in remembered.items()})
    matching.by_headings(values)
    matching.by_values(values)
    return guesses


def _unknown(column: str, values: list[str]) -> Guess:
    different = list(dict.fromkeys(values))
    kind = kind_of_values(values, len(different))
    return Guess(column, None, "none", 0.0, different[:_SAMPLES_SHOWN], len(values), len(different), kind)


class _Matching:
    """Columns being given to targets."""

    def __init__(self, guesses: list[Guess], targets: Sequence[Target]) -> None:
        self._guesses = guesses
        self._targets = targets
        self._decided: set[int] = set()
        self._taken: set[str] = set()

    def by_memory(self, remembered: Mapping[str, str | None]) -> None:
        targets = {target.key: target for target in self._targets}
        for place, guess in enumerate(self._guesses):
            if alike(guess.column) not in remembered:
                continue
            key = remembered[alike(guess.column)]
            if key is None:
                guess.by, guess.sure = "heading", 1.0
                self._decided.add(place)
            elif key in targets and self._is_free(targets[key]):
                self._give(place, targets[key], "heading", 1.0)

    def by_headings(self, values: Sequence[Sequence[str]]) -> None:
        for sure, place, target in self._offers(values):
            if place not in self._decided and self._is_free(target):
                self._give(place, target, "heading", min(sure, 1.0))

    def _offers(self, values: Sequence[Sequence[str]]) -> list[tuple[float, int, Target]]:
        """Which columns may be which targets by their headings: the surest first.

        Of equally sure ones, first those that can be nothing else: beside "Job title", "Title" is a courtesy.
        """
        names = {target.key: {normalised(name) for name in target.names} - {""} for target in self._targets}
        penalties = self._penalties_of_names(names)
        ranked: list[tuple[float, int, int, int]] = []
        for place, guess in enumerate(self._guesses):
            heading = normalised(guess.column)
            sure = [
                _corrected_by_values(_sureness(heading, names[target.key]), target, values[place])
                - penalties.get(target.key, 0.0)
                for target in self._targets
            ]
            rivals = sum(1 for one in sure if one >= _EXACT)
            ranked += [(-one, rivals, place, rank) for rank, one in enumerate(sure) if one >= _LEAST_SURE]
        return [(-negative, place, self._targets[rank]) for negative, _, place, rank in sorted(ranked)]

    def _penalties_of_names(self, names: Mapping[str, set[str]]) -> dict[str, float]:
        """The heading "Имя" means the first name where a surname stands beside it, else the whole name."""
        has_last_name = any(normalised(guess.column) in names.get("last_name", ()) for guess in self._guesses)
        return {"name" if has_last_name else "first_name": 0.03}

    def by_values(self, values: Sequence[Sequence[str]]) -> None:
        for kind, looks_like in LOOKS_LIKE.items():
            for place, of_column in enumerate(values):
                share = share_that(of_column, looks_like)
                target = self._target_of_kind(kind)
                if place not in self._decided and share >= MOST_OF_THEM and target:
                    self._give(place, target, "values", share * 0.7)

    def _target_of_kind(self, kind: str) -> Target | None:
        of_kind = [target for target in self._targets if target.kind == kind]
        if kind == "date" and len(of_kind) > 1:
            return None  # a date alone does not say whether it is a birthday or a day of registration
        free = filter(self._is_free, of_kind)
        return min(free, key=lambda target: target.key != kind, default=None)

    def _is_free(self, target: Target) -> bool:
        return target.kind in KINDS_OF_SEVERAL or target.key not in self._taken

    def _give(self, place: int, target: Target, by: str, sure: float) -> None:
        guess = self._guesses[place]
        guess.key, guess.by, guess.sure = target.key, by, round(sure, 2)
        self._decided.add(place)
        self._taken.add(target.key)


_LEAST_SURE = 0.5
_EXACT = 0.9


def _sureness(heading: str, names: set[str]) -> float:
    """How likely a heading means a target of these names: 0.98 when it is one of them, less by its words."""
    if heading in names:
        return 0.98
    words = heading.split()
    return max((_sureness_by_words(words, name.split()) for name in names), default=0.0)


def _sureness_by_words(heading: list[str], name: list[str]) -> float:
    """All the words of the name must be in the heading; the more of it they are, the surer."""
    if not heading or not set(name) <= set(heading) or max(map(len, name)) <= 1:
        return 0.0
    # In "company phone" the last word is the thing, in "телефон компании" the first.
    is_the_thing = name[-1] == heading[-1] or name[0] == heading[0]
    return 0.5 + 0.4 * len(name) / len(heading) - (0.0 if is_the_thing else 0.1)


def _corrected_by_values(sure: float, target: Target, values: Sequence[str]) -> float:
    """The values may confirm what the heading only hints at, or show that it cannot be."""
    if sure < _LEAST_SURE - 0.1 or not values:
        return sure
    looks_like = LOOKS_LIKE.get(target.kind)
    if looks_like is None:
        contradicted = target.kind in ("name", "company", "person") and any(
            share_that(values, LOOKS_LIKE[kind]) >= MOST_OF_THEM for kind in ("phone", "email", "date")
        )
        return 0.0 if contradicted and len(values) >= _FEWEST_VALUES_THAT_CONTRADICT else sure
    share = share_that(values, looks_like)
    if share >= MOST_OF_THEM:
        return sure + 0.02
    contradicted = share < _SHARE_THAT_SUPPORTS and len(values) >= _FEWEST_VALUES_THAT_CONTRADICT
    return sure - 0.3 if contradicted else sure
