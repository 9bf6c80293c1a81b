"""What is nearly the same: words one slip away, names that may be one person's or one company's."""

from collections.abc import Iterator
from functools import lru_cache
from itertools import chain

from tailor.kernel.text.folding import fold
from tailor.kernel.text.naming import LEGAL_FORMS

# Folding leaves none of j q w x y, so a slip towards them would never be found in the index.
FOLDED_LETTERS = "abcdefghiklmnoprstuvz"
DIGITS = "0123456789"
REACH = 16  # slips are looked for in this many first characters: keeps the number of candidates bounded


def near_words(word: str) -> list[str]:
    """Every folded word one slip away (swapped, missing, wrong or extra character), likeliest slips first.

    Digits are tried only in words that have digits, letters only in words that have letters.
    """
    head, tail = word[:REACH], word[REACH:]
    alphabet = _alphabet_of(word)
    slips = chain(_swapped(head), _shortened(head), _replaced(head, alphabet), _lengthened(head, alphabet))
    found = dict.fromkeys(slips)
    found.pop(head, None)
    found.pop("", None)
    return [near + tail for near in found]


def _alphabet_of(word: str) -> str:
    if word.isdigit():
        return DIGITS
    return FOLDED_LETTERS if word.isalpha() else FOLDED_LETTERS + DIGITS


def _swapped(word: str) -> list[str]:
    return [word[:i] + word[i + 1] + word[i] + word[i + 2 :] for i in range(len(word) - 1)]


def _shortened(word: str) -> list[str]:
    return [word[:i] + word[i + 1 :] for i in range(len(word))]


def _replaced(word: str, alphabet: str) -> Iterator[str]:
    for i in range(len(word)):
        before, after = word[:i], word[i + 1 :]
        yield from [before + char + after for char in alphabet]


def _lengthened(word: str, alphabet: str) -> Iterator[str]:
    for i in range(len(word) + 1):
        before, after = word[:i], word[i:]
        yield from [before + char + after for char in alphabet]


_LEGAL_WORDS = frozenset(fold(form) for form in LEGAL_FORMS)
_INITIAL = 0.75
_SAME_CONSONANTS = 0.85
_JOINED_OTHERWISE = 0.95
_OTHER_NUMBERS = 0.75  # shop 1 and shop 2 are two shops
_UNMATCHED_EXTRA = 0.35  # a patronymic or a branch that only one of the two names has
_VOWELS = str.maketrans("", "", "aeiou")


def similar_names(a: str, b: str) -> float:
    """How likely two names are one, 0 to 1: any order, any script, initials, legal forms aside, small slips.

    From about 0.8 the two deserve a person's look; 1 is the same words.
    """
    one, other = _name_words(a), _name_words(b)
    if not one or not other:
        return 0.0
    first, second = sorted((sorted(one), sorted(other)))
    if first == second:
        return 1.0
    agreement = _agreement(first, second)
    if _other_numbers(first, second):
        return agreement * _OTHER_NUMBERS
    return max(agreement, _JOINED_OTHERWISE) if "".join(one) == "".join(other) else agreement


@lru_cache(maxsize=4096)
def _name_words(name: str) -> tuple[str, ...]:
    folded = fold(name).split()
    return tuple(word for word in folded if word not in _LEGAL_WORDS) or tuple(folded)


def _other_numbers(first: list[str], second: list[str]) -> bool:
    numbers, others = set(filter(str.isdigit, first)), set(filter(str.isdigit, second))
    return bool(numbers and others) and numbers != others


def _agreement(first: list[str], second: list[str]) -> float:
    pairs = _matched_pairs(first, second)
    matched = sum(likeness * (len(first[i]) + len(second[j])) for likeness, i, j in pairs)
    total: float = sum(map(len, first)) + sum(map(len, second))
    if len(pairs) > 1 and len(pairs) == min(len(first), len(second)):
        paired = sum(len(first[i]) + len(second[j]) for _, i, j in pairs)
        total = paired + (total - paired) * _UNMATCHED_EXTRA
    return min(matched / total, 1.0)


def _matched_pairs(first: list[str], second: list[str]) -> list[tuple[float, int, int]]:
    """Pairs of words, the most alike first, no word twice."""
    every = [(_likeness(a, b), i, j) for i, a in enumerate(first) for j, b in enumerate(second)]
    likely = [pair for pair in every if pair[0]]
    likely.sort(key=lambda pair: (-pair[0], pair[1], pair[2]))
    used_first: set[int] = set()
    used_second: set[int] = set()
    pairs = []
    for likeness, i, j in likely:
        if i not in used_first and j not in used_second:
            used_first.add(i)
            used_second.add(j)
            pairs.append((likeness, i, j))
    return pairs


def _likeness(one: str, other: str) -> float:
    if one == other:
        return 1.0
    if len(one) == 1 or len(other) == 1:
        return _INITIAL if one[0] == other[0] else 0.0
    longest = max(len(one), len(other))
    if min(len(one), len(other)) < 4 or one.isdigit() or other.isdigit():
        return 0.0
    slips = _slips(one, other, allowed=1 if longest < 8 else 2)
    by_slips = 0.0 if slips is None else 1 - slips / longest
    return max(by_slips, _SAME_CONSONANTS if _same_consonants(one, other) else 0.0)


def _same_consonants(one: str, other: str) -> bool:
    skeleton = one.translate(_VOWELS)
    return len(skeleton) > 2 and skeleton == other.translate(_VOWELS)


def _slips(one: str, other: str, allowed: int) -> int | None:
    """Number of slips between two words, a swap of neighbours being one; None when more than `allowed`."""
    if abs(len(one) - len(other)) > allowed:
        return None
    one, other = _without_common_ends(one, other)
    if min(len(one), len(other)) > 2 * allowed + 2 and not set(one) & set(other):
        return None
    before: list[int] = []
    previous = list(range(len(other) + 1))
    for i, char in enumerate(one, 1):
        row = [i]
        for j, char2 in enumerate(other, 1):
            cost = min(previous[j] + 1, row[-1] + 1, previous[j - 1] + (char != char2))
            if i > 1 and j > 1 and char == other[j - 2] and one[i - 2] == char2:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        if min(row) > allowed:
            return None
        before, previous = previous, row
    return previous[-1] if previous[-1] <= allowed else None


def _without_common_ends(one: str, other: str) -> tuple[str, str]:
    shortest = min(len(one), len(other))
    start = 0
    while start < shortest and one[start] == other[start]:
        start += 1
    end = 0
    while end < shortest - start and one[-1 - end] == other[-1 - end]:
        end += 1
    return one[start : len(one) - end], other[start : len(other) - end]
