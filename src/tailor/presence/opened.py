"""Which records stand open, and before whom. One row for each record in each browser, written when that changes; a single
statement every `BEAT` seconds says for all streams of a process that they live. What is not said again is over."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from datetime import timedelta
from typing import NamedTuple

from django.db.models import QuerySet
from django.db.models.functions import Now
from django.utils import timezone

from tailor.access.models import SignIn
from tailor.presence.models import Opened

BEAT = 20.0  # seconds
LASTS = timedelta(seconds=45)  # what nobody spoke for so long is over: its server was killed
MOST, MOST_ROWS = 20, 400  # cards, and rows of lists, of one browser
_WORD = re.compile(r"([a-z][a-z0-9_.]{0,39}):(\d{1,18})([*-]?)")


class Shown(NamedTuple):
    """A record that a page shows, as a card or as a mere row of a list; whether somebody is writing on the card."""

    record_type: str
    record_id: int
    editing: bool = False
    row: bool = False

    @property
    def ref(self) -> str:
        return f"{self.record_type}:{self.record_id}"


At = Mapping[str, frozenset[tuple[int, bool]]]


def read(words: str) -> list[Shown]:
    """What pages say they show: ``party:5``, ``party:7*`` (being changed), ``party:9-`` (a row). Nonsense is passed over."""
    matches = (match for word in words.split(",")[: MOST + MOST_ROWS] if (match := _WORD.fullmatch(word)))
    found = [Shown(code, int(pk), sign == "*", sign == "-") for code, pk, sign in (one.groups() for one in matches)]
    return [*[one for one in found if not one.row][:MOST], *[one for one in found if one.row][:MOST_ROWS]]


def enter(stream: str, key_hash: str, shown: Iterable[Shown]) -> int:
    """Note which cards a stream's browser shows; who sits there."""
    person = SignIn.objects.filter(key_hash=key_hash).values_list("user_id", flat=True).first()
    cards = [one for one in shown if not one.row]
    if person and cards:
        Opened.objects.bulk_create(
            Opened(stream=stream, person_id=person, record_type=one.record_type, record_id=one.record_id,
                   editing=one.editing, seen_at=Now())
            for one in cards
        )  # fmt: skip
    return person or 0


def leave(streams: Collection[str]) -> None:
    Opened.objects.filter(stream__in=streams).delete()


def beat(streams: Collection[str]) -> None:
    """These streams live; whatever was not heard of for long is cleared away."""
    Opened.objects.filter(stream__in=streams).update(seen_at=Now())
    Opened.objects.filter(seen_at__lt=timezone.now() - 2 * LASTS).delete()


def living() -> QuerySet[Opened]:
    return Opened.objects.filter(seen_at__gt=timezone.now() - LASTS)


def everywhere() -> At:
    """Who has what open, and whether they are writing there: by ``party:5``."""
    found: dict[str, set[tuple[int, bool]]] = {}
    for code, pk, person, editing in living().values_list("record_type", "record_id", "person_id", "editing"):
        found.setdefault(f"{code}:{pk}", set()).add((person, editing))
    return {ref: frozenset(people) for ref, people in found.items()}


def at(record_type: str, record_id: int) -> dict[int, bool]:
    """Who has one record open, and whether they are writing there."""
    found: dict[int, bool] = {}
    for person, editing in (
        living().filter(record_type=record_type, record_id=record_id).values_list("person_id", "editing")
    ):
        found[person] = found.get(person, False) or editing
    return found
