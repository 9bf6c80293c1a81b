"""Settling rows that an import kept for the person to decide."""

from __future__ import annotations

from django.db import transaction

from tailor.access.actors import Actor, Way
from tailor.exchange.loading import CREATED, REJECTED, SKIPPED, UPDATED, Loader
from tailor.exchange.matching import combined
from tailor.exchange.models import Import, ImportRow
from tailor.history.log import CREATE, UPDATE
from tailor.records import gate, reading
from tailor.records.changes import Change, Saved
from tailor.records.refusals import Refusal

SAME, DIFFERENT = "same", "different"


def settle(load: Import, waiting: ImportRow, answer: str, by: Actor) -> Saved | None:
    """Fill the known record (``same``), make a new one (``different``), or leave the row out."""
    loader = Loader.of(load, by.by(Way.IMPORT))
    row = loader.reader.understand(waiting.number, waiting.data)
    outcome, done = SKIPPED, None
    try:
        with gate.step(
            loader.by, f"{load.record_type}.import", subject=load.file.name, details={"import": load.pk}
        ) as act:
            loader.resolve(act, [row])
            loader.keep_pictures([row])
            if answer == SAME:
                known = reading.get(loader.kind, waiting.record_id or 0, by)
                change = Change(loader.kind, UPDATE, known.id, combined(loader.kind, known, row.values, "fill"))
                done, outcome = gate.write(act, [change])[0], UPDATED
            elif answer == DIFFERENT:
                done, outcome = gate.write(act, [Change(loader.kind, CREATE, values=row.values)])[0], CREATED
    except Refusal as refusal:
        outcome, waiting.reasons = REJECTED, [[name, str(error)] for name, error in refusal.errors.items()]
    with transaction.atomic():
        counts = load.counts
        counts["asked"] = max(0, counts.get("asked", 1) - 1)
        counts[outcome] = counts.get(outcome, 0) + 1
        load.save(update_fields=["counts"])
        waiting.outcome, waiting.record_id = outcome, done.id if done else waiting.record_id
        waiting.save()
    return done
