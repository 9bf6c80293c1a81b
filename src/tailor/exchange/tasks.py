"""The background work of imports and exports."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict

import orjson
from django.db import DataError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tailor.access.actors import Actor, Way
from tailor.exchange.deciding import details_of, settle_rest, step_of, waiting_rows
from tailor.exchange.ending import end_early
from tailor.exchange.exporting import export_file
from tailor.exchange.faults import fault
from tailor.exchange.files import UnreadableFile
from tailor.exchange.foresight import Foresight
from tailor.exchange.loading import Loader, Portion
from tailor.exchange.models import Import
from tailor.exchange.pace import Pace
from tailor.exchange.rows import Row
from tailor.exchange.starting import remember
from tailor.exchange.targets import NEW
from tailor.kernel import stamps
from tailor.kernel.files.storing import path_of
from tailor.kernel.jobs.running import Halt, Run, Stopped, task
from tailor.kernel.sayings import kept
from tailor.records import gate
from tailor.records.indexing.backlog import Backlog, Part
from tailor.records.own_fields import define
from tailor.records.tasks import learn_left, worker
from tailor.records.types import record_type
from tailor.records.undo import is_undone

OPERATION = "{kind}.import"
SOON = 0.02  # seconds


@task("exchange.plan", ended=end_early)
def plan(run: Run) -> None:
    """Look through the whole file and count what loading it would do; nothing is written."""
    load = import_of(run)
    counts: Counter[str] = Counter()
    done = 0
    with stamps.held(), in_words(load):
        foresight = Foresight(Loader.of(load, worker(run.job.created_by_id, Way.IMPORT)))
        for portion in foresight.loader.portions(waiting=run.wait):
            counts += foresight.outcomes(portion)
            done += len(portion.rows)
            run.advance(min(done, run.job.total or done))
    run.advance(done, total=done)
    planned = Import.objects.filter(pk=load.pk, job_id=run.job.pk, state=Import.State.PLANNING)
    first = [asdict(one) for one in foresight.first]
    planned.update(plan=dict(counts), preview=first, state=Import.State.PLANNED, total=done)


@task("exchange.import", ended=end_early)
def load_rows(run: Run) -> None:
    """Load the file as one step of the log. The last row of each portion is noted in the portion's own transaction,
    so that after a kill the work goes on behind exactly that row."""
    load = import_of(run)
    with stamps.held(), in_words(load):
        Loading(run, load, worker(run.job.created_by_id, Way.IMPORT)).to_its_end()
    learn_left()
    Import.objects.filter(pk=load.pk).update(state=Import.State.LOADED, total=sum(run.job.counts.values()))


class Loading:
    """The way of one import through its file."""

    def __init__(self, run: Run, load: Import, by: Actor) -> None:
        self.run, self.load, self.by = run, load, by
        self.counts: Counter[str] = Counter(run.job.counts)
        self.at = timezone.now()
        self.pace = Pace()
        self.index_pace = Pace(least=1000, most=40_000)
        self.backlog = Backlog(record_type(load.record_type))

    def to_its_end(self) -> None:
        self.make_fields()
        self.loader = Loader.of(self.load, self.by)
        after = self.run.payload.get("after", 0)
        with self.pace.kept():
            for portion in self.loader.portions(after, self.pace.next_size, self.run.wait):
                self.resolve(portion.rows)
                self.loader.prepare(portion)
                with self.pace.writing(len(portion.rows)):
                    self.write(portion)
                if self.backlog.full:
                    self.index()
            self.index()
        done = sum(self.counts.values())
        self.run.advance(done, total=done)

    def make_fields(self) -> None:
        """The own fields that columns are to become, in the step of the import, so that its undo takes them back."""
        load = self.load
        if NEW not in load.mapping:
            return
        with transaction.atomic():
            act, kind = self.act(), record_type(load.record_type)
            load.mapping = [
                define(act, kind, heading) if key == NEW else key
                for heading, key in zip(load.columns, load.mapping, strict=True)
            ]
            Import.objects.filter(pk=load.pk).update(mapping=load.mapping)
            remember(load, load.mapping)
            self.note(act)

    def resolve(self, rows: Sequence[Row]) -> None:
        """Make what rows refer to and keep their photos, where they have such."""
        if any(row.missing or row.pictures for row in rows):
            with self.pace.writing(len(rows), whole=False):
                act = self.act()
                self.loader.resolve(act, rows)
                self.loader.keep_pictures(rows)
                self.note(act)

    def write(self, portion: Portion) -> None:
        act = self.act()
        try:
            with transaction.atomic():
                self.counts += self.loader.write(act, portion)
        except DataError:
            act = self.act()
            for row in portion.rows:
                self.write_one(act, portion.alone(row))
        self.run.payload["after"] = portion.rows[-1].number
        self.note(act)

    def index(self) -> None:
        """Let search find what was written, by more than what tells who it is."""
        for part in self.backlog.parts(self.index_pace.next_size):
            while not self._indexed(part):
                time.sleep(SOON)
        while not self._finished():
            time.sleep(SOON)
        self.backlog.kept.clear()
        self.run.wait()

    def _indexed(self, part: Part) -> bool:
        with self.index_pace.writing(part.weight):
            return self.backlog.write(part)

    def _finished(self) -> bool:
        with transaction.atomic():
            return self.backlog.finish()

    def write_one(self, act: gate.Step, portion: Portion) -> None:
        """A row of a portion that the database did not take: it is refused alone if it was the one."""
        entered = act.id
        try:
            with transaction.atomic():
                self.counts += self.loader.write(act, portion)
        except DataError:
            act.id = entered
            portion.rows[0].problems.append(("", kept(_("The database does not take this row."))))
            self.counts += self.loader.write(act, portion)

    def act(self) -> gate.Step:
        """The one step of the log all portions are in. An import that was undone meanwhile goes no further."""
        step_id = self.run.payload.get("step")
        if step_id is not None and is_undone(step_id):
            raise Stopped
        operation = OPERATION.format(kind=self.load.record_type)
        details = details_of(self.load)
        return gate.Step(self.by, operation, self.load.file.name, details, id=step_id, at=self.at, backlog=self.backlog)

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
        loader, pace = Loader.of(load, by), Pace()
        while True:
            size = pace.next_size()
            with pace.writing(size):
                rows = waiting_rows(load, payload.get("after", 0), size)
                if not rows:
                    break
                step_id = payload.get("step") or step_of(load, by)
                operation = OPERATION.format(kind=load.record_type)
                act = gate.Step(by, operation, load.file.name, details_of(load), id=step_id)
                counts += settle_rest(act, loader, rows, payload["rule"])
                payload |= {"after": rows[-1].number, "step": act.id}
                done = sum(counts.values())
                run.advance(min(done, run.job.total or done), counts=dict(counts))


@task("exchange.export")
def export_large(run: Run) -> None:
    """Write a large export into a file that its page then offers."""
    stored = export_file(run.payload, worker(run.job.created_by_id), run.advance)
    run.payload["link"] = f"/files/{stored.pk}/?download"
    run.advance(run.job.total)
