"""Long work on records in the background: bulk operations and the undoing of large steps."""

from __future__ import annotations

from time import monotonic, sleep

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from tailor.access.actors import Actor, Way
from tailor.access.middleware import use_zone
from tailor.access.models import User
from tailor.access.signing_in import actor_of
from tailor.history.models import Step as LoggedStep
from tailor.kernel import stamps
from tailor.kernel.jobs.models import Job
from tailor.kernel.jobs.running import Run, enqueue, task
from tailor.records import gate
from tailor.records.derived.following import FOLLOW, TURNED, WHOLE, living, reckon_portion, settle
from tailor.records.indexing import own_values
from tailor.records.indexing.backlog import marked
from tailor.records.models import OwnField
from tailor.records.operations import find
from tailor.records.own_fields import definition_of
from tailor.records.reindexing import FILL, SWEEP, index_left, search_portion, with_value
from tailor.records.selection import from_plain
from tailor.records.shape import make
from tailor.records.turning import TURN, kept_by, turn_portion, with_any
from tailor.records.types import all_types
from tailor.records.undo import UNDO, Outcome, batches, undo_batch


def worker(person_id: int | None, way: Way = Way.WEB) -> Actor:
    """The person a job works for, with the rights they have now; from here on it speaks their language in their zone."""
    user = User.objects.select_related("department").get(pk=person_id or 0, is_active=True)
    translation.activate(user.language)
    use_zone(user.time_zone)
    return actor_of(user, way, stamps.current(stamps.SHAPE))


@task("records.operation")
def do_operation(run: Run) -> None:
    """An operation on every record of a selection, portion by portion, as one step of the log."""
    payload = run.payload
    by = worker(run.job.created_by_id)
    chosen = from_plain(payload["selection"])
    operation = find(payload["operation"], chosen.kind)
    if operation is None:
        raise LookupError(payload["operation"])
    done, refused = payload.get("done", 0), payload.get("refused", 0)
    at = timezone.now()
    for records in chosen.portions(by, payload.get("after", 0)):
        with stamps.held(), transaction.atomic():
            act = gate.Step(by, operation.logged(chosen.kind), str(chosen.kind.plural), id=payload.get("step"), at=at)
            operation.do(act, records, payload["arguments"])
            done, refused = done + act.saved, refused + len(act.refused)
            payload |= {"step": act.id, "after": records[-1].id, "done": done, "refused": refused}
            run.advance(min(done + refused, run.job.total), counts={"done": done, "refused": refused})


@task("records.search_by_own_field")
def search_by_own_field(run: Run) -> None:
    """Let search find records by the values of an own field, or no longer; whichever the field wants by then."""
    payload = run.payload
    definition = OwnField.objects.get(pk=payload["field"])
    for ids in with_value(definition, payload.get("after", 0)):
        with stamps.held(), transaction.atomic():
            search_portion(OwnField.objects.get(pk=payload["field"]), ids)
            payload["after"] = ids[-1]
            run.advance(run.job.position + len(ids))


@task(FILL)
def fill_indexes_of_own_values(run: Run) -> None:
    """Write the values of own fields into their indexes, portion by portion with a pause as long as each: who writes
    meanwhile goes first."""
    payload = run.payload
    kind = next((kind for kind in all_types() if kind.code == payload["kind"]), None)
    wanted = own_values.incomplete(kind) if kind else {}
    if "indexes" not in payload:  # others may come meanwhile, with a job of their own
        payload["indexes"] = list(wanted)
    wanted = {number: field for number, field in wanted.items() if number in payload["indexes"]}
    if kind is None or not wanted:
        return
    for _beat in own_values.landed(own_values.in_flight()):
        run.wait()
    more = True
    while more:
        begun = monotonic()
        with transaction.atomic():
            wanted = own_values.still_there(wanted)
            payload["after"], count = own_values.fill(kind, wanted, payload.get("after", 0))
            run.advance(run.job.position + count)
        more = count == own_values.portion_of(wanted)
        sleep((monotonic() - begun) * more)
    with stamps.held(), transaction.atomic():
        own_values.complete(list(wanted))


@task(SWEEP)
def sweep_own_values(run: Run) -> None:
    """Remove the rows of an index that is no more."""
    while own_values.sweep(run.payload["index"]):
        run.wait()


@task(TURN)
def turn_field(run: Run) -> None:
    """Turn the values of a field that became of another kind, or of yet another one by then, portion by portion."""
    payload, before = run.payload, run.payload["before"]
    while True:
        definition = OwnField.objects.get(pk=payload["field"])
        found = with_any(definition, payload.get("after", 0))
        if found is None:
            return
        kind, ids = found
        with stamps.held(), transaction.atomic():
            turn_portion(kind, definition, kept_by(definition, make(definition_of(before))), ids)
            payload["after"] = ids[-1]
            run.advance(run.job.position + len(ids))


PORTIONS = 20
TOLD = 300  # records that followed of which open pages are told; of more they learn by a reload


@task(WHOLE)
def reckon_whole(run: Run) -> None:
    """Reckon the derived fields of all records of a kind, portion by portion."""
    payload = run.payload
    kind = next((kind for kind in all_types() if kind.code == payload["kind"]), None)
    while kind is not None and (ids := living(kind, payload.get("after", 0))):
        with stamps.held(), transaction.atomic():
            reckon_portion(kind, ids)
            payload["after"] = ids[-1]
            run.advance(run.job.position + len(ids))


@task(FOLLOW, quick=True)
def follow(run: Run) -> None:
    """Reckon anew what follows from changes elsewhere; letters have their turn in between."""
    for _portion in range(PORTIONS):
        if (turned := settle()) is None:
            return
        told = run.payload.setdefault(TURNED, [])
        told += [[one.record.kind.code, one.record.id] for one in turned][: TOLD - len(told)]
        run.advance(run.job.position + 1)  # in no transaction of the work: whom a kill leaves untold learns by a reload
    enqueue(FOLLOW, {}, title="", by_id=None)


LEARN = "records.index_left"


def learn_left() -> None:
    """Ask for a job that lets search find what imports left waiting, if there is such and none has been asked for."""
    if marked(1) and not Job.objects.filter(task=LEARN, state=Job.State.QUEUED).exists():
        enqueue(LEARN, {}, title=_("Search learns what was brought in"), by_id=None)


@task(LEARN)
def index_what_was_left(run: Run) -> None:
    """Let search find new records whose import ended before it came to that."""
    for _count in index_left():
        run.wait()


@task("records.undo")
def undo_large(run: Run) -> None:
    """Undo a large step in portions; after a kill it goes on behind the last one."""
    payload = run.payload
    by = worker(run.job.created_by_id)
    step = LoggedStep.objects.get(pk=payload["undoes"])
    for batch in batches(step.pk, payload.get("before")):
        outcome = Outcome()
        with stamps.held(), transaction.atomic():
            act = gate.Step(by, UNDO, step.subject, {"operation": step.operation}, step.pk, payload.get("step"))
            undo_batch(act, batch, step, outcome, later_too=payload["later_too"])
            counts = {
                "changed": run.job.counts.get("changed", 0) + outcome.changed,
                "kept": run.job.counts.get("kept", 0) + len(outcome.kept),
            }
            payload |= {"step": act.id, "before": batch[-1].pk}
            run.advance(run.job.position + len(batch), counts=counts)
