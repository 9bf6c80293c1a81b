"""The background work of imports and exports."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from time import sleep

import orjson
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tailor.access.actors import Way
from tailor.exchange.deciding import settle_rest, step_of, waiting_rows
from tailor.exchange.exporting import export_file
from tailor.exchange.faults import fault
from tailor.exchange.files import UnreadableFile
from tailor.exchange.foresight import Foresight
from tailor.exchange.loading import Loader, Portion
from tailor.exchange.models import Import
from tailor.exchange.pace import Pace
from tailor.exchange.rows import Row
from tailor.kernel import stamps
from tailor.kernel.files.storing import path_of
from tailor.kernel.jobs.running import Halt, Run, Stopped, task
from tailor.records import gate
from tailor.records.tasks import worker
from tailor.records.undo import is_undone

BREATH = 0.05  # seconds between portions in which others may write
OPERATION = "{kind}.import"


@task("exchange.plan")
def plan(run: Run) -> None:
    """Look through the whole file and count what loading it would do; nothing is written."""
    load = import_of(run)
    counts: Counter[str] = Counter()
    done = 0
    with stamps.held(), in_words(load):
        foresight = Foresight(Loader.of(load, worker(run.job.created_by_id, Way.IMPORT)))
        for portion in foresight.loader.portions():
            counts += foresight.outcomes(portion)
            done += len(portion.rows)
            run.advance(min(done, run.job.total or done))
    run.advance(done, total=done)
    planned = Import.objects.filter(pk=load.pk, job_id=run.job.pk, state=Import.State.PLANNING)
    planned.update(plan=dict(counts), state=Import.State.PLANNED, total=done)


@task("exchange.import")
def load_rows(run: Run) -> None:
    """Load the file as one step of the log. The last row of each portion is noted in the portion's own transaction,
    so that after a kill the work goes on behind exactly that row."""
    load = import_of(run)
    this = Import.objects.filter(pk=load.pk)
    try:
        with stamps.held(), in_words(load):
            Loading(run, load, Loader.of(load, worker(run.job.created_by_id, Way.IMPORT))).to_its_end()
    except (Stopped, Halt):
        load.refresh_from_db(fields=["counts"])
        this.update(state=Import.State.STOPPED if load.counts else Import.State.MAPPING)
        raise
    this.update(state=Import.State.LOADED, total=sum(run.job.counts.values()))


class Loading:
    """The way of one import through its file."""

    def __init__(self, run: Run, load: Import, loader: Loader) -> None:
        self.run, self.load, self.loader = run, load, loader
        self.counts: Counter[str] = Counter(run.job.counts)
        self.at = timezone.now()
        self.pace = Pace()

    def to_its_end(self) -> None:
        with self.pace.kept():
            for portion in self.loader.portions(self.run.payload.get("after", 0), self.pace.next_size):
                self.resolve(portion.rows)
                self.loader.prepare(portion)
                with self.pace.writing(len(portion.rows)), transaction.atomic():
                    self.write(portion)
        done = sum(self.counts.values())
        self.run.advance(done, total=done)

    def resolve(self, rows: Sequence[Row]) -> None:
        """Make what rows refer to and keep their photos, where they have such."""
        if any(row.missing or row.pictures for row in rows):
            with transaction.atomic():
                act = self.act()
                self.loader.resolve(act, rows)
                self.loader.keep_pictures(rows)
                self.note(act)

    def write(self, portion: Portion) -> None:
        act = self.act()
        self.counts += self.loader.write(act, portion)
        self.run.payload["after"] = portion.rows[-1].number
        self.note(act)

    def act(self) -> gate.Step:
        """The one step of the log all portions are in. An import that was undone meanwhile goes no further."""
        step_id = self.run.payload.get("step")
        if step_id is not None and is_undone(step_id):
            raise Stopped
        operation = OPERATION.format(kind=self.load.record_type)
        return gate.Step(
            self.loader.by, operation, self.load.file.name, {"import": self.load.pk}, id=step_id, at=self.at
        )

    def note(self, act: gate.Step) -> None:
        """How far it came, in the transaction of what was done."""
        self.run.payload["step"] = act.id
        with connection.cursor() as cursor:
            cursor.execute(_NOTE, [orjson.dumps(self.counts).decode(), act.id, self.load.pk])
        done = sum(self.counts.values())
        self.run.advance(min(done, self.run.job.total or done), counts=dict(self.counts))


_NOTE = "UPDATE exchange_import SET counts = %s, step_id = %s WHERE id = %s"


def import_of(run: Run) -> Import:
    return Import.objects.select_related("file").get(pk=run.payload["import"])


@contextmanager
def in_words(load: Import) -> Iterator[None]:
    """A file that cannot be read any more ends the work with a sentence."""
    if not path_of(load.file).is_file():
        raise Halt(_("The file is no longer in Tailor’s data folder. Bring it in once more."))
    try:
        yield
    except UnreadableFile as unreadable:
        raise Halt(fault(unreadable.code)) from unreadable


@task("exchange.settle")
def settle_all(run: Run) -> None:
    """Decide all rows that still wait by one rule, portion by portion, within the step of the import where it may be."""
    load, payload = import_of(run), run.payload
    by = worker(run.job.created_by_id, Way.IMPORT)
    counts: Counter[str] = Counter(run.job.counts)
    with stamps.held():
        loader = Loader.of(load, by)
        while rows := waiting_rows(load, payload.get("after", 0)):
            with transaction.atomic():
                step_id = payload.get("step") or step_of(load, by)
                details = {"import": load.pk}
                act = gate.Step(by, OPERATION.format(kind=load.record_type), load.file.name, details, id=step_id)
                counts += settle_rest(act, loader, rows, payload["rule"])
                payload |= {"after": rows[-1].number, "step": act.id}
                done = sum(counts.values())
                run.advance(min(done, run.job.total or done), counts=dict(counts))
            sleep(BREATH)


@task("exchange.export")
def export_large(run: Run) -> None:
    """Write a large export into a file that its page then offers."""
    stored = export_file(run.payload, worker(run.job.created_by_id), run.advance)
    run.payload["link"] = f"/files/{stored.pk}/?download"
    run.advance(run.job.total)
