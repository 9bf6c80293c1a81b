"""Pairs of records suspected to be the same, found by a job that looks through the whole base."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q, QuerySet

from tailor.access.actors import TAILOR, Actor
from tailor.kernel import stamps
from tailor.kernel.jobs.running import Run, task
from tailor.records import reading
from tailor.records.duplicates import alike
from tailor.records.models import SuspectedPair
from tailor.records.record import Record
from tailor.records.selection import Selection
from tailor.records.types import RecordType, record_type

PORTION = 100  # pairs looked at in one go
LOOKS = 10  # portions at most for one page
PLACE = re.compile(r"^(\d{1,3})-(\d{1,18})$")


@dataclass(frozen=True, slots=True)
class Pair:
    id: int
    first: Record
    second: Record
    reason: str
    score: int


@task("records.suspects")
def search_pairs(run: Run) -> None:
    """Look for the likeness of every record; pairs somebody called different stay so."""
    kind = record_type(run.payload["kind"])
    everything = Selection(kind, (), "", "see")
    run.job.total = run.job.total or everything.count(TAILOR)
    done = run.payload.get("done", 0)
    for records in everything.portions(TAILOR, run.payload.get("after", 0), 100):
        with stamps.held(), transaction.atomic():
            for record in records:
                note_likeness(record)
            done += len(records)
            run.payload.update(after=records[-1].id, done=done)
            run.advance(done)


def note_likeness(record: Record) -> None:
    """Keep the pairs this record makes with newer ones; the older of two notes them both ways once."""
    for one in alike(record.kind, record.values, TAILOR, besides=record.id):
        first, second = sorted((record.id, one.record.id))
        SuspectedPair.objects.get_or_create(
            record_type=record.kind.code, first_id=first, second_id=second,
            defaults={"reason": one.reason, "score": round(one.score * 100)},
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Pairs:
    """Some suspected pairs, the likeliest first. `following` is where to go on; "" at the end."""

    pairs: list[Pair]
    following: str


def pairs_for(kind: RecordType, by: Actor, *, after: str = "", limit: int = 30) -> Pairs:
    """Undecided pairs of which the person sees both. What somebody does not see is passed over, but not without end:
    a page may hold fewer than `limit` and still be followed by others."""
    found: list[Pair] = []
    for _turn in range(LOOKS):
        rows = list(_undecided(kind, after)[:PORTION])
        for pair in _seen(kind, rows, by):
            if len(found) == limit:
                return Pairs(found, _place(found[-1]))
            found.append(pair)
        if len(rows) < PORTION:
            return Pairs(found, "")
        after = _place(rows[-1])
    return Pairs(found, after)


def _place(pair: Pair | SuspectedPair) -> str:
    """Where a pair stands in the order, as it is written into an address: ``86-1204``."""
    return f"{pair.score}-{pair.id}"


def _undecided(kind: RecordType, after: str) -> QuerySet[SuspectedPair]:
    """Pairs behind a place; a mangled one means the beginning."""
    rows = SuspectedPair.objects.filter(record_type=kind.code, different=False).order_by("-score", "id")
    if place := PLACE.match(after):
        score, pk = int(place[1]), int(place[2])
        rows = rows.filter(Q(score__lt=score) | Q(id__gt=pk), score__lte=score)
    return rows


def _seen(kind: RecordType, rows: Sequence[SuspectedPair], by: Actor) -> Iterator[Pair]:
    ids = {pk for row in rows for pk in (row.first_id, row.second_id)}
    records = {record.id: record for record in reading.get_many(kind, sorted(ids), by)}
    for row in rows:
        if row.first_id in records and row.second_id in records:
            yield Pair(row.pk, records[row.first_id], records[row.second_id], row.reason, row.score)
