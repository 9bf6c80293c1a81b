"""Search as somebody types: the work of the server itself, and the queries it is given."""

from __future__ import annotations

import random
from functools import partial
from typing import Any

from django.db import connection

from bench.places_inside import person
from bench.staff import BOSS, FEW, SELLER
from bench.timing import timed
from tailor.kernel import stamps
from tailor.records.search import search

PEOPLE = {"owner": BOSS, "seller": SELLER, "few": FEW}
KEYBOARD = dict(zip("йцукенгшщзхъфывапролджэячсмитьбю", "qwertyuiop[]asdfghjkl;'zxcvbnm,.", strict=True))


def queries(count: int, seed: int = 5) -> dict[str, list[str]]:
    """Of each sort, made from parties that are there; the persons who search see some of them or none."""
    rng = random.Random(seed)
    parties = sample(rng, count)
    names = [[word for word in name.replace("«", " ").replace("„", " ").split() if len(word) > 4 and word.isalpha()]
             for name, _phones in parties]  # fmt: skip
    words = [rng.choice(of_one) for of_one in names if of_one]
    two = [of_one for of_one in names if len(of_one) > 1]
    digits = [phones for _name, phones in parties]
    russian = [word.lower() for word in words if set(word.lower()) <= set(KEYBOARD)]
    return {
        **{f"{size} letters": [word[:size] for word in words] for size in (1, 2, 3, 6)},
        "two words": [f"{one[:4]} {other[:3]}" for one, other, *_rest in two],
        "wrong layout": ["".join(KEYBOARD[letter] for letter in word[:6]) for word in russian],
        "infix": [word[2:6] for word in words if len(word) > 5],
        "typo": [slip(word, rng) for word in words if len(word) > 5],
        **{f"{size} digits": [number[-size:] for number in digits] for size in (3, 4, 7, 10)},
    }  # fmt: skip


def sample(rng: random.Random, count: int) -> list[tuple[str, str]]:
    """Names and telephone digits of parties here and there."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT MAX(id) FROM clients_party")
        last = cursor.fetchone()[0]
        ids = ", ".join(str(rng.randrange(1, last + 1)) for _ in range(count))
        cursor.execute(f"SELECT name, phones FROM clients_party WHERE id IN ({ids}) ORDER BY id")
        rows = cursor.fetchall()
    rng.shuffle(rows)
    return [(name, "".join(c for c in phones.split('"')[3] if c.isdigit())) for name, phones in rows]


def slip(word: str, rng: random.Random) -> str:
    """One wrong letter, which makes it hardly a word of the index."""
    place = rng.randrange(2, len(word) - 1)
    return word[:place] + ("q" if word.isascii() else "щ") + word[place + 1 :]


def times(count: int) -> dict[str, dict[str, list[float]]]:
    """For each person and sort of query the milliseconds of each search."""
    asked = queries(count)
    found: dict[str, dict[str, list[float]]] = {}
    for who, pk in PEOPLE.items():
        by = person(pk)
        with stamps.held():
            for query in asked["3 letters"][:20]:
                search(query, by)
        found[who] = {}
        for sort, texts in asked.items():
            with stamps.held():
                found[who][sort] = [timed(partial(search, text, by)) for text in texts]
    return found


TASKS: dict[str, Any] = {"search_times": times, "queries": queries}
