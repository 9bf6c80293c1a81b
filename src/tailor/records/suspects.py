"""Pairs of records suspected to be the same, found by a job that looks through the whole base."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction

from tailor.access.actors import TAILOR, Actor
from tailor.kernel import stamps
from tailor.kernel.jobs.running import Run, task
from tailor.records import reading
from tailor.records.duplicates import alike
from tailor.records.models import SuspectedPair
from tailor.records.record import Record
from tailor.records.selection import Selection
from tailor.records.types import RecordType, record_type


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


def pairs_for(kind: RecordType, by: Actor, *, after: int = 0, limit: int = 30) -> list[Pair]:
    """Undecided pairs of which the person sees both."""
    rows = list(
        SuspectedPair.objects.filter(record_type=kind.code, different=False, id__gt=after).order_by("-score", "id")[
            : limit * 3
        ]
    )
    ids = {pk for row in rows for pk in (row.first_id, row.second_id)}
    records = {record.id: record for record in reading.get_many(kind, sorted(ids), by)}
    return [
        Pair(row.pk, records[row.first_id], records[row.second_id], row.reason, row.score)
        for row in rows
        if row.first_id in records and row.second_id in records
    ][:limit]
