"""What becomes of an import whose work ended before its time."""

from __future__ import annotations

from tailor.exchange.models import Import
from tailor.kernel.jobs.models import Job
from tailor.records.tasks import learn_left

UNDER_WAY = (Import.State.LOADING, Import.State.PLANNING)


def end_early(job: Job) -> None:
    """An import whose job failed or was stopped is no longer under way: what it wrote stays, can be undone and gone on
    from; one that wrote nothing can be begun anew."""
    for load in Import.objects.filter(job_id=job.pk, state__in=UNDER_WAY):
        wrote = load.state == Import.State.LOADING and (load.counts or load.step_id)
        state = Import.State.STOPPED if wrote else Import.State.MAPPING
        Import.objects.filter(pk=load.pk, job_id=job.pk, state=load.state).update(state=state)
    learn_left()
