"""Each distinct word of the index once, so that a part inside of a word finds the word."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from tailor.kernel.inserting import Rows, insert_together

SHORTEST_PART = 3  # letters of a part that is looked for inside of words
REMEMBERED_WORDS = 50_000
_known_words: set[str] = set()


def learn(words: Iterable[str]) -> None:
    """Put words nobody used before into the vocabulary; of addresses their parts, which are words themselves."""
    insert_together(unknown(words))


def unknown(words: Iterable[str]) -> Rows:
    """Those of the words nobody is known to have used before, to be inserted now, and remembered when that holds."""
    fresh = sorted(word for word in set(words) - _known_words if _is_learnt(word))
    if fresh:
        transaction.on_commit(lambda: _remember(fresh))
    return Rows("records_vocabulary", {"word": "text"}, [(word,) for word in fresh], missing=True)


def _is_learnt(word: str) -> bool:
    return len(word) > SHORTEST_PART and not word.isdigit() and "@" not in word


def _remember(words: Iterable[str]) -> None:
    if len(_known_words) > REMEMBERED_WORDS:
        _known_words.clear()
    _known_words.update(words)


def forget() -> None:
    """Drop the remembered vocabulary: between tests."""
    _known_words.clear()
