"""Which form of a word stands behind a number, in the languages people here speak."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import get_language

TEENS = range(11, 15)


def form_of(count: int, forms: Sequence[str]) -> str:
    """One of the forms, in the order of the language's plural rules (Unicode CLDR): English one and other, Russian one, few and
    many, Hungarian and Georgian a single one. The last is taken where there are fewer."""
    return forms[min(_place(count), len(forms) - 1)]


def _place(count: int) -> int:
    language = (get_language() or "en")[:2]
    if language == "ru":
        return _russian(abs(count))
    return int(count != 1) if language == "en" else 0


def _russian(count: int) -> int:
    ends = count % 10
    if count % 100 in TEENS or ends == 0 or ends >= 5:
        return 2
    return 0 if ends == 1 else 1
