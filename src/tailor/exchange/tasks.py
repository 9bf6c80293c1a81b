"""The background work of imports and exports."""

from __future__ import annotations

from collections import Counter
from time import sleep

from django.db import transaction
from django.utils import timezone

from tailor.access.actors import Way
from tailor.exchange.exporting import export_file
from tailor.exchange.loading import Loader, tally
from tailor.exchange.models import Import, ImportRow
from tailor.kernel import stamps
from tailor.kernel.jobs.running import Run, Stopped, task
from tailor.records import gate
from tailor.records.tasks import worker

BREATH = 0.03  # seconds in which others may write between two portions
OPERATION = "{kind}.import"


@task("exchange.plan")
def plan(run: Run) -> None:
    """Look through the whole file and count what loading it would do; nothing is written."""
    load = Import.objects.select_related("file").get(pk=run.payload["import"])
    counts: Counter[str] = Counter()
    done = 0
    with stamps.held():
        loader = Loader.of(load, worker(run.job.created_by_id, Way.IMPORT))
        for rows in loader.portions():
            counts += tally(loader.decide(rows))
            done += len(rows)
            if done % 2000 < len(rows):
                run.advance(min(done, run.job.total or done))
    Import.objects.filter(pk=load.pk).update(plan=dict(counts), state=Import.State.PLANNED, total=done)
    run.advance(done, total=done)


@task("exchange.import")
def load_rows(run: Run) -> None:
    """Load the file as one step of the log. The last row of each portion is noted in the portion's own transaction,
    so that after a kill the work goes on behind exactly that row."""
    load = Import.objects.select_related("file").get(pk=run.payload["import"])
    by = worker(run.job.created_by_id, Way.IMPORT)
    counts: Counter[str] = Counter(run.job.counts)
    done = sum(counts.values())
    payload, at, operation = run.payload, timezone.now(), OPERATION.format(kind=load.record_type)
    try:
        with stamps.held():
            loader = Loader.of(load, by)
            for rows in loader.portions(payload.get("after", 0)):
                decisions = loader.decide(rows)
                act = gate.Step(by, operation, load.file.name, {"import": load.pk}, id=payload.get("step"), at=at)
                if any(row.missing or row.pictures for row in rows):
                    with transaction.atomic():
                        loader.resolve(act, rows)
                        loader.keep_pictures(rows)
                        payload["step"] = act.id
                        run.advance(min(done, run.job.total or done))
                made = loader.prepare(decisions)
                with transaction.atomic():
                    report = loader.write(act, decisions, made)
                    ImportRow.objects.bulk_create(report)
                    counts += Counter(row.outcome for row in report)
                    done += len(rows)
                    payload |= {"step": act.id, "after": rows[-1].number}
                    Import.objects.filter(pk=load.pk).update(counts=dict(counts), step_id=act.id)
                    run.advance(min(done, run.job.total or done), counts=dict(counts))
                sleep(BREATH)
    except Stopped:
        Import.objects.filter(pk=load.pk).update(state=Import.State.STOPPED)
        raise
    Import.objects.filter(pk=load.pk).update(state=Import.State.LOADED, total=done)
    run.advance(done, total=done, counts=dict(counts))


@task("exchange.export")
def export_large(run: Run) -> None:
    """Write a large export into a file that its page then offers."""
    stored = export_file(run.payload, worker(run.job.created_by_id), run.advance)
    run.payload["link"] = f"/files/{stored.pk}/?download"
    run.advance(run.job.total)
