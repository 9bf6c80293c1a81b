"""Long work that is over: whoever asked for it is told, wherever they are by then."""

from __future__ import annotations

from tailor.kernel.jobs.models import Job
from tailor.kernel.jobs.running import on_end
from tailor.notifications.kinds import FAILED, READY
from tailor.notifications.telling import notify

KINDS = {Job.State.DONE: READY, Job.State.FAILED: FAILED}


@on_end
def tell_of_its_end(job: Job) -> None:
    """Tailor's own errands have no title and are nobody's news; what somebody stopped they know of."""
    kind = KINDS.get(Job.State(job.state))
    if kind and job.created_by_id and job.titled:
        notify(kind, [job.created_by_id], by=job.created_by_id, job=job.pk, text=job.titled, url=f"/jobs/{job.pk}/")
