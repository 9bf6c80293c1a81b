"""Settling rows that an import kept for the person to decide: one by one, or all the rest at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from django.db import transaction

from tailor.access.actors import Actor, Way
from tailor.exchange.loading import ASKED, CREATED, REJECTED, SKIPPED, UPDATED, Loader
from tailor.exchange.matching import combined
from tailor.exchange.models import Import, ImportRow
from tailor.history.log import CREATE, UPDATE
from tailor.history.models import Step
from tailor.kernel.sayings import kept
from tailor.records import gate, reading
from tailor.records.changes import Change, Prepared, Refused, Saved
from tailor.records.refusals import Refusal
from tailor.records.undo import is_undone

SAME, DIFFERENT = "same", "different"
REST = ("skip", "fill", "overwrite")


def details_of(load: Import) -> dict[str, Any]:
    """What the steps of an import say of it: which one it is, and where its report stands."""
    return {"import": load.pk, "link": f"/import/{load.pk}/"}


def settle(load: Import, waiting: ImportRow, answer: str, by: Actor) -> Saved | None:
    """Fill the known record (``same``), make a new one (``different``), or leave the row out."""
    loader = Loader.of(load, by.by(Way.IMPORT))
    row = loader.understand(waiting.number, waiting.data)
    outcome, done, reasons = SKIPPED, None, waiting.reasons
    try:
        with gate.step(
            loader.by, f"{load.record_type}.import", subject=load.file.name, details=details_of(load)
        ) as act:
            take(waiting)
            loader.resolve(act, [row])
            loader.keep_pictures([row])
            if answer == SAME:
                known = reading.get(loader.kind, waiting.record_id or 0, by)
                change = Change(loader.kind, UPDATE, known.id, combined(loader.kind, known, row.values, "fill"))
                done, outcome = gate.write(act, [change])[0], UPDATED
            elif answer == DIFFERENT:
                done, outcome = gate.write(act, [Change(loader.kind, CREATE, values=row.values)])[0], CREATED
            note(load, {outcome: [waiting]}, done.id if done else waiting.record_id, reasons)
    except Refusal as refusal:
        reasons = [[name, kept(error.saying)] for name, error in refusal.errors.items()]
        with transaction.atomic():
            note(load, {REJECTED: [waiting]}, None, reasons)
    return done


class AlreadyDecided(Exception):
    """Somebody else, or a second click, has settled the row meanwhile."""


def take(waiting: ImportRow) -> None:
    """Hold a waiting row until the transaction ends. Raises `AlreadyDecided`."""
    if not ImportRow.objects.filter(pk=waiting.pk, outcome=ASKED).update(outcome=ASKED):
        raise AlreadyDecided


def note(
    load: Import, became: dict[str, list[ImportRow]], record_id: int | None, reasons: Sequence[Sequence[str]]
) -> None:
    """Write down what became of single rows."""
    for outcome, rows in became.items():
        ImportRow.objects.filter(pk__in=[row.pk for row in rows]).update(
            outcome=outcome, record_id=record_id, reasons=reasons
        )
    recount(load, Counter({outcome: len(rows) for outcome, rows in became.items()}))


def recount(load: Import, became: Counter[str]) -> None:
    """Move waiting rows to where they now belong in the counts of the import."""
    fresh = Import.objects.select_for_update().get(pk=load.pk)
    counts: Counter[str] = Counter(fresh.counts)
    counts[ASKED] -= sum(became.values())
    counts += became
    load.counts = fresh.counts = {**counts, ASKED: max(0, counts[ASKED])}
    fresh.save(update_fields=["counts"])


# all the rest


def waiting_rows(load: Import, after: int, size: int) -> list[ImportRow]:
    """The next rows that wait for a decision, held until the transaction ends: nobody decides them meanwhile."""
    waiting = ImportRow.objects.filter(of=load, outcome=ASKED, number__gt=after).order_by("number")
    return list(waiting.select_for_update()[:size])


def step_of(load: Import, by: Actor) -> int | None:
    """The step of the import itself, as long as it is the same person's and stands, so that one undo takes back both."""
    step = Step.objects.filter(pk=load.step_id or 0, actor_id=by.person_id).first()
    return step.pk if step and not is_undone(step.pk) else None


def settle_rest(act: gate.Step, loader: Loader, rows: Sequence[ImportRow], rule: str) -> Counter[str]:
    """Settle some of the waiting rows by one rule, inside the caller's transaction; how many ended as what."""
    understood = {row.pk: loader.understand(row.number, row.data) for row in rows}
    loader.resolve(act, list(understood.values()))
    loader.keep_pictures(list(understood.values()))
    became: Counter[str] = Counter()
    for row in rows:
        row.outcome = SKIPPED if rule == "skip" else _fill(act, loader, row, understood[row.pk].values, rule)
        became[row.outcome] += 1
    ImportRow.objects.bulk_update(rows, ["outcome", "reasons"])
    recount(loader.load, became)
    return became


def _fill(act: gate.Step, loader: Loader, row: ImportRow, values: dict[str, object], rule: str) -> str:
    """One row after another: two of them may be about the same record."""
    found = reading.get_many(loader.kind, [row.record_id or 0], loader.by)
    if not found:
        return SKIPPED
    change = Change(loader.kind, UPDATE, found[0].id, combined(loader.kind, found[0], values, rule))
    judged = gate.prepare([change], by=loader.by)[0]
    if isinstance(judged, Refused):
        row.reasons = loader.reasons_of(judged)
        return REJECTED
    assert isinstance(judged, Prepared)
    return UPDATED if gate.commit(act, [judged])[0].changes else SKIPPED
