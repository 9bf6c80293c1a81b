"""Work of intake in the background."""

from __future__ import annotations

from django.utils import timezone

from tailor.access.actors import TAILOR
from tailor.intake.distributing import DISTRIBUTE, distribute_waiting
from tailor.intake.models import Arrival
from tailor.intake.records import SOURCE
from tailor.intake.sources.loading import look
from tailor.intake.watching import LOOK, is_mine, wake
from tailor.kernel.jobs.models import Job
from tailor.kernel.jobs.running import Run, task
from tailor.records import reading


def look_again(job: Job) -> None:
    """A look that broke is not the end of its source."""
    if is_mine(job.payload["source"], job.pk):
        wake(job.payload["source"])


@task(LOOK, ended=look_again)
def look_at_source(run: Run) -> None:
    """Look, and see to the next look. A job that was overtaken by another, or whose source is off, does nothing."""
    pk = run.payload["source"]
    found = reading.get_many(SOURCE, [pk], TAILOR)
    if not found or not found[0].values["active"] or not is_mine(pk, run.job.pk):
        return
    look(found[0])
    wake(pk)
    Job.objects.filter(task=LOOK, state=Job.State.DONE, id__lt=run.job.pk).delete()


@task(DISTRIBUTE, quick=True)
def distribute(run: Run) -> None:
    """Leads that waited for the hours of a rule, for somebody to be back, or for the module to be on again, go on."""
    now = timezone.now()
    while Arrival.objects.filter(waits_until__lte=now).exists():
        distribute_waiting(now)
